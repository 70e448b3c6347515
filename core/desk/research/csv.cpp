// SPDX-License-Identifier: MIT
#include "core/desk/research/csv.h"

#include <QStringList>

namespace aios::desk {

using namespace Qt::StringLiterals;

namespace {

/// The next line's cells from `at` on; moves `at` past its end.
QStringList cellsFrom(const QString& text, qsizetype& at)
{
    QStringList cells{QString()};
    bool quoted = false;
    for (; at < text.size(); ++at) {
        const QChar c = text[at];
        if (quoted) {
            if (c != u'"')
                cells.last() += c;
            else if (at + 1 < text.size() && text[at + 1] == u'"')
                cells.last() += text[++at];
            else
                quoted = false;
        } else if (c == u'"' && cells.last().isEmpty()) {
            quoted = true;
        } else if (c == u',') {
            cells.append(QString());
        } else if (c == u'\n') {
            ++at;
            break;
        } else if (c != u'\r') {
            cells.last() += c;
        }
    }
    return cells;
}

} // namespace

Result<QList<CsvRow>> parseCsv(QByteArrayView utf8)
{
    const QString text = QString::fromUtf8(utf8);
    qsizetype at = 0;
    const QStringList columns = cellsFrom(text, at);
    QList<CsvRow> rows;
    while (at < text.size()) {
        const QStringList cells = cellsFrom(text, at);
        if (cells == QStringList{QString()})
            continue;
        if (cells.size() != columns.size())
            return fail(ErrorCode::InvalidInput,
                        u"Entry %1 of the table has %2 columns instead of %3."_s.arg(rows.size() + 1).arg(cells.size()).arg(columns.size()));
        CsvRow row;
        for (qsizetype i = 0; i < cells.size(); ++i)
            row.insert(columns[i], cells[i]);
        rows.append(std::move(row));
    }
    return rows;
}

} // namespace aios::desk
