// SPDX-License-Identifier: MIT
#include "tests/support/agentfixture.h"

namespace aios::test {

using namespace Qt::StringLiterals;

AgentFixture::AgentFixture()
{
    project.write(u"CLAUDE.md"_s, "# Test house\n");
    auto root = RootDir::open(project.path());
    if (!root)
        qFatal("the folder cannot be opened");
    m_decisions = std::make_unique<DecisionLog>(state.path(u"decisions"_s), project.path());
    services.root = project.path();
    services.rootDir = std::make_shared<const RootDir>(std::move(*root));
    services.guard = std::make_shared<const PathGuard>(services.rootDir);
    services.pool = &m_pool;
    services.broker = &m_broker;
    services.decisions = m_decisions.get();
    services.clock = &clock;
    services.sessionsDir = state.path(u"sessions"_s);
    services.scratchDir = state.path(u"scratch"_s);
    services.projectRulesFile = state.path(u"permissions.json"_s);
    services.tools = builtinTools();
    services.content = [this] { return m_content; };
    services.permissions = [this] { return permissions; };
    services.trusted = [this] { return trusted; };
    services.resolveModel = [this](const QString& selector, QObject* context, std::function<void(Result<std::shared_ptr<Model>>)> reply) {
        Result<std::shared_ptr<Model>> answer = std::shared_ptr<Model>(model);
        if (otherModels.contains(selector))
            answer = otherModels.value(selector);
        else if (strictModels && !selector.isEmpty())
            answer = fail(ErrorCode::Authentication, u"There is no key for %1."_s.arg(selector));
        QMetaObject::invokeMethod(context, [reply = std::move(reply), answer] { reply(answer); }, Qt::QueuedConnection);
    };
    services.noteOwnWrite = [this](const QString& relative, const QByteArray&) { ownWrites.append(relative); };
    services.emitEvent = [this](const AgentEvent& event) {
        events.append(event);
        if (onEvent)
            onEvent(event);
    };
    services.rulesChanged = [] {};
    QDir().mkpath(services.sessionsDir);
    loadContent();
}

AgentFixture::~AgentFixture() = default;

void AgentFixture::loadContent()
{
    ContentLoadOptions options;
    options.readParents = false;
    options.consentedImports = consents;
    auto content = aios::loadContent(project.path(), options);
    if (!content)
        qFatal("the folder cannot be read");
    m_content = std::make_shared<const ContentSnapshot>(std::move(*content));
}

void AgentFixture::makeCore()
{
    const QString id = u"0197a000-0000-7000-8000-000000000001"_s;
    auto writer = TranscriptWriter::open(transcriptPath(id), id, services.root, clock.now());
    if (!writer)
        qFatal("no transcript");
    journal = std::make_unique<SessionJournal>(id, std::move(*writer), services.emitEvent, clock);
    core = std::make_unique<SessionCore>(services, id, *journal);
    core->approvalsChanged = [] {};
    scope.tools = services.tools;
}

bool AgentFixture::waitForQuestion()
{
    return QTest::qWaitFor([this] { return !m_broker.open().isEmpty(); });
}

bool AgentFixture::answer(const Decision& decision)
{
    if (!waitForQuestion())
        return false;
    const ApprovalRequest request = m_broker.open().first();
    m_broker.decide(request.id, request.digest, decision);
    return true;
}

QList<TranscriptEntry> AgentFixture::shown() const
{
    QList<TranscriptEntry> entries;
    const auto find = [&](const QString& id) {
        return std::find_if(entries.begin(), entries.end(), [&](const auto& entry) { return entry.id == id; });
    };
    for (const AgentEvent& event : events) {
        if (const auto* added = std::get_if<EntryAdded>(&event.what)) {
            entries.append(added->entry);
        } else if (const auto* delta = std::get_if<EntryDelta>(&event.what)) {
            if (const auto it = find(delta->entryId); it != entries.end())
                it->text += delta->text;
        } else if (const auto* changed = std::get_if<EntryChanged>(&event.what)) {
            if (const auto it = find(changed->entry.id); it != entries.end())
                *it = changed->entry;
        } else if (const auto* removed = std::get_if<EntryRemoved>(&event.what)) {
            entries.removeIf([&](const TranscriptEntry& entry) { return entry.id == removed->entryId; });
        }
    }
    return entries;
}

QStringList AgentFixture::shownTexts(TranscriptEntry::Kind kind) const
{
    QStringList texts;
    const auto entries = shown();
    for (const TranscriptEntry& entry : entries) {
        if (entry.kind == kind)
            texts.append(entry.text);
    }
    return texts;
}

bool AgentFixture::waitForEnds(int count)
{
    return QTest::qWaitFor([this, count] { return told<TurnEnded>().size() >= count; });
}

TurnEnded AgentFixture::lastEnd() const
{
    const auto ends = told<TurnEnded>();
    return ends.isEmpty() ? TurnEnded{{}, TurnEnded::How::Failed, u"no turn ended"_s, ErrorCode::Internal, StopReason::Other} : ends.last();
}

QByteArray AgentFixture::transcript(const QString& id) const
{
    QFile file(transcriptPath(id));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QList<DecisionRecord> AgentFixture::decisions() const
{
    const auto page = m_decisions->read();
    return page ? page->records : QList<DecisionRecord>();
}

namespace {

QStringList callIds(const Message& message)
{
    QStringList ids;
    for (const Block& block : message.blocks) {
        if (const auto* call = std::get_if<ToolUseBlock>(&block))
            ids.append(call->id);
    }
    return ids;
}

QStringList resultIds(const Message& message)
{
    QStringList ids;
    for (const Block& block : message.blocks) {
        if (const auto* result = std::get_if<ToolResultBlock>(&block))
            ids.append(result->toolUseId);
    }
    return ids;
}

} // namespace

QString historyProblem(const QList<Message>& history)
{
    if (!history.isEmpty() && history.first().role != Role::User)
        return u"it does not begin with the person"_s;
    for (qsizetype i = 0; i < history.size(); ++i) {
        const Message& message = history[i];
        if (message.blocks.isEmpty())
            return u"message %1 is empty"_s.arg(i);
        const QStringList calls = callIds(message);
        const QStringList results = resultIds(message);
        if (message.role == Role::User && !calls.isEmpty())
            return u"message %1 of the person holds calls"_s.arg(i);
        if (message.role == Role::Assistant && !results.isEmpty())
            return u"message %1 of the assistant holds results"_s.arg(i);
        if (!calls.isEmpty() && (i + 1 >= history.size() || resultIds(history[i + 1]) != calls))
            return u"the calls of message %1 (%2) do not have their results directly after"_s.arg(i).arg(calls.join(u','));
        if (!results.isEmpty() && (i == 0 || callIds(history[i - 1]) != results))
            return u"message %1 holds results without their calls: %2"_s.arg(i).arg(results.join(u','));
        if (i > 0 && message.role == Role::Assistant && history[i - 1].role == Role::Assistant && !callIds(history[i - 1]).isEmpty())
            return u"two assistant messages with open calls at %1"_s.arg(i);
    }
    return {};
}

} // namespace aios::test
