// SPDX-License-Identifier: MIT
#include "core/agent/servicenames.h"

#include <QRegularExpression>

namespace aios {

namespace {

using namespace Qt::StringLiterals;

constexpr int kMostDepth = 8;
constexpr qsizetype kMostIds = 5000; ///< Of one service.
constexpr qsizetype kMostNames = 4;  ///< Of one id.
constexpr qsizetype kMostText = 200;

QString serverOf(const QString& tool)
{
    return tool.section(u"__"_s, 1, 1);
}

/// A text or a whole number, as text.
QString scalar(const json::object& object, std::string_view key)
{
    const json::value* value = object.if_contains(key);
    if (value && (value->is_int64() || value->is_uint64()))
        return QString::fromUtf8(toJson(*value));
    return value && value->is_string() ? toQString(value->get_string()).trimmed() : QString();
}

/// What a call gave may be followed by what this program says of it.
Result<json::value> parsedAnswer(const QString& answer)
{
    const qsizetype said = answer.indexOf("\n\n<system-reminder>"_L1);
    return parseJson((said < 0 ? answer : answer.first(said)).trimmed().toUtf8(), {.refuseDuplicateKeys = false});
}

enum class Found : std::uint8_t { Neutral, Nothing, Something };

Found foundIn(const json::value& value, int depth)
{
    if (depth > kMostDepth)
        return Found::Something;
    if (const json::array* list = value.if_array()) {
        const bool nothing = std::ranges::all_of(*list, [depth](const json::value& each) { return foundIn(each, depth + 1) == Found::Nothing; });
        return nothing ? Found::Nothing : Found::Something;
    }
    const json::object* object = value.if_object();
    if (!object)
        return Found::Neutral;
    if (jsonBool(*object, "deleted"))
        return Found::Nothing;
    if (!scalar(*object, "id").isEmpty())
        return Found::Something;
    Found found = Found::Neutral;
    for (const auto& [key, member] : *object)
        found = std::max(found, foundIn(member, depth + 1));
    return found;
}

} // namespace

void ServiceNames::note(const QString& tool, const QString& answer)
{
    const QString start = answer.trimmed().first(std::min<qsizetype>(1, answer.trimmed().size()));
    if (start != "{"_L1 && start != "["_L1)
        return;
    if (const auto value = parsedAnswer(answer))
        take(serverOf(tool), *value, 0);
}

void ServiceNames::take(const QString& server, const json::value& value, int depth)
{
    if (depth > kMostDepth)
        return;
    if (const json::array* list = value.if_array()) {
        for (const json::value& each : *list)
            take(server, each, depth + 1);
    }
    const json::object* object = value.if_object();
    if (!object)
        return;
    const QString id = scalar(*object, "id");
    const QString name = scalar(*object, "name");
    auto& known = m_names[server];
    if (!id.isEmpty() && !name.isEmpty() && id.size() <= kMostText && name.size() <= kMostText && (known.size() < kMostIds || known.contains(id))) {
        QStringList& names = known[id];
        if (!names.contains(name) && names.size() < kMostNames)
            names.append(name);
    }
    for (const auto& [key, member] : *object)
        take(server, member, depth + 1);
}

QStringList ServiceNames::namesOf(const QString& tool, const QString& id) const
{
    return m_names.value(serverOf(tool)).value(id);
}

bool ServiceNames::isName(const QString& tool, const QString& text) const
{
    const auto known = m_names.value(serverOf(tool));
    const QString wanted = looseName(text);
    return std::ranges::any_of(known, [&wanted](const QStringList& names) {
        return std::ranges::any_of(names, [&wanted](const QString& name) { return looseName(name) == wanted; });
    });
}

bool foundNothing(const QString& answer)
{
    const auto value = parsedAnswer(answer);
    return value && foundIn(*value, 0) == Found::Nothing;
}

QString looseName(const QString& text)
{
    QString name;
    for (const QChar c : text.normalized(QString::NormalizationForm_KC).toCaseFolded()) {
        if (c.isLetterOrNumber() || c.isSurrogate())
            name += c;
    }
    return name.isEmpty() ? text.trimmed() : name;
}

bool looksLikeId(const QString& text)
{
    static const QRegularExpression form(
        u"\\A(?:(?:app|tbl|viw|fld|rec|usr|wsp|sel)[A-Za-z0-9]{14}|[0-9]{6,}|[0-9a-fA-F]{24,}"
        "|[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}|(?=[^0-9]*[0-9])(?=.*[A-Za-z])[A-Za-z0-9_-]{16,})\\z"_s);
    return form.match(text).hasMatch();
}

} // namespace aios
