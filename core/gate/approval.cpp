// SPDX-License-Identifier: MIT
#include "core/gate/approval.h"

#include <QLoggingCategory>
#include <QPointer>
#include <QSet>

namespace aios {

namespace {

Q_LOGGING_CATEGORY(log, "aios.gate.approval")

/// Hunks can be kept only of a diff that was shown, each at most once and none that does not exist.
bool keptHunksFit(const ApprovalRequest& request, const Decision& decision)
{
    if (!decision.keptHunks)
        return true;
    if (request.preview.kind != ApprovalPreview::Kind::FileDiff)
        return false;
    QSet<int> seen;
    for (const int hunk : *decision.keptHunks) {
        if (hunk < 0 || hunk >= request.preview.hunks.size() || seen.contains(hunk))
            return false;
        seen.insert(hunk);
    }
    return true;
}

} // namespace

ApprovalBroker::ApprovalBroker(QObject* parent) : QObject(parent) {}

ApprovalBroker::~ApprovalBroker()
{
    m_closing = true;
    while (!m_order.isEmpty())
        settle(m_order.constFirst(), Decision{});
}

void ApprovalBroker::ask(ApprovalRequest request, Once<Decision> reply)
{
    const QString id = request.id;
    if (m_closing || id.isEmpty() || m_pending.contains(id)) {
        qCWarning(log) << "not asked: closing, or the id is empty or already open" << id;
        reply(Decision{});
        return;
    }
    if (!request.askedAt.isValid())
        request.askedAt = QDateTime::currentDateTimeUtc();
    const ApprovalRequest announced = request;
    m_order.append(id);
    m_pending.emplace(id, Pending{std::move(request), std::move(reply)});
    // Registered before announced: a slot that answers at once finds its question.
    Q_EMIT asked(announced);
}

void ApprovalBroker::decide(const QString& id, const QByteArray& digest, const Decision& decision)
{
    const auto found = m_pending.find(id);
    if (found == m_pending.end()) {
        qCInfo(log) << "late or unknown answer ignored" << id;
        return;
    }
    const ApprovalRequest& request = found->second.request;
    if (request.digest != digest || !keptHunksFit(request, decision)) {
        qCWarning(log) << "answer to something else than what is asked ignored" << id;
        return;
    }
    Decision accepted = decision;
    if (request.rememberable.isEmpty())
        accepted.remember = Decision::Remember::Once;
    if (request.widerRules.isEmpty())
        accepted.wider = false;
    settle(id, accepted);
}

void ApprovalBroker::withdraw(const QString& id)
{
    settle(id, Decision{});
}

void ApprovalBroker::withdrawSession(const QString& sessionId)
{
    const QList<ApprovalRequest> requests = open();
    const QPointer<ApprovalBroker> alive(this);
    for (const ApprovalRequest& request : requests) {
        if (alive && request.sessionId == sessionId)
            settle(request.id, Decision{});
    }
}

QList<ApprovalRequest> ApprovalBroker::open() const
{
    QList<ApprovalRequest> requests;
    requests.reserve(m_order.size());
    for (const QString& id : m_order)
        requests.append(m_pending.at(id).request);
    return requests;
}

void ApprovalBroker::settle(const QString& id, const Decision& decision)
{
    const auto found = m_pending.find(id);
    if (found == m_pending.end())
        return;
    const QString settledId = id; // `id` may be the element that goes.
    // Out of the table first: whatever the answer sets off can neither answer it again nor find it open.
    Once<Decision> reply = std::move(found->second.reply);
    m_pending.erase(found);
    m_order.removeOne(settledId);
    Q_EMIT settled(settledId, decision);
    reply(decision);
}

} // namespace aios
