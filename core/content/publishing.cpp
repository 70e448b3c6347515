// SPDX-License-Identifier: MIT
#include "core/content/publishing.h"

#include "core/base/text.h"
#include "core/content/jsonleaves.h"
#include "core/content/mediatype.h"
#include "core/content/publishtime.h"
#include "core/markdown/publishtext.h"

#include <QRegularExpression>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

using Kind = ArgumentSource::Kind;
using Problem = RenderedPiece::Problem;

constexpr qsizetype kMostBytes = 4 * 1024 * 1024;
/// What is in the files that go along, beside the arguments: none is called like this, since names hold no spaces.
constexpr std::string_view kBoundPictures = "what the pictures hold";

/// Notes that writers leave for themselves and each other.
void lookForNotes(const QByteArray& markdown, QList<Problem>& problems)
{
    static const QRegularExpression marks(u"\\[(?:check|todo|tbd|fixme|xxx)[^\\]]*\\]|\\bTODO\\b|\\bTBD\\b|\\bFIXME\\b|lorem ipsum"_s,
                                          QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression notes(u"^#{1,6}[ \\t]+(?:notes?|comments?|questions?)\\b[^\\n]*\\b(?:review|editor|self|me)\\b"_s,
                                          QRegularExpression::CaseInsensitiveOption | QRegularExpression::MultilineOption);
    const QString text = QString::fromUtf8(markdown);
    if (const auto found = marks.match(text); found.hasMatch())
        problems.append({u"There is a mark “%1” in it that was meant for the writer."_s.arg(showHidden(found.captured())), false});
    if (const auto found = notes.match(text); found.hasMatch())
        problems.append({u"The section “%1” would go out with it."_s.arg(showHidden(found.captured().remove(u'#').trimmed())), false});
}

QString leftOutWords(const QStringList& leftOut)
{
    constexpr qsizetype kMost = 80;
    const QString first = elided(showHidden(leftOut.constFirst().simplified()), kMost);
    return leftOut.size() == 1
               ? u"Raw HTML or a link that runs something stands in it: %1. Pages and plain texts go out without it."_s.arg(first)
               : u"Raw HTML or links that run something stand in it in %1 places, the first is %2. Pages and plain texts go out without them."_s
                     .arg(leftOut.size())
                     .arg(first);
}

void lookAtLimits(const RenderedPiece& piece, const PlatformLimits& limits, QList<Problem>& problems)
{
    const auto title = piece.piece.title.toUcs4().size();
    if (limits.title > 0 && title > limits.title)
        problems.append({u"The title has %1 characters; %2 takes %3."_s.arg(title).arg(piece.piece.platform).arg(limits.title), true});
    for (qsizetype i = 0; limits.text > 0 && i < piece.parts.size(); ++i) {
        const int length = countedLength(piece.parts.at(i), limits);
        if (length > limits.text)
            problems.append({piece.parts.size() > 1
                                 ? u"Part %1 has %2 characters; %3 takes %4."_s.arg(i + 1).arg(length).arg(piece.piece.platform).arg(limits.text)
                                 : u"The text has %1 characters; %2 takes %3."_s.arg(length).arg(piece.piece.platform).arg(limits.text),
                             true});
    }
    if (limits.media > 0 && piece.media.size() > limits.media)
        problems.append({u"It has %1 images; %2 takes %3."_s.arg(piece.media.size()).arg(piece.piece.platform).arg(limits.media), true});
}

json::value jsonTexts(const QStringList& texts)
{
    json::array list;
    for (const QString& text : texts)
        list.emplace_back(jsonOfText(text));
    return list;
}

json::value furtherParts(const QStringList& parts)
{
    json::array list;
    for (const QString& part : parts.sliced(1))
        list.emplace_back(json::object{{"text", jsonOfText(part)}});
    return list;
}

std::optional<json::value> publishedId(const QString& text)
{
    static const QRegularExpression number(u"\\A[1-9][0-9]{0,14}\\z"_s);
    if (text.isEmpty())
        return std::nullopt;
    return number.match(text).hasMatch() ? json::value(text.toLongLong()) : jsonOfText(text);
}

QString addressOf(const PiecePicture& picture, const QString& way)
{
    return QString(way).replace("{name}"_L1, mediaNameOf(picture.sha256, picture.type));
}

/// The page with its pictures where the service will show them.
QByteArray htmlFor(const RenderedPiece& piece, const PublishGate& gate)
{
    QHash<QString, QString> addresses;
    for (const PiecePicture& picture : piece.pictures) {
        if (!picture.type.isEmpty() && gate.pictures.contains("{name}"_L1))
            addresses.insert(picture.target, addressOf(picture, gate.pictures));
    }
    return addresses.isEmpty() ? piece.html : markdownToPublishHtml(piece.markdown, addresses).html;
}

/// As found; as written while nobody has looked.
QStringList mediaOf(const RenderedPiece& piece)
{
    QStringList media;
    for (const PiecePicture& picture : piece.pictures)
        media.append(picture.kind == PieceMedia::Kind::File ? picture.path : picture.target);
    return piece.pictures.isEmpty() ? piece.media : media;
}

QStringList hashesOf(const RenderedPiece& piece)
{
    QStringList hashes;
    for (const PiecePicture& picture : piece.pictures)
        hashes.append(QString::fromLatin1(picture.sha256));
    return hashes;
}

/// The form that every service reads; what is no time goes as it is written, if it ever goes.
QString timeOf(const QString& written)
{
    const auto when = publishTime(written);
    return when ? when->toString(Qt::ISODate) : written;
}

std::optional<json::value> listOf(const QStringList& texts)
{
    return texts.isEmpty() ? std::nullopt : std::optional(jsonTexts(texts));
}

/// Nothing: the argument is left out.
std::optional<json::value> valueOf(const RenderedPiece& piece, const PublishGate& gate, const QString& name, const ArgumentSource& source)
{
    switch (source.kind) {
    case Kind::Fixed: {
        auto value = parseJson(source.value.toUtf8());
        return value ? std::optional(std::move(*value)) : std::nullopt;
    }
    case Kind::Field: {
        const QString text =
            source.value.compare("title"_L1, Qt::CaseInsensitive) == 0 ? piece.piece.title : piece.fields.text(source.value).trimmed();
        return text.isEmpty() ? std::nullopt : std::optional(jsonOfText(name == gate.schedules ? timeOf(text) : text));
    }
    case Kind::Slug:
        return jsonOfText(piece.piece.slug);
    case Kind::PublishedId:
        return publishedId(piece.piece.publishedId);
    case Kind::Markdown:
        return jsonOfText(QString::fromUtf8(piece.markdown));
    case Kind::Html:
        return jsonOfText(QString::fromUtf8(htmlFor(piece, gate)));
    case Kind::Text:
        return jsonOfText(piece.parts.value(0));
    case Kind::Thread:
        return jsonTexts(piece.parts);
    case Kind::More:
        return piece.parts.size() > 1 ? std::optional(furtherParts(piece.parts)) : std::nullopt;
    case Kind::Media:
        return listOf(mediaOf(piece));
    case Kind::MediaHashes:
        return listOf(hashesOf(piece));
    case Kind::Free:
        break;
    }
    return std::nullopt;
}

bool covers(const QString& argument, const QString& leaf)
{
    return leaf == argument || leaf.startsWith(argument + u'.');
}

QStringList unknownArguments(const JsonLeaves& leaves, const PublishGate& gate)
{
    QStringList unknown;
    for (const QString& leaf : leaves.keys()) {
        const bool known = std::ranges::any_of(gate.arguments, [&leaf](const auto& argument) { return covers(argument.first, leaf); });
        // A list or empty object where the gate goes deeper says nothing that counts.
        const bool above = std::ranges::any_of(gate.arguments, [&leaf](const auto& argument) { return argument.first.startsWith(leaf + u'.'); });
        if (!known && !above)
            unknown.append(leaf);
    }
    unknown.sort();
    return unknown;
}

} // namespace

Result<RenderedPiece> renderPiece(const QString& root, const QString& relative, const QByteArray& file, const PlatformLimits& limits,
                                  const StatusFlow& flow)
{
    if (file.size() > kMostBytes)
        return fail(ErrorCode::TooLarge, u"%1 is larger than 4 MB, so it is not published from here."_s.arg(showHidden(relative)));
    auto document = parseMarkdownDocument(file);
    if (!document)
        return std::unexpected(document.error());
    if (!document->problem.isEmpty())
        return fail(ErrorCode::InvalidInput, u"The frontmatter of %1 cannot be read. %2"_s.arg(showHidden(relative), document->problem));
    RenderedPiece made;
    made.piece = pieceFrom(root, relative, file, flow);
    made.fields = document->frontmatter;
    made.markdown = withoutTitleHeading(document->body.toUtf8(), made.piece.title).trimmed() + '\n';
    const PublishHtml html = markdownToPublishHtml(made.markdown);
    made.html = html.html;
    made.parts = markdownToPostTexts(made.markdown);
    made.media = imageTargets(made.markdown);
    made.links = linkTargets(made.markdown);
    if (made.parts.isEmpty())
        made.problems.append({u"There is no text in it."_s, true});
    if (made.parts.isEmpty())
        made.parts.append(QString());
    if (!limits.threads && limits.plainText && made.parts.size() > 1)
        made.parts = {made.parts.join(u"\n\n"_s)};
    if (!html.leftOut.isEmpty())
        made.problems.append({leftOutWords(html.leftOut), false});
    if (const int hidden = countHidden(QString::fromUtf8(made.markdown)); hidden > 0)
        made.problems.append({u"It holds %1 invisible characters."_s.arg(hidden), false});
    lookAtLimits(made, limits, made.problems);
    lookForNotes(made.markdown, made.problems);
    return made;
}

Result<PublishCall> makePublishCall(const RenderedPiece& piece, const PublishGate& gate, const QByteArray& asked)
{
    const auto leaves = leavesOfCall(asked);
    if (!leaves)
        return std::unexpected(leaves.error());
    if (const QStringList unknown = unknownArguments(*leaves, gate); !unknown.isEmpty())
        return fail(
            ErrorCode::Denied,
            u"The arguments %1 are not among those that may be sent to %2. Leave them out, or let the person name them in config/pipeline.yaml."_s
                .arg(showHidden(unknown.join(u", "_s)), gate.tool));
    PublishCall call;
    json::object bound;
    json::object all;
    for (const auto& [name, source] : gate.arguments) {
        const auto said = valueAt(*leaves, name);
        const bool free = source.kind == Kind::Free;
        const auto value = free ? said : valueOf(piece, gate, name, source);
        if (!value && source.kind == Kind::PublishedId)
            return fail(ErrorCode::NotFound,
                        u"“%1” has no published_id, so nobody knows which post of %2 is to be changed."_s.arg(piece.piece.title, gate.service));
        PublishArgument argument{.name = name, .asked = said ? shownValue(*said) : QString(), .absent = !value, .free = free};
        if (value) {
            argument.value = shownValue(*value);
            if (!placeLeaf(all, name, *value) || (!free && !placeLeaf(bound, name, *value)))
                return fail(ErrorCode::InvalidInput, u"The arguments of the gate for %1 stand inside one another."_s.arg(gate.platform));
            call.scheduled = call.scheduled || name == gate.schedules;
        }
        argument.differs = !free && said && (!value || *said != *value);
        call.arguments.append(argument);
    }
    if (const QByteArray pictures = picturesSha256(piece.pictures); !pictures.isEmpty())
        bound[kBoundPictures] = toView(pictures);
    call.pictures = piece.pictures;
    call.boundJson = toJson(bound);
    call.inputJson = toJson(all);
    return call;
}

int likeness(const RenderedPiece& piece, const PublishGate& gate, const QByteArray& asked)
{
    const auto leaves = leavesOfCall(asked);
    if (!leaves)
        return 0;
    int best = 0;
    const auto squeezed = [](const json::value& value) { return shownValue(value).simplified(); };
    for (const auto& [name, source] : gate.arguments) {
        const auto said = valueAt(*leaves, name);
        const auto own = said ? valueOf(piece, gate, name, source) : std::nullopt;
        if (!own || squeezed(*said).isEmpty() || squeezed(*said) != squeezed(*own))
            continue;
        const bool body = source.kind == Kind::Html || source.kind == Kind::Markdown || source.kind == Kind::Text || source.kind == Kind::Thread;
        const bool naming = source.kind == Kind::Slug || (source.kind == Kind::Field && source.value.compare("title"_L1, Qt::CaseInsensitive) == 0);
        best = qMax(best, body ? 3 : naming ? 2 : 0);
    }
    // Whatever the tool calls them: its slug, its file or its title name it.
    for (const auto& value : *leaves) {
        const QString said = shownValue(value).simplified();
        if (said == piece.piece.slug || said == piece.piece.relative || said == piece.piece.title)
            best = qMax(best, 2);
    }
    return best;
}

} // namespace aios
