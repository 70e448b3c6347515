// SPDX-License-Identifier: MIT
#include "core/content/jsonleaves.h"

namespace aios {

using namespace Qt::StringLiterals;

namespace {

void flatten(const json::value& value, const QString& name, JsonLeaves& leaves)
{
    const json::object* object = value.if_object();
    if (!object || object->empty()) {
        leaves.insert(name, value);
        return;
    }
    for (const auto& member : *object)
        flatten(member.value(), (name.isEmpty() ? QString() : QString(name + u'.')) + toQString(member.key()), leaves);
}

} // namespace

JsonLeaves leavesIn(const json::value& value)
{
    JsonLeaves leaves;
    flatten(value, {}, leaves);
    return leaves;
}

Result<JsonLeaves> leavesOfCall(const QByteArray& arguments)
{
    const auto parsed = parseJson(arguments);
    if (!parsed || !parsed->is_object())
        return fail(ErrorCode::InvalidInput, u"The arguments of the call are no JSON object."_s);
    JsonLeaves leaves;
    for (const auto& member : parsed->as_object())
        flatten(member.value(), toQString(member.key()), leaves);
    return leaves;
}

std::optional<json::value> valueAt(const JsonLeaves& leaves, const QString& name)
{
    if (const auto it = leaves.constFind(name); it != leaves.cend())
        return *it;
    json::object object;
    for (const auto& [leaf, value] : leaves.asKeyValueRange()) {
        if (leaf.startsWith(name + u'.'))
            std::ignore = placeLeaf(object, leaf.sliced(name.size() + 1), value);
    }
    return object.empty() ? std::nullopt : std::optional<json::value>(object);
}

bool placeLeaf(json::object& into, const QString& name, const json::value& value)
{
    json::object* at = &into;
    const QStringList steps = name.split(u'.');
    for (qsizetype i = 0; i + 1 < steps.size(); ++i) {
        const QByteArray key = steps.at(i).toUtf8();
        json::value& next = (*at)[toView(key)];
        if (next.is_null())
            next = json::object();
        at = next.if_object();
        if (!at)
            return false;
    }
    const QByteArray key = steps.last().toUtf8();
    (*at)[toView(key)] = value;
    return true;
}

QString shownValue(const json::value& value)
{
    const auto* text = value.if_string();
    return text ? toQString(*text) : QString::fromUtf8(toJson(value));
}

json::value jsonOfText(const QString& text)
{
    const QByteArray utf8 = text.toUtf8();
    return json::string(toView(utf8));
}

} // namespace aios
