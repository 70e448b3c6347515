// SPDX-License-Identifier: MIT
#include "core/runtime/learningwatch.h"

#include "core/agent/proposedlearning.h"
#include "core/base/hash.h"
#include "core/base/ids.h"
#include "core/base/json.h"
#include "core/content/learnings.h"
#include "core/gate/decisionlog.h"
#include "core/runtime/filehistory.h"
#include "core/runtime/runtime.h"

#include <chrono>
#include <span>

namespace aios {

namespace {

using namespace Qt::StringLiterals;

constexpr qint64 kMostLearnings = 1024 * 1024;
constexpr int kMostSaves = 50; ///< Since the assistant's writing: after that the text is the person's.
constexpr std::chrono::seconds kSitting(600); ///< Saves that come closer are one piece of work: what is added in it is added once.

std::unexpected<Error> noFolder()
{
    return fail(ErrorCode::NotFound, u"No folder is open. Open one first."_s);
}

/// The assistant's writing that a text goes back to.
struct Writing {
    DecisionRecord record;
    std::optional<QDateTime> saved; ///< When the person last saved it since; empty: it stands as the assistant wrote it.
};

/// Back from the text with that hash, over what the person saved since, to the assistant's writing. Nothing when the text is no one's, or the person's alone.
std::optional<Writing> writingOf(const QList<DecisionRecord>& log, const QString& relative, QByteArray sha256)
{
    Writing writing;
    std::span<const DecisionRecord> earlier(log);
    for (int step = 0; step <= kMostSaves && !sha256.isEmpty(); ++step) {
        const auto found = std::ranges::find_last_if(earlier, [&](const DecisionRecord& record) {
            return record.target == relative && record.afterHash == sha256 && record.outcome == "done"_L1;
        });
        if (found.empty())
            return std::nullopt;
        writing.record = found.front();
        if (!writing.record.sessionId.isEmpty())
            return isUuid(writing.record.sessionId) ? std::optional(writing) : std::nullopt;
        if (!writing.saved)
            writing.saved = writing.record.time;
        sha256 = writing.record.beforeHash;
        earlier = earlier.first(static_cast<std::size_t>(found.begin() - earlier.begin()));
    }
    return std::nullopt;
}

/// What the assistant itself wanted to write, where that was the whole file: the person may have changed it on the card.
std::optional<QByteArray> wantedBy(const Result<SessionRecord>& session, const QString& toolUseId)
{
    if (!session)
        return std::nullopt;
    const auto call = std::ranges::find_if(session->entries, [&](const TranscriptEntry& entry) {
        return entry.kind == TranscriptEntry::Kind::Tool && entry.tool.id == toolUseId && entry.tool.name == "Write"_L1;
    });
    const auto input = call == session->entries.cend() ? Result<json::value>(fail(ErrorCode::NotFound, {})) : parseJson(call->tool.inputJson);
    const json::object* object = input ? input->if_object() : nullptr;
    return object && object->contains("content") ? std::optional(jsonText(*object, "content").toUtf8()) : std::nullopt;
}

/// Blocking. What the person wrote themselves is no correction of the assistant, whenever they change it.
std::optional<LearningProposal> correctionOf(const FileHistoryPlaces& places, const QString& relative, const QByteArray& before,
                                             const QByteArray& after)
{
    const auto page = DecisionLog::readFile(places.decisionLog);
    // The save that is looked at stands in the log already; it is not what it began with.
    const auto writing = page ? writingOf(page->records, relative, sha256Hex(before)) : std::nullopt;
    if (!writing)
        return std::nullopt;
    const auto session = readTranscript(places.sessions + u'/' + writing->record.sessionId + u".jsonl"_s);
    const auto wanted = wantedBy(session, writing->record.toolUseId);
    const bool edited = wanted && sha256Hex(*wanted) != writing->record.afterHash;
    std::optional<LaterEdit> later;
    if (edited || writing->saved) {
        const auto written = wanted ? std::make_shared<const QByteArray>(*wanted) : recordedText(places, relative, writing->record.afterHash);
        if (!written)
            return std::nullopt;
        later = LaterEdit{*written, !writing->saved || writing->saved->secsTo(Clock::system().now()) >= kSitting.count()};
    }
    auto proposal = learningFromEdit(relative, before, after, later);
    if (!proposal)
        return std::nullopt;
    proposal->sessionId = writing->record.sessionId;
    if (session)
        proposal->command = commandOfCall(*session, writing->record.toolUseId);
    return proposal;
}

} // namespace

LearningWatch::LearningWatch(Runtime& runtime) : m_runtime(runtime)
{
    connect(&runtime, &Runtime::projectOpened, this, &LearningWatch::open);
    connect(&runtime.broker(), &ApprovalBroker::asked, this, [this](const ApprovalRequest& request) { m_asked.insert(request.id, request); });
    connect(&runtime.broker(), &ApprovalBroker::settled, this, &LearningWatch::settled);
    runtime.addEventSink(this, [this](const AgentEvent& event) { take(event); });
}

LearningWatch::~LearningWatch() = default;

void LearningWatch::open()
{
    m_asked.clear();
    m_lastPrompt.clear();
    m_lastCommand.clear();
    m_store = std::make_unique<ProposalStore>(m_runtime.project()->stateDir() + u"/learnings.jsonl"_s);
    Q_EMIT changed();
}

QList<LearningProposal> LearningWatch::pending() const
{
    return m_store ? m_store->pending() : QList<LearningProposal>();
}

QList<KeptLearning> LearningWatch::kept() const
{
    return m_store ? m_store->kept() : QList<KeptLearning>();
}

void LearningWatch::settled(const QString& approvalId, const Decision& decision)
{
    const auto asked = m_asked.constFind(approvalId);
    if (asked == m_asked.cend())
        return;
    const ApprovalRequest request = *asked;
    m_asked.erase(asked);
    auto proposal = learningFromDecision(request, decision);
    if (!proposal)
        return;
    if (proposal->command.isEmpty())
        proposal->command = m_lastCommand.value(request.sessionId);
    propose({*proposal});
}

void LearningWatch::take(const AgentEvent& event)
{
    if (const auto* added = std::get_if<EntryAdded>(&event.what);
        added && added->entry.kind == TranscriptEntry::Kind::User && added->entry.agent.isEmpty())
        notePrompt(event.sessionId, added->entry.text);
    const auto* ended = std::get_if<TurnEnded>(&event.what);
    if (ended && ended->how == TurnEnded::How::Complete && splitPrompt(m_lastPrompt.value(event.sessionId)).command == "wrap"_L1)
        readWrap(event.sessionId);
}

void LearningWatch::notePrompt(const QString& sessionId, const QString& prompt)
{
    m_lastPrompt.insert(sessionId, prompt);
    const QString command = splitPrompt(prompt).command;
    if (!command.isEmpty() && command != "compact"_L1)
        m_lastCommand.insert(sessionId, command);
}

void LearningWatch::readWrap(const QString& sessionId)
{
    const auto file = m_runtime.transcriptFile(sessionId);
    if (!file)
        return;
    m_runtime.pool().run(
        this,
        [path = *file] {
            const auto record = readTranscript(path);
            return record ? learningsFromWrap(*record) : QList<LearningProposal>();
        },
        [this](const QList<LearningProposal>& found) { propose(found); });
}

/// What a learnings file says already is not proposed.
bool LearningWatch::isWritten(const LearningProposal& proposal) const
{
    const ContentPtr content = m_runtime.project()->content();
    const LearningFile* file = content ? content->learning(proposal.command) : nullptr;
    if (!file)
        return false;
    const QString key = learningKey(proposal.text);
    const QList<LearningEntry> entries = learningEntries(file->text);
    return std::ranges::any_of(entries, [&](const LearningEntry& entry) { return learningKey(entry.text) == key; });
}

void LearningWatch::propose(const QList<LearningProposal>& proposals)
{
    if (!m_store)
        return;
    for (const LearningProposal& proposal : proposals) {
        if (isWritten(proposal))
            continue;
        if (const auto added = m_store->add(proposal, Clock::system().now()); !added)
            return Q_EMIT failed(u"A proposed learning could not be stored. "_s + added.error().message);
    }
    if (!proposals.isEmpty())
        Q_EMIT changed();
}

Result<bool> LearningWatch::rate(const QString& sessionId, const QString& prompt, const QString& reply, bool good)
{
    if (!m_store)
        return noFolder();
    LearningProposal proposal = learningFromRating(prompt, reply, good);
    proposal.sessionId = sessionId;
    if (proposal.command.isEmpty())
        proposal.command = m_lastCommand.value(sessionId);
    const auto added = m_store->add(proposal, Clock::system().now());
    if (added)
        Q_EMIT changed();
    return added;
}

void LearningWatch::corrected(const QString& relative, const QByteArray& before, const QByteArray& after)
{
    if (!m_store || relative.startsWith("learnings/"_L1) || before == after)
        return;
    OpenProject* project = m_runtime.project();
    m_runtime.pool().run(
        this,
        [places = FileHistoryPlaces{project->root(), project->decisions().file(), m_runtime.sessionsDir()}, relative, before, after] {
            return correctionOf(places, relative, before, after);
        },
        [this, project](const std::optional<LearningProposal>& found) {
            if (found && project == m_runtime.project())
                propose({*found});
        });
}

Result<QString> LearningWatch::keep(const QString& id, const QString& command, const QString& text)
{
    if (!m_store)
        return noFolder();
    if (!m_store->find(id))
        return fail(ErrorCode::NotFound, u"This proposed learning is not there any more."_s);
    if (!isLearningsCommand(command))
        return fail(ErrorCode::InvalidInput, u"Choose the command whose next run should read it."_s);
    if (text.simplified().isEmpty())
        return fail(ErrorCode::InvalidInput, u"There is no text to keep. Write one, or drop the proposal."_s);
    const QString relative = learningsPath(command);
    const auto before = m_runtime.project()->rootDir()->read(relative.toUtf8(), kMostLearnings);
    if (!before && before.error().code != ErrorCode::NotFound)
        return std::unexpected(before.error());
    const QDateTime now = Clock::system().now();
    const QByteArray after = withLearning(before ? before->bytes : QByteArray(), command, now.toLocalTime().date(), text);
    if (const auto saved = m_runtime.saveFile(relative, after, before ? before->sha256 : QByteArray()); !saved)
        return std::unexpected(saved.error());
    Q_EMIT m_runtime.filesChanged({relative});
    const auto stored = m_store->keep(id, command, text, now);
    Q_EMIT changed();
    if (!stored) // it stands in the folder: dropping the card is all that is left to do
        return fail(stored.error().code,
                    u"It stands in %1, but its card could not be taken away. Drop the card. %2"_s.arg(relative, stored.error().message));
    return relative;
}

Result<void> LearningWatch::drop(const QString& id)
{
    if (!m_store)
        return noFolder();
    const auto dropped = m_store->drop(id);
    Q_EMIT changed();
    return dropped;
}

} // namespace aios
