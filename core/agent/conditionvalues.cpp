// SPDX-License-Identifier: MIT
#include "core/agent/conditionvalues.h"

namespace aios {

namespace {

using namespace Qt::StringLiterals;
using Kind = WhenMatch::Kind;

constexpr int kMostDepth = 8;

std::string_view keyOf(const QByteArray& utf8)
{
    return {utf8.constData(), static_cast<std::size_t>(utf8.size())};
}

/// What one scalar of the call is to the value that the rule wants.
Kind kindOf(const QString& tool, const QString& value, const QString& wanted, const ServiceNames& names)
{
    const auto stands = [&](const QString& id, const QString& name) {
        const QStringList told = names.namesOf(tool, id);
        return std::ranges::any_of(told, [&name](const QString& each) { return looseName(each) == looseName(name); });
    };
    if (looseName(value) == looseName(wanted) || stands(value, wanted) || stands(wanted, value))
        return Kind::Yes;
    if (looksLikeId(value) && !looksLikeId(wanted))
        return names.namesOf(tool, value).isEmpty() && !names.isName(tool, value) ? Kind::Doubt : Kind::No;
    if (looksLikeId(wanted) && !looksLikeId(value))
        return names.namesOf(tool, wanted).isEmpty() ? Kind::Doubt : Kind::No;
    return Kind::No;
}

/// Of all scalars in a value the strictest; `found` becomes the one that decided.
Kind strictest(const QString& tool, const json::value& value, const QString& wanted, const ServiceNames& names, QString& found, int depth)
{
    Kind kind = Kind::No;
    const auto look = [&](const json::value& member) {
        QString inner;
        const Kind each = strictest(tool, member, wanted, names, inner, depth + 1);
        if (each == Kind::Yes || kind == Kind::No) {
            kind = each;
            found = inner;
        }
        return kind == Kind::Yes;
    };
    if (depth > kMostDepth)
        return Kind::Doubt;
    if (const json::array* list = value.if_array()) {
        std::ignore = std::ranges::any_of(*list, look);
        return kind;
    }
    if (const json::object* object = value.if_object()) {
        std::ignore = std::ranges::any_of(*object, [&look](const auto& member) { return look(member.value()); });
        return kind;
    }
    if (value.is_null())
        return Kind::No;
    found = value.is_string() ? toQString(value.get_string()) : QString::fromUtf8(toJson(value));
    return kindOf(tool, found, wanted, names);
}

} // namespace

WhenMatch matchWhen(const QString& tool, const QByteArray& inputJson, const WantedValues& wanted, const ServiceNames& names)
{
    WhenMatch match{.kind = Kind::Yes};
    if (wanted.isEmpty())
        return match;
    const auto input = parseJson(inputJson);
    if (!input || !input->is_object())
        return {};
    for (const auto& [argument, value] : wanted) {
        const QByteArray key = argument.toUtf8();
        const json::value* given = input->as_object().if_contains(keyOf(key));
        QString found;
        const Kind kind = given ? strictest(tool, *given, value, names, found, 0) : Kind::No;
        if (kind == Kind::No)
            return {};
        if (kind == Kind::Doubt)
            match = {Kind::Doubt, argument, found, value};
    }
    return match;
}

bool matchesWith(const QString& tool, const QByteArray& inputJson, const WantedValues& wanted, const ServiceNames& names)
{
    if (wanted.isEmpty())
        return true;
    const auto input = parseJson(inputJson);
    if (!input || !input->is_object())
        return false;
    const auto same = [](const QString& one, const QString& other) { return one.trimmed().compare(other.trimmed(), Qt::CaseInsensitive) == 0; };
    const auto standsFor = [&](const QString& id, const QString& name) {
        const QStringList told = names.namesOf(tool, id);
        return !told.isEmpty() && std::ranges::all_of(told, [&](const QString& each) { return same(each, name); });
    };
    return std::ranges::all_of(wanted, [&](const auto& pair) {
        const QByteArray key = pair.first.toUtf8();
        const json::value* given = input->as_object().if_contains(keyOf(key));
        if (!given || given->is_object() || given->is_array())
            return false;
        const QString value = given->is_string() ? toQString(given->get_string()) : QString::fromUtf8(toJson(*given));
        return same(value, pair.second) || standsFor(value, pair.second) || standsFor(pair.second, value);
    });
}

} // namespace aios
