// SPDX-License-Identifier: MIT
#include "ui/panes/sessions/sessionlistmodel.h"

#include "core/base/text.h"

#include <QCoreApplication>
#include <QLocale>
#include <QSet>

namespace aios {

using namespace Qt::StringLiterals;

void SessionListModel::setSessions(QList<SessionSummary> sessions)
{
    // A session that was just made has no file yet: it stays.
    for (const SessionSummary& known : std::as_const(m_sessions)) {
        const bool listed = std::ranges::any_of(sessions, [&](const auto& s) { return s.id == known.id; });
        if (!listed && known.messages == 0 && known.problem.isEmpty() && m_states.contains(known.id))
            sessions.prepend(known);
    }
    QSet<QString> listed;
    for (const SessionSummary& session : std::as_const(sessions))
        listed.insert(session.id);
    for (int row = rowCount() - 1; row >= 0; --row) {
        if (listed.contains(m_sessions.at(row).id))
            continue;
        beginRemoveRows({}, row, row);
        m_sessions.removeAt(row);
        endRemoveRows();
    }
    for (int row = 0; row < sessions.size(); ++row)
        put(row, sessions.at(row));
    if (!sessions.isEmpty())
        Q_EMIT dataChanged(index(0), index(rowCount() - 1)); // also how long ago it was
}

/// Those above it are in place already. A row stays the row it is, so that what is in hand or being renamed stays that session.
void SessionListModel::put(int row, const SessionSummary& session)
{
    const int now = row < rowCount() && m_sessions.at(row).id == session.id ? row : rowOf(session.id);
    if (now < 0) {
        beginInsertRows({}, row, row);
        m_sessions.insert(row, session);
        endInsertRows();
        return;
    }
    if (now != row) {
        beginMoveRows({}, now, now, {}, row);
        m_sessions.move(now, row);
        endMoveRows();
    }
    m_sessions[row] = session;
}

void SessionListModel::upsert(const SessionSummary& session)
{
    if (!m_states.contains(session.id))
        m_states.insert(session.id, SessionState::Idle);
    if (const int row = rowOf(session.id); row >= 0) {
        m_sessions[row] = session;
        Q_EMIT dataChanged(index(row), index(row));
        return;
    }
    beginInsertRows({}, 0, 0);
    m_sessions.prepend(session);
    endInsertRows();
}

void SessionListModel::setState(const QString& id, SessionState state)
{
    m_states.insert(id, state);
    if (const int row = rowOf(id); row >= 0)
        Q_EMIT dataChanged(index(row), index(row));
}

void SessionListModel::setTitle(const QString& id, const QString& title)
{
    if (const int row = rowOf(id); row >= 0) {
        m_sessions[row].title = title;
        Q_EMIT dataChanged(index(row), index(row));
    }
}

int SessionListModel::rowOf(const QString& id) const
{
    for (int row = 0; row < m_sessions.size(); ++row) {
        if (m_sessions.at(row).id == id)
            return row;
    }
    return -1;
}

int SessionListModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_sessions.size());
}

QString SessionListModel::title(const SessionSummary& session) const
{
    return session.title.isEmpty() ? tr("New session") : showHidden(session.title);
}

QString SessionListModel::detail(const SessionSummary& session) const
{
    if (!session.problem.isEmpty())
        return showHidden(session.problem);
    switch (m_states.value(session.id, SessionState::Idle)) {
    case SessionState::NeedsYou:
        return tr("Needs you");
    case SessionState::Running:
        return tr("Running…");
    case SessionState::Compacting:
        return tr("Making room…");
    case SessionState::Idle:
        break;
    }
    const QString when = session.updated.isValid() ? timeWords(session.updated, QDateTime::currentDateTime()) : QString();
    const QString count = tr("%n message(s)", nullptr, session.messages);
    return when.isEmpty() ? count : when + u" · "_s + count;
}

QVariant SessionListModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    const SessionSummary& session = m_sessions.at(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return title(session);
    case Qt::EditRole:
        return session.title;
    case Qt::ToolTipRole:
        return QString(title(session) % u'\n' % detail(session) % (session.model.isEmpty() ? QString() : QString(u'\n' + session.model)));
    case Qt::AccessibleTextRole:
        return QString(title(session) % u", "_s % detail(session));
    case IdRole:
        return session.id;
    case DetailRole:
        return detail(session);
    case ProblemRole:
        return session.problem;
    case StateRole:
        return static_cast<int>(m_states.value(session.id, SessionState::Idle));
    default:
        return {};
    }
}

Qt::ItemFlags SessionListModel::flags(const QModelIndex& index) const
{
    if (!index.isValid())
        return Qt::NoItemFlags;
    Qt::ItemFlags flags = Qt::ItemIsEnabled | Qt::ItemIsSelectable;
    if (m_sessions.at(index.row()).problem.isEmpty())
        flags |= Qt::ItemIsEditable;
    return flags;
}

bool SessionListModel::setData(const QModelIndex& index, const QVariant& value, int role)
{
    const QString wanted = value.toString().simplified();
    if (role != Qt::EditRole || !index.isValid() || wanted.isEmpty() || wanted == m_sessions.at(index.row()).title)
        return false;
    m_sessions[index.row()].title = wanted;
    Q_EMIT dataChanged(index, index);
    Q_EMIT renamed(m_sessions.at(index.row()).id, wanted);
    return true;
}

QString timeWords(const QDateTime& time, const QDateTime& now)
{
    const auto tr = [](const char* text, int n = -1) { return QCoreApplication::translate("aios::Time", text, nullptr, n); };
    const qint64 seconds = time.secsTo(now);
    if (seconds < 60)
        return tr("just now");
    if (seconds < 3600)
        return tr("%n min ago", static_cast<int>(seconds / 60));
    const QDateTime local = time.toLocalTime();
    const QString clock = QLocale().toString(local.time(), QLocale::ShortFormat);
    const qint64 days = local.date().daysTo(now.toLocalTime().date());
    if (days == 0)
        return tr("today %1").arg(clock);
    if (days == 1)
        return tr("yesterday %1").arg(clock);
    return QLocale().toString(local.date(), QLocale::ShortFormat);
}

} // namespace aios
