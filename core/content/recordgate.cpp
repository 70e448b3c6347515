// SPDX-License-Identifier: MIT
#include "core/content/recordgate.h"

#include "core/base/json.h"
#include "core/base/text.h"

#include <QRegularExpression>

#include <algorithm>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

constexpr int kDeepest = 24;
constexpr int kShown = 60;
constexpr qsizetype kShort = 6;

Result<QStringList> namesOf(const YamlTree& entry, QStringView key)
{
    QStringList names;
    const YamlTree* value = entry.find(key);
    if (value && value->kind == YamlTree::Kind::Map)
        return fail(ErrorCode::InvalidInput, u"“%1” must be a list of names."_s.arg(key));
    if (value && value->isText() && !value->text.trimmed().isEmpty())
        names.append(value->text.trimmed());
    for (const YamlTree& item : value && value->kind == YamlTree::Kind::List ? value->children : QList<YamlTree>()) {
        if (!item.isText())
            return fail(ErrorCode::InvalidInput, u"“%1” must be a list of names."_s.arg(key));
        names.append(item.text.trimmed());
    }
    if (std::ranges::any_of(names, [](const QString& name) { return statusKey(name).isEmpty(); })) // it would be a part of every name
        return fail(ErrorCode::InvalidInput, u"“%1” must be a list of names."_s.arg(key));
    return names;
}

/// Looks for what makes public in the arguments of one call.
class Judge {
public:
    Judge(const QList<RecordGate>& gates, const StatusFlow& flow)
    {
        for (const RecordGate& gate : gates) {
            for (const QString& field : gate.status)
                m_fields.append(statusKey(field));
            for (const QString& value : gate.values)
                m_values.append(statusKey(value));
        }
        for (const PieceStatus status : flow.order()) {
            if (flow.isGated(status))
                m_values.append(statusKey(flow.name(status)));
        }
    }

    QString arguments(const json::value& input)
    {
        const json::object* object = input.if_object();
        if (!object)
            return unreadable();
        const json::value* records = object->if_contains("records");
        const json::value* fields = object->if_contains("fields");
        if (!records && !fields)
            return unreadable();
        if (fields && !fields->is_object())
            return unreadable();
        if (records && !hasFields(*records))
            return unreadable();
        return walk(input, 0);
    }

private:
    static QString unreadable() { return u"what it writes is in a form that cannot be read here"_s; }

    static bool hasFields(const json::value& records)
    {
        const json::array* list = records.if_array();
        return list && std::ranges::all_of(*list, [](const json::value& record) {
                   const json::object* object = record.if_object();
                   const json::value* fields = object ? object->if_contains("fields") : nullptr;
                   return fields && fields->is_object();
               });
    }

    /// Long words by any part, also run together; short ones only as words, so that “Delivered” is not “Live”.
    [[nodiscard]] bool isValue(const QString& text) const
    {
        static const QRegularExpression gaps(u"[^\\p{L}\\p{M}\\p{N}]+"_s, QRegularExpression::UseUnicodePropertiesOption);
        const QString key = statusKey(text);
        QStringList words = text.normalized(QString::NormalizationForm_KC).split(gaps, Qt::SkipEmptyParts);
        std::ranges::transform(words, words.begin(), [](const QString& word) { return statusKey(word); });
        return std::ranges::any_of(
            m_values, [&](const QString& value) { return value.size() < kShort ? key == value || words.contains(value) : key.contains(value); });
    }
    [[nodiscard]] bool isField(const QString& name) const
    {
        const QString key = statusKey(name);
        return std::ranges::any_of(m_fields, [&key](const QString& field) { return key.contains(field); });
    }
    /// A box to tick that is named like a status: “Published”: true.
    [[nodiscard]] bool isBox(const QString& name) const { return m_values.contains(statusKey(name)); }

    QString walk(const json::value& value, int depth)
    {
        if (depth > kDeepest)
            return unreadable();
        if (const json::array* list = value.if_array()) {
            for (const json::value& item : *list) {
                if (QString why = walk(item, depth + 1); !why.isEmpty())
                    return why;
            }
        } else if (const json::object* object = value.if_object()) {
            for (const auto& member : *object) {
                QString why = field(toQString(member.key()), member.value());
                if (why.isEmpty())
                    why = walk(member.value(), depth + 1);
                if (!why.isEmpty())
                    return why;
            }
        } else if (const json::string* text = value.if_string()) {
            return insideText(QByteArrayView(text->data(), static_cast<qsizetype>(text->size())), depth);
        }
        return {};
    }

    /// Some services read texts that hold JSON.
    QString insideText(QByteArrayView text, int depth)
    {
        const QByteArrayView inner = text.trimmed();
        if (!inner.startsWith('{') && !inner.startsWith('['))
            return {};
        const auto inside = parseJson(inner, {.maxDepth = 2 * kDeepest, .refuseDuplicateKeys = false});
        return inside ? walk(*inside, depth + 1) : QString();
    }

    QString field(const QString& name, const json::value& value) const
    {
        const QString shown = showHidden(elided(name, kShown));
        const bool byId = isId(name, u"fld"); // which field that is, nobody here knows
        if (value.is_null() || (value.is_bool() && !value.get_bool()))
            return {};
        if (value.is_bool() && (byId || isBox(name)))
            return u"it sets “%1”"_s.arg(shown);
        if (!byId && !isField(name))
            return {};
        if (const json::string* text = value.if_string())
            return sets(toQString(*text), byId) ? u"it sets “%1” to “%2”"_s.arg(shown, showHidden(elided(toQString(*text), kShown))) : QString();
        const json::array* list = value.if_array();
        for (std::size_t i = 0; list && i < list->size(); ++i) {
            const json::string* text = (*list)[i].if_string();
            if (text ? sets(toQString(*text), byId) : !byId)
                list = nullptr;
        }
        const bool plain = list || (byId && !isValue(QString::fromUtf8(toJson(value))));
        return plain ? QString() : u"it sets “%1” to something that stands for public, or cannot be read here"_s.arg(shown);
    }

    /// A choice may be named by its id too; of a field that is a status, every such choice may be the one.
    [[nodiscard]] bool sets(const QString& text, bool byId) const { return isValue(text) || (!byId && isId(text, u"sel")); }

    static bool isId(const QString& text, QStringView kind)
    {
        static const QRegularExpression shape(u"\\A[A-Za-z0-9]{17}\\z"_s);
        return text.startsWith(kind) && shape.match(text).hasMatch();
    }

    QStringList m_fields;
    QStringList m_values;
};

} // namespace

Result<RecordGate> recordGateFrom(const QString& service, const YamlTree& entry)
{
    static const QStringList known{u"service"_s, u"about"_s, u"writes"_s, u"reads"_s, u"status"_s, u"values"_s};
    RecordGate gate{.service = service.trimmed(), .line = entry.line};
    if (entry.kind != YamlTree::Kind::Map || gate.service.isEmpty())
        return fail(ErrorCode::InvalidInput, u"A service with records needs a name, and keys such as status and values."_s);
    for (const QString& key : entry.keys) {
        if (!known.contains(key))
            return fail(ErrorCode::InvalidInput, u"“%1” is not known here. Known: %2."_s.arg(key, known.join(u", "_s)));
    }
    for (const auto& [key, list] :
         {std::pair{u"writes"_s, &gate.writes}, std::pair{u"status"_s, &gate.status}, std::pair{u"values"_s, &gate.values}}) {
        auto names = namesOf(entry, key);
        if (!names)
            return std::unexpected(names.error());
        *list = std::move(*names);
    }
    if (const YamlTree* reads = entry.find(u"reads"))
        gate.reads = reads->text.trimmed();
    return gate;
}

RecordCall judgeRecordCall(const QList<RecordGate>& gates, const StatusFlow& flow, const QString& service, const QString& tool,
                           const QByteArray& inputJson)
{
    QList<RecordGate> ours;
    std::ranges::copy_if(gates, std::back_inserter(ours), [&service](const RecordGate& gate) { return gate.isOf(service); });
    if (std::ranges::none_of(ours, [&tool](const RecordGate& gate) { return gate.writes.contains(tool); }))
        return {};
    const auto input = parseJson(inputJson, {.maxDepth = 2 * kDeepest});
    const QString why = input ? Judge(ours, flow).arguments(*input) : u"its arguments cannot be read"_s;
    return {true, why.isEmpty() ? QString() : u"Counts as publishing, because %1: no rule or mode may do that for you."_s.arg(why)};
}

QString recordReader(const QList<RecordGate>& gates, const QString& service)
{
    const auto gate = std::ranges::find_if(gates, [&service](const RecordGate& each) { return each.isOf(service) && !each.reads.isEmpty(); });
    return gate == gates.cend() ? QString() : gate->reads;
}

} // namespace aios
