// SPDX-License-Identifier: MIT
#include "app/headless/desklines.h"

#include "app/headless/commands.h"
#include "core/base/safeopen.h"
#include "core/net/lineframer.h"

#include <cerrno>
#include <csignal>
#include <unistd.h>

namespace aios {

int serveLines(desk::DeskServer& server)
{
    // A client that is gone is a failed write, not a signal that ends the program in the middle of a call.
    std::signal(SIGPIPE, SIG_IGN);
    constexpr qsizetype kChunk = 64 * 1024;
    LineFramer framer(desk::DeskServer::kMaxMessage);
    QByteArray chunk(kChunk, Qt::Uninitialized);
    bool reachable = true;
    while (reachable) {
        const ssize_t length = ::read(STDIN_FILENO, chunk.data(), static_cast<std::size_t>(chunk.size()));
        if (length < 0 && errno == EINTR)
            continue;
        if (length <= 0)
            return length == 0 ? kExitOk : kExitFailed;
        framer.feed(QByteArrayView(chunk).first(length), [&](const Result<QByteArray>& line) {
            const QByteArray reply = line ? server.handle(*line) : desk::DeskServer::tooLong();
            if (reachable && !reply.isEmpty())
                reachable = writeAll(STDOUT_FILENO, QByteArray(reply + '\n')) == 0;
        });
    }
    return kExitFailed;
}

} // namespace aios
