// SPDX-License-Identifier: MIT
#include "core/model/wirenames.h"

#include "core/base/hash.h"
#include "core/base/json.h"

namespace aios {

using namespace Qt::StringLiterals;

namespace {

bool isPlain(QChar c)
{
    return c.unicode() < 0x80 && (c.isLetterOrNumber() || c == u'_' || c == u'-');
}

bool isAlnum(QChar c)
{
    return c.unicode() < 0x80 && c.isLetterOrNumber();
}

const JsonLimits kEchoLimits{.refuseDuplicateKeys = false};

bool isObject(QByteArrayView text, const JsonLimits& limits)
{
    const Result<json::value> value = parseJson(text, limits);
    return value && value->is_object();
}

} // namespace

QString wireToolName(const QString& name, int max)
{
    if (!name.isEmpty() && name.size() <= max && std::ranges::all_of(name, isPlain))
        return name;
    QString plain = name.left(max - 9);
    for (QChar& c : plain) {
        if (!isPlain(c))
            c = u'_';
    }
    return plain + u'_' + QString::fromLatin1(sha256Hex(name.toUtf8()).left(8));
}

QHash<QString, QString> wireToolNames(const QList<ToolDefinition>& tools, int max)
{
    QHash<QString, QString> names;
    for (const ToolDefinition& tool : tools) {
        if (const QString wire = wireToolName(tool.name, max); wire != tool.name)
            names.insert(wire, tool.name);
    }
    return names;
}

IdShape idShapeFromName(QStringView name)
{
    return name == "alnum9"_L1 ? IdShape::Alnum9 : name == "any"_L1 ? IdShape::Any : IdShape::Plain;
}

QString wireToolId(const QString& id, IdShape shape)
{
    if (shape == IdShape::Any && !id.isEmpty())
        return id;
    if (shape == IdShape::Alnum9) {
        const bool fits = id.size() == 9 && std::ranges::all_of(id, isAlnum);
        return fits ? id : QString::fromLatin1(sha256Hex(id.toUtf8()).left(9));
    }
    const bool fits = !id.isEmpty() && id.size() <= 200 && std::ranges::all_of(id, isPlain);
    return fits ? id : u"call_"_s + QString::fromLatin1(sha256Hex(id.toUtf8()).left(24));
}

QString toolInputProblem(QByteArrayView inputJson)
{
    const Result<json::value> value = parseJson(inputJson);
    if (value)
        return value->is_object() ? QString() : u"The input of this call is not a JSON object."_s;
    if (isObject(inputJson, kEchoLimits))
        return u"The input of this call names the same key twice, so it is not clear what was meant."_s;
    return u"The input of this call is not valid JSON (%1)."_s.arg(value.error().message);
}

QByteArray sendableInput(const ToolUseBlock& use)
{
    if (isObject(use.inputJson, kEchoLimits))
        return use.inputJson;
    return R"({"INVALID_JSON":)" + jsonString(QStringView(QString::fromUtf8(use.inputJson))) + '}';
}

QByteArray sendableSchema(const QByteArray& schema)
{
    return isObject(schema, kEchoLimits) ? schema : QByteArray(R"({"type":"object"})");
}

QList<ToolDefinition> loadedTools(const QList<ToolDefinition>& tools)
{
    QList<ToolDefinition> sent = tools;
    sent.removeIf([](const ToolDefinition& tool) { return tool.loaded == 0; });
    std::ranges::stable_sort(sent, {}, &ToolDefinition::loaded);
    return sent;
}

bool WirePrefix::isFor(const QString& modelId, const ModelRequest& request, const QByteArray& otherSettings, int maxToolName)
{
    if (!text.isEmpty() && model == modelId && settings == otherSettings && system == request.system && tools == request.tools)
        return true;
    model = modelId;
    settings = otherSettings;
    system = request.system;
    tools = request.tools;
    toolNames = wireToolNames(tools, maxToolName);
    text.clear();
    return false;
}

} // namespace aios
