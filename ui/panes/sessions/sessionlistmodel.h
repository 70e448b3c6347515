// SPDX-License-Identifier: MIT
#pragma once

#include "core/agent/agentevent.h"

#include <QAbstractListModel>
#include <QHash>

namespace aios {

/// The folder's sessions, newest first, with what each is doing. Editing a row renames the session: renamed() says so, the list changes when the core
/// has done it. GUI thread.
class SessionListModel : public QAbstractListModel {
    Q_OBJECT
public:
    enum Role { IdRole = Qt::UserRole + 1, StateRole, DetailRole, ProblemRole };
    using QAbstractListModel::QAbstractListModel;

    void setSessions(QList<SessionSummary> sessions);
    void upsert(const SessionSummary& session); ///< One that was opened or made now.
    void setState(const QString& id, SessionState state);
    void setTitle(const QString& id, const QString& title);
    [[nodiscard]] int rowOf(const QString& id) const;
    [[nodiscard]] const SessionSummary& session(int row) const { return m_sessions.at(row); }

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex& index) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;

Q_SIGNALS:
    void renamed(const QString& id, const QString& title);

private:
    void put(int row, const SessionSummary& session);
    [[nodiscard]] QString detail(const SessionSummary& session) const;
    [[nodiscard]] QString title(const SessionSummary& session) const;

    QList<SessionSummary> m_sessions;
    QHash<QString, SessionState> m_states;
};

/// "just now", "12 min ago", "yesterday 14:05", or the date.
[[nodiscard]] QString timeWords(const QDateTime& time, const QDateTime& now);

} // namespace aios
