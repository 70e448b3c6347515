// SPDX-License-Identifier: MIT
#include "tests/desk/recorddesk.h"

using namespace aios;
using namespace aios::desk;
using namespace aios::test;
using namespace Qt::StringLiterals;

/// `aios desk records`: the tables a folder begins with, records with links, queries, and what is refused.
class TestRecords : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }

    void beginsWithSixTables()
    {
        const RecordDeskFixture desk;
        const ToolAnswer bases = desk.caller.call("list_bases", "{}");
        QCOMPARE(bases.get(u"bases.0.name"_s), u"Content Engine"_s);
        QVERIFY(bases.get(u"bases.0.id"_s).startsWith("app"_L1));
        const ToolAnswer tables = desk.call("list_tables", js("'detailLevel':'tableIdentifiersOnly'"));
        QStringList names;
        for (const json::value& table : tables.content.at("tables").as_array())
            names.append(jsonText(table.as_object(), "name"));
        QCOMPARE(names, (QStringList{u"Brand Profile"_s, u"Sources"_s, u"Content Plans"_s, u"Pillar Pages"_s, u"Articles"_s, u"Content Pieces"_s}));
        const ToolAnswer plans = desk.call("describe_table", js("'tableId':'content plans'"));
        QCOMPARE(plans.get(u"table.fields.0.name"_s), u"Slug"_s);
        QCOMPARE(plans.get(u"table.primaryFieldId"_s), plans.get(u"table.fields.0.id"_s));
        QCOMPARE(plans.get(u"table.fields.3.options"_s),
                 QString::fromUtf8("{\"choices\":[{\"name\":\"Queued\"},{\"name\":\"Done\"},{\"name\":\"Dropped\"}]}"));
        QCOMPARE(plans.get(u"table.fields.4.required"_s), u"true"_s);
        QCOMPARE(plans.get(u"table.views.0.name"_s), u"Queued"_s);
        QVERIFY(plans.get(u"table.description"_s).contains("/plan"_L1));
    }

    void staysWhenOpenedAgain()
    {
        const RecordDeskFixture desk;
        const QByteArray id = desk.source("log");
        const DeskCaller again(desk.open());
        const ToolAnswer record = again.call("get_record", js("{'baseId':'Content Engine','tableId':'Sources','recordId':'") + id + "\"}");
        QCOMPARE(record.get(u"fields"_s), QString::fromUtf8("{\"Source ID\":\"log\",\"Title\":\"T\"}"));
        QCOMPARE(record.at("createdTime"), u"2026-01-02T03:04:05.000Z"_s);
    }

    void refusedValues_data()
    {
        QTest::addColumn<QByteArray>("table");
        QTest::addColumn<QByteArray>("fields");
        QTest::addColumn<QString>("says");
        QTest::newRow("required") << "Sources"_ba << js("{'Source ID':'a'}")
                                  << u"A record of the table “Sources” must have a value for “Title”. Nothing was created."_s;
        QTest::newRow("required emptied") << "Sources"_ba << js("{'Source ID':'a','Title':''}") << u"must have a value for “Title”"_s;
        QTest::newRow("unknown field") << "Sources"_ba << js("{'Source ID':'a','Title':'b','Sorts':'x'}")
                                       << u"The table “Sources” has no field “Sorts”. Its fields are Source ID, Title, Kind"_s;
        QTest::newRow("twice") << "Sources"_ba << js("{'Source ID':'a','source id':'b','Title':'b'}") << u"The field “Source ID” is given twice."_s;
        QTest::newRow("choice") << "Sources"_ba << js("{'Source ID':'a','Title':'b','Kind':'Hearsay'}")
                                << u"The field “Kind” cannot be “Hearsay”. Its choices are Measured by us, Maker's manual"_s;
        QTest::newRow("date") << "Sources"_ba << js("{'Source ID':'a','Title':'b','Received':'2026-02-30'}")
                              << u"takes a date like 2026-11-30, not “2026-02-30”."_s;
        QTest::newRow("checkbox") << "Sources"_ba << js("{'Source ID':'a','Title':'b','Not Read Yet':'yes'}") << u"takes true or false."_s;
        QTest::newRow("number") << "Pillar Pages"_ba << js("{'Topic':'a','Search Volume':'12'}") << u"takes a number."_s;
        QTest::newRow("huge number") << "Pillar Pages"_ba << js("{'Topic':'a','Search Volume':1e300}") << u"not so large"_s;
        QTest::newRow("url") << "Pillar Pages"_ba << js("{'Topic':'a','URL':'javascript:alert(1)'}") << u"takes an address"_s;
        QTest::newRow("two lines") << "Pillar Pages"_ba << js("{'Topic':'a\\nb'}") << u"holds a single line"_s;
        QTest::newRow("text") << "Pillar Pages"_ba << js("{'Topic':['a']}") << u"takes a text."_s;
        QTest::newRow("link to nothing")
            << "Content Plans"_ba << js("{'Slug':'a','Title':'b','Platform':'website','Status':'Queued','Sources':['recNothing']}")
            << u"The field “Sources” links to records of the table “Sources”, and there is no record “recNothing” in it. Create that record first"_s;
        QTest::newRow("plan before its source") << "Content Plans"_ba
                                                << js("{'Slug':'a','Title':'b','Platform':'website','Status':'Queued','Sources':[]}")
                                                << u"must have a value for “Sources”"_s;
        QTest::newRow("table") << QByteArray("Plans") << js("{}") << u"There is no table “Plans”. The tables are Brand Profile, Sources"_s;
    }
    void refusedValues()
    {
        QFETCH(const QByteArray, table);
        QFETCH(const QByteArray, fields);
        QFETCH(const QString, says);
        const RecordDeskFixture desk;
        const ToolAnswer answer = desk.call("create_record", "\"tableId\":\"" + table + "\",\"fields\":" + fields);
        QVERIFY(answer.error);
        QVERIFY2(answer.text.contains(says), qPrintable(answer.text));
        for (const char* name : {"Sources", "Content Plans", "Pillar Pages"})
            QCOMPARE(desk.call("list_records", "\"tableId\":\"" + QByteArray(name) + "\"").get(u"records"_s), u"[]"_s);
    }

    void normalisesValues()
    {
        const RecordDeskFixture desk;
        const QByteArray plan = desk.plan("p", desk.source("s"));
        const QByteArray id = desk.add(
            "Content Pieces", js("{'Slug':'x','Title':' spaces stay ','Type':'post','Platform':'x-twitter','Status':'Draft', 'Plan':['") + plan +
                                  "\",\"" + plan + js("'],'Characters':280.0,'Scheduled':'2026-11-30T10:00:00+01:00','Article':[],'File':null}"));
        const ToolAnswer record = desk.call("get_record", js("'tableId':'Content Pieces','recordId':'") + id + '"');
        QCOMPARE(record.get(u"fields"_s),
                 QString::fromUtf8(
                     "{\"Slug\":\"x\",\"Title\":\" spaces stay \",\"Type\":\"post\",\"Platform\":\"x-twitter\",\"Status\":\"Draft\",\"Plan\":[\"" +
                     plan + "\"],\"Characters\":280,\"Scheduled\":\"2026-11-30T09:00:00.000Z\"}"));
    }

    void changesOnlyWhatIsGiven()
    {
        const RecordDeskFixture desk;
        const QByteArray one = desk.source("one");
        const QByteArray two = desk.source("two");
        const QByteArray plan = desk.plan("p", one);
        const auto update = [&](const QByteArray& records) {
            return desk.call("update_records", js("'tableId':'Content Plans','records':") + records);
        };
        ToolAnswer answer = update(js("[{'id':'") + plan + js("','fields':{'Status':'Done','Reader':'Werner'}}]"));
        QCOMPARE(answer.get(u"records.0.fields"_s),
                 QString::fromUtf8("{\"Slug\":\"p\",\"Title\":\"T\",\"Platform\":\"website\",\"Status\":\"Done\",\"Sources\":[\"" + one +
                                   "\"],\"Reader\":\"Werner\"}"));
        answer = update(js("[{'id':'") + plan + js("','fields':{'Reader':null,'Sources':['") + two + "\",\"" + one + js("']}}]"));
        QCOMPARE(answer.get(u"records.0.fields.Sources"_s), QString::fromUtf8("[\"" + two + "\",\"" + one + "\"]"));
        QCOMPARE(answer.get(u"records.0.fields.Reader"_s), u"(nothing)"_s);
        // All or none: the second fails, so the first is not changed.
        answer = update(js("[{'id':'") + plan + js("','fields':{'Title':'New'}},{'id':'recNone','fields':{'Title':'New'}}]"));
        QVERIFY(answer.error && answer.text.contains(u"There is no record “recNone” in the table “Content Plans”."_s));
        answer = update(js("[{'id':'") + plan + js("','fields':{'Title':null}}]"));
        QVERIFY(answer.error && answer.text.contains("Nothing was changed."_L1));
        QCOMPARE(desk.call("get_record", "\"tableId\":\"Content Plans\",\"recordId\":\"" + plan + '"').get(u"fields.Title"_s), u"T"_s);
    }

    void deletesNothingThatIsNeeded()
    {
        const RecordDeskFixture desk;
        const QByteArray source = desk.source("s");
        const QByteArray other = desk.source("o");
        const QByteArray plan = desk.plan("p", source);
        const auto remove = [&](const QByteArray& table, const QByteArray& ids) {
            return desk.call("delete_records", "\"tableId\":\"" + table + js("','recordIds':[") + ids + ']');
        };
        ToolAnswer answer = remove("Sources", '"' + other + "\",\"" + source + '"');
        QVERIFY(answer.error);
        QCOMPARE(answer.text, QString::fromUtf8("The record " + source + " cannot be deleted: the record " + plan +
                                                " of the table “Content Plans” needs it in its field “Sources”. Change or delete that one first. "
                                                "Nothing was deleted."));
        QCOMPARE(desk.names(desk.call("list_records", "\"tableId\":\"Sources\""), u"Source ID"_s), (QStringList{u"s"_s, u"o"_s}));
        QVERIFY(remove("Articles", '"' + plan + '"').error); // of another table
        QVERIFY(!remove("Content Plans", '"' + plan + '"').error);
        QVERIFY(!remove("Sources", '"' + source + "\",\"" + source + '"').error);
        QCOMPARE(desk.names(desk.call("list_records", "\"tableId\":\"Sources\""), u"Source ID"_s), QStringList{u"o"_s});
    }

    void queries_data()
    {
        QTest::addColumn<QByteArray>("tool");
        QTest::addColumn<QByteArray>("arguments");
        QTest::addColumn<QStringList>("slugs");
        const QByteArray list = "list_records";
        const QByteArray search = "search_records";
        QTest::newRow("all, oldest first") << list << QByteArray() << QStringList{u"c"_s, u"a"_s, u"b"_s, u"d"_s};
        QTest::newRow("filter") << list << js(",'filterByFormula':'{Status}=`Queued`'") << QStringList{u"c"_s, u"d"_s};
        QTest::newRow("filter by a link's name") << list << js(",'filterByFormula':'FIND(`two`,{Sources})'") << QStringList{u"b"_s, u"d"_s};
        QTest::newRow("blank") << list << js(",'filterByFormula':'{Planned}=BLANK()'") << QStringList{u"d"_s};
        QTest::newRow("dates") << list << js(",'filterByFormula':'IS_AFTER({Planned},`2026-01-15`)'") << QStringList{u"c"_s, u"b"_s};
        QTest::newRow("sort") << list << js(",'sort':[{'field':'Slug'}]") << QStringList{u"a"_s, u"b"_s, u"c"_s, u"d"_s};
        QTest::newRow("sort by choices, then down")
            << list << js(",'sort':[{'field':'Status'},{'field':'Slug','direction':'desc'}]") << QStringList{u"d"_s, u"c"_s, u"b"_s, u"a"_s};
        QTest::newRow("blank ones first") << list << js(",'sort':[{'field':'Planned'}]") << QStringList{u"d"_s, u"a"_s, u"c"_s, u"b"_s};
        QTest::newRow("view") << list << js(",'view':'Queued'") << QStringList{u"d"_s, u"c"_s};
        QTest::newRow("view and filter") << list << js(",'view':'Queued','filterByFormula':'{Slug}=`c`'") << QStringList{u"c"_s};
        QTest::newRow("most") << list << js(",'maxRecords':2") << QStringList{u"c"_s, u"a"_s};
        QTest::newRow("page") << list << js(",'pageSize':2,'offset':'1'") << QStringList{u"a"_s, u"b"_s};
        QTest::newRow("past the end") << list << js(",'offset':'9'") << QStringList();
        QTest::newRow("search") << search << js(",'searchTerm':'CHAIN'") << QStringList{u"c"_s, u"b"_s};
        QTest::newRow("search in one field") << search << js(",'searchTerm':'chain','fieldIds':['Reader']") << QStringList{u"b"_s};
        QTest::newRow("search by a link's name") << search << js(",'searchTerm':'TWO'") << QStringList{u"b"_s, u"d"_s};
        QTest::newRow("search nothing there") << search << js(",'searchTerm':'%'") << QStringList();
    }
    void queries()
    {
        QFETCH(const QByteArray, tool);
        QFETCH(const QByteArray, arguments);
        QFETCH(const QStringList, slugs);
        static const RecordDeskFixture desk;
        static const bool filled = [] {
            const QByteArray one = desk.source("one");
            const QByteArray two = desk.source("two");
            const auto plan = [&](const QByteArray& slug, const QByteArray& rest, const QByteArray& source) {
                std::ignore =
                    desk.add("Content Plans", js("{'Slug':'") + slug + js("','Platform':'website','Sources':['") + source + "\"]," + rest + '}');
            };
            plan("c", js("'Title':'Chain wear','Status':'Queued','Planned':'2026-02-01'"), one);
            plan("a", js("'Title':'Lights','Status':'Done','Planned':'2026-01-10'"), one);
            plan("b", js("'Title':'Weight','Status':'Done','Planned':'2026-03-01','Reader':'asks about a chain'"), two);
            plan("d", js("'Title':'Squeal','Status':'Queued'"), two);
            return true;
        }();
        QVERIFY(filled);
        const ToolAnswer answer = desk.call(tool, js("'tableId':'Content Plans'") + arguments);
        QCOMPARE(desk.names(answer, u"Slug"_s), slugs);
    }

    void pagesUntilTheEnd()
    {
        const RecordDeskFixture desk;
        for (int i = 0; i < 25; ++i)
            std::ignore = desk.source("s" + QByteArray::number(i));
        QStringList seen;
        QString offset;
        int pages = 0;
        do {
            const QByteArray next = offset.isEmpty() ? QByteArray() : ",\"offset\":\"" + offset.toUtf8() + '"';
            const ToolAnswer page = desk.call("list_records", js("'tableId':'Sources','fields':['Source ID'],'pageSize':10") + next);
            seen += desk.names(page, u"Source ID"_s);
            offset = page.at("offset");
            ++pages;
        } while (!offset.isEmpty());
        QCOMPARE(pages, 3);
        QCOMPARE(seen.size(), 25);
        QCOMPARE(seen.last(), u"s24"_s);
        QVERIFY(desk.call("list_records", "\"tableId\":\"Sources\",\"offset\":\"x\"").error);
    }

    void makesTablesFieldsAndViews()
    {
        const RecordDeskFixture desk;
        const ToolAnswer table = desk.call(
            "create_table",
            js("'name':'Ideas','description':'What could be','fields':[{'name':'Idea','type':'singleLineText'}, {'name':'Tags','type':'multipleSelects','options':{'choices':[{'name':'a'},{'name':'b'}]}}, {'name':'Plan','type':'multipleRecordLinks','options':{'linkedTableId':'Content Plans'}}]"));
        QVERIFY2(!table.error, qPrintable(table.text));
        QCOMPARE(table.get(u"table.fields.1.options"_s), QString::fromUtf8("{\"choices\":[{\"name\":\"a\"},{\"name\":\"b\"}]}"));
        const ToolAnswer field = desk.call("create_field", js("'tableId':'Ideas','nested':{'field':{'name':'Score','type':'number'}}"));
        QCOMPARE(field.get(u"field.type"_s), u"number"_s);
        const ToolAnswer view = desk.call(
            "create_view", js("'tableId':'Ideas','name':'Good','filterByFormula':'{Score}>=2.5','sort':[{'field':'Score','direction':'desc'}]"));
        QVERIFY2(!view.error, qPrintable(view.text));
        for (const char* fields : {js("{'Idea':'x','Score':2.5,'Tags':['b','a']}"), js("{'Idea':'y','Score':1}"), js("{'Idea':'z','Score':3}")})
            std::ignore = desk.add("Ideas", fields);
        const ToolAnswer good = desk.call("list_records", js("'tableId':'Ideas','view':'good'"));
        QCOMPARE(desk.names(good, u"Idea"_s), (QStringList{u"z"_s, u"x"_s}));
        QCOMPARE(good.get(u"records.1.fields"_s), QString::fromUtf8("{\"Idea\":\"x\",\"Tags\":[\"b\",\"a\"],\"Score\":2.5}"));
    }

    void refusedDefinitions_data()
    {
        QTest::addColumn<QByteArray>("tool");
        QTest::addColumn<QByteArray>("arguments");
        QTest::addColumn<QString>("says");
        const auto table = [](const char* fields) { return js("'name':'New','fields':") + QByteArray(fields); };
        QTest::newRow("same table") << "create_table"_ba << js("'name':'sources','fields':[{'name':'a','type':'singleLineText'}]")
                                    << u"There is a table “sources” already."_s;
        QTest::newRow("type") << "create_table"_ba << table(js("[{'name':'a','type':'text'}]"))
                              << u"The field “a” cannot be of the type “text”. The types are singleLineText, multilineText"_s;
        QTest::newRow("first field") << "create_table"_ba << table(js("[{'name':'a','type':'number'}]")) << u"must be of the type singleLineText"_s;
        QTest::newRow("same field") << "create_table"_ba << table(js("[{'name':'a','type':'singleLineText'},{'name':'A','type':'number'}]"))
                                    << u"The table has a field “A” already."_s;
        QTest::newRow("name") << "create_table"_ba << table(js("[{'name':'a{b}','type':'singleLineText'}]")) << u"without { or }"_s;
        QTest::newRow("choices") << "create_table"_ba << table(js("[{'name':'a','type':'singleLineText'},{'name':'b','type':'singleSelect'}]"))
                                 << u"The field “b” needs options.choices"_s;
        QTest::newRow("link")
            << "create_table"_ba
            << table(js("[{'name':'a','type':'singleLineText'},{'name':'b','type':'multipleRecordLinks','options':{'linkedTableId':'x'}}]"))
            << u"The field “b” needs options.linkedTableId. There is no table “x”."_s;
        QTest::newRow("view's field") << "create_view"_ba << js("'tableId':'Sources','name':'v','sort':[{'field':'Nothing'}]")
                                      << u"The table “Sources” has no field “Nothing”"_s;
        QTest::newRow("view's formula") << "create_view"_ba << js("'tableId':'Sources','name':'v','filterByFormula':'{Title}='")
                                        << u"The formula cannot be read at character 9: a value is missing."_s;
        QTest::newRow("same view") << "create_view"_ba << js("'tableId':'Sources','name':'newest first'") << u"has a view “newest first” already"_s;
        QTest::newRow("no fields") << "create_table"_ba << table("[]") << u"The parameter `fields` needs at least 1 items"_s;
    }
    void refusedDefinitions()
    {
        QFETCH(const QByteArray, tool);
        QFETCH(const QByteArray, arguments);
        QFETCH(const QString, says);
        const RecordDeskFixture desk;
        const QString before = desk.call("list_tables", {}).text;
        const ToolAnswer answer = desk.call(tool, arguments);
        QVERIFY(answer.error);
        QVERIFY2(answer.text.contains(says), qPrintable(answer.text));
        QCOMPARE(desk.call("list_tables", {}).text, before);
    }

    void requiredFieldNeedsAnEmptyTable()
    {
        const RecordDeskFixture desk;
        const QByteArray field = js("'tableId':'Sources','nested':{'field':{'name':'Must','type':'number','required':true}}");
        std::ignore = desk.source("s");
        QVERIFY(desk.call("create_field", field).text.contains("cannot be required while the table holds records"_L1));
    }

    void anotherBaseIsRefused()
    {
        const RecordDeskFixture desk;
        for (const QByteArray& tool : desk.caller.tools()) {
            if (tool == "list_bases")
                continue;
            const ToolAnswer answer =
                desk.caller.call(tool, js("{'baseId':'appOther','tableId':'Sources','searchTerm':'x','recordId':'x','fields':{},'name':'x'}"));
            QVERIFY2(answer.error, tool.constData());
        }
        QVERIFY(desk.caller.call("list_tables", "{\"baseId\":\"appOther\"}")
                    .text.contains(u"There is no base “appOther”. The base of this folder is app"_s));
    }

    void damagedAndForeignFiles()
    {
        RecordDeskFixture desk;
        std::ignore = desk.source("s");
        desk.place.write(u"bad/records.db"_s, QByteArray("this is no database, but it is long enough to look like one. ").repeated(40));
        const auto open = [&](const QString& path) {
            return recordService(path, deskResource(u"records/tools.json"_s), deskResource(u"records/tables.json"_s), desk.clock);
        };
        const auto bad = open(desk.place.path(u"bad/records.db"_s));
        QVERIFY(!bad && bad.error().message.contains("its file is damaged"_L1));
        QCOMPARE(desk.place.read(u"bad/records.db"_s).left(9), "this is n"); // left as it was
        desk.place.folder(u"taken/records.db"_s);
        QVERIFY(!open(desk.place.path(u"taken/records.db"_s)));
        QCOMPARE(QFileInfo(desk.place.path(u"data/records.db"_s)).permissions() & (QFile::ReadGroup | QFile::ReadOther | QFile::WriteOther),
                 QFile::Permissions());
    }

    void hostileTextsAreOnlyTexts()
    {
        const RecordDeskFixture desk;
        for (const QByteArray& text :
             {js("`); DROP TABLE records; --"), js("\\' OR \\'1\\'=\\'1"), js("{Title}\\\\"), js("\\u202e\\u0007%s%n"), js("🚲\\ud83d\\udeb2")}) {
            const QByteArray id = desk.add("Sources", js("{'Source ID':'") + text + js("','Title':'") + text + "\"}");
            const ToolAnswer found = desk.call("search_records", js("'tableId':'Sources','searchTerm':'") + text + '"');
            QCOMPARE(found.get(u"records.0.id"_s), QString::fromUtf8(id));
            QVERIFY(!desk.call("delete_records", "\"tableId\":\"Sources\",\"recordIds\":[\"" + id + "\"]").error);
        }
        QVERIFY(desk.call("get_record", "\"tableId\":\"Sources\",\"recordId\":\"' OR 1=1 --\"").error);
        QVERIFY(
            desk.call("create_record", "\"tableId\":\"Sources\",\"fields\":{\"Source ID\":\"a\\u0000b\",\"Title\":\"t\"}").text.contains("NUL"_L1));
    }
};

QTEST_GUILESS_MAIN(TestRecords)
#include "tst_records.moc"
