// SPDX-License-Identifier: MIT
// Schema to fields. What people wrote back to JSON stands in forminput.cpp.
#include "ui/common/schemaform.h"

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
    return QCoreApplication::translate("aios::SchemaForm", text);
}

class Reader {
public:
    explicit Reader(const json::object& root) : m_root(root) {}

    QList<FormField> fieldsOf(const json::object& schema, const QString& prefix, int depth)
    {
        QList<FormField> fields;
        const json::object* properties = jsonObject(schema, "properties");
        const json::array* required = jsonArray(schema, "required");
        for (const auto& [key, value] : properties ? *properties : json::object()) {
            FormField field;
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

    void read(FormField& field, const json::object& written, int depth)
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

    FormField::Kind kindOf(FormField& field, const json::object& schema, int depth)
    {
        using Kind = FormField::Kind;
        const QString type = typeOf(schema);
        if (takeChoices(field, schema))
            return Kind::Choice;
        if (type == "string"_L1) {
            field.shortest = std::max<qint64>(0, jsonInt(schema, "minLength"));
            field.longest = std::max<qint64>(0, jsonInt(schema, "maxLength"));
            const QString format = jsonText(schema, "format");
            if (!formatExample(format).isEmpty())
                field.format = format;
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
        if (type == "array"_L1)
            return listKindOf(field, schema);
        const json::object* properties = jsonObject(schema, "properties");
        // A group shows all it can hold: what may hold more is written as JSON.
        if (type != "object"_L1 || !properties || properties->empty() || depth >= kMostDepth || tooMany())
            return Kind::Json;
        field.fields = fieldsOf(schema, field.path, depth + 1);
        return Kind::Group;
    }

    FormField::Kind listKindOf(FormField& field, const json::object& schema)
    {
        using Kind = FormField::Kind;
        const json::object* items = jsonObject(schema, "items");
        if (!items)
            return Kind::Json;
        if (takeChoices(field, resolved(*items))) {
            field.fewest = std::max<qint64>(0, jsonInt(schema, "minItems"));
            field.mostChosen = std::max<qint64>(0, jsonInt(schema, "maxItems"));
            return Kind::Choices;
        }
        return isPlainText(resolved(*items)) ? Kind::TextList : Kind::Json;
    }

    static bool isPlainText(const json::object& schema) { return typeOf(schema) == "string"_L1 && !schema.contains("enum"); }

    static bool takeChoices(FormField& field, const json::object& schema)
    {
        if (const json::value* only = schema.if_contains("const"); only && !only->is_null()) {
            field.choices = {toJson(*only)};
            return true;
        }
        if (const json::array* either = jsonArray(schema, schema.contains("oneOf") ? "oneOf" : "anyOf"))
            return takeNamedChoices(field, *either);
        const json::array* values = jsonArray(schema, "enum");
        if (!values || values->empty() || values->size() > kMostChoices)
            return false;
        const json::array* names = jsonArray(schema, "enumNames");
        for (std::size_t i = 0; i < values->size(); ++i) {
            if ((*values)[i].is_null())
                continue;
            field.choices.append(toJson((*values)[i]));
            if (names && names->size() == values->size())
                field.choiceNames.append((*names)[i].is_string() ? toQString((*names)[i].get_string()) : QString());
        }
        return !field.choices.isEmpty();
    }

    /// Each a `const` with a `title`; anything else among them makes no choice.
    static bool takeNamedChoices(FormField& field, const json::array& all)
    {
        QList<QByteArray> choices;
        QStringList names;
        for (const json::value& each : all) {
            const json::object* one = each.if_object();
            const json::value* value = one ? one->if_contains("const") : nullptr;
            if (!value || value->is_null())
                return false;
            choices.append(toJson(*value));
            names.append(jsonText(*one, "title"));
        }
        if (choices.isEmpty() || choices.size() > static_cast<qsizetype>(kMostChoices))
            return false;
        field.choices = choices;
        field.choiceNames = names;
        return true;
    }

    static QString initialOf(const FormField& field, const json::value& value)
    {
        using Kind = FormField::Kind;
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
        case Kind::Choices: {
            const json::array* all = value.if_array();
            const bool known = all && std::ranges::all_of(*all, [&field](const json::value& each) { return field.choices.contains(toJson(each)); });
            return known ? QString::fromUtf8(text) : QString();
        }
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

SchemaForm schemaForm(QByteArrayView schema)
{
    SchemaForm form;
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
