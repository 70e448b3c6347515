// SPDX-License-Identifier: MIT
#include "core/content/pieces.h"

#include "core/base/hash.h"
#include "core/base/json.h"
#include "core/content/boardview.h"
#include "core/content/fewofeach.h"
#include "core/content/layerreader.h"
#include "core/content/textlines.h"

#include <QFileInfo>
#include <QRegularExpression>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

QString firstHeading(const QString& body)
{
    const QByteArray bytes = body.toUtf8();
    for (const TextLine& line : textLines(bytes)) {
        if (!line.inFence && headingLevel(line.content) > 0)
            return QString::fromUtf8(headingText(line.content));
    }
    return {};
}

/// The bytes of the value behind `key:` on its line, without a comment.
struct Span {
    qsizetype begin = -1;
    qsizetype end = -1;
};

Span valueSpan(const QByteArray& file, const TextLine& line, const QString& key)
{
    const QRegularExpression shape( // in double quotes a backslash escapes what follows, in single ones two quotes are one
        u"^(\\s*[\"']?%1[\"']?\\s*:)([ \\t]*)(\"(?:[^\"\\\\]|\\\\.)*\"|'(?:[^']|'')*'|.*?)([ \\t]*(?:[ \\t]#.*)?)$"_s.arg(
            QRegularExpression::escape(key)),
        QRegularExpression::CaseInsensitiveOption);
    const QString text = QString::fromUtf8(line.content);
    const QRegularExpressionMatch match = shape.match(text);
    if (!match.hasMatch())
        return {};
    const qsizetype offset = line.content.data() - file.constData();
    return {offset + QStringView(text).first(match.capturedEnd(1)).toUtf8().size(),
            offset + QStringView(text).first(match.capturedEnd(3)).toUtf8().size()};
}

/// Nothing where the value is written over several lines.
Span spanOnOneLine(const QByteArray& file, const TextLine& line, const QString& key, const FrontmatterValue& value)
{
    if (value.kind == FrontmatterValue::Kind::Mapping || value.source.contains(u'\n'))
        return {};
    const Span span = valueSpan(file, line, key);
    const bool beneath = span.begin == span.end && !value.source.trimmed().isEmpty();
    return beneath ? Span{} : span;
}

/// As a YAML scalar on one line.
QByteArray yamlText(const QString& value)
{
    static const QRegularExpression plain(u"\\A[\\p{L}\\p{N}][\\p{L}\\p{N} ._/:+~%=?&-]*\\z"_s, QRegularExpression::UseUnicodePropertiesOption);
    const QString line = value.simplified();
    if (plain.match(line).hasMatch() && !line.contains(": "_L1) && !line.endsWith(u':'))
        return line.toUtf8();
    return jsonString(line); // every JSON string is a YAML one
}

/// Belongs on the board until it is out.
bool isInWork(PieceStatus status)
{
    return status != PieceStatus::Unknown && status != PieceStatus::Published;
}

} // namespace

Piece pieceFrom(const QString& root, const QString& relative, const QByteArray& bytes, const StatusFlow& flow)
{
    Piece piece{.path = root + u'/' + relative, .relative = relative};
    piece.slug = QFileInfo(relative).completeBaseName();
    piece.title = piece.slug;
    piece.sha256 = sha256Hex(bytes);
    const Result<MarkdownDocument> document = parseMarkdownDocument(bytes);
    if (!document) {
        piece.problem = document.error().message;
        return piece;
    }
    const Frontmatter& settings = document->frontmatter;
    piece.problem = document->problem;
    piece.problemLine = document->problemLine;
    piece.title = settings.text(u"title").trimmed();
    if (piece.title.isEmpty())
        piece.title = firstHeading(document->body);
    if (piece.title.isEmpty())
        piece.title = piece.slug;
    piece.type = settings.text(u"type").trimmed();
    piece.platform = settings.text(u"platform").trimmed();
    piece.statusText = settings.text(u"status").trimmed();
    judgeStatus(piece, flow);
    if (const FrontmatterValue* status = settings.find(u"status"))
        piece.statusLine = status->line;
    piece.sources = settings.list(u"sources");
    piece.inRecord = settings.find(u"record");
    piece.publishedId = settings.text(u"published_id").trimmed();
    piece.saysWhere = !piece.publishedId.isEmpty() || !settings.text(u"url").trimmed().isEmpty();
    if (const QString slug = settings.text(u"slug").trimmed(); !slug.isEmpty())
        piece.slug = slug;
    return piece;
}

void judgeStatus(Piece& piece, const StatusFlow& flow)
{
    piece.status = flow.statusOf(piece.statusText);
    piece.statusName = flow.name(piece.status);
    piece.statusRank = flow.rank(piece.status);
}

namespace {

Result<QByteArray> withValue(const QByteArray& file, const QString& key, const QByteArray& text, const QString& what)
{
    const Result<MarkdownDocument> document = parseMarkdownDocument(file);
    if (!document)
        return std::unexpected(document.error());
    if (!document->problem.isEmpty())
        return fail(ErrorCode::InvalidInput, u"%1 was not changed. %2"_s.arg(what, document->problem));
    const QByteArray newline = lineEndOf(file);
    const QByteArray added = key.toUtf8() + ": " + text + newline;
    const QList<TextLine> lines = textLines(file);
    if (!document->frontmatter.present) {
        const qsizetype at = file.startsWith("\xEF\xBB\xBF") ? 3 : 0;
        return QByteArray(file).insert(at, "---" + newline + added + "---" + newline + newline);
    }
    const FrontmatterValue* value = document->frontmatter.find(key);
    if (!value) {
        const TextLine& closing = lines[document->bodyLine - 2];
        return QByteArray(file).insert(closing.begin, added);
    }
    const Span span = spanOnOneLine(file, lines[value->line - 1], key, *value);
    if (span.begin < 0)
        return fail(ErrorCode::InvalidInput, u"%1 was not changed, because its value is written over several lines. Write it as “%2: %3”."_s.arg(
                                                 what, key, QString::fromUtf8(text)));
    return QByteArray(file).replace(span.begin, span.end - span.begin, QByteArray(" " + text));
}

} // namespace

Result<QByteArray> withPieceStatus(const QByteArray& file, PieceStatus status, const StatusFlow& flow)
{
    return withValue(file, u"status"_s, yamlText(flow.name(status)), u"The status"_s);
}

Result<QByteArray> withPieceValue(const QByteArray& file, const QString& key, const QString& value)
{
    return withValue(file, key, yamlText(value), u"“%1”"_s.arg(key));
}

Result<QByteArray> withoutPieceValue(const QByteArray& file, const QString& key)
{
    const Result<MarkdownDocument> document = parseMarkdownDocument(file);
    if (!document)
        return std::unexpected(document.error());
    if (!document->problem.isEmpty())
        return fail(ErrorCode::InvalidInput, u"“%1” was not removed. %2"_s.arg(key, document->problem));
    const FrontmatterValue* value = document->frontmatter.find(key);
    if (!value)
        return file;
    const QList<TextLine> lines = textLines(file);
    const TextLine& line = lines[value->line - 1];
    if (spanOnOneLine(file, line, key, *value).begin < 0)
        return fail(ErrorCode::InvalidInput,
                    u"“%1” was not removed, because its value is written over several lines. Remove it in the text."_s.arg(key));
    return QByteArray(file).remove(line.begin, line.end - line.begin);
}

namespace {

void compareCard(const BoardColumn& column, const BoardCard& card, const QString& boardPath, const Piece* piece, const StatusFlow& flow,
                 FewOfEach& found)
{
    using Severity = ContentWarning::Severity;
    if (!piece) {
        found.add({Severity::Info, u"board.card-without-piece"_s, boardPath, card.line,
                   u"The card “%1” names the piece “%2”, and no file beneath content/ has that name. Write the piece or correct the card."_s.arg(
                       card.title, card.link.isEmpty() ? card.slug : card.link)});
        return;
    }
    const PieceStatus status = flow.statusOf(column.title);
    if (piece->status != PieceStatus::Unknown && status != PieceStatus::Unknown && piece->status != status)
        found.add({Severity::Warning, u"piece.status-differs"_s, piece->path, piece->statusLine,
                   u"The piece “%1” is %2, but its card stands in %3. The piece counts; move the card."_s.arg(piece->title, piece->statusName,
                                                                                                              column.title)});
}

} // namespace

QList<ContentWarning> compareBoard(const Board& board, const QString& boardPath, const QList<Piece>& pieces, const StatusFlow& flow)
{
    using Severity = ContentWarning::Severity;
    FewOfEach found;
    const PieceIndex index(pieces);
    QHash<QString, const Piece*> bySlug;
    for (const Piece& piece : pieces) {
        const Piece*& first = bySlug[piece.slug];
        if (first)
            found.add({Severity::Warning, u"piece.same-slug"_s, piece.path, 0,
                       u"%1 has the slug “%2” too, so a card or a link cannot tell them apart. Give one of them another slug."_s.arg(first->relative,
                                                                                                                                     piece.slug)});
        else
            first = &piece;
    }
    QSet<QString> shown;
    for (const BoardColumn& column : board.columns) {
        for (const BoardCard& card : column.cards) {
            const PieceIndex::Found named = index.find(card);
            if (named.join == PieceJoin::None)
                continue;
            const Piece* piece = named.piece >= 0 ? &pieces[named.piece] : card.link.isEmpty() ? bySlug.value(card.slug) : nullptr;
            shown.insert(piece ? piece->slug : card.slug);
            compareCard(column, card, boardPath, piece, flow, found);
        }
    }
    for (const Piece& piece : pieces) {
        if (isInWork(piece.status) && !shown.contains(piece.slug))
            found.add(
                {Severity::Info, u"piece.without-card"_s, piece.path, piece.statusLine,
                 u"The piece “%1” is %2, but the board does not show it. Add a card with (%3)."_s.arg(piece.title, piece.statusName, piece.slug)});
    }
    return found.take();
}

} // namespace aios
