// SPDX-License-Identifier: MIT
#include "core/runtime/publishlink.h"

#include "core/runtime/publishkeeper.h"
#include "core/runtime/runtime.h"

namespace aios {

PublishLink::PublishLink(Runtime& runtime, QObject* parent) : QObject(parent), m_runtime(runtime)
{
    qRegisterMetaType<PublishStatePtr>();
    qRegisterMetaType<ApprovalView>();
    qRegisterMetaType<Ticket>();
    // Signals of the core thread; the connections to this object are queued.
    connect(&runtime.publishing(), &PublishKeeper::changed, this, [this](const PublishStatePtr& state) {
        m_state = state;
        Q_EMIT changed(state);
    });
    connect(&runtime.publishing(), &PublishKeeper::noticed, this, &PublishLink::noticed);
}

PublishLink::~PublishLink() = default;

void PublishLink::review(const QString& relative)
{
    QMetaObject::invokeMethod(&m_runtime, [this, &runtime = m_runtime, relative] {
        runtime.publishing().review(relative, &runtime, [this, relative](Result<ApprovalView> view) {
            if (view)
                Q_EMIT reviewed(*view);
            else
                Q_EMIT failed(relative, view.error().message);
        });
    });
}

void PublishLink::approve(const QString& relative, const QByteArray& sha256)
{
    QMetaObject::invokeMethod(&m_runtime, [this, &runtime = m_runtime, relative, sha256] {
        if (const auto ticket = runtime.publishing().approve(relative, sha256))
            Q_EMIT approved(*ticket);
        else
            Q_EMIT failed(relative, ticket.error().message);
    });
}

void PublishLink::sendBack(const QString& relative, const QString& why)
{
    QMetaObject::invokeMethod(&m_runtime, [this, &runtime = m_runtime, relative, why] {
        if (const auto done = runtime.publishing().sendBack(relative, why); !done)
            Q_EMIT failed(relative, done.error().message);
    });
}

void PublishLink::resolve(const QString& ticketId, bool wentOut, const QString& text)
{
    QMetaObject::invokeMethod(&m_runtime, [this, &runtime = m_runtime, ticketId, wentOut, text] {
        if (const auto done = runtime.publishing().resolve(ticketId, wentOut, text); !done)
            Q_EMIT failed({}, done.error().message);
    });
}

void PublishLink::acceptPipeline(const QByteArray& sha256)
{
    QMetaObject::invokeMethod(&m_runtime, [this, &runtime = m_runtime, sha256] {
        if (const auto done = runtime.publishing().acceptPipeline(sha256); !done)
            Q_EMIT failed(QStringLiteral("config/pipeline.yaml"), done.error().message);
    });
}

} // namespace aios
