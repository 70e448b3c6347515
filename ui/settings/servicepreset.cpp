// SPDX-License-Identifier: MIT
#include "ui/settings/servicepreset.h"

#include "core/base/rootdir.h"

#include <QCoreApplication>
#include <QDir>
#include <QUrl>

#include <algorithm>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kMostBytes = 64 * 1024;

using Kind = ServicePresetField::Kind;

QString tr(const char* text)
{
    return QCoreApplication::translate("aios::ServicePreset", text);
}

Result<ServicePresetField> readField(const json::value& value)
{
    const json::object* object = value.if_object();
    if (!object)
        return fail(ErrorCode::InvalidInput, u"A field is not an object."_s);
    ServicePresetField field;
    field.id = jsonText(*object, "id");
    field.label = jsonText(*object, "label");
    field.help = jsonText(*object, "help");
    field.placeholder = jsonText(*object, "placeholder");
    field.initial = jsonText(*object, "initial");
    field.required = jsonBool(*object, "required", true);
    static const QHash<QString, Kind> kKinds{
        {u"text"_s, Kind::Text}, {u"address"_s, Kind::Address}, {u"lines"_s, Kind::Lines}, {u"secret"_s, Kind::Secret}};
    const QString kind = jsonText(*object, "kind");
    if (field.id.isEmpty() || field.label.isEmpty() || !kKinds.contains(kind))
        return fail(ErrorCode::InvalidInput, u"A field has no id, no label or an unknown kind."_s);
    field.kind = kKinds.value(kind);
    return field;
}

QString fieldProblem(const ServicePresetField& field, const QString& value)
{
    if (value.isEmpty())
        return field.required ? tr("This is needed.") : QString();
    if (field.kind != Kind::Address)
        return {};
    const QUrl url(value, QUrl::StrictMode);
    const bool web = url.scheme() == "https"_L1 || url.scheme() == "http"_L1;
    return url.isValid() && web && !url.host().isEmpty() ? QString() : tr("Write the whole address, such as https://example.org.");
}

/// Puts what the person wrote into an entry. Nothing: a field that was left out stands in it.
class Filling {
public:
    Filling(const ServicePreset& preset, const QHash<QString, QString>& values) : m_preset(preset), m_values(values) {}

    [[nodiscard]] std::optional<json::value> filled(const json::value& value) const
    {
        if (value.is_string())
            return text(value.get_string());
        if (const json::array* array = value.if_array())
            return list(*array);
        const json::object* object = value.if_object();
        if (!object)
            return value;
        json::object out;
        for (const auto& [key, member] : *object) {
            if (auto one = filled(member))
                out[key] = std::move(*one);
        }
        return out;
    }

private:
    /// `{{id}}` alone, of several lines, becomes several arguments.
    [[nodiscard]] json::value list(const json::array& array) const
    {
        json::array out;
        for (const json::value& item : array) {
            const auto lines = item.is_string() ? linesField(toQString(item.get_string())) : std::nullopt;
            for (const QString& line : lines.value_or(QStringList())) {
                const QByteArray utf8 = line.toUtf8();
                out.push_back(json::string(toView(utf8)));
            }
            if (lines)
                continue;
            if (auto one = filled(item))
                out.push_back(std::move(*one));
        }
        return out;
    }

    [[nodiscard]] std::optional<QStringList> linesField(const QString& text) const
    {
        for (const ServicePresetField& field : m_preset.fields) {
            if (field.kind != Kind::Lines || text != QString(u"{{"_s % field.id % u"}}"_s))
                continue;
            QStringList lines;
            for (const QString& line : m_values.value(field.id).split(u'\n')) {
                if (!line.trimmed().isEmpty())
                    lines += line.trimmed();
            }
            return lines;
        }
        return std::nullopt;
    }

    [[nodiscard]] std::optional<json::value> text(std::string_view written) const
    {
        QString text = toQString(written);
        for (const ServicePresetField& field : m_preset.fields) {
            const QString mark = u"{{"_s % field.id % u"}}"_s;
            if (field.kind == Kind::Secret || !text.contains(mark))
                continue;
            const QString value = m_values.value(field.id).trimmed();
            if (value.isEmpty() && !field.required)
                return std::nullopt;
            text.replace(mark, value);
        }
        const QByteArray utf8 = text.toUtf8();
        return json::value(json::string(toView(utf8)));
    }

    const ServicePreset& m_preset;
    const QHash<QString, QString>& m_values;
};

} // namespace

Result<ServicePreset> readServicePreset(QByteArrayView bytes)
{
    const auto parsed = parseJson(bytes);
    if (!parsed)
        return std::unexpected(parsed.error());
    const json::object* root = parsed->if_object();
    if (!root)
        return fail(ErrorCode::InvalidInput, u"It is not a JSON object."_s);
    ServicePreset preset;
    preset.id = jsonText(*root, "id");
    preset.name = jsonText(*root, "name");
    preset.group = jsonText(*root, "group");
    preset.order = static_cast<int>(jsonInt(*root, "order", 1000));
    preset.summary = jsonText(*root, "summary");
    preset.needs = jsonText(*root, "needs");
    preset.keyFrom = jsonText(*root, "keyFrom");
    preset.server = jsonText(*root, "server");
    preset.byForm = jsonBool(*root, "byForm");
    if (const json::object* entry = jsonObject(*root, "entry"))
        preset.entry = *entry;
    if (preset.id.isEmpty() || preset.name.isEmpty() || preset.summary.isEmpty() || (preset.entry.empty() != preset.byForm))
        return fail(ErrorCode::InvalidInput, u"A preset needs id, name, summary and an entry."_s);
    if (const json::array* fields = jsonArray(*root, "fields")) {
        for (const json::value& value : *fields) {
            auto field = readField(value);
            if (!field)
                return std::unexpected(field.error());
            preset.fields.append(std::move(*field));
        }
    }
    return preset;
}

ServicePresets loadServicePresets(const QString& folder)
{
    ServicePresets all;
    for (const QString& name : QDir(folder).entryList({u"*.json"_s}, QDir::Files, QDir::Name)) {
        const auto bytes = readOwnFile(folder + u'/' + name, kMostBytes);
        auto preset = bytes ? readServicePreset(*bytes) : Result<ServicePreset>(std::unexpected(bytes.error()));
        if (preset)
            all.presets.append(std::move(*preset));
        else
            all.problems += tr("The preset %1 cannot be used. %2").arg(name, preset.error().message);
    }
    std::ranges::stable_sort(all.presets, {}, &ServicePreset::order);
    return all;
}

json::object presetEntry(const ServicePreset& preset, const QHash<QString, QString>& values, QHash<QString, QString>& problems)
{
    for (const ServicePresetField& field : preset.fields) {
        // Keys are asked for in their own lines, and one may be there already.
        const QString problem = field.kind == Kind::Secret ? QString() : fieldProblem(field, values.value(field.id).trimmed());
        if (!problem.isEmpty())
            problems.insert(field.id, problem);
    }
    auto filled = Filling(preset, values).filled(preset.entry);
    return filled && filled->is_object() ? filled->get_object() : json::object();
}

} // namespace aios
