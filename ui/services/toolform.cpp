// SPDX-License-Identifier: MIT
// Schema to fields. What people wrote back to JSON stands in toolinput.cpp.
#include "ui/services/toolform.h"

#include "core/base/json.h"

#include <QCoreApplication>

#include <algorithm>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

constexpr int kMostDepth = 3;     ///< Objects in objects; deeper ones are written as JSON.
constexpr int kMostReferences = 16;
constexpr qsizetype kMostFields = 200;
constexpr std::size_t kMostChoices = 500;

QString tr(const char* text)
{
    return QCoreApplication::translate("aios::ToolForm", text);
}

class Reader {
public:
    explicit Reader(const json::object& root) : m_root(root) {}

    QList<ToolField> fieldsOf(const json::object& schema, const QString& prefix, int depth)
    {
        QList<ToolField> fields;
        const json::object* properties = jsonObject(schema, "properties");
        const json::array* required = jsonArray(schema, "required");
        for (const auto& [key, value] : properties ? *properties : json::object()) {
            ToolField field;
            field.name = toQString(key);
            field.path = prefix.isEmpty() ? field.name : QString(prefix % u'/' % field.name);
            field.required =
                required && std::ranges::any_of(*required, [&](const json::value& name) { return name.is_string() && name.get_string() == key; });
            ++m_count;
            if (value.is_object())
                read(field, value.get_object(), depth);
            fields.append(std::move(field));
        }
        return fields;
    }
    [[nodiscard]] bool tooMany() const { return m_count > kMostFields; }

private:
    /// Follows references within the schema, and takes the one real alternative of "this or null".
    const json::object& resolved(const json::object& schema)
    {
        const json::object* at = &schema;
        for (int hop = 0; hop < kMostReferences; ++hop) {
            const json::object* next = nullptr;
            if (at->contains("$ref"))
                next = target(jsonText(*at, "$ref"));
            else if (const json::array* either = jsonArray(*at, at->contains("anyOf") ? "anyOf" : "oneOf"))
                next = onlyReal(*either);
            if (!next)
                return *at;
            at = next;
        }
        return *at;
    }

    const json::object* target(const QString& reference)
    {
        if (!reference.startsWith("#/"_L1))
            return nullptr;
        const json::object* at = &m_root;
        for (const QString& part : reference.sliced(2).split(u'/')) {
            QString name = part;
            name.replace("~1"_L1, "/"_L1).replace("~0"_L1, "~"_L1);
            at = at ? jsonObject(*at, toView(name.toUtf8())) : nullptr;
        }
        return at;
    }

    static const json::object* onlyReal(const json::array& either)
    {
        const json::object* found = nullptr;
        for (const json::value& each : either) {
            const json::object* object = each.if_object();
            if (object && jsonText(*object, "type") == "null"_L1)
                continue;
            if (!object || found)
                return nullptr;
            found = object;
        }
        return found;
    }

    /// Its one type; "null" beside it counts for nothing, because a field can be left out.
    static QString typeOf(const json::object& schema)
    {
        const json::array* types = jsonArray(schema, "type");
        if (!types)
            return jsonText(schema, "type", schema.contains("properties") ? u"object"_s : QString());
        QString only;
        for (const json::value& type : *types) {
            const QString name = type.is_string() ? toQString(type.get_string()) : QString();
            if (name == "null"_L1)
                continue;
            if (!only.isEmpty())
                return {};
            only = name;
        }
        return only;
    }

    void read(ToolField& field, const json::object& written, int depth)
    {
        const json::object& schema = resolved(written);
        field.title = jsonText(written, "title", jsonText(schema, "title"));
        field.description = jsonText(written, "description", jsonText(schema, "description"));
        field.kind = kindOf(field, schema, depth);
        const json::value* initial = written.if_contains("default");
        if (!initial)
            initial = schema.if_contains("default");
        if (initial && !initial->is_null())
            field.initial = initialOf(field, *initial);
    }

    ToolField::Kind kindOf(ToolField& field, const json::object& schema, int depth)
    {
        using Kind = ToolField::Kind;
        const QString type = typeOf(schema);
        if (takeChoices(field, schema))
            return Kind::Choice;
        if (type == "string"_L1) {
            field.longest = std::max<qint64>(0, jsonInt(schema, "maxLength"));
            return Kind::Text;
        }
        if (type == "integer"_L1 || type == "number"_L1) {
            if (const json::value* least = schema.if_contains("minimum"); least && least->is_number())
                field.least = least->to_number<double>();
            if (const json::value* most = schema.if_contains("maximum"); most && most->is_number())
                field.most = most->to_number<double>();
            return type == "integer"_L1 ? Kind::Integer : Kind::Number;
        }
        if (type == "boolean"_L1)
            return Kind::Switch;
        if (type == "array"_L1) {
            const json::object* items = jsonObject(schema, "items");
            return items && isPlainText(resolved(*items)) ? Kind::TextList : Kind::Json;
        }
        const json::object* properties = jsonObject(schema, "properties");
        // A group shows all it can hold: what may hold more is written as JSON.
        if (type != "object"_L1 || !properties || properties->empty() || depth >= kMostDepth || tooMany())
            return Kind::Json;
        field.fields = fieldsOf(schema, field.path, depth + 1);
        return Kind::Group;
    }

    static bool isPlainText(const json::object& schema) { return typeOf(schema) == "string"_L1 && !schema.contains("enum"); }

    static bool takeChoices(ToolField& field, const json::object& schema)
    {
        if (const json::value* only = schema.if_contains("const"); only && !only->is_null()) {
            field.choices = {toJson(*only)};
            return true;
        }
        const json::array* values = jsonArray(schema, "enum");
        if (!values || values->empty() || values->size() > kMostChoices)
            return false;
        for (const json::value& value : *values) {
            if (!value.is_null())
                field.choices.append(toJson(value));
        }
        return !field.choices.isEmpty();
    }

    static QString initialOf(const ToolField& field, const json::value& value)
    {
        using Kind = ToolField::Kind;
        const QByteArray text = toJson(value);
        switch (field.kind) {
        case Kind::Text:
            return value.is_string() ? toQString(value.get_string()) : QString();
        case Kind::Integer:
        case Kind::Number:
            return value.is_number() ? QString::number(value.to_number<double>(), 'g', 15) : QString();
        case Kind::Switch:
            return value.is_bool() ? QString::fromUtf8(text) : QString();
        case Kind::Choice:
            return field.choices.contains(text) ? QString::fromUtf8(text) : QString();
        case Kind::TextList: {
            QStringList lines;
            for (const json::value& line : value.is_array() ? value.get_array() : json::array()) {
                if (!line.is_string())
                    return {};
                lines.append(toQString(line.get_string()));
            }
            return lines.join(u'\n');
        }
        case Kind::Json:
            return QString::fromUtf8(text);
        case Kind::Group:
            break;
        }
        return {};
    }

    const json::object& m_root;
    qsizetype m_count = 0;
};

} // namespace

ToolForm toolForm(QByteArrayView schema)
{
    ToolForm form;
    const auto parsed = parseJson(schema);
    if (!parsed || !parsed->is_object()) {
        form.problem = tr("The service describes its input in a way that no form can be made of. Write the input as JSON.");
        return form;
    }
    const json::object& root = parsed->get_object();
    Reader reader(root);
    form.fields = reader.fieldsOf(root, {}, 0);
    if (reader.tooMany()) {
        form.fields.clear();
        form.problem = tr("The input has more fields than a form can show. Write it as JSON.");
    } else if (form.fields.isEmpty() && (root.contains("anyOf") || root.contains("oneOf") || root.contains("allOf") || root.contains("$ref"))) {
        form.problem = tr("The input has several shapes, so no form can be made of it. Write it as JSON.");
    }
    return form;
}

} // namespace aios
