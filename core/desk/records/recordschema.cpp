// SPDX-License-Identifier: MIT
// RecordStore: the file itself, its tables, fields and views.
#include "core/base/text.h"
#include "core/desk/deskjson.h"
#include "core/desk/records/formula.h"
#include "core/desk/records/recordquery.h"
#include "core/desk/records/recordstore.h"

namespace aios::desk {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kSchemaVersion = 1;
constexpr qsizetype kMaxName = 100;
constexpr qsizetype kMaxDescription = 2000;
constexpr qsizetype kMaxChoices = 200;

constexpr const char* kSchema = R"(
CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE tables(id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE COLLATE NOCASE, description TEXT NOT NULL, position INTEGER NOT NULL);
CREATE TABLE fields(id TEXT PRIMARY KEY, table_id TEXT NOT NULL REFERENCES tables(id), name TEXT NOT NULL COLLATE NOCASE, description TEXT NOT NULL,
    type TEXT NOT NULL, required INTEGER NOT NULL, choices TEXT NOT NULL, linked_table TEXT REFERENCES tables(id), position INTEGER NOT NULL,
    UNIQUE(table_id, name));
CREATE TABLE views(id TEXT PRIMARY KEY, table_id TEXT NOT NULL REFERENCES tables(id), name TEXT NOT NULL COLLATE NOCASE, definition TEXT NOT NULL,
    position INTEGER NOT NULL, UNIQUE(table_id, name));
CREATE TABLE records(position INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, table_id TEXT NOT NULL REFERENCES tables(id),
    created TEXT NOT NULL, fields TEXT NOT NULL);
CREATE INDEX records_of_table ON records(table_id, position);
CREATE TABLE links(field_id TEXT NOT NULL REFERENCES fields(id), record_id TEXT NOT NULL REFERENCES records(id) ON DELETE CASCADE,
    target_id TEXT NOT NULL REFERENCES records(id) ON DELETE CASCADE, position INTEGER NOT NULL,
    PRIMARY KEY(record_id, field_id, target_id)) WITHOUT ROWID;
CREATE INDEX links_to ON links(target_id);
)";

Result<QString> nameOf(const json::object& definition, const QString& what)
{
    const QString name = jsonText(definition, "name").trimmed();
    if (name.isEmpty() || name.size() > kMaxName || hasHidden(name) || name.contains(u'{') || name.contains(u'}') || name.contains(u'\n'))
        return fail(ErrorCode::InvalidInput, u"The name of a %1 is one line of 1 to %2 characters without { or }."_s.arg(what).arg(kMaxName));
    return name;
}

QString descriptionOf(const json::object& definition)
{
    return jsonText(definition, "description").left(kMaxDescription);
}

/// {"choices": [{"name": "a"}, …]} as Airtable has it, or plain names.
Result<QStringList> choicesOf(const QString& field, const json::object* options)
{
    QStringList choices;
    const json::array* array = options ? jsonArray(*options, "choices") : nullptr;
    for (const json::value& choice : array ? *array : json::array{}) {
        const QString name = choice.is_object()   ? jsonText(choice.as_object(), "name")
                             : choice.is_string() ? toQString(choice.as_string())
                                                  : QString();
        if (name.isEmpty() || name.size() > kMaxName || choices.contains(name))
            return fail(ErrorCode::InvalidInput,
                        u"The choices of the field “%1” must be different names of 1 to %2 characters."_s.arg(field).arg(kMaxName));
        choices.append(name);
    }
    if (choices.isEmpty() || choices.size() > kMaxChoices)
        return fail(ErrorCode::InvalidInput,
                    u"The field “%1” needs options.choices with 1 to %2 entries, like [{\"name\": \"Draft\"}]."_s.arg(field).arg(kMaxChoices));
    return choices;
}

SqlValue textOrNull(const QString& text)
{
    return text.isEmpty() ? SqlValue(nullptr) : SqlValue(text.toUtf8());
}

Table* byId(QList<Table>& tables, const QString& id)
{
    const auto found = std::find_if(tables.begin(), tables.end(), [&](const Table& table) { return table.id == id; });
    return found == tables.end() ? nullptr : &*found;
}

} // namespace

Result<RecordStore> RecordStore::open(const QString& path, QByteArrayView templateJson, const Clock& clock)
{
    auto database = Database::open(path, u"the records of this folder"_s);
    if (!database)
        return std::unexpected(database.error());
    RecordStore store(std::move(*database), clock);
    if (const auto ready = store.m_database.transaction([&] { return store.prepare(templateJson); }); !ready)
        return std::unexpected(ready.error());
    return store;
}

Result<void> RecordStore::prepare(QByteArrayView templateJson)
{
    const auto version = count("PRAGMA user_version", {});
    if (!version)
        return std::unexpected(version.error());
    if (*version > kSchemaVersion)
        return fail(ErrorCode::Unavailable, u"The records of this folder were written by a newer version of this program. Update it to use them."_s);
    if (*version == 0) {
        if (auto made = m_database.script(kSchema); !made)
            return made;
        if (auto filled = applyTemplate(templateJson); !filled)
            return filled;
        if (auto marked = m_database.script("PRAGMA user_version = 1"); !marked)
            return marked;
    }
    return m_database.each("SELECT key, value FROM meta", {}, [this](const SqlRow& row) {
        (row.bytes(0) == "base_id" ? m_baseId : m_baseName) = row.text(1);
        return Result<void>();
    });
}

Result<void> RecordStore::applyTemplate(QByteArrayView templateJson)
{
    const auto parsed = parseJson(templateJson);
    const json::array* tables = parsed && parsed->is_object() ? jsonArray(parsed->as_object(), "tables") : nullptr;
    if (!tables)
        return fail(ErrorCode::Internal, u"The tables that records begin with cannot be read."_s);
    // The tables first: fields link to tables that come later.
    QStringList ids;
    for (const json::value& table : *tables) {
        const auto id = addTable(jsonText(table.as_object(), "name"), jsonText(table.as_object(), "description"));
        if (!id)
            return std::unexpected(id.error());
        ids.append(*id);
    }
    const auto addAll = [&](std::string_view key, const auto& add) -> Result<void> {
        for (qsizetype i = 0; i < ids.size(); ++i) {
            const json::array* definitions = jsonArray(tables->at(static_cast<std::size_t>(i)).as_object(), key);
            for (const json::value& definition : definitions ? *definitions : json::array{}) {
                if (const auto added = add(ids[i], definition.as_object()); !added)
                    return std::unexpected(added.error());
            }
        }
        return {};
    };
    auto added = addAll("fields", [this](const QString& id, const json::object& definition) { return addField(id, definition); });
    if (added)
        added = addAll("views", [this](const QString& id, const json::object& definition) { return addView(id, definition); });
    if (!added)
        return added;
    const QString name = jsonText(parsed->as_object(), "name");
    return m_database.run("INSERT INTO meta VALUES('base_id', ?1), ('base_name', ?2)", {newRecordId("app"_L1).toUtf8(), name.toUtf8()});
}

Result<qint64> RecordStore::count(const char* sql, const QList<SqlValue>& values)
{
    qint64 number = 0;
    const auto read = m_database.each(sql, values, [&](const SqlRow& row) {
        number = row.integer(0);
        return Result<void>();
    });
    return read ? Result<qint64>(number) : std::unexpected(read.error());
}

Result<QList<Table>> RecordStore::tables()
{
    QList<Table> tables;
    auto read = m_database.each("SELECT id, name, description FROM tables ORDER BY position", {}, [&](const SqlRow& row) {
        tables.append({.id = row.text(0), .name = row.text(1), .description = row.text(2)});
        return Result<void>();
    });
    if (read)
        read = readFields(tables);
    if (read)
        read = readViews(tables);
    return read ? Result<QList<Table>>(tables) : std::unexpected(read.error());
}

Result<void> RecordStore::readFields(QList<Table>& tables)
{
    return m_database.each("SELECT id, table_id, name, description, type, required, choices, linked_table FROM fields ORDER BY position", {},
                           [&](const SqlRow& row) -> Result<void> {
                               Table* table = byId(tables, row.text(1));
                               const auto type = fieldTypeFrom(row.text(4));
                               const auto choices = parseJson(row.bytes(6));
                               if (!table || !type || !choices || !choices->is_array())
                                   return fail(ErrorCode::Io, u"The records of this folder hold a field that cannot be read."_s, row.text(0));
                               table->fields.append({.id = row.text(0),
                                                     .name = row.text(2),
                                                     .description = row.text(3),
                                                     .type = *type,
                                                     .required = row.integer(5) != 0,
                                                     .choices = textsOf({{"c", *choices}}, "c"),
                                                     .linkedTable = row.text(7)});
                               return {};
                           });
}

Result<void> RecordStore::readViews(QList<Table>& tables)
{
    return m_database.each("SELECT id, table_id, name, definition FROM views ORDER BY position", {}, [&](const SqlRow& row) -> Result<void> {
        Table* table = byId(tables, row.text(1));
        const auto definition = parseJson(row.bytes(3));
        if (!table || !definition || !definition->is_object())
            return fail(ErrorCode::Io, u"The records of this folder hold a view that cannot be read."_s, row.text(0));
        const json::object& parts = definition->as_object();
        const json::array* sort = jsonArray(parts, "sort");
        table->views.append({row.text(0), row.text(2), jsonText(parts, "filterByFormula"), sort ? *sort : json::array{}});
        return {};
    });
}

Result<Table> RecordStore::table(const QString& idOrName)
{
    const auto all = tables();
    if (!all)
        return std::unexpected(all.error());
    QStringList names;
    const Table* named = nullptr;
    for (const Table& table : *all) {
        if (table.id == idOrName)
            return table;
        if (!named && table.name.compare(idOrName, Qt::CaseInsensitive) == 0)
            named = &table;
        names.append(table.name);
    }
    if (named)
        return *named;
    return fail(ErrorCode::NotFound, u"There is no table “%1”. The tables are %2."_s.arg(elided(showHidden(idOrName), 60), listed(names)));
}

Result<QString> RecordStore::addTable(const QString& name, const QString& description)
{
    const auto tables = count("SELECT count(*) FROM tables", {});
    const auto same = count("SELECT count(*) FROM tables WHERE name = ?1", {name.toUtf8()});
    if (!tables || !same)
        return std::unexpected(tables ? same.error() : tables.error());
    if (*same > 0)
        return fail(ErrorCode::AlreadyExists, u"There is a table “%1” already."_s.arg(name));
    if (*tables >= kMaxTables)
        return fail(ErrorCode::TooLarge, u"There are %1 tables, and no more fit."_s.arg(*tables));
    QString id = newRecordId("tbl"_L1);
    const auto added = m_database.run("INSERT INTO tables VALUES(?1, ?2, ?3, ?4)", {id.toUtf8(), name.toUtf8(), description.toUtf8(), *tables});
    return added ? Result<QString>(id) : std::unexpected(added.error());
}

Result<Field> RecordStore::fieldFrom(const json::object& definition)
{
    const auto name = nameOf(definition, u"field"_s);
    if (!name)
        return std::unexpected(name.error());
    const QString typeName = jsonText(definition, "type");
    const auto type = fieldTypeFrom(typeName);
    if (!type)
        return fail(ErrorCode::InvalidInput, u"The field “%1” cannot be of the type “%2”. The types are %3."_s.arg(
                                                 *name, elided(showHidden(typeName), 40), listed(fieldTypeNames())));
    Field field{.id = newRecordId("fld"_L1), .name = *name, .description = descriptionOf(definition), .type = *type};
    field.required = jsonBool(definition, "required");
    const json::object* options = jsonObject(definition, "options");
    if (*type == FieldType::Select || *type == FieldType::MultiSelect) {
        auto choices = choicesOf(*name, options);
        if (!choices)
            return std::unexpected(choices.error());
        field.choices = std::move(*choices);
    }
    if (*type == FieldType::Links) {
        const auto linked = table(options ? jsonText(*options, "linkedTableId") : QString());
        if (!linked)
            return fail(ErrorCode::InvalidInput, u"The field “%1” needs options.linkedTableId. %2"_s.arg(*name, linked.error().message));
        field.linkedTable = linked->id;
    }
    return field;
}

Result<Field> RecordStore::addField(const QString& tableId, const json::object& definition)
{
    auto field = fieldFrom(definition);
    if (!field)
        return field;
    const auto fields = count("SELECT count(*) FROM fields WHERE table_id = ?1", {tableId.toUtf8()});
    const auto same = count("SELECT count(*) FROM fields WHERE table_id = ?1 AND name = ?2", {tableId.toUtf8(), field->name.toUtf8()});
    const auto records = count("SELECT count(*) FROM records WHERE table_id = ?1", {tableId.toUtf8()});
    if (!fields || !same || !records)
        return std::unexpected(!fields ? fields.error() : !same ? same.error() : records.error());
    if (*same > 0)
        return fail(ErrorCode::AlreadyExists, u"The table has a field “%1” already."_s.arg(field->name));
    if (*fields >= kMaxFields)
        return fail(ErrorCode::TooLarge, u"The table has %1 fields, and no more fit."_s.arg(*fields));
    if (*fields == 0 && field->type != FieldType::Text)
        return fail(ErrorCode::InvalidInput, u"The first field names the record, so it must be of the type singleLineText."_s);
    if (field->required && *records > 0)
        return fail(ErrorCode::InvalidInput, u"A new field cannot be required while the table holds records: they have no value for it."_s);
    const auto added =
        m_database.run("INSERT INTO fields VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
                       {field->id.toUtf8(), tableId.toUtf8(), field->name.toUtf8(), field->description.toUtf8(), fieldTypeName(field->type).toUtf8(),
                        qint64(field->required), plainJson(jsonOf(field->choices)), textOrNull(field->linkedTable), *fields});
    return added ? field : std::unexpected(added.error());
}

Result<View> RecordStore::addView(const QString& tableId, const json::object& definition)
{
    const auto name = nameOf(definition, u"view"_s);
    const auto owner = table(tableId);
    if (!name || !owner)
        return std::unexpected(name ? owner.error() : name.error());
    if (owner->view(*name))
        return fail(ErrorCode::AlreadyExists, u"The table “%1” has a view “%2” already."_s.arg(owner->name, *name));
    if (owner->views.size() >= kMaxViews)
        return fail(ErrorCode::TooLarge, u"The table “%1” has %2 views, and no more fit."_s.arg(owner->name).arg(owner->views.size()));
    const json::array* sort = jsonArray(definition, "sort");
    View view{newRecordId("viw"_L1), *name, jsonText(definition, "filterByFormula"), sort ? *sort : json::array{}};
    // What a view cannot do, it should not be made for.
    if (const auto usable = RecordQuery::make(*owner, {.filter = view.filter, .sort = view.sort}); !usable)
        return std::unexpected(usable.error());
    const json::object parts{{"filterByFormula", jsonOf(view.filter)}, {"sort", view.sort}};
    const auto added = m_database.run("INSERT INTO views VALUES(?1, ?2, ?3, ?4, ?5)",
                                      {view.id.toUtf8(), tableId.toUtf8(), view.name.toUtf8(), plainJson(parts), qint64(owner->views.size())});
    return added ? Result<View>(view) : std::unexpected(added.error());
}

Result<Table> RecordStore::createTable(const json::object& definition)
{
    QString id;
    const auto made = m_database.transaction([&]() -> Result<void> {
        const auto name = nameOf(definition, u"table"_s);
        if (!name)
            return std::unexpected(name.error());
        const auto added = addTable(*name, descriptionOf(definition));
        if (!added)
            return std::unexpected(added.error());
        id = *added;
        const json::array* fields = jsonArray(definition, "fields");
        if (!fields || fields->empty())
            return fail(ErrorCode::InvalidInput, u"A table needs at least one field."_s);
        for (const json::value& field : *fields) {
            if (!field.is_object())
                return fail(ErrorCode::InvalidInput, u"Each field is an object with name and type."_s);
            if (const auto one = addField(id, field.as_object()); !one)
                return std::unexpected(one.error());
        }
        return {};
    });
    return made ? table(id) : std::unexpected(made.error());
}

Result<Field> RecordStore::createField(const QString& tableName, const json::object& definition)
{
    Result<Field> field = fail(ErrorCode::Internal, {});
    const auto made = m_database.transaction([&]() -> Result<void> {
        const auto owner = table(tableName);
        field = owner ? addField(owner->id, definition) : std::unexpected(owner.error());
        return field ? Result<void>() : std::unexpected(field.error());
    });
    return made ? field : std::unexpected(made.error());
}

Result<View> RecordStore::createView(const QString& tableName, const json::object& definition)
{
    Result<View> view = fail(ErrorCode::Internal, {});
    const auto made = m_database.transaction([&]() -> Result<void> {
        const auto owner = table(tableName);
        view = owner ? addView(owner->id, definition) : std::unexpected(owner.error());
        return view ? Result<void>() : std::unexpected(view.error());
    });
    return made ? view : std::unexpected(made.error());
}

} // namespace aios::desk
