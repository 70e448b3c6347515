// SPDX-License-Identifier: MIT
#include "core/content/board.h"
#include "core/content/boardplan.h"
#include "core/content/cardline.h"
#include "core/content/sessionlog.h"

#include <algorithm>
#include <cstdlib>

using namespace aios;

namespace {

QByteArray sortedText(QByteArray bytes)
{
    bytes.replace("\r", "").replace("\n", "");
    std::sort(bytes.begin(), bytes.end());
    return bytes;
}

void check(bool holds)
{
    if (!holds)
        std::abort();
}

} // namespace

/// The first four bytes choose a move, the rest is the file: a move keeps every byte but line ends at the file's end, and cards stay inside the file.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    if (size < 4)
        return 0;
    const QByteArray file(reinterpret_cast<const char*>(data) + 4, static_cast<qsizetype>(size - 4));
    const Board board = parseBoard(file);
    qsizetype end = 0;
    for (const BoardColumn& column : board.columns) {
        check(column.insertAt >= 0 && column.insertAt <= file.size());
        for (const BoardCard& card : column.cards) {
            check(card.begin >= end && card.end > card.begin && card.end <= file.size());
            end = card.end;
        }
    }
    const CardPosition from{data[0] % 8, data[1] % 8};
    const Result<QByteArray> moved = moveCard(file, from, {data[2] % 8, data[3] % 8});
    if (moved) {
        check(sortedText(*moved) == sortedText(file));
        check(qAbs(moved->size() - file.size()) <= 2);
    }
    if (const Result<QByteArray> linked = setLink(file, from, QStringLiteral("content/a b.md")))
        check(parseBoard(*linked).columns[from.column].cards[from.card].link == QStringLiteral("../content/a b.md"));
    const BoardView view = boardView(file, {});
    if (const ColumnView* column = view.columns.isEmpty() ? nullptr : &view.columns[data[0] % view.columns.size()];
        column && !column->cards.isEmpty()) {
        const CardKey card = column->cards[data[1] % column->cards.size()].key;
        const Result<MovePlan> plan = planMove(file, {}, {}, card, {view.columns[data[2] % view.columns.size()].key, {}}, Mover::Person);
        check(!plan || plan->card.bytes == card.bytes);
    }
    const Result<QByteArray> noted = editNote(file, from, QStringLiteral("note"));
    if (noted)
        check(!parseBoard(*noted).columns.isEmpty());
    const Result<QByteArray> added = addCard(file, QStringLiteral("Draft"), QStringLiteral("Post: x (x)"));
    check(added && added->size() > file.size());
    check(withLogEntry(file, QStringLiteral("## 2026-01-01\n\n- x")).size() > file.size());
    static_cast<void>(recentLogEntries(QString::fromUtf8(file), 64));
    return 0;
}
