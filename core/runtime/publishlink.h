// SPDX-License-Identifier: MIT
#pragma once

#include "core/runtime/publishview.h"

#include <QObject>

namespace aios {

class Runtime;

/// Approvals and publications of the open folder as the window sees them. Lives on the caller's thread; every call is queued to the core thread and returns
/// at once.
class PublishLink : public QObject {
    Q_OBJECT
public:
    explicit PublishLink(Runtime& runtime, QObject* parent = nullptr);
    ~PublishLink() override;

    void review(const QString& relative); ///< -> reviewed or failed
    void approve(const QString& relative, const QByteArray& sha256); ///< The person's click on exactly that -> approved or failed
    void sendBack(const QString& relative, const QString& why);
    /// Of a ticket that is Unknown: it went out (`text`: its address or id), or it did not (`text`: why).
    void resolve(const QString& ticketId, bool wentOut, const QString& text);
    void acceptPipeline(const QByteArray& sha256);
    [[nodiscard]] const PublishStatePtr& state() const { return m_state; } ///< Null before the folder was read.

Q_SIGNALS:
    void changed(const aios::PublishStatePtr& state);
    void reviewed(const aios::ApprovalView& view);
    void approved(const aios::Ticket& ticket);
    void failed(const QString& relative, const QString& problem);
    void noticed(const QString& text);

private:
    Runtime& m_runtime;
    PublishStatePtr m_state;
};

} // namespace aios
