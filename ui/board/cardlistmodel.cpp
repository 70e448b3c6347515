// SPDX-License-Identifier: MIT
#include "ui/board/cardlistmodel.h"

#include "core/base/text.h"
#include "ui/common/piecemarklook.h"

#include <algorithm>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMostCharacters = 400; ///< More than any card has room for.

QString shown(const QString& text)
{
    return elided(showHidden(text), kMostCharacters);
}

QString ageWords(const QDateTime& changed, const QDateTime& now)
{
    if (!changed.isValid())
        return {};
    const qint64 days = changed.date().daysTo(now.date());
    if (days <= 0)
        return CardListModel::tr("today");
    if (days < 60)
        return CardListModel::tr("%n day(s)", nullptr, static_cast<int>(days));
    return CardListModel::tr("%n month(s)", nullptr, static_cast<int>(days / 30));
}

QString stateWords(const CardView& card, bool waiting)
{
    if (waiting)
        return CardListModel::tr("A decision waits for you");
    if (!card.problem.isEmpty())
        return CardListModel::tr("The piece cannot be read");
    switch (card.join) {
    case PieceJoin::None:
        return CardListModel::tr("No piece yet");
    case PieceJoin::Missing:
        return CardListModel::tr("Its piece is not there");
    case PieceJoin::Ambiguous:
        return CardListModel::tr("Several pieces have its slug");
    case PieceJoin::Slug:
    case PieceJoin::Link:
        break;
    }
    return {};
}

} // namespace

CardListModel::Row CardListModel::makeRow(const CardView& card, bool waiting, const PieceMark& mark, const QDateTime& now)
{
    Row row{.card = card, .waiting = waiting, .mark = mark};
    row.title = shown(card.card.title);
    row.note = shown(card.card.note);
    QStringList meta{elided(showHidden(card.type), 40), elided(showHidden(card.platform), 40)};
    meta.removeAll(QString());
    row.meta = meta.join(u" · "_s);
    row.age = ageWords(card.changed, now);
    row.state = stateWords(card, waiting);
    row.ticket = pieceMarkWords(mark, now);
    row.link = proofLinkWords(mark);
    if (card.outOfStep)
        row.step = tr("The piece is %1").arg(card.statusName());
    QStringList spoken{row.title, meta.join(u", "_s), row.note};
    if (card.card.checked)
        spoken += *card.card.checked ? tr("ticked") : tr("not ticked");
    if (!row.step.isEmpty())
        spoken += tr("out of step: %1").arg(row.step);
    spoken += row.state;
    spoken += row.ticket;
    if (!row.age.isEmpty())
        spoken += tr("changed: %1").arg(row.age);
    spoken.removeAll(QString());
    row.spoken = spoken.join(u", "_s);
    return row;
}

bool CardListModel::matches(const Row& row, const QStringList& words)
{
    return std::ranges::all_of(words, [&](const QString& word) {
        return row.spoken.contains(word, Qt::CaseInsensitive) || row.card.piece.contains(word, Qt::CaseInsensitive) ||
               row.card.card.slug.contains(word, Qt::CaseInsensitive);
    });
}

/// What is equal at both ends stays as it is; between them rows go and come.
void CardListModel::setRows(QList<Row> rows)
{
    qsizetype head = 0;
    while (head < rows.size() && head < m_rows.size() && rows[head].card.key == m_rows[head].card.key)
        ++head;
    qsizetype tail = 0;
    while (tail < rows.size() - head && tail < m_rows.size() - head &&
           rows[rows.size() - 1 - tail].card.key == m_rows[m_rows.size() - 1 - tail].card.key)
        ++tail;
    if (const qsizetype gone = m_rows.size() - head - tail; gone > 0) {
        beginRemoveRows({}, static_cast<int>(head), static_cast<int>(head + gone - 1));
        m_rows.remove(head, gone);
        endRemoveRows();
    }
    if (const qsizetype fresh = rows.size() - head - tail; fresh > 0) {
        beginInsertRows({}, static_cast<int>(head), static_cast<int>(head + fresh - 1));
        for (qsizetype i = 0; i < fresh; ++i)
            m_rows.insert(head + i, rows[head + i]);
        endInsertRows();
    }
    for (qsizetype i = 0; i < rows.size(); ++i) {
        const bool same = m_rows[i] == rows[i];
        m_rows[i] = std::move(rows[i]);
        if (!same)
            Q_EMIT dataChanged(index(static_cast<int>(i)), index(static_cast<int>(i)));
    }
}

int CardListModel::rowOf(const CardKey& key) const
{
    const auto it = std::ranges::find_if(m_rows, [&](const Row& row) { return row.card.key == key; });
    return it == m_rows.cend() ? -1 : static_cast<int>(it - m_rows.cbegin());
}

int CardListModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant CardListModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= m_rows.size())
        return {};
    const Row& row = m_rows.at(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return row.title;
    case Qt::AccessibleTextRole:
        return row.spoken;
    case Qt::ToolTipRole: {
        QStringList lines{row.title, row.note, showHidden(row.card.piece), row.step, row.state, row.ticket, showHidden(row.card.problem)};
        if (!row.age.isEmpty())
            lines += tr("Last changed: %1").arg(row.age);
        lines.removeAll(QString());
        return lines.join(u'\n');
    }
    default:
        return {};
    }
}

} // namespace aios
