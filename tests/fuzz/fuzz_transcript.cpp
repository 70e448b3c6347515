// SPDX-License-Identifier: MIT
// A transcript is our own file, but it may be torn, edited or handed over: whatever it says, the history made of it must be sendable.
#include "core/agent/transcriptreader.h"

#include <QSet>

#include <cstdlib>

using namespace aios;

namespace {

QStringList ids(const Message& message, bool calls)
{
    QStringList out;
    for (const Block& block : message.blocks) {
        if (const auto* call = std::get_if<ToolUseBlock>(&block); call && calls)
            out.append(call->id);
        if (const auto* result = std::get_if<ToolResultBlock>(&block); result && !calls)
            out.append(result->toolUseId);
    }
    return out;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
    const auto record = parseTranscript(QByteArrayView(data, static_cast<qsizetype>(size)));
    if (!record)
        return 0;
    const QList<Message>& history = record->history;
    for (qsizetype i = 0; i < history.size(); ++i) {
        const QStringList calls = ids(history[i], true);
        if (!calls.isEmpty() && (i + 1 >= history.size() || ids(history[i + 1], false) != calls))
            std::abort(); // a call without its result
        const QStringList results = ids(history[i], false);
        if (!results.isEmpty() && (i == 0 || ids(history[i - 1], true) != results))
            std::abort(); // a result without its call
    }
    std::ignore = exportMarkdown(*record);
    return 0;
}
