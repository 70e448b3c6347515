// SPDX-License-Identifier: MIT
#include "core/content/cardline.h"

#include <QUrl>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

const QRegularExpression& cardShape()
{
    static const QRegularExpression shape(
        u"^\\s*[-*]\\s+(?:\\[(?<check>[ xX])\\]\\s+)?(?:(?<type>[^:]{1,40}):\\s+)?(?<title>.+?)(?:\\s+\\((?<slug>[a-z0-9-]+)\\))?(?:\\s+[-\u2013\u2014]\\s+(?<note>.+))?\\s*$"_s,
        QRegularExpression::UseUnicodePropertiesOption);
    return shape;
}

const QRegularExpression& linkShape()
{
    static const QRegularExpression shape(u"\\[(?<words>[^\\[\\]]*)\\]\\((?:<(?<wide>[^<>]*)>|(?<target>[^()\\s<>]+))\\)"_s);
    return shape;
}

QString targetOf(const QRegularExpressionMatch& link)
{
    const QString written = link.hasCaptured(u"wide") ? link.captured(u"wide") : link.captured(u"target");
    return QUrl::fromPercentEncoding(written.section(u'#', 0, 0).toUtf8());
}

/// A file of the folder, not an address.
bool isPieceTarget(const QString& target)
{
    return target.endsWith(".md"_L1, Qt::CaseInsensitive) && !target.contains("://"_L1) && !target.startsWith("//"_L1);
}

/// The first link to a piece within `text`, no match when there is none.
QRegularExpressionMatch pieceLink(const QString& text)
{
    for (const QRegularExpressionMatch& link : linkShape().globalMatch(text)) {
        if (isPieceTarget(targetOf(link)))
            return link;
    }
    return {};
}

struct Line {
    qsizetype begin = 0; ///< In the file, behind a BOM.
    QString text;
    QRegularExpressionMatch match;
};

Result<Line> lineOf(const QByteArray& file, CardPosition at)
{
    const Board board = parseBoard(file);
    if (at.column < 0 || at.column >= board.columns.size() || at.card < 0 || at.card >= board.columns[at.column].cards.size())
        return fail(ErrorCode::NotFound, u"The board was not changed, because that card is no longer there. Look at the board again."_s);
    const BoardCard& card = board.columns[at.column].cards[at.card];
    QByteArray bytes = file.sliced(card.begin, card.end - card.begin);
    bytes.truncate(bytes.contains('\n') ? bytes.indexOf('\n') : bytes.size());
    if (bytes.endsWith('\r'))
        bytes.chop(1);
    Line line{.begin = card.begin, .text = QString::fromUtf8(bytes)};
    line.match = matchCardLine(line.text);
    if (!line.match.hasMatch() || line.text.toUtf8() != bytes)
        return fail(ErrorCode::InvalidInput,
                    u"The card was not changed, because its line cannot be taken apart. Edit it in context/active-work.md itself."_s);
    return line;
}

/// The file with characters `from` to `to` of that line replaced.
QByteArray replaced(const QByteArray& file, const Line& line, qsizetype from, qsizetype to, const QByteArray& text)
{
    const qsizetype begin = line.begin + QStringView(line.text).first(from).toUtf8().size();
    const qsizetype end = line.begin + QStringView(line.text).first(to).toUtf8().size();
    return QByteArray(file).replace(begin, end - begin, text);
}

BoardCard cardIn(const QByteArray& file, CardPosition at)
{
    const Board board = parseBoard(file);
    if (at.column >= board.columns.size() || at.card >= board.columns[at.column].cards.size())
        return {};
    return board.columns[at.column].cards[at.card];
}

} // namespace

QRegularExpressionMatch matchCardLine(const QString& line)
{
    QString masked = line;
    for (const QRegularExpressionMatch& link : linkShape().globalMatch(line))
        masked.replace(link.capturedStart(), link.capturedLength(), QString(link.capturedLength(), QChar(0xFFFC)));
    return cardShape().match(masked);
}

void readCardLine(BoardCard& card, const QString& line)
{
    card.text = line.trimmed().sliced(1).trimmed();
    const QRegularExpressionMatch match = matchCardLine(line);
    if (!match.hasMatch()) {
        card.title = card.text;
        return;
    }
    const auto part = [&](QStringView name) {
        return match.hasCaptured(name) ? line.sliced(match.capturedStart(name), match.capturedLength(name)).trimmed() : QString();
    };
    if (match.hasCaptured(u"check"))
        card.checked = match.captured(u"check") != " "_L1;
    card.type = part(u"type");
    card.title = part(u"title");
    card.slug = part(u"slug");
    card.note = part(u"note");
    if (const QRegularExpressionMatch link = pieceLink(card.title); link.hasMatch()) {
        card.link = targetOf(link);
        card.title = card.title.replace(link.capturedStart(), link.capturedLength(), link.captured(u"words")).trimmed();
    }
}

Result<QByteArray> setChecked(const QByteArray& file, CardPosition at, bool checked)
{
    const Result<Line> line = lineOf(file, at);
    if (!line)
        return std::unexpected(line.error());
    if (!line->match.hasCaptured(u"check"))
        return fail(ErrorCode::InvalidInput, u"This card has no box to tick. Write “- [ ] ” at its beginning first."_s);
    const bool is = line->match.captured(u"check") != " "_L1;
    if (is == checked)
        return file;
    return replaced(file, *line, line->match.capturedStart(u"check"), line->match.capturedEnd(u"check"), checked ? "x" : " ");
}

Result<QByteArray> setSlug(const QByteArray& file, CardPosition at, const QString& slug)
{
    const Result<Line> line = lineOf(file, at);
    if (!line)
        return std::unexpected(line.error());
    const bool has = line->match.hasCaptured(u"slug");
    const qsizetype from = has ? line->match.capturedStart(u"slug") : line->match.capturedEnd(u"title");
    const qsizetype to = has ? line->match.capturedEnd(u"slug") : from;
    QByteArray after = replaced(file, *line, from, to, has ? slug.toUtf8() : " (" + slug.toUtf8() + ')');
    const BoardCard before = cardIn(file, at);
    const BoardCard now = cardIn(after, at);
    if (now.slug != slug || now.title != before.title || now.note != before.note || now.link != before.link)
        return fail(ErrorCode::InvalidInput, u"The card was not changed, because “%1” cannot stand in brackets behind its title."_s.arg(slug));
    return after;
}

Result<QByteArray> setLink(const QByteArray& file, CardPosition at, const QString& relative)
{
    const Result<Line> line = lineOf(file, at);
    if (!line)
        return std::unexpected(line.error());
    const QByteArray target = "../" + QUrl::toPercentEncoding(relative, "/", "()");
    const qsizetype titleBegin = line->match.capturedStart(u"title");
    const qsizetype titleEnd = line->match.capturedEnd(u"title");
    const QString title = line->text.sliced(titleBegin, titleEnd - titleBegin);
    QByteArray after;
    if (const QRegularExpressionMatch link = pieceLink(title); link.hasMatch()) {
        const QByteArray whole = '[' + link.captured(u"words").toUtf8() + "](" + target + ')';
        after = replaced(file, *line, titleBegin + link.capturedStart(), titleBegin + link.capturedEnd(), whole);
    } else {
        after = replaced(file, *line, titleBegin, titleEnd, '[' + title.toUtf8() + "](" + target + ')');
    }
    const BoardCard before = cardIn(file, at);
    const BoardCard now = cardIn(after, at);
    if (now.link != QString(u"../"_s + relative) || now.title != before.title || now.note != before.note || now.slug != before.slug)
        return fail(
            ErrorCode::InvalidInput,
            u"The card was not linked, because its title holds brackets or a link of its own. Shorten the title in context/active-work.md first."_s);
    return after;
}

} // namespace aios
