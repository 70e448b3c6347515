// SPDX-License-Identifier: MIT
#include "core/mcp/stdiotransport.h"

#include "core/base/text.h"
#include "core/tools/outputlimits.h"

#include <QFileInfo>
#include <QPointer>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace aios {

namespace {

constexpr auto kInputClosedFor = 2s;
constexpr auto kGrace = 3s;
constexpr auto kEndsAfterItsOutput = 500ms;
constexpr int kMostOddLines = 100;

QString endWords(const ProcessResult& result, const QString& program)
{
    if (!result.problem.isEmpty())
        return u"%1 could not be run: %2."_s.arg(program, result.problem);
    if (result.signal != 0)
        return u"%1 was ended by signal %2."_s.arg(program).arg(result.signal);
    return u"%1 ended with exit code %2."_s.arg(program).arg(result.exitCode);
}

} // namespace

void ErrorRing::add(QByteArrayView bytes)
{
    m_new.append(bytes);
    if (m_new.size() < kMost)
        return;
    m_old = std::exchange(m_new, {}); // nothing is ever moved within a buffer, whatever floods in
    m_new.reserve(kMost);
}

QString ErrorRing::tail(qsizetype maxChars) const
{
    const qsizetype wanted = maxChars * 4;
    QByteArray end = m_new.last(std::min(m_new.size(), wanted));
    if (end.size() < wanted)
        end.prepend(m_old.last(std::min(m_old.size(), wanted - end.size())));
    const bool cut = end.size() < m_old.size() + m_new.size();
    QByteArrayView last = end;
    if (const qsizetype line = last.indexOf('\n'); cut && line >= 0)
        last = last.sliced(line + 1);
    const QString text = cleanOutput(last).trimmed();
    return text.size() <= maxChars ? text : u"…"_s + text.last(maxChars);
}

StdioTransport::StdioTransport(ProcessRequest request, QObject* parent) : McpTransport(parent), m_request(std::move(request))
{
    m_request.wantsInput = true;
    m_request.separateErrors = true;
    m_patience.setSingleShot(true);
    m_patience.setInterval(kInputClosedFor);
    m_deaf.setSingleShot(true);
    m_deaf.setInterval(kEndsAfterItsOutput);
    connect(&m_deaf, &QTimer::timeout, this, [this] { giveUp(u"It closed its output."_s); });
    connect(&m_patience, &QTimer::timeout, this, [this] { m_runner->stop(kGrace); });
}

StdioTransport::~StdioTransport() = default;

Result<void> StdioTransport::open()
{
    ProcessHandlers handlers;
    handlers.onOutput = [this](QByteArrayView bytes) { takeOutput(bytes); };
    handlers.onErrors = [this](QByteArrayView bytes) { m_errors.add(bytes); };
    // Ending closes it too; only one that goes on has to be ended.
    handlers.onOutputClosed = [this] { m_deaf.start(); };
    handlers.onEnd = [this](const ProcessResult& result) { end(result); };
    auto runner = ProcessRunner::start(m_request, std::move(handlers));
    if (!runner)
        return std::unexpected(runner.error());
    m_runner = std::move(*runner);
    return {};
}

void StdioTransport::send(McpOutgoing message)
{
    Q_ASSERT(!message.text.contains('\n')); // a line is a message
    const QByteArray line = message.text + '\n';
    if (!m_runner || m_closing || m_runner->write(line))
        return;
    giveUp(u"It takes no more requests."_s);
}

void StdioTransport::takeOutput(QByteArrayView bytes)
{
    m_framer.feed(bytes, [this](Result<QByteArray> line) { takeLine(std::move(line)); });
}

/// What it says is handled when the reading has unwound: a handler may end this.
void StdioTransport::takeLine(Result<QByteArray> line)
{
    if (m_closing)
        return;
    const bool isMessage = line && (line->trimmed().startsWith('{') || line->trimmed().startsWith('['));
    if (isMessage) {
        QMetaObject::invokeMethod(this, [this, text = std::move(*line)] { Q_EMIT received(text); }, Qt::QueuedConnection);
        return;
    }
    if (line && line->trimmed().isEmpty())
        return;
    const QString what =
        line ? u"It wrote a line that is no message to its standard output: "_s + showHidden(elided(cleanOutput(line->left(300)), 200))
             : line.error().message;
    if (++m_oddLines > kMostOddLines)
        return giveUp(u"It writes something else than messages to its standard output."_s);
    QMetaObject::invokeMethod(this, [this, what] { Q_EMIT warned(what); }, Qt::QueuedConnection);
}

void StdioTransport::giveUp(const QString& why)
{
    if (m_closing)
        return;
    m_closing = true;
    m_why = why;
    m_runner->stop(1s);
}

void StdioTransport::close()
{
    if (m_closing || !m_runner)
        return;
    m_closing = true;
    m_runner->closeInput();
    m_patience.start();
}

void StdioTransport::end(const ProcessResult& result)
{
    m_patience.stop();
    m_deaf.stop();
    const QString program = QFileInfo(m_request.program).fileName();
    McpEnd end;
    end.asked = m_closing && m_why.isEmpty();
    if (result.signal == 0 && result.problem.isEmpty())
        end.exitCode = result.exitCode;
    end.signal = result.signal;
    const QString words = m_why.isEmpty() ? endWords(result, program) : u"%1 was ended: %2"_s.arg(program, m_why);
    end.error = {end.asked ? ErrorCode::Cancelled : ErrorCode::Unavailable, words, {}, {}};
    m_closing = true;
    // The messages it wrote last come first.
    QMetaObject::invokeMethod(this, [this, end] { Q_EMIT closed(end); }, Qt::QueuedConnection);
}

} // namespace aios
