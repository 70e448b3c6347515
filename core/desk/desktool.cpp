// SPDX-License-Identifier: MIT
#include "core/desk/desktool.h"

#include "core/desk/deskjson.h"

namespace aios::desk {

using namespace Qt::StringLiterals;

namespace {

std::unexpected<Error> broken(const QString& why)
{
    return fail(ErrorCode::Internal, u"The description of this service cannot be used: %1. Install the program again."_s.arg(why));
}

/// `value` with each text "@name" replaced by what `shared` holds under that name.
json::value spelledOut(const json::value& value, const json::object& shared, int depth = 0)
{
    constexpr int kMaxDepth = 40;
    if (depth > kMaxDepth)
        return nullptr;
    if (const json::string* text = value.if_string(); text && text->starts_with('@')) {
        const json::value* meant = shared.if_contains(std::string_view(*text).substr(1));
        return meant ? spelledOut(*meant, shared, depth + 1) : json::value(nullptr);
    }
    if (const json::object* object = value.if_object()) {
        json::object out;
        for (const auto& [key, member] : *object)
            out[key] = spelledOut(member, shared, depth + 1);
        return out;
    }
    if (const json::array* array = value.if_array()) {
        json::array out;
        for (const json::value& item : *array)
            out.push_back(spelledOut(item, shared, depth + 1));
        return out;
    }
    return value;
}

json::object schemaOf(const json::object& tool, std::string_view key, const json::object& shared)
{
    const json::value* given = tool.if_contains(key);
    const json::value schema = given ? spelledOut(*given, shared) : json::value(nullptr);
    return schema.is_object() ? schema.as_object() : json::object();
}

Result<DeskTool> toolFrom(const json::object& described, const json::object& shared)
{
    static const QHash<QString, DeskTool::Effect> effects = {
        {u"reads"_s, DeskTool::Effect::Reads}, {u"adds"_s, DeskTool::Effect::Adds}, {u"changes"_s, DeskTool::Effect::Changes}};
    DeskTool tool{.name = jsonText(described, "name").toUtf8(),
                  .title = jsonText(described, "title").toUtf8(),
                  .description = jsonText(described, "description").toUtf8(),
                  .inputSchema = schemaOf(described, "inputSchema", shared),
                  .outputSchema = schemaOf(described, "outputSchema", shared)};
    const QString effect = jsonText(described, "effect");
    if (tool.name.isEmpty() || tool.description.isEmpty() || tool.inputSchema.empty() || tool.outputSchema.empty() || !effects.contains(effect))
        return broken(u"the tool “%1” is not complete"_s.arg(QString::fromUtf8(tool.name)));
    tool.effect = effects.value(effect);
    return tool;
}

} // namespace

Result<DeskService> makeService(QByteArrayView description, QHash<QByteArray, DeskTool::Call> calls)
{
    const auto parsed = parseJson(description);
    if (!parsed || !parsed->is_object())
        return broken(parsed ? u"it is no JSON object"_s : parsed.error().message);
    const json::object& root = parsed->as_object();
    DeskService service{
        .name = jsonText(root, "name").toUtf8(), .title = jsonText(root, "title").toUtf8(), .instructions = jsonText(root, "instructions").toUtf8()};
    static const json::object kNone;
    const json::object* shared = jsonObject(root, "shared");
    const json::array* tools = jsonArray(root, "tools");
    for (const json::value& described : tools ? *tools : json::array{}) {
        if (!described.is_object())
            return broken(u"a tool is no JSON object"_s);
        auto tool = toolFrom(described.as_object(), shared ? *shared : kNone);
        if (!tool)
            return std::unexpected(tool.error());
        tool->call = calls.take(tool->name);
        if (!tool->call)
            return broken(u"nothing stands behind the tool “%1”"_s.arg(QString::fromUtf8(tool->name)));
        service.tools.push_back(std::move(*tool));
    }
    if (!calls.isEmpty())
        return broken(u"the tool “%1” is not described"_s.arg(QString::fromUtf8(calls.constBegin().key())));
    return service;
}

} // namespace aios::desk
