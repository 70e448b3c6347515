// SPDX-License-Identifier: MIT
#include "core/content/newpiece.h"

#include "core/base/text.h"
#include "core/content/pieces.h"

#include <QFileInfo>
#include <QRegularExpression>

#include <algorithm>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

/// A YAML scalar that reads back as `text`: bare where that is certain, else in double quotes.
QString yamlText(const QString& text)
{
    static const QRegularExpression plain(u"^[\\p{L}][\\p{L}\\p{N} ,.'’()/-]*$"_s);
    static const QRegularExpression word(u"^(?:true|false|yes|no|on|off|null|y|n)$"_s, QRegularExpression::CaseInsensitiveOption);
    if (plain.match(text).hasMatch() && !word.match(text).hasMatch() && !text.endsWith(u' '))
        return text;
    QString quoted = text;
    quoted.replace(u'\\', u"\\\\"_s).replace(u'"', u"\\\""_s);
    return u'"' + quoted + u'"';
}

/// A card's title may hold characters nobody sees; a new file does not take them over.
QString withoutHidden(const QString& text)
{
    QString kept;
    for (const char32_t c : text.toUcs4()) {
        if (!isHidden(c))
            kept += QString::fromUcs4(&c, 1);
    }
    return kept.simplified();
}

/// Where most pieces of that type are.
QString folderFor(const QString& type, const QList<PieceChoice>& pieces)
{
    QHash<QString, int> count;
    QString most;
    for (const PieceChoice& piece : pieces) {
        if (type.isEmpty() || piece.type.compare(type, Qt::CaseInsensitive) != 0)
            continue;
        const QString folder = QFileInfo(piece.relative).path();
        if (++count[folder] > count.value(most) || most.isEmpty())
            most = folder;
    }
    if (!most.isEmpty())
        return most;
    const QString name = slugOf(type);
    return type.isEmpty() ? u"content"_s : u"content/"_s + (name.endsWith(u's') ? name : QString(name + u's'));
}

} // namespace

NewPiece suggestPiece(const CardView& card, const QList<PieceChoice>& pieces)
{
    NewPiece piece;
    piece.title = withoutHidden(card.card.title);
    piece.type = withoutHidden(card.card.type).toLower();
    const PieceStatus status = card.columnStatus;
    if (status != PieceStatus::Unknown && !card.flow.isGated(status)) // Approved and later are never given by making a file
        piece.status = status;
    if (card.flow.isAdded(piece.status))
        piece.statusText = card.flow.name(piece.status);
    const QString folder = folderFor(piece.type, pieces);
    const QString wanted = card.card.slug.isEmpty() ? slugOf(card.card.title) : card.card.slug;
    QString slug = wanted;
    const auto taken = [&] {
        return std::ranges::any_of(
            pieces, [&](const PieceChoice& other) { return other.slug == slug || other.relative == QString(folder + u'/' + slug + u".md"_s); });
    };
    for (int number = 2; taken(); ++number)
        slug = wanted + u'-' + QString::number(number);
    piece.relative = folder + u'/' + slug + u".md"_s;
    return piece;
}

Result<QByteArray> newPieceFile(const NewPiece& piece)
{
    static const QRegularExpression shape(u"^content/(?:[^/.][^/]*/)*[a-z0-9][a-z0-9-]*\\.md$"_s);
    if (!shape.match(piece.relative).hasMatch())
        return fail(
            ErrorCode::InvalidInput,
            u"The piece was not made, because %1 is no name for one. It stands beneath content/, and its name has small letters, digits and dashes "
            "and ends in .md."_s.arg(piece.relative));
    const QString title = piece.title.simplified();
    if (title.isEmpty())
        return fail(ErrorCode::InvalidInput, u"The piece was not made, because it has no title. Give it one."_s);
    QString text = u"---\ntitle: "_s + yamlText(title) + u'\n';
    if (const QString type = piece.type.simplified(); !type.isEmpty())
        text += u"type: "_s + yamlText(type) + u'\n';
    if (const QString platform = piece.platform.simplified(); !platform.isEmpty())
        text += u"platform: "_s + yamlText(platform) + u'\n';
    text += u"status: "_s + yamlText(piece.statusWords()) + u'\n';
    text += u"sources:"_s + (piece.sources.isEmpty() ? u" []\n"_s : u"\n"_s);
    for (const QString& source : piece.sources)
        text += u"  - "_s + yamlText(source.simplified()) + u'\n';
    QByteArray bytes = QString(text + u"---\n"_s).toUtf8();
    const Piece read = pieceFrom({}, piece.relative, bytes);
    if (!read.problem.isEmpty() || read.title != title || read.statusText != piece.statusWords() || read.type != piece.type.simplified() ||
        read.platform != piece.platform.simplified())
        return fail(ErrorCode::InvalidInput,
                    u"The piece was not made, because its title, type or platform holds characters that frontmatter cannot keep."_s);
    return bytes;
}

QByteArray newBoardFile(const StatusFlow& flow)
{
    QByteArray file =
        "# Active work\n\nThe board. Each heading is a column, each line a card: Type: Title (slug) - note. The status inside the piece is the truth.\n";
    for (const PieceStatus status : flow.order())
        file += "\n## " + flow.name(status).toUtf8() + '\n';
    return file;
}

} // namespace aios
