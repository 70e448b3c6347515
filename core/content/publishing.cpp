// SPDX-License-Identifier: MIT
#include "core/content/publishing.h"

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/markdown/publishtext.h"

#include <QHash>
#include <QRegularExpression>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

using Kind = ArgumentSource::Kind;
using Problem = RenderedPiece::Problem;

constexpr qsizetype kMostBytes = 4 * 1024 * 1024;
constexpr qsizetype kMostProse = 64 * 1024; ///< Of an answer in words.

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

/// What is inside one piece of JSON, by dotted names of its leaves. Lists are leaves.
void flatten(const json::value& value, const QString& name, QHash<QString, json::value>& leaves)
{
    const json::object* object = value.if_object();
    if (!object || object->empty()) {
        leaves.insert(name, value);
        return;
    }
    for (const auto& member : *object)
        flatten(member.value(), (name.isEmpty() ? QString() : QString(name + u'.')) + toQString(member.key()), leaves);
}

QString shownValue(const json::value& value)
{
    const auto* text = value.if_string();
    return text ? toQString(*text) : QString::fromUtf8(toJson(value));
}

json::value jsonText(const QString& text)
{
    const QByteArray utf8 = text.toUtf8();
    return json::string(std::string_view(utf8.constData(), static_cast<std::size_t>(utf8.size())));
}

json::value jsonTexts(const QStringList& texts)
{
    json::array list;
    for (const QString& text : texts)
        list.emplace_back(jsonText(text));
    return list;
}

json::value furtherParts(const QStringList& parts)
{
    json::array list;
    for (const QString& part : parts.sliced(1))
        list.emplace_back(json::object{{"text", jsonText(part)}});
    return list;
}

std::optional<json::value> publishedId(const QString& text)
{
    static const QRegularExpression number(u"\\A[1-9][0-9]{0,14}\\z"_s);
    if (text.isEmpty())
        return std::nullopt;
    return number.match(text).hasMatch() ? json::value(text.toLongLong()) : jsonText(text);
}

/// Nothing: the argument is left out.
std::optional<json::value> valueOf(const RenderedPiece& piece, const ArgumentSource& source)
{
    switch (source.kind) {
    case Kind::Fixed: {
        auto value = parseJson(source.value.toUtf8());
        return value ? std::optional(std::move(*value)) : std::nullopt;
    }
    case Kind::Field: {
        const QString text =
            source.value.compare("title"_L1, Qt::CaseInsensitive) == 0 ? piece.piece.title : piece.fields.text(source.value).trimmed();
        return text.isEmpty() ? std::nullopt : std::optional(jsonText(text));
    }
    case Kind::Slug:
        return jsonText(piece.piece.slug);
    case Kind::PublishedId:
        return publishedId(piece.piece.publishedId);
    case Kind::Markdown:
        return jsonText(QString::fromUtf8(piece.markdown));
    case Kind::Html:
        return jsonText(QString::fromUtf8(piece.html));
    case Kind::Text:
        return jsonText(piece.parts.value(0));
    case Kind::Thread:
        return jsonTexts(piece.parts);
    case Kind::More:
        return piece.parts.size() > 1 ? std::optional(furtherParts(piece.parts)) : std::nullopt;
    case Kind::Media:
        return piece.media.isEmpty() ? std::nullopt : std::optional(jsonTexts(piece.media));
    case Kind::Free:
        break;
    }
    return std::nullopt;
}

/// Puts `value` at a dotted name. False: something that is no object stands in the way.
bool place(json::object& into, const QString& name, const json::value& value)
{
    json::object* at = &into;
    const QStringList steps = name.split(u'.');
    for (qsizetype i = 0; i + 1 < steps.size(); ++i) {
        const QByteArray key = steps.at(i).toUtf8();
        json::value& next = (*at)[std::string_view(key.constData(), static_cast<std::size_t>(key.size()))];
        if (next.is_null())
            next = json::object();
        at = next.if_object();
        if (!at)
            return false;
    }
    const QByteArray key = steps.last().toUtf8();
    (*at)[std::string_view(key.constData(), static_cast<std::size_t>(key.size()))] = value;
    return true;
}

Result<QHash<QString, json::value>> leavesOf(const QByteArray& asked)
{
    const auto parsed = parseJson(asked);
    if (!parsed || !parsed->is_object())
        return fail(ErrorCode::InvalidInput, u"The arguments of the call are no JSON object."_s);
    QHash<QString, json::value> leaves;
    for (const auto& member : parsed->as_object())
        flatten(member.value(), toQString(member.key()), leaves);
    return leaves;
}

bool covers(const QString& argument, const QString& leaf)
{
    return leaf == argument || leaf.startsWith(argument + u'.');
}

/// The value that the call gave to an argument, also when that is an object.
std::optional<json::value> askedValue(const QHash<QString, json::value>& leaves, const QString& name)
{
    if (const auto it = leaves.constFind(name); it != leaves.cend())
        return *it;
    json::object object;
    for (const auto& [leaf, value] : leaves.asKeyValueRange()) {
        if (leaf.startsWith(name + u'.'))
            std::ignore = place(object, leaf.sliced(name.size() + 1), value);
    }
    return object.empty() ? std::nullopt : std::optional<json::value>(object);
}

QStringList unknownArguments(const QHash<QString, json::value>& leaves, const PublishGate& gate)
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

/// The value behind `name:` on a line of its own, as servers write that answer people instead of programs ("**Link**: https://…").
QString lineOf(const QByteArray& answer, const QString& name)
{
    const QRegularExpression line(u"^[ \\t]*(?:[-*][ \\t]+)?(?:\\*\\*|__)?"_s + QRegularExpression::escape(name) +
                                      u"(?:\\*\\*|__)?:(?:\\*\\*|__)?[ \\t]*(\\S[^\\n]*)$"_s,
                                  QRegularExpression::MultilineOption | QRegularExpression::CaseInsensitiveOption);
    QString found;
    for (const QRegularExpressionMatch& match : line.globalMatch(QString::fromUtf8(answer.left(kMostProse)))) {
        const QString value = elided(match.captured(1).trimmed(), 500);
        if (!found.isEmpty() && found != value)
            return {};
        found = value;
    }
    return found;
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
    const auto leaves = leavesOf(asked);
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
        const auto said = askedValue(*leaves, name);
        const bool free = source.kind == Kind::Free;
        const auto value = free ? said : valueOf(piece, source);
        if (!value && source.kind == Kind::PublishedId)
            return fail(ErrorCode::NotFound,
                        u"“%1” has no published_id, so nobody knows which post of %2 is to be changed."_s.arg(piece.piece.title, gate.service));
        PublishArgument argument{.name = name, .asked = said ? shownValue(*said) : QString(), .absent = !value, .free = free};
        if (value) {
            argument.value = shownValue(*value);
            if (!place(all, name, *value) || (!free && !place(bound, name, *value)))
                return fail(ErrorCode::InvalidInput, u"The arguments of the gate for %1 stand inside one another."_s.arg(gate.platform));
            call.scheduled = call.scheduled || name == gate.schedules;
        }
        argument.differs = !free && said && (!value || *said != *value);
        call.arguments.append(argument);
    }
    call.boundJson = toJson(bound);
    call.inputJson = toJson(all);
    return call;
}

int likeness(const RenderedPiece& piece, const PublishGate& gate, const QByteArray& asked)
{
    const auto leaves = leavesOf(asked);
    if (!leaves)
        return 0;
    int best = 0;
    const auto squeezed = [](const json::value& value) { return shownValue(value).simplified(); };
    for (const auto& [name, source] : gate.arguments) {
        const auto said = askedValue(*leaves, name);
        const auto own = said ? valueOf(piece, source) : std::nullopt;
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

namespace {

/// Nothing where the answer holds no JSON object.
std::optional<QHash<QString, json::value>> answerLeaves(const QByteArray& answer)
{
    auto parsed = parseJson(answer);
    const qsizetype from = answer.indexOf('{');
    const qsizetype to = answer.lastIndexOf('}');
    if (!parsed && from >= 0 && to > from) // words around it, as many servers answer
        parsed = parseJson(answer.sliced(from, to - from + 1));
    if (!parsed || !parsed->is_object())
        return std::nullopt;
    QHash<QString, json::value> leaves;
    flatten(*parsed, {}, leaves);
    return leaves;
}

QString leafText(const QHash<QString, json::value>& leaves, const QString& name)
{
    const auto it = leaves.constFind(name);
    if (it == leaves.cend() || !(it->is_string() || it->is_int64() || it->is_uint64()))
        return {};
    return elided(shownValue(*it).trimmed(), 500);
}

/// Under that name, in JSON or on a line of words.
QString answerValue(const QByteArray& answer, const QString& name)
{
    const auto leaves = answerLeaves(answer);
    return leaves ? leafText(*leaves, name) : lineOf(answer, name);
}

} // namespace

QString proofIn(const QByteArray& answer, const PublishGate& gate)
{
    if (!gate.proof.isEmpty())
        return answerValue(answer, gate.proof);
    const QHash<QString, json::value> leaves = answerLeaves(answer).value_or(QHash<QString, json::value>());
    QStringList names = leaves.keys();
    names.sort();
    for (const QString& key : {u"url"_s, u"link"_s, u"permalink"_s, u"publicUrl"_s, u"id"_s, u"postId"_s}) {
        if (const QString top = leafText(leaves, key); !top.isEmpty())
            return top;
        for (const QString& name : std::as_const(names)) {
            if (name.count(u'.') == 1 && name.endsWith(u'.' + key) && !leafText(leaves, name).isEmpty())
                return leafText(leaves, name);
        }
    }
    return {};
}

QString idIn(const QByteArray& answer, const PublishGate& gate)
{
    return gate.id.isEmpty() ? QString() : answerValue(answer, gate.id);
}

} // namespace aios
