// SPDX-License-Identifier: MIT
#include "core/content/board.h"

#include "core/content/cardline.h"
#include "core/content/textlines.h"

#include <QRegularExpression>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

bool isRule(QByteArrayView line)
{
    const QByteArrayView text = line.trimmed();
    if (text.isEmpty() || !QByteArrayView("-*_").contains(text.front()))
        return false;
    int marks = 0;
    for (const char c : text) {
        if (c != text.front() && c != ' ' && c != '\t')
            return false;
        marks += c == text.front() ? 1 : 0;
    }
    return marks >= 3;
}

bool isBullet(QByteArrayView line)
{
    const QByteArrayView text = line.trimmed();
    return text.size() > 2 && (text.front() == '-' || text.front() == '*') && (text[1] == ' ' || text[1] == '\t') && !isRule(line);
}

bool isBlank(QByteArrayView line)
{
    return line.trimmed().isEmpty();
}

/// Starts something of its own, so cannot be the unindented continuation of a card's text.
bool startsBlock(const TextLine& line)
{
    static const QRegularExpression start(u"^\\s*(?:[-*+>|#]|\\d{1,9}[.)]\\s|<)"_s);
    return line.inFence || isRule(line.content) || start.match(QString::fromUtf8(line.content)).hasMatch();
}

/// Index behind the last line the card at `first` owns.
qsizetype ownedEnd(const QList<TextLine>& lines, qsizetype first)
{
    const int indent = indentColumns(lines[first].content);
    qsizetype end = first + 1;
    for (qsizetype i = end; i < lines.size(); ++i) {
        if (isBlank(lines[i].content))
            continue;
        const bool deeper = indentColumns(lines[i].content) > indent;
        const bool lazy = end == i && !lines[i - 1].inFence && !startsBlock(lines[i]);
        if (!deeper && !lazy)
            break;
        end = i + 1;
    }
    return end;
}

qsizetype contentBegin(const QByteArray& file, const TextLine& line)
{
    return line.content.data() - file.constData();
}

std::unexpected<Error> noSuchCard()
{
    return fail(ErrorCode::NotFound, u"The board was not changed, because that card is no longer there. Look at the board again."_s);
}

const BoardCard* cardAt(const Board& board, CardPosition at)
{
    if (at.column < 0 || at.column >= board.columns.size() || at.card < 0 || at.card >= board.columns[at.column].cards.size())
        return nullptr;
    return &board.columns[at.column].cards[at.card];
}

/// `file` with `block` (whole lines, or the file's last line without its end) put in at `at`, so that line ends separate it and the file ends as it did.
QByteArray withBlock(const QByteArray& file, qsizetype at, QByteArray block, const QByteArray& newline)
{
    const bool needsEndBefore = at > 0 && at == file.size() && !file.endsWith('\n');
    if (needsEndBefore) {
        if (block.endsWith("\r\n"))
            return file + "\r\n" + block.chopped(2);
        if (block.endsWith('\n'))
            return file + '\n' + block.chopped(1);
        return file + newline + block;
    }
    if (!block.endsWith('\n'))
        block += newline;
    return QByteArray(file).insert(at, block);
}

QByteArray oneLine(const QString& text)
{
    return text.simplified().toUtf8();
}

} // namespace

Board parseBoard(const QByteArray& file)
{
    Board board;
    const QList<TextLine> lines = textLines(file);
    BoardColumn column;
    const auto finish = [&] {
        if (column.line > 0 || !column.cards.isEmpty())
            board.columns.append(column);
    };
    for (qsizetype i = 0; i < lines.size();) {
        const TextLine& line = lines[i];
        const int level = line.inFence ? 0 : headingLevel(line.content);
        if (level == 1 || level == 2) {
            finish();
            column = {};
            if (level == 2) {
                column.title = QString::fromUtf8(headingText(line.content));
                column.status = statusOf(column.title);
                column.line = static_cast<int>(i) + 1;
            }
        }
        if (line.inFence || level > 0 || !isBullet(line.content)) {
            if (!isBlank(line.content))
                column.insertAt = line.end;
            ++i;
            continue;
        }
        const qsizetype end = ownedEnd(lines, i);
        BoardCard card{.line = static_cast<int>(i) + 1, .begin = contentBegin(file, line), .end = lines[end - 1].end};
        readCardLine(card, QString::fromUtf8(line.content));
        card.details = QString::fromUtf8(file.sliced(line.end, card.end - line.end));
        column.insertAt = card.end;
        column.cards.append(card);
        i = end;
    }
    finish();
    return board;
}

Result<QByteArray> moveCard(const QByteArray& file, CardPosition from, CardPosition to)
{
    const Board board = parseBoard(file);
    const BoardCard* card = cardAt(board, from);
    if (!card || to.column < 0 || to.column >= board.columns.size())
        return noSuchCard();
    const BoardColumn& target = board.columns[to.column];
    const qsizetype index = to.card < 0 ? target.cards.size() : to.card + (from.column == to.column && to.card >= from.card ? 1 : 0);
    qsizetype at = index < target.cards.size() ? target.cards[index].begin : target.insertAt;
    if (index >= target.cards.size() && !target.cards.isEmpty())
        at = target.cards.back().end;
    if (at >= card->begin && at <= card->end)
        return file;
    qsizetype cutBegin = card->begin;
    QByteArray block = file.sliced(card->begin, card->end - card->begin);
    QByteArray newline = lineEndOf(file);
    if (!block.endsWith('\n') && cutBegin > 0 && file[cutBegin - 1] == '\n') {
        // The file's last line, without its end: the line end before it goes along, so that the file still ends without one.
        newline = cutBegin > 1 && file[cutBegin - 2] == '\r' ? QByteArrayLiteral("\r\n") : QByteArrayLiteral("\n");
        cutBegin -= newline.size();
        block += newline;
    }
    QByteArray rest = file;
    rest.remove(cutBegin, card->end - cutBegin);
    if (at >= card->end)
        at -= card->end - cutBegin;
    return withBlock(rest, at, block, newline);
}

QString cardText(const BoardCard& card)
{
    QString text = card.type.isEmpty() ? QString() : card.type + u": "_s;
    text += card.title;
    if (!card.slug.isEmpty())
        text += u" ("_s + card.slug + u')';
    if (!card.note.isEmpty())
        text += u" - "_s + card.note;
    return text.simplified();
}

Result<QByteArray> addColumn(const QByteArray& file, const QString& title)
{
    const QByteArray heading = oneLine(title);
    const QByteArray newline = lineEndOf(file);
    const bool open = !file.isEmpty() && !file.endsWith('\n');
    const QList<TextLine> lines = textLines(file);
    QByteArray result = file + (open ? newline : QByteArray());
    if (!lines.isEmpty() && !isBlank(lines.back().content))
        result += newline;
    result += "## " + heading + (open ? QByteArray() : newline);
    const Board board = parseBoard(result);
    if (heading.isEmpty() || board.columns.isEmpty() || board.columns.back().title.toUtf8() != heading || !board.columns.back().cards.isEmpty())
        return fail(ErrorCode::InvalidInput,
                    u"The column “%1” was not added, because the board's file ends inside a code block or is no place for a heading. Mend the end of "
                    "context/active-work.md first."_s.arg(title.simplified()));
    return result;
}

Result<QByteArray> addCard(const QByteArray& file, const QString& column, const QString& text)
{
    const Board board = parseBoard(file);
    const auto named = std::find_if(board.columns.begin(), board.columns.end(), [&](const BoardColumn& candidate) {
        return candidate.title.compare(column.trimmed(), Qt::CaseInsensitive) == 0;
    });
    const QByteArray line = oneLine(text);
    if (named != board.columns.end() || line.isEmpty())
        return addCard(file, static_cast<int>(named - board.columns.begin()), text);
    const QByteArray newline = lineEndOf(file);
    QByteArray result = file;
    if (!result.isEmpty())
        result += (result.endsWith('\n') ? QByteArray() : newline) + newline;
    return result + "## " + oneLine(column) + newline + newline + "- " + line + newline;
}

Result<QByteArray> addCard(const QByteArray& file, int column, const QString& text)
{
    const QByteArray line = oneLine(text);
    if (line.isEmpty())
        return fail(ErrorCode::InvalidInput, u"The card was not added, because it has no text. Give it a title."_s);
    const Board board = parseBoard(file);
    if (column < 0 || column >= board.columns.size())
        return fail(ErrorCode::NotFound, u"The card was not added, because that column is no longer there. Look at the board again."_s);
    const BoardColumn& named = board.columns[column];
    QByteArray bullet("- ");
    qsizetype at = named.insertAt;
    if (!named.cards.isEmpty()) {
        const BoardCard& last = named.cards.back();
        at = last.end;
        const QByteArrayView begin = QByteArrayView(file).sliced(last.begin);
        qsizetype length = 0;
        while (begin[length] == ' ' || begin[length] == '\t')
            ++length;
        bullet = begin.first(length + 1).toByteArray() + ' ';
    }
    const QByteArray newline = lineEndOf(file);
    return withBlock(file, at, bullet + line + newline, newline);
}

Result<QByteArray> editNote(const QByteArray& file, CardPosition at, const QString& note)
{
    const Board board = parseBoard(file);
    const BoardCard* card = cardAt(board, at);
    if (!card)
        return noSuchCard();
    qsizetype lineEnd = file.indexOf('\n', card->begin);
    lineEnd = lineEnd < 0 || lineEnd > card->end ? card->end : lineEnd;
    if (lineEnd > card->begin && file[lineEnd - 1] == '\r')
        --lineEnd;
    const QString line = QString::fromUtf8(file.sliced(card->begin, lineEnd - card->begin));
    const QRegularExpressionMatch match = matchCardLine(line);
    const QByteArray text = oneLine(note);
    if (match.hasMatch() && match.capturedStart(u"note") >= 0 && !card->note.isEmpty()) {
        const qsizetype noteBegin = match.capturedStart(u"note");
        const qsizetype noteEnd = match.capturedEnd(u"note");
        qsizetype from = noteBegin;
        if (text.isEmpty()) { // the dash goes with it
            while (from > 0 && line[from - 1].isSpace())
                --from;
            --from;
            while (from > 0 && line[from - 1].isSpace())
                --from;
        }
        const qsizetype begin = card->begin + QStringView(line).first(from).toUtf8().size();
        const qsizetype end = card->begin + QStringView(line).first(noteEnd).toUtf8().size();
        return QByteArray(file).replace(begin, end - begin, text);
    }
    if (text.isEmpty())
        return file;
    const QByteArray noted = QByteArray(file).insert(lineEnd, " - " + text);
    const Board after = parseBoard(noted);
    const BoardCard* now = cardAt(after, at);
    if (!now || now->note.toUtf8() != text || now->title != card->title || now->slug != card->slug)
        return fail(ErrorCode::InvalidInput,
                    u"The note was not added, because the card's line would read differently then. Write it in context/active-work.md itself."_s);
    return noted;
}

} // namespace aios
