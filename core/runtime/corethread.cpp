// SPDX-License-Identifier: MIT
#include "core/runtime/corethread.h"

#include "core/runtime/facades.h"
#include "core/runtime/layerslink.h"

#include <latch>

namespace aios {

namespace {

void registerTypes()
{
    qRegisterMetaType<ContentPtr>();
    qRegisterMetaType<ApprovalRequest>();
    qRegisterMetaType<Decision>();
    qRegisterMetaType<SessionSummary>();
    qRegisterMetaType<QList<SessionSummary>>();
    qRegisterMetaType<QList<TranscriptEntry>>();
    qRegisterMetaType<QList<AgentEvent>>();
    qRegisterMetaType<QList<TurnContext>>();
    qRegisterMetaType<SessionTotals>();
    qRegisterMetaType<PermissionMode>();
    qRegisterMetaType<TrustReport>();
    qRegisterMetaType<QList<DecisionRecord>>();
    qRegisterMetaType<QList<ProviderStatus>>();
    qRegisterMetaType<QList<LayerUse>>();
    qRegisterMetaType<QList<Piece>>();
    qRegisterMetaType<FolderList>();
    qRegisterMetaType<FileOutcome>();
}

} // namespace

CoreThread::CoreThread(Runtime::Options options) : m_thread(new QThread)
{
    registerTypes();
    m_thread->setObjectName(QStringLiteral("core"));
    auto* worker = new QObject;
    worker->moveToThread(m_thread);
    m_thread->start();
    std::latch made(1); // the only wait between the threads: the runtime must exist before the first facade
    QMetaObject::invokeMethod(
        worker,
        [this, worker, &made, options = std::move(options)]() mutable {
            m_runtime = new Runtime(std::move(options));
            worker->deleteLater();
            made.count_down();
        },
        Qt::QueuedConnection);
    made.wait();
}

/// Inside the event loop: what is left to be deleted later while a thread ends (what the runtime's parts leave so) is not deleted any more.
CoreThread::~CoreThread()
{
    auto* worker = new QObject;
    worker->moveToThread(m_thread);
    QMetaObject::invokeMethod(
        worker,
        [runtime = m_runtime, worker] {
            const auto end = [worker] {
                worker->deleteLater();
                QThread::currentThread()->quit();
            };
            const auto gone = [runtime, worker, end] {
                delete runtime;
                QMetaObject::invokeMethod(worker, end, Qt::QueuedConnection); // behind those
            };
            // Its own function is on the stack.
            runtime->leave([worker, gone] { QMetaObject::invokeMethod(worker, gone, Qt::QueuedConnection); });
        },
        Qt::QueuedConnection);
    if (m_thread->wait(std::chrono::seconds(5)))
        delete m_thread;
}

} // namespace aios
