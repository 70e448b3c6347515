// SPDX-License-Identifier: MIT
#include "core/agent/eventmailbox.h"
#include "core/base/heap.h"
#include "core/runtime/facades.h"
#include "core/runtime/runtime.h"

namespace aios {

namespace {

using namespace Qt::StringLiterals;

/// Runs `work` on the core thread with the session, if it is open there.
template <typename Work>
void withSession(Runtime& runtime, const QString& id, Work work)
{
    QMetaObject::invokeMethod(
        &runtime,
        [&runtime, id, work = std::move(work)]() mutable {
            if (Session* session = runtime.session(id))
                work(*session);
        },
        Qt::QueuedConnection);
}

/// Runs `work` on the core thread. A value it tells the window goes through a queued signal of the facade.
template <typename Work>
void onCore(Runtime& runtime, Work work)
{
    QMetaObject::invokeMethod(&runtime, std::move(work), Qt::QueuedConnection);
}

} // namespace

AgentClient::AgentClient(Runtime& runtime, QObject* parent) : QObject(parent), m_runtime(runtime), m_mailbox(std::make_shared<EventMailbox>())
{
    connect(m_mailbox.get(), &EventMailbox::ready, this, [this] {
        const QList<AgentEvent> fresh = m_mailbox->take();
        if (!fresh.isEmpty())
            Q_EMIT events(fresh);
    });
    // The mailbox is shared with the core's sinks: the last event may be posted while this object goes.
    onCore(runtime, [&runtime, mailbox = m_mailbox] {
        runtime.addEventSink(&runtime, [mailbox](const AgentEvent& event) { mailbox->post(event); });
        const auto session = [](const ApprovalRequest& request) { return request.sessionId; };
        connect(&runtime.broker(), &ApprovalBroker::asked, &runtime,
                [mailbox, session](const ApprovalRequest& request) { mailbox->post({session(request), ApprovalAsked{request}}); });
        connect(&runtime.broker(), &ApprovalBroker::settled, &runtime,
                [mailbox](const QString& id, const Decision& decision) { mailbox->post({{}, ApprovalSettled{id, decision}}); });
    });
    m_tidy.setSingleShot(true);
    m_tidy.setInterval(3'000);
    connect(&m_tidy, &QTimer::timeout, this, [&runtime] {
        onCore(runtime, [&runtime] {
            const auto tidy = [] {
                returnFreeHeap();
                return true;
            };
            runtime.pool().run(&runtime, tidy, [](bool) {});
        });
    });
    connect(this, &AgentClient::sessionOpened, &m_tidy, qOverload<>(&QTimer::start), Qt::QueuedConnection);
    connect(this, &AgentClient::decided, &runtime.broker(), &ApprovalBroker::decide, Qt::QueuedConnection);
}

AgentClient::~AgentClient() = default;

void AgentClient::listSessions()
{
    onCore(m_runtime, [this, &runtime = m_runtime] {
        if (runtime.project())
            runtime.listSessions(&runtime, [this](const QList<SessionSummary>& sessions) { Q_EMIT sessionsListed(sessions); });
    });
}

void AgentClient::newSession()
{
    onCore(m_runtime, [this, &runtime = m_runtime] {
        if (!runtime.project())
            return;
        const Session& session = runtime.newSession();
        Q_EMIT sessionOpened(session.summary(), {}, session.totals(), session.mode());
    });
}

void AgentClient::openSession(const QString& id)
{
    onCore(m_runtime, [this, &runtime = m_runtime, id] {
        if (!runtime.project())
            return;
        auto read = std::make_shared<bool>(false);
        runtime.glimpseSession(id, [this, id, read](SessionGlimpse glimpse) {
            if (*read)
                return;
            glimpse.summary.id = id;
            Q_EMIT sessionGlimpsed(glimpse.summary, glimpse.entries);
        });
        runtime.openSession(id, [this, id, read](Result<std::pair<Session*, SessionRecord>> opened) {
            *read = true;
            if (!opened) {
                Q_EMIT sessionFailed(id, opened.error().message);
                return;
            }
            const auto& [session, record] = *opened;
            Q_EMIT sessionOpened(session->summary(), record.entries, session->totals(), session->mode());
            session->askAgain();
        });
    });
}

void AgentClient::closeSession(const QString& id)
{
    onCore(m_runtime, [&runtime = m_runtime, mailbox = m_mailbox, id] {
        const QString proposal = runtime.closeSession(id);
        if (!proposal.isEmpty())
            mailbox->post({id, SessionLogProposed{id, proposal}});
    });
}

void AgentClient::forkSession(const QString& id, const QString& upToEntryId)
{
    onCore(m_runtime, [this, &runtime = m_runtime, id, upToEntryId] {
        const auto forked = runtime.forkSession(id, upToEntryId);
        if (!forked) {
            Q_EMIT sessionFailed(id, forked.error().message);
            return;
        }
        QMetaObject::invokeMethod(this, [this, fresh = *forked] { openSession(fresh); }, Qt::QueuedConnection);
    });
}

void AgentClient::renameSession(const QString& id, const QString& title)
{
    onCore(m_runtime, [this, &runtime = m_runtime, id, title] {
        if (Session* open = runtime.session(id))
            return open->rename(title);
        runtime.openSession(id, [this, &runtime, id, title](Result<std::pair<Session*, SessionRecord>> opened) {
            if (!opened) {
                Q_EMIT sessionFailed(id, opened.error().message);
                return;
            }
            opened->first->rename(title);
            std::ignore = runtime.closeSession(id);
        });
    });
}

void AgentClient::deleteSession(const QString& id)
{
    onCore(m_runtime, [this, &runtime = m_runtime, id] {
        if (const auto deleted = runtime.deleteSession(id); !deleted)
            Q_EMIT sessionFailed(id, deleted.error().message);
        else
            QMetaObject::invokeMethod(this, &AgentClient::listSessions, Qt::QueuedConnection);
    });
}

void AgentClient::exportSession(const QString& id, const QString& file)
{
    onCore(m_runtime, [this, &runtime = m_runtime, id, file] {
        const auto done = runtime.exportSession(id, file);
        Q_EMIT exported(file, done ? QString() : done.error().message, done.value_or(0));
    });
}

void AgentClient::searchSessions(const QString& query)
{
    constexpr int kMostHits = 60;
    if (m_searchCancelled)
        *m_searchCancelled = true;
    m_searchCancelled = std::make_shared<std::atomic<bool>>(false);
    onCore(m_runtime, [this, &runtime = m_runtime, query, cancelled = m_searchCancelled] {
        if (!runtime.project())
            return;
        runtime.pool().run(
            &runtime, [folder = runtime.sessionsDir(), query, cancelled] { return aios::searchSessions(folder, query, kMostHits, *cancelled); },
            [this, query, cancelled](const QList<SessionHit>& hits) {
                if (!*cancelled)
                    Q_EMIT sessionsSearched(query, hits);
            });
    });
}

void AgentClient::send(const QString& sessionId, const QString& prompt, const QList<ImageBlock>& images)
{
    withSession(m_runtime, sessionId, [prompt, images](Session& session) { session.send(prompt, images); });
}

void AgentClient::unqueue(const QString& sessionId, int index)
{
    withSession(m_runtime, sessionId, [index](Session& session) { session.unqueue(index); });
}

void AgentClient::stop(const QString& sessionId)
{
    withSession(m_runtime, sessionId, [](Session& session) { session.stop(); });
}

void AgentClient::compact(const QString& sessionId, const QString& focus)
{
    withSession(m_runtime, sessionId, [focus](Session& session) { session.compact(focus); });
}

void AgentClient::setMode(const QString& sessionId, PermissionMode mode)
{
    withSession(m_runtime, sessionId, [mode](Session& session) { session.setMode(mode); });
}

void AgentClient::setModel(const QString& sessionId, const QString& selector)
{
    withSession(m_runtime, sessionId, [selector](Session& session) { session.setModel(selector); });
}

void AgentClient::keepSessionLog(const QString& sessionId, const QString& entry)
{
    onCore(m_runtime, [this, &runtime = m_runtime, sessionId, entry] {
        if (const auto kept = runtime.keepSessionLog(sessionId, entry); !kept)
            Q_EMIT sessionFailed(sessionId, u"The session log was not written: "_s + kept.error().message);
    });
}

void AgentClient::loadContext(const QString& sessionId)
{
    onCore(m_runtime, [this, &runtime = m_runtime, sessionId] {
        if (!runtime.project())
            return;
        runtime.openSession(sessionId, [this, sessionId](Result<std::pair<Session*, SessionRecord>> opened) {
            if (opened)
                Q_EMIT contextLoaded(sessionId, opened->second.contexts);
        });
    });
}

void AgentClient::decide(const QString& approvalId, const QByteArray& digest, const Decision& decision)
{
    Q_EMIT decided(approvalId, digest, decision);
}

} // namespace aios
