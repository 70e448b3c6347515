// SPDX-License-Identifier: MIT
#include "core/runtime/servicecompletion.h"

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/runtime/promptvalues.h"

#include <QRegularExpression>
#include <QUrl>

namespace aios {

namespace {

using namespace Qt::StringLiterals;

constexpr qsizetype kMostValues = 100;
constexpr qsizetype kLongestValue = 300;
constexpr qsizetype kLongestTyped = 2000;

std::optional<ServiceValuePlace> promptPlace(const ServiceOffer& offer, const QString& text, qsizetype caret)
{
    const qsizetype space = text.indexOf(u' ');
    if (!text.startsWith("/mcp__"_L1) || space < 0 || caret <= space)
        return std::nullopt;
    const QStringView command = QStringView(text).first(space).sliced(1);
    const auto prompt = std::ranges::find_if(offer.prompts, [command](const ServiceOffer::Prompt& each) { return each.command == command; });
    if (prompt == offer.prompts.end() || !prompt->completes || prompt->arguments.isEmpty())
        return std::nullopt;
    const PromptValueAtEnd at = promptValueAtEnd(QStringView(text).first(caret).sliced(space + 1), prompt->arguments.size());
    ServiceValuePlace place;
    place.query = {prompt->server, false, prompt->name, prompt->arguments[at.argument], at.value, {}};
    for (qsizetype i = 0; i < at.argument; ++i)
        place.query.given.append({prompt->arguments[i], at.before[i]});
    place.last = at.argument == prompt->arguments.size() - 1;
    place.begin = space + 1 + at.begin;
    return place;
}

/// `a{b}c` as literal, variable, literal …; nothing when it holds anything else than plain variables.
std::optional<QStringList> partsOf(const QString& uriTemplate)
{
    static const QRegularExpression variable(u"\\{([A-Za-z0-9_.]+)\\}"_s);
    QStringList parts;
    qsizetype from = 0;
    for (auto found = variable.globalMatch(uriTemplate); found.hasNext();) {
        const QRegularExpressionMatch match = found.next();
        parts.append(uriTemplate.sliced(from, match.capturedStart() - from));
        parts.append(match.captured(1));
        from = match.capturedEnd();
    }
    parts.append(uriTemplate.sliced(from));
    for (qsizetype i = 0; i < parts.size(); i += 2) {
        if (parts[i].contains(u'{') || parts[i].contains(u'}'))
            return std::nullopt;
    }
    return parts;
}

/// Follows `typed` through the template to the variable in which it ends.
std::optional<ServiceValuePlace> fits(const ServiceOffer::Template& offered, const QString& typed, qsizetype begin)
{
    const auto parts = partsOf(offered.uri);
    qsizetype at = 0;
    QList<std::pair<QString, QString>> given;
    for (qsizetype i = 0; parts && i + 1 < parts->size(); i += 2) {
        const QString& literal = parts->at(i);
        const QString& next = parts->at(i + 2);
        if (!QStringView(typed).sliced(at).startsWith(literal))
            return std::nullopt;
        at += literal.size();
        const qsizetype end = next.isEmpty() ? -1 : typed.indexOf(next, at);
        const QString value = end < 0 ? typed.sliced(at) : typed.sliced(at, end - at);
        if (end < 0) {
            ServiceValuePlace place;
            place.query = {offered.server, true, offered.uri, parts->at(i + 1), QUrl::fromPercentEncoding(value.toUtf8()), given};
            place.begin = begin + at;
            place.tail = next;
            place.ends = i + 3 >= parts->size();
            return place;
        }
        given.append({parts->at(i + 1), QUrl::fromPercentEncoding(value.toUtf8())});
        at = end;
    }
    return std::nullopt;
}

std::optional<ServiceValuePlace> templatePlace(const ServiceOffer& offer, const QString& text, qsizetype caret)
{
    qsizetype begin = caret;
    while (begin > 0 && !text[begin - 1].isSpace())
        --begin;
    const QString word = text.sliced(begin, caret - begin);
    if (!word.startsWith(u'@'))
        return std::nullopt;
    for (const ServiceOffer::Template& each : offer.templates) {
        const QString start = u'@' + each.server + u':';
        if (!each.completes || !word.startsWith(start))
            continue;
        if (auto place = fits(each, word.sliced(start.size()), begin + start.size()))
            return place;
    }
    return std::nullopt;
}

} // namespace

QString ServiceValuePlace::written(const QString& value) const
{
    if (query.ofTemplate)
        return QString::fromLatin1(QUrl::toPercentEncoding(value)) + tail + (ends ? u" "_s : QString());
    return writtenPromptValue(value, last) + (last ? QString() : u" "_s);
}

std::optional<ServiceValuePlace> serviceValuePlace(const ServiceOffer& offer, const QString& text, qsizetype caret)
{
    if (caret > text.size() || caret > kLongestTyped)
        return std::nullopt;
    auto place = promptPlace(offer, text, caret);
    return place ? place : templatePlace(offer, text, caret);
}

QByteArray completionMembers(const ServiceValueQuery& query)
{
    QByteArray context;
    for (const auto& [name, value] : query.given)
        context += (context.isEmpty() ? "" : ",") + jsonString(name) + ':' + jsonString(value);
    const QByteArray reference = query.ofTemplate ? R"({"type":"ref/resource","uri":)" : R"({"type":"ref/prompt","name":)";
    return R"("ref":)" + reference + jsonString(query.reference) + R"(},"argument":{"name":)" + jsonString(query.argument) + R"(,"value":)" +
           jsonString(query.value) + '}' + (context.isEmpty() ? QByteArray() : R"(,"context":{"arguments":{)" + context + "}}");
}

Result<QStringList> readCompletion(QByteArrayView result)
{
    const auto value = parseJson(result, {.maxDepth = 64, .refuseDuplicateKeys = false});
    const json::object* object = value ? value->if_object() : nullptr;
    const json::object* completion = object ? jsonObject(*object, "completion") : nullptr;
    const json::array* list = completion ? jsonArray(*completion, "values") : nullptr;
    if (!list)
        return fail(ErrorCode::Protocol, u"The service's completions cannot be read."_s);
    QStringList values;
    for (const json::value& each : *list) {
        if (values.size() >= kMostValues)
            break;
        const QString text = each.is_string() ? toQString(each.get_string()) : QString();
        const bool writable = !text.trimmed().isEmpty() && text.size() <= kLongestValue && !hasHidden(text) && !text.contains(u'\n');
        if (writable && !values.contains(text))
            values.append(text);
    }
    return values;
}

QString templateStart(const QString& uriTemplate)
{
    const auto parts = partsOf(uriTemplate);
    return parts ? parts->first() : QString();
}

} // namespace aios
