// SPDX-License-Identifier: MIT
// Sessions of the open folder: listing, opening, forking, ending.
#include "core/agent/transcript.h"
#include "core/base/ids.h"
#include "core/base/json.h"
#include "core/mcp/mcpgoodbyes.h"
#include "core/mcp/resourcewatch.h"
#include "core/runtime/projectservices.h"
#include "core/runtime/resumedresources.h"
#include "core/runtime/runtime.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

namespace aios {

namespace {
using namespace Qt::StringLiterals;
} // namespace

void Runtime::leave(std::function<void()> done)
{
    endSessions();
    if (m_projectServices)
        m_projectServices->leave();
    m_goodbyes->whenAllSaid(std::move(done));
}

/// What runs is cancelled and recorded as such, what waits for the person is left waiting; then the sessions go.
void Runtime::endSessions()
{
    for (const auto& [id, session] : m_sessions)
        session->leave();
    m_sessions.clear();
}

QString Runtime::sessionsDir() const
{
    return m_project->stateDir() + u"/sessions"_s;
}

Result<QString> Runtime::sessionFile(const QString& id) const
{
    if (!m_project)
        return fail(ErrorCode::NotFound, u"No folder is open. Open one first."_s);
    if (!isUuid(id))
        return fail(ErrorCode::InvalidInput, u"“%1” is not a session id."_s.arg(id.left(60)));
    const QString file = sessionsDir() + u'/' + id + u".jsonl"_s;
    if (!QFileInfo::exists(file))
        return fail(ErrorCode::NotFound, u"There is no session %1 for this folder. `aios session list` shows what there is."_s.arg(id));
    return file;
}

void Runtime::listSessions(QObject* context, std::function<void(QList<SessionSummary>)> done)
{
    m_pool.run(
        context,
        [dir = sessionsDir()] {
            QList<SessionSummary> sessions;
            const auto files = QDir(dir).entryInfoList({u"*.jsonl"_s}, QDir::Files, QDir::Time);
            for (const QFileInfo& file : files) {
                if (!isUuid(file.completeBaseName()))
                    continue;
                if (auto summary = readSessionSummary(file.absoluteFilePath()); !summary.id.isEmpty())
                    sessions.append(std::move(summary));
            }
            std::sort(sessions.begin(), sessions.end(), [](const auto& a, const auto& b) { return a.updated > b.updated; });
            return sessions;
        },
        std::move(done));
}

Session& Runtime::newSession()
{
    auto session = Session::create(m_services);
    Session& made = *session;
    m_sessions.emplace(made.id(), std::move(session));
    return made;
}

Session* Runtime::session(const QString& id) const
{
    const auto it = m_sessions.find(id);
    return it == m_sessions.end() ? nullptr : it->second.get();
}

void Runtime::glimpseSession(const QString& id, std::function<void(SessionGlimpse)> done)
{
    const auto file = sessionFile(id);
    if (!file)
        return;
    m_pool.run(
        this, [path = *file] { return glimpseTranscript(path); },
        [done = std::move(done)](std::optional<SessionGlimpse> glimpse) {
            if (glimpse)
                done(std::move(*glimpse));
        });
}

void Runtime::openSession(const QString& id, std::function<void(Result<std::pair<Session*, SessionRecord>>)> done)
{
    const auto file = sessionFile(id);
    if (!file)
        return done(std::unexpected(file.error()));
    m_pool.run(
        this, [path = *file] { return readTranscript(path); },
        [this, id, done = std::move(done)](Result<SessionRecord> record) {
            if (!record)
                return done(std::unexpected(record.error()));
            if (Session* open = session(id))
                return done(std::pair{open, std::move(*record)});
            auto resumed = Session::resume(m_services, *record);
            if (!resumed)
                return done(std::unexpected(resumed.error()));
            Session* opened = resumed->get();
            m_sessions.emplace(id, std::move(*resumed));
            watchResources(id, *record);
            done(std::pair{opened, std::move(*record)});
        });
}

/// It hears of changes to what it was given before as if it had never been closed. Nothing is started for that.
void Runtime::watchResources(const QString& id, const SessionRecord& record)
{
    const QList<GivenResource> given = givenResources(record);
    if (given.isEmpty() || !m_projectServices)
        return;
    m_projectServices->whenRead(m_projectServices.get(), [this, id, given] {
        if (!session(id))
            return;
        ServerManager& manager = m_projectServices->manager();
        for (const GivenResource& resource : given) {
            if (manager.server(resource.server))
                manager.resources().given(resource.server, resource.uri, id);
        }
    });
}

QString Runtime::closeSession(const QString& id)
{
    const auto it = m_sessions.find(id);
    if (it == m_sessions.end())
        return {};
    it->second->stop();
    const QString proposal = it->second->takeSessionLogProposal();
    m_sessions.erase(it);
    return proposal;
}

Result<QString> Runtime::forkSession(const QString& id, const QString& upToEntryId)
{
    const auto file = sessionFile(id);
    if (!file)
        return std::unexpected(file.error());
    const auto bytes = readOwnFile(*file, 1024LL * 1024 * 1024);
    if (!bytes)
        return std::unexpected(bytes.error());
    const QString forked = newId();
    auto writer = TranscriptWriter::open(sessionsDir() + u'/' + forked + u".jsonl"_s, forked, m_services.root, m_services.clock->now(), id);
    if (!writer)
        return std::unexpected(writer.error());
    const QByteArray stopAt = upToEntryId.isEmpty() ? QByteArray() : "\"id\":" + jsonString(upToEntryId);
    QString title;
    const QByteArray whole = bytes->first(bytes->lastIndexOf('\n') + 1); // a torn tail is not an event
    for (const QByteArray& line : whole.split('\n')) {
        if (line.isEmpty() || line.startsWith("{\"type\":\"session\""))
            continue;
        if (!stopAt.isEmpty() && line.startsWith("{\"type\":\"prompt\"") && line.contains(stopAt))
            break; // the fork ends before that prompt, so that it can be asked anew
        if (auto copied = (*writer)->raw(line); !copied)
            return std::unexpected(copied.error());
    }
    title = readSessionSummary(*file).title + u" (fork)"_s;
    if (auto named = (*writer)->title(title, false); !named)
        return std::unexpected(named.error());
    return forked;
}

Result<void> Runtime::deleteSession(const QString& id)
{
    const auto file = sessionFile(id);
    if (!file)
        return std::unexpected(file.error());
    std::ignore = closeSession(id);
    QFile transcript(*file);
    if (!transcript.moveToTrash() && !transcript.remove())
        return fail(ErrorCode::Io, u"The session could not be deleted: "_s + transcript.errorString());
    return {};
}

Result<int> Runtime::exportSession(const QString& id, const QString& target) const
{
    const auto file = sessionFile(id);
    if (!file)
        return std::unexpected(file.error());
    const auto record = readTranscript(*file);
    if (!record)
        return std::unexpected(record.error());
    int masked = 0;
    const QByteArray text = exportMarkdown(*record, &masked).toUtf8();
    return writeOwnFile(target, text).transform([masked] { return masked; });
}

} // namespace aios
