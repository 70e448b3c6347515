// SPDX-License-Identifier: MIT
#include "core/agent/shellinserts.h"

#include "core/agent/jsonline.h"
#include "core/base/ids.h"

namespace aios {

namespace {

using namespace Qt::StringLiterals;

/// Exit 1 of these means "nothing found" or "differs", not failure (folder.md 3.3).
bool mayExitOne(const QString& command)
{
    static const QStringList kPrograms{u"grep"_s, u"rg"_s, u"egrep"_s, u"fgrep"_s, u"find"_s, u"diff"_s, u"test"_s, u"["_s};
    const QString first = command.trimmed().section(u' ', 0, 0);
    return kPrograms.contains(first) || command.trimmed().startsWith(u"git diff"_s) || command.trimmed().startsWith(u"git grep"_s);
}

} // namespace

ShellInserts::ShellInserts(SessionCore& core, const LoopScope& scope) : m_core(core), m_scope(scope) {}

void ShellInserts::run(const QList<PromptExpansion::ShellInsert>& inserts, std::function<void(Result<QStringList>)> done)
{
    m_inserts = inserts;
    m_done = std::move(done);
    m_outputs.clear();
    if (!inserts.isEmpty() && m_core.policy.settings().disableSkillShell) {
        m_outputs = QStringList(inserts.size(), u"[shell command execution disabled by policy]"_s);
        return std::exchange(m_done, nullptr)(m_outputs);
    }
    if (!inserts.isEmpty() && !m_core.services.trusted())
        return std::exchange(m_done, nullptr)(
            fail(ErrorCode::Denied,
                 u"This command runs a program (%1), and the folder is not trusted yet. Trust it first."_s.arg(inserts.first().command)));
    next();
}

void ShellInserts::next()
{
    if (!m_done)
        return; // cancelled between two
    if (m_outputs.size() == m_inserts.size())
        return std::exchange(m_done, nullptr)(m_outputs);
    JsonLine input;
    input.text("command", m_inserts[m_outputs.size()].command);
    input.text("description", u"Inline command of the prompt"_s);
    ToolUseBlock call{u"insert_"_s + newId(), u"Bash"_s, input.take(), {}};
    m_run = std::make_unique<CallRun>(m_core, m_scope, std::move(call), [this](const CallOutcome& outcome) { ended(outcome); });
    m_run->setNeverAsk(true);
    m_run->start();
}

void ShellInserts::ended(const CallOutcome& outcome)
{
    const QString command = m_inserts[m_outputs.size()].command;
    const bool harmlessExit = outcome.result.text.startsWith(u"Exit code 1\n"_s) && mayExitOne(command);
    if (outcome.result.denied)
        return std::exchange(m_done, nullptr)(
            fail(ErrorCode::Denied, u"Shell command permission check failed for pattern \"%1\": %2"_s.arg(command, outcome.result.text)));
    if (outcome.result.isError && !harmlessExit)
        return std::exchange(m_done, nullptr)(fail(outcome.cancelled ? ErrorCode::Cancelled : ErrorCode::InvalidInput,
                                                   u"Shell command failed for pattern \"%1\": %2"_s.arg(command, outcome.result.text.left(500))));
    m_outputs.append(outcome.result.text);
    // From the event loop: the finished run is still on the stack.
    QMetaObject::invokeMethod(this, &ShellInserts::next, Qt::QueuedConnection);
}

void ShellInserts::cancel()
{
    if (m_run)
        m_run->cancel(); // one that runs answers, and ended() tells
    if (m_done)
        std::exchange(m_done, nullptr)(fail(ErrorCode::Cancelled, u"Stopped before it was sent."_s));
}

} // namespace aios
