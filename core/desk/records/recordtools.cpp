// SPDX-License-Identifier: MIT
#include "core/desk/records/recordtools.h"

#include "core/base/text.h"
#include "core/desk/deskjson.h"
#include "core/desk/records/recordquery.h"
#include "core/desk/records/recordstore.h"

namespace aios::desk {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kPage = 100;
constexpr qsizetype kMaxAnswerBytes = 1024 * 1024; ///< Records of a page; the rest comes with the next one.

using Answer = Result<json::object>;

json::object fieldJson(const Field& field, bool full)
{
    json::object out{{"id", jsonOf(field.id)}, {"name", jsonOf(field.name)}};
    if (!full)
        return out;
    out["type"] = jsonOf(fieldTypeName(field.type));
    if (!field.description.isEmpty())
        out["description"] = jsonOf(field.description);
    if (field.required)
        out["required"] = true;
    json::array choices;
    for (const QString& choice : field.choices)
        choices.push_back(json::object{{"name", jsonOf(choice)}});
    if (!choices.empty())
        out["options"] = json::object{{"choices", std::move(choices)}};
    if (field.type == FieldType::Links)
        out["options"] = json::object{{"linkedTableId", jsonOf(field.linkedTable)}};
    return out;
}

json::object viewJson(const View& view, bool full)
{
    json::object out{{"id", jsonOf(view.id)}, {"name", jsonOf(view.name)}};
    if (!full)
        return out;
    out["type"] = "grid";
    out["filterByFormula"] = jsonOf(view.filter);
    out["sort"] = view.sort;
    return out;
}

/// `level` as Airtable's server has it: tableIdentifiersOnly, identifiersOnly, full.
json::object tableJson(const Table& table, const QString& level)
{
    json::object out{{"id", jsonOf(table.id)}, {"name", jsonOf(table.name)}};
    if (level == "tableIdentifiersOnly"_L1)
        return out;
    const bool full = level != "identifiersOnly"_L1;
    if (full) {
        out["description"] = jsonOf(table.description);
        out["primaryFieldId"] = jsonOf(table.primary().id);
    }
    json::array fields;
    for (const Field& field : table.fields)
        fields.push_back(fieldJson(field, full));
    json::array views;
    for (const View& view : table.views)
        views.push_back(viewJson(view, full));
    out["fields"] = std::move(fields);
    out["views"] = std::move(views);
    return out;
}

/// The tools over one store. Shared by their closures.
class RecordDesk {
public:
    RecordDesk(RecordStore store, const Clock& clock) : m_store(std::move(store)), m_clock(clock) {}

    Answer listBases(const json::object&)
    {
        return json::object{{"bases", json::array{json::object{
                                          {"id", jsonOf(m_store.baseId())}, {"name", jsonOf(m_store.baseName())}, {"permissionLevel", "create"}}}}};
    }

    Answer listTables(const json::object& input)
    {
        const auto tables = m_store.tables();
        if (!tables)
            return std::unexpected(tables.error());
        json::array out;
        for (const Table& table : *tables)
            out.push_back(tableJson(table, jsonText(input, "detailLevel", u"full"_s)));
        return json::object{{"tables", std::move(out)}};
    }

    Answer describeTable(const json::object& input)
    {
        const auto table = tableOf(input);
        if (!table)
            return std::unexpected(table.error());
        return json::object{{"table", tableJson(*table, jsonText(input, "detailLevel", u"full"_s))}};
    }

    Answer listRecords(const json::object& input) { return records(input, {}, {}); }
    Answer searchRecords(const json::object& input) { return records(input, jsonText(input, "searchTerm"), textsOf(input, "fieldIds")); }

    Answer getRecord(const json::object& input)
    {
        const auto table = tableOf(input);
        const auto record = table ? m_store.record(*table, jsonText(input, "recordId")) : std::unexpected(table.error());
        const auto query = record ? RecordQuery::make(*table, {}) : std::unexpected(record.error());
        return query ? Answer(query->shown(*record)) : std::unexpected(query.error());
    }

    Answer createRecord(const json::object& input)
    {
        auto made = changed(input, m_store.create(jsonText(input, "tableId"), {{{}, *jsonObject(input, "fields")}}));
        return made ? Answer(made->at("records").as_array().front().as_object()) : made;
    }

    Answer createRecords(const json::object& input) { return changed(input, m_store.create(jsonText(input, "tableId"), changesOf(input))); }
    Answer updateRecords(const json::object& input) { return changed(input, m_store.update(jsonText(input, "tableId"), changesOf(input))); }

    Answer deleteRecords(const json::object& input)
    {
        QStringList ids = textsOf(input, "recordIds");
        ids.removeDuplicates();
        if (const auto gone = m_store.remove(jsonText(input, "tableId"), ids); !gone)
            return std::unexpected(gone.error());
        json::array out;
        for (const QString& id : std::as_const(ids))
            out.push_back(json::object{{"id", jsonOf(id)}, {"deleted", true}});
        return json::object{{"records", std::move(out)}};
    }

    Answer createTable(const json::object& input)
    {
        const auto table = m_store.createTable(input);
        return table ? Answer(json::object{{"table", tableJson(*table, u"full"_s)}}) : std::unexpected(table.error());
    }

    Answer createField(const json::object& input)
    {
        const auto field = m_store.createField(jsonText(input, "tableId"), *jsonObject(*jsonObject(input, "nested"), "field"));
        return field ? Answer(json::object{{"field", fieldJson(*field, true)}}) : std::unexpected(field.error());
    }

    Answer createView(const json::object& input)
    {
        const auto view = m_store.createView(jsonText(input, "tableId"), input);
        return view ? Answer(json::object{{"view", viewJson(*view, true)}}) : std::unexpected(view.error());
    }

    /// Every tool but list_bases names the base; there is one.
    Result<void> checkBase(const json::object& input) const
    {
        const QString base = jsonText(input, "baseId");
        if (base == m_store.baseId() || base.compare(m_store.baseName(), Qt::CaseInsensitive) == 0)
            return {};
        return fail(ErrorCode::NotFound, u"There is no base “%1”. The base of this folder is %2 (“%3”)."_s.arg(elided(showHidden(base), 60),
                                                                                                               m_store.baseId(), m_store.baseName()));
    }

private:
    RecordStore m_store;
    const Clock& m_clock;

    Result<Table> tableOf(const json::object& input) { return m_store.table(jsonText(input, "tableId")); }

    static QList<RecordStore::Change> changesOf(const json::object& input)
    {
        QList<RecordStore::Change> changes;
        for (const json::value& record : *jsonArray(input, "records"))
            changes.append({jsonText(record.as_object(), "id"), *jsonObject(record.as_object(), "fields")});
        return changes;
    }

    Answer changed(const json::object& input, const Result<QList<Record>>& records)
    {
        const auto table = records ? tableOf(input) : std::unexpected(records.error());
        const auto query = table ? RecordQuery::make(*table, {}) : std::unexpected(table.error());
        if (!query)
            return std::unexpected(query.error());
        json::array out;
        for (const Record& record : *records)
            out.push_back(query->shown(record));
        return json::object{{"records", std::move(out)}};
    }

    Result<RecordQuery::Names> linkedNames(const Table& table)
    {
        RecordQuery::Names names;
        QStringList done;
        for (const Field& field : table.fields) {
            if (field.type != FieldType::Links || done.contains(field.linkedTable))
                continue;
            done.append(field.linkedTable);
            const auto some = m_store.names(field.linkedTable);
            if (!some)
                return some;
            names.insert(*some);
        }
        return names;
    }

    static Result<RecordQuery> queryOf(const Table& table, const json::object& input, const QString& search, const QStringList& searchFields)
    {
        RecordQuery::Parts parts{
            .filter = jsonText(input, "filterByFormula"), .fields = textsOf(input, "fields"), .search = search, .searchFields = searchFields};
        if (const json::array* sort = jsonArray(input, "sort"))
            parts.sort = *sort;
        const QString viewName = jsonText(input, "view");
        if (!viewName.isEmpty()) {
            const View* view = table.view(viewName);
            if (!view)
                return fail(ErrorCode::NotFound,
                            u"The table “%1” has no view “%2”; describe_table names them."_s.arg(table.name, elided(showHidden(viewName), 60)));
            if (!view->filter.isEmpty())
                parts.filter = parts.filter.isEmpty() ? view->filter : u"AND("_s + view->filter + u", "_s + parts.filter + u')';
            if (parts.sort.empty())
                parts.sort = view->sort;
        }
        return RecordQuery::make(table, parts);
    }

    Answer records(const json::object& input, const QString& search, const QStringList& searchFields)
    {
        const auto table = tableOf(input);
        const auto query = table ? queryOf(*table, input, search, searchFields) : std::unexpected(table.error());
        const auto names = query ? linkedNames(*table) : std::unexpected(query.error());
        auto all = names ? m_store.records(*table) : std::unexpected(names.error());
        if (!all)
            return std::unexpected(all.error());
        return page(*query, query->apply(std::move(*all), *names, m_clock.now()), input);
    }

    static Answer page(const RecordQuery& query, const QList<Record>& records, const json::object& input)
    {
        bool usable = true;
        const QString offset = jsonText(input, "offset");
        const qsizetype begin = offset.isEmpty() ? 0 : offset.toLongLong(&usable);
        if (!usable || begin < 0)
            return fail(ErrorCode::InvalidInput, u"The offset is not one that an earlier answer gave. Leave it out to begin at the first record."_s);
        const qsizetype most = std::min<qsizetype>(records.size(), wholeNumber(input, "maxRecords", records.size()));
        const qsizetype wanted = std::min<qsizetype>(most, begin + wholeNumber(input, "pageSize", kPage));
        json::array out;
        qsizetype bytes = 0;
        qsizetype at = begin;
        for (; at < wanted && bytes < kMaxAnswerBytes; ++at) {
            out.push_back(query.shown(records[at]));
            bytes += plainJson(out.back()).size();
        }
        json::object answer{{"records", std::move(out)}};
        if (at < most)
            answer["offset"] = jsonOf(QString::number(at));
        return answer;
    }
};

} // namespace

Result<DeskService> recordService(const QString& databasePath, QByteArrayView description, QByteArrayView templateJson, const Clock& clock)
{
    auto store = RecordStore::open(databasePath, templateJson, clock);
    if (!store)
        return std::unexpected(store.error());
    const auto desk = std::make_shared<RecordDesk>(std::move(*store), clock);
    using Method = Answer (RecordDesk::*)(const json::object&);
    const auto inBase = [&](Method method) -> DeskTool::Call {
        return [desk, method](const json::object& input) {
            const auto base = desk->checkBase(input);
            return base ? (desk.get()->*method)(input) : Answer(std::unexpected(base.error()));
        };
    };
    return makeService(description, {{"list_bases", [desk](const json::object& input) { return desk->listBases(input); }},
                                     {"list_tables", inBase(&RecordDesk::listTables)},
                                     {"describe_table", inBase(&RecordDesk::describeTable)},
                                     {"list_records", inBase(&RecordDesk::listRecords)},
                                     {"search_records", inBase(&RecordDesk::searchRecords)},
                                     {"get_record", inBase(&RecordDesk::getRecord)},
                                     {"create_record", inBase(&RecordDesk::createRecord)},
                                     {"create_records", inBase(&RecordDesk::createRecords)},
                                     {"update_records", inBase(&RecordDesk::updateRecords)},
                                     {"delete_records", inBase(&RecordDesk::deleteRecords)},
                                     {"create_table", inBase(&RecordDesk::createTable)},
                                     {"create_field", inBase(&RecordDesk::createField)},
                                     {"create_view", inBase(&RecordDesk::createView)}});
}

} // namespace aios::desk
