// SPDX-License-Identifier: MIT
#include "core/content/recordpiece.h"

#include "core/base/hash.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "core/base/yamltree.h"
#include "core/content/pieces.h"
#include "core/content/textlines.h"

namespace aios {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMostName = 200;
constexpr qsizetype kMostKey = 60; ///< Of a wrong one, in a sentence.
constexpr qsizetype kMostText = 4 * 1024 * 1024;

/// `map` begins in the line `first` of the file.
void readPlace(const YamlTree& map, int first, RecordSetting& setting)
{
    RecordPlace& place = setting.place;
    const std::pair<QString, QString*> members[] = {{u"service"_s, &place.service}, {u"base"_s, &place.base}, {u"table"_s, &place.table},
                                                    {u"id"_s, &place.id},           {u"body"_s, &place.body}, {u"title"_s, &place.title}};
    const auto wrong = [&setting](const QString& what, int line) { setting.problems.append({what, line}); };
    for (qsizetype i = 0; i < map.keys.size(); ++i) {
        const YamlTree& value = map.children.at(i);
        const int line = first + value.line - 1;
        const auto member = std::ranges::find(members, map.keys.at(i), &std::pair<QString, QString*>::first);
        if (member == std::end(members)) {
            wrong(u"“%1” is not known there; service, base, table, id, body and title are."_s.arg(elided(showHidden(map.keys.at(i)), kMostKey)),
                  line);
            continue;
        }
        const QString text = value.text.trimmed();
        if (!value.isText() || text.isEmpty() || text.size() > kMostName || hasHidden(text))
            wrong(u"“%1” must be a short text."_s.arg(map.keys.at(i)), line);
        else
            *member->second = text;
        if (member->second == &place.service)
            setting.serviceLine = line;
    }
    for (const auto& [name, value] : members) {
        if (!map.keys.contains(name) && value != &place.title)
            wrong(u"“%1” is missing."_s.arg(name), first);
    }
}

Result<QString> fieldText(const json::object& fields, const QString& name)
{
    const QByteArray key = name.toUtf8();
    const json::value* value = fields.if_contains(toView(key));
    if (!value || value->is_null())
        return QString(); // services leave empty fields out
    const json::string* text = value->if_string();
    if (!text || text->size() > kMostText)
        return fail(ErrorCode::InvalidInput, u"The field “%1” of the record holds no text that can be published."_s.arg(name));
    return toQString(*text);
}

} // namespace

QByteArray RecordPlace::callJson() const
{
    return "{\"baseId\":" + jsonString(base) + ",\"tableId\":" + jsonString(table) + ",\"recordId\":" + jsonString(id) + '}';
}

QByteArray RecordText::sha256() const
{
    return sha256Fields({"record", title.toUtf8(), body.toUtf8()});
}

std::optional<RecordSetting> recordSetting(const Frontmatter& settings)
{
    const FrontmatterValue* value = settings.find(u"record");
    if (!value)
        return std::nullopt;
    const bool beneath = value->source.startsWith(u'\n') || value->source.startsWith(u' ');
    const QByteArray yaml = (beneath ? QString(u"record:\n"_s + value->source) : QString(u"record: "_s + value->source)).toUtf8();
    const auto tree = parseYamlTree(yaml, u"record"_s, {.maxBytes = 16 * 1024, .maxNodes = 40, .maxDepth = 4});
    const YamlTree* map = tree ? tree->find(u"record") : nullptr;
    RecordSetting setting;
    if (map && map->kind == YamlTree::Kind::Map)
        readPlace(*map, value->line, setting);
    else
        setting.problems.append({tree ? u"it must hold service, base, table, id and body."_s : tree.error().message, value->line});
    return setting;
}

Result<std::optional<RecordPlace>> recordPlace(const Frontmatter& settings)
{
    auto setting = recordSetting(settings);
    if (!setting)
        return std::nullopt;
    if (!setting->problems.isEmpty())
        return fail(ErrorCode::InvalidInput,
                    u"The piece lives in a record, and “record” in its frontmatter cannot be read: %1"_s.arg(setting->problems.constFirst().text));
    return std::move(setting->place);
}

Result<std::optional<RecordPlace>> recordPlace(const QByteArray& file)
{
    const auto document = parseMarkdownDocument(file);
    return document ? recordPlace(document->frontmatter) : Result<std::optional<RecordPlace>>(std::nullopt);
}

Result<RecordText> recordText(const RecordPlace& place, const QByteArray& answerJson)
{
    const auto answer = parseJson(answerJson);
    const json::object* record = answer ? answer->if_object() : nullptr;
    const json::object* fields = record ? jsonObject(*record, "fields") : nullptr;
    if (!fields)
        return fail(ErrorCode::InvalidInput, u"The service %1 did not answer with a record."_s.arg(place.service));
    if (jsonText(*record, "id") != place.id)
        return fail(ErrorCode::Changed, u"The service %1 answered with another record than %2."_s.arg(place.service, place.id));
    const auto body = fieldText(*fields, place.body);
    const auto title = place.title.isEmpty() ? Result<QString>(QString()) : fieldText(*fields, place.title);
    if (!body || !title)
        return std::unexpected(body ? title.error() : body.error());
    if (!place.title.isEmpty() && title->simplified().isEmpty())
        return fail(ErrorCode::InvalidInput, u"The field “%1” of the record, its title, is empty."_s.arg(place.title));
    return RecordText{title->simplified(), *body};
}

Result<QByteArray> withRecord(const QByteArray& file, const RecordPlace& place, const RecordText& text)
{
    const auto titled = place.title.isEmpty() ? Result<QByteArray>(file) : withPieceValue(file, u"title"_s, text.title);
    if (!titled)
        return titled;
    const auto document = parseMarkdownDocument(*titled);
    if (!document)
        return std::unexpected(document.error());
    const QList<TextLine> lines = textLines(*titled);
    const qsizetype at = document->bodyLine - 1 < lines.size() ? lines[document->bodyLine - 1].begin : titled->size();
    QByteArray whole = titled->first(at);
    if (!whole.endsWith('\n'))
        whole += '\n';
    return whole + '\n' + text.body.toUtf8() + '\n';
}

} // namespace aios
