// SPDX-License-Identifier: MIT
#include "core/runtime/learningslink.h"

#include "core/runtime/learningwatch.h"
#include "core/runtime/runtime.h"

namespace aios {

LearningsLink::LearningsLink(Runtime& runtime, QObject* parent) : QObject(parent), m_runtime(runtime)
{
    // Signals of the core thread; what they bring is read there, and only copies come here.
    connect(&runtime.learnings(), &LearningWatch::changed, &runtime, [this] { tell(); });
    connect(&runtime.learnings(), &LearningWatch::failed, this, &LearningsLink::failed);
    QMetaObject::invokeMethod(&runtime, [this] { tell(); }, Qt::QueuedConnection);
}

LearningsLink::~LearningsLink() = default;

/// On the core thread.
void LearningsLink::tell()
{
    QMetaObject::invokeMethod(this, [this, proposals = m_runtime.learnings().pending(), kept = m_runtime.learnings().kept()] {
        m_proposals = proposals;
        m_kept = kept;
        Q_EMIT changed();
    });
}

void LearningsLink::rate(const QString& sessionId, const QString& prompt, const QString& reply, bool good)
{
    QMetaObject::invokeMethod(
        &m_runtime,
        [this, &runtime = m_runtime, sessionId, prompt, reply, good] {
            const auto proposed = runtime.learnings().rate(sessionId, prompt, reply, good);
            Q_EMIT rated(proposed.value_or(false), proposed ? QString() : proposed.error().message);
        },
        Qt::QueuedConnection);
}

void LearningsLink::keep(const QString& id, const QString& command, const QString& text)
{
    QMetaObject::invokeMethod(
        &m_runtime,
        [this, &runtime = m_runtime, id, command, text] {
            const auto kept = runtime.learnings().keep(id, command, text);
            Q_EMIT keptOne(id, kept.value_or(QString()), kept ? QString() : kept.error().message);
        },
        Qt::QueuedConnection);
}

void LearningsLink::drop(const QString& id)
{
    QMetaObject::invokeMethod(
        &m_runtime,
        [this, &runtime = m_runtime, id] {
            if (const auto dropped = runtime.learnings().drop(id); !dropped)
                Q_EMIT failed(dropped.error().message);
        },
        Qt::QueuedConnection);
}

} // namespace aios
