// SPDX-License-Identifier: MIT
#include "core/model/providers/rehearsal/rehearsalmodel.h"

#include "core/base/rootdir.h"
#include "core/model/providers/rehearsal/playback.h"
#include "core/model/providers/rehearsal/rehearsalstep.h"

#include <QDir>
#include <QFileInfo>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

/// Recordings grow with the session; scripts are written by hand.
constexpr YamlLimits kRecordingLimits{.maxBytes = 64 * 1024 * 1024, .maxNodes = 5'000'000, .maxDepth = 60};

/// The file of a command or agent name; empty when the name cannot be a file's.
QString fileNameFor(const QString& prefix, const QString& name)
{
    static const QRegularExpression plain(u"\\A[A-Za-z0-9_][A-Za-z0-9_.:-]{0,99}\\z"_s);
    if (!plain.match(name).hasMatch())
        return {};
    return prefix + QString(name).replace(u':', u'-') + u".yaml"_s;
}

/// What a request looked like, for the reply that says no step answers it.
QString describe(const RequestOrigin& origin, const RehearsalConversation& conversation)
{
    QStringList parts{u"turn %1"_s.arg(origin.turn)};
    if (!origin.command.isEmpty())
        parts.append(u"command /%1 with \"%2\""_s.arg(origin.command, origin.arguments.left(80)));
    else
        parts.append(u"prompt \"%1\""_s.arg(origin.prompt.left(80)));
    if (!origin.agent.isEmpty())
        parts.append(u"agent %1"_s.arg(origin.agent));
    for (const RehearsalConversation::Call& call : conversation.calls()) {
        if (call.last)
            parts.append(u"result of %1%2"_s.arg(call.name, call.result->denied    ? u" (refused)"_s
                                                            : call.result->isError ? u" (error)"_s
                                                                                   : QString()));
    }
    return parts.join(u", ");
}

} // namespace

std::shared_ptr<RehearsalModel> RehearsalModel::fromFolder(const QString& folder, const Clock& clock)
{
    std::shared_ptr<RehearsalModel> model(new RehearsalModel(clock));
    model->m_folder = folder;
    return model;
}

Result<std::shared_ptr<RehearsalModel>> RehearsalModel::fromFile(const QString& file, const Clock& clock)
{
    const Result<QByteArray> bytes = readOwnFile(file);
    if (!bytes)
        return fail(bytes.error().code, u"The rehearsal %1 cannot be read. %2."_s.arg(file, bytes.error().message), bytes.error().detail);
    Result<RehearsalScript> script = parseRehearsal(*bytes, file, kRecordingLimits);
    if (!script)
        return std::unexpected(script.error());
    std::shared_ptr<RehearsalModel> model(new RehearsalModel(clock));
    model->m_single = std::move(*script);
    return model;
}

ModelInfo RehearsalModel::info() const
{
    return {.provider = u"rehearsal"_s,
            .id = u"rehearsal"_s,
            .displayName = u"Rehearsal: scripted replies, no AI"_s,
            .contextWindow = 200'000,
            .maxOutput = 64'000,
            .local = true};
}

std::unique_ptr<ModelRun> RehearsalModel::stream(ModelRequest request, ModelHandlers handlers)
{
    int pace = 0;
    Result<ModelReply> reply = answer(request, pace);
    return playBack(std::move(reply), m_pace.value_or(pace), std::move(handlers));
}

Result<ModelReply> RehearsalModel::answer(const ModelRequest& request, int& pace)
{
    QString sought;
    const Result<const RehearsalScript*> found = scriptFor(request.origin, sought);
    if (!found)
        return std::unexpected(found.error());
    if (!*found)
        return plainReply(u"Rehearsal: there is no script for this (looked for %1). Choose a model with a key to get a real answer."_s.arg(sought),
                          request);
    const RehearsalScript& script = **found;
    const RehearsalConversation conversation(request);
    const QDateTime now = m_clock.now().toLocalTime();
    if (script.recording) {
        const Result<const RehearsalStep*> step = recordedStep(script, request.origin);
        return step ? replyOf(script, **step, request, conversation, now) : std::unexpected(step.error());
    }
    for (const RehearsalStep& step : script.steps) {
        if (holds(step.when, request, conversation)) {
            pace = step.pace.value_or(script.pace);
            return replyOf(script, step, request, conversation, now);
        }
    }
    return plainReply(u"Rehearsal: no step of %1 answers this request (%2)."_s.arg(script.file, describe(request.origin, conversation)), request);
}

/// Null when there is no such file: that is said as a reply, not as a failure.
Result<const RehearsalScript*> RehearsalModel::scriptFor(const RequestOrigin& origin, QString& sought)
{
    if (m_single)
        return &*m_single;
    QString name = u"default.yaml"_s;
    if (!origin.agent.isEmpty())
        name = fileNameFor(u"agent-"_s, origin.agent);
    else if (!origin.command.isEmpty())
        name = fileNameFor({}, origin.command);
    sought = name.isEmpty() ? origin.agent + origin.command : name;
    const QString file = QDir(m_folder).filePath(name);
    if (name.isEmpty() || !QFileInfo(file).isFile())
        return nullptr;
    return load(file);
}

Result<const RehearsalScript*> RehearsalModel::load(const QString& file)
{
    const QFileInfo info(file);
    const auto cached = m_cache.constFind(file);
    if (cached != m_cache.constEnd() && cached->modified == info.lastModified() && cached->size == info.size())
        return &cached->script;
    const Result<QByteArray> bytes = readOwnFile(file);
    if (!bytes)
        return std::unexpected(bytes.error());
    Result<RehearsalScript> script = parseRehearsal(*bytes, info.fileName());
    if (!script)
        return std::unexpected(script.error());
    return &m_cache.insert(file, Cached{info.lastModified(), info.size(), std::move(*script)})->script;
}

Result<const RehearsalStep*> RehearsalModel::recordedStep(const RehearsalScript& script, const RequestOrigin& origin)
{
    const RehearsalWhen::Recorded wanted{origin.promptNumber, origin.turn, origin.agent};
    QList<const RehearsalStep*> steps;
    for (const RehearsalStep& step : script.steps) {
        if (step.when.recorded == wanted)
            steps.append(&step);
    }
    const QString place =
        u"prompt %1, turn %2%3"_s.arg(wanted.prompt).arg(wanted.turn).arg(wanted.agent.isEmpty() ? QString() : u", agent "_s + wanted.agent);
    // An agent called twice records the same place twice; a place recorded once may be asked for again (a resumed session).
    const int asked = m_replayed[place]++;
    if (steps.isEmpty() || (steps.size() > 1 && asked >= steps.size()))
        return fail(ErrorCode::NotFound,
                    u"The recording %1 holds no reply for %2; this run went another way than the recorded one."_s.arg(script.file, place));
    return steps.size() == 1 ? steps.first() : steps.at(asked);
}

} // namespace aios
