// SPDX-License-Identifier: MIT
#include "core/base/json.h"
#include "core/mcp/callresult.h"
#include "core/mcp/mcpcallrun.h"
#include "core/mcp/mcptool.h"
#include "core/mcp/servicechoices.h"
#include "core/mcp/streamablehttp.h"
#include "core/mcp/toolnames.h"
#include "core/tools/registry.h"
#include "tests/support/tempproject.h"

#include <QTest>

using namespace aios;
using namespace aios::test;
using namespace Qt::StringLiterals;

/// Names, schemas, lists, choices and results, without a server.
class TestMcpTools : public QObject {
    Q_OBJECT

private:
    static QList<McpToolInfo> tools(const QByteArrayList& raw, bool http = false) { return readTools(raw, u"srv"_s, "hash", http); }
    static QByteArray tool(const QByteArray& name, const QByteArray& more = "\"inputSchema\":{\"type\":\"object\"}")
    {
        return "{\"name\":\"" + name + "\",\"description\":\"d\"," + more + '}';
    }

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }

    void names()
    {
        const QString tail(70, u'x');
        const QHash<QString, QString> names = mcpToolNames(u"my-srv"_s, {u"plain"_s, u"a.b"_s, u"a_b"_s, u"ü ü"_s, tail + u"1"_s, tail + u"2"_s});
        QCOMPARE(names.value(u"plain"_s), u"mcp__my-srv__plain"_s);
        QCOMPARE(names.value(u"a_b"_s), u"mcp__my-srv__a_b"_s); // unchanged by cleaning: keeps its name
        QVERIFY(names.value(u"a.b"_s).startsWith(u"mcp__my-srv__a_b_"_s));
        QSet<QString> distinct;
        static const QRegularExpression form(u"^[a-zA-Z0-9_-]{1,64}$"_s);
        for (const QString& name : names) {
            QVERIFY2(form.match(name).hasMatch(), qPrintable(name));
            distinct.insert(name);
        }
        QCOMPARE(distinct.size(), names.size());
        QCOMPARE(mcpToolNames(u"my-srv"_s, {tail + u"2"_s, u"a_b"_s, u"a.b"_s}).value(u"a.b"_s), names.value(u"a.b"_s)); // whatever the order
    }

    void schemas_data()
    {
        QTest::addColumn<QByteArray>("raw");
        QTest::addColumn<QByteArray>("model"); // empty: refused
        const auto row = [](const char* name, const QByteArray& raw, const QByteArray& model) { QTest::newRow(name) << raw << model; };
        const auto same = [&row](const char* name, const QByteArray& raw) { row(name, raw, raw); };
        same("as received", "{ \"type\":\"object\", \"properties\": {\"n\":{\"type\":\"number\",\"default\":1.0}} }");
        same("remote reference, never fetched", "{\"type\":\"object\",\"properties\":{\"a\":{\"$ref\":\"https://e.org/x.json\"}}}");
        same("recursive where it may be", "{\"type\":\"object\",\"properties\":{\"child\":{\"$ref\":\"#\"}}}");
        same("MCP-103 Unicode class", "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\",\"pattern\":\"^\\\\p{L}+$\"}}}");
        same("MCP-102 expensive pattern", "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\",\"pattern\":\"^(a+)+$\"}}}");
        row("no type", "{\"properties\":{}}", "{\"properties\":{},\"type\":\"object\"}");
        row("choice at the top",
            "{\"type\":\"object\",\"oneOf\":[{\"properties\":{\"a\":{}},\"required\":[\"a\"]},{\"properties\":{\"b\":{}},\"required\":[\"b\",\"c\"]}]}",
            "{\"type\":\"object\",\"properties\":{\"a\":{},\"b\":{}},\"description\":\"Give one of these groups: a; or b and c.\"}");
        row("all of at the top", "{\"type\":\"object\",\"required\":[\"x\"],\"allOf\":[{\"properties\":{\"a\":{}},\"required\":[\"a\"]}]}",
            "{\"type\":\"object\",\"required\":[\"x\",\"a\"],\"properties\":{\"a\":{}}}");
        row("missing", "", "");
        row("a text", "\"object\"", "");
        row("other type", "{\"type\":\"array\"}", "");
        row("MCP-101 refers to itself", "{\"$ref\":\"#\"}", "");
        row("refers in a circle", "{\"type\":\"object\",\"$defs\":{\"a\":{\"$ref\":\"#/$defs/b\"},\"b\":{\"$ref\":\"#/$defs/a\"}}}", "");
        row("key twice", "{\"type\":\"object\",\"type\":\"object\"}", "");
        row("too deep", "{\"type\":\"object\",\"x\":" + QByteArray(70, '[') + QByteArray(70, ']') + '}', "");
        row("too large", "{\"type\":\"object\",\"x\":\"" + QByteArray(300000, 'x') + "\"}", "");
        row("properties that are none", "{\"type\":\"object\",\"properties\":[]}", "");
    }
    void schemas()
    {
        QFETCH(const QByteArray, raw);
        QFETCH(const QByteArray, model);
        const auto schema = modelSchema(raw);
        QCOMPARE(schema.value_or(QByteArray()), model);
        if (schema) {
            ToolSpec spec;
            spec.inputSchemaJson = *schema;
            std::ignore = checkToolInput(spec, R"({"a":"b","n":1})"); // must come back
        }
    }

    void oneBadToolIsQuarantined()
    {
        const QList<McpToolInfo> found = tools({tool("a"), tool("b", R"("inputSchema":7)"), tool("a"), "[]", tool("c")});
        QStringList states;
        for (const McpToolInfo& info : found)
            states.append(info.shown.problem.isEmpty() ? info.shown.toolName : u"-"_s);
        QCOMPARE(states, (QStringList{u"mcp__srv__a"_s, u"-"_s, u"-"_s, u"-"_s, u"mcp__srv__c"_s}));
    }

    void digestIsOfWhatDecides()
    {
        const QByteArray base = tools({tool("a")})[0].shown.digest;
        QCOMPARE(tools({tool("a", R"("icons":[],"inputSchema":{"type":"object"})")})[0].shown.digest, base);
        QVERIFY(tools({tool("a", R"("inputSchema":{"type":"object","title":"x"})")})[0].shown.digest != base);
        QVERIFY(tools({tool("a", R"("annotations":{},"inputSchema":{"type":"object"})")})[0].shown.digest != base);
        QVERIFY(tools({tool("b")})[0].shown.digest != base);
        // Where the same value stands a second time is no part of it.
        const auto mirrored = [](const QByteArray& header, const QByteArray& type) {
            const QByteArray property = "{\"type\":\"" + type + "\",\"x-mcp-header\":\"" + header + "\"}";
            return tools({tool("a", "\"inputSchema\":{\"type\":\"object\",\"properties\":{\"r\":" + property + "}}")})[0].shown.digest;
        };
        QCOMPARE(mirrored("A", "string"), mirrored("B", "string"));
        QVERIFY(mirrored("A", "string") != mirrored("A", "integer"));
        QVERIFY(readTools({tool("a")}, u"srv"_s, "other configuration", false)[0].shown.digest != base);
    }

    void headersThatMirrorArguments()
    {
        const QByteArray good =
            R"({"type":"object","properties":{"r":{"type":"string","x-mcp-header":"Region"},"n":{"type":"integer","x-mcp-header":"N"},"b":{"type":"boolean","x-mcp-header":"B"},"z":{"type":"string","x-mcp-header":"Z"}}})";
        const auto wanted = mcpParamHeaders(good);
        QVERIFY(wanted && wanted->size() == 4);
        QByteArrayList sent;
        for (const HttpHeader& header : mirroredHeaders(*wanted, R"({"r":" ü","n":3,"b":true,"z":null})"))
            sent.append(header.name + '=' + header.value);
        QCOMPARE(sent, (QByteArrayList{"Mcp-Param-Region==?base64?IMO8?=", "Mcp-Param-N=3", "Mcp-Param-B=true"}));
        for (const char* bad :
             {R"({"properties":{"a":{"type":"number","x-mcp-header":"A"}}})", R"({"properties":{"a":{"type":"string","x-mcp-header":"A B"}}})",
              R"({"properties":{"a":{"type":"string","x-mcp-header":""}}})", R"({"properties":{"a":{"type":"string","x-mcp-header":1}}})",
              R"({"properties":{"a":{"type":"string","x-mcp-header":"A"},"b":{"type":"string","x-mcp-header":"a"}}})",
              R"({"properties":{"a":{"type":"object","x-mcp-header":"A"}}})", R"({"x-mcp-header":"A","properties":{}})",
              R"({"properties":{"a":{"type":"array","items":{"type":"string","x-mcp-header":"A"}}}})",
              R"({"properties":{"a":{"anyOf":[{"properties":{"b":{"type":"string","x-mcp-header":"A"}}}]}}})",
              R"({"properties":{"x":{"type":"string","x-mcp-header":"A"},"a":{"properties":{"b":{"type":"string","x-mcp-header":"a"}}}}})"})
            QVERIFY2(!mcpParamHeaders(bad), bad);
        const QByteArray inner = R"({"properties":{"a":{"type":"object","properties":{"b":{"type":"string","x-mcp-header":"B"}}}}})";
        const auto nested = mcpParamHeaders(inner);
        QVERIFY(nested && nested->size() == 1);
        QCOMPARE(mirroredHeaders(*nested, R"({"a":{"b":"x"},"b":"no"})").value(0).value, QByteArray("x"));
        for (const char* none : {R"({"b":"no"})", R"({"a":"b"})", R"({"a":{"b":null}})", R"({"a":{"b":{}}})", "[]"})
            QVERIFY2(mirroredHeaders(*nested, none).isEmpty(), none);
        QVERIFY(!withoutParamHeaders(inner).contains("x-mcp-header"));
        QCOMPARE(withoutParamHeaders(R"({ "properties":{"x-mcp-header":{"type":"string"}}})"),
                 QByteArray(R"({ "properties":{"x-mcp-header":{"type":"string"}}})")); // an argument of that name
        QCOMPARE(mcpHeaderValue("a b"), QByteArray("a b"));
        QCOMPARE(mcpHeaderValue("=?base64?eA==?="), QByteArray("=?base64?PT9iYXNlNjQ/ZUE9PT89?="));
        QVERIFY(tools({tool("a", R"("inputSchema":{"type":"object","properties":{"a":{"type":"number","x-mcp-header":"A"}}})")})[0]
                    .shown.problem.isEmpty());
        QVERIFY(!tools({tool("a", R"("inputSchema":{"type":"object","properties":{"a":{"type":"number","x-mcp-header":"A"}}})")}, true)[0]
                     .shown.problem.isEmpty());
    }

    void whatOurOwnToolsDo_data()
    {
        QTest::addColumn<QString>("service");
        QTest::addColumn<int>("suggested");
        QTest::addColumn<int>("effect");
        const auto row = [](const char* name, const QString& service, ServiceEffect suggested, ServiceEffect effect) {
            QTest::newRow(name) << service << static_cast<int>(suggested) << static_cast<int>(effect);
        };
        using enum ServiceEffect;
        row("looking", u"site"_s, Reads, Reads);
        row("tables", u"records"_s, Changes, Changes);
        row("pages", u"site"_s, Changes, Publishes);
        row("posts", u"social"_s, Changes, Publishes);
        row("says nothing of itself", u"records"_s, Unset, Publishes);
    }
    void whatOurOwnToolsDo()
    {
        QFETCH(const QString, service);
        QFETCH(const int, suggested);
        QFETCH(const int, effect);
        ServiceTool tool;
        tool.suggested = static_cast<ServiceEffect>(suggested);
        QCOMPARE(static_cast<int>(ownEffect(service, tool)), effect);
    }

    void choicesAreBoundToWhatTheyWereMadeFor()
    {
        const TempProject state;
        const QString file = state.path(u"services.json"_s);
        ServiceChoices choices(file);
        QList<McpToolInfo> first = tools({tool("a"), tool("b")});
        choices.apply(u"srv"_s, "hash", first);
        QVERIFY(first[0].shown.on && !first[0].shown.fresh && first[0].shown.effect == ServiceEffect::Unset);
        QVERIFY(choices.setEffect(u"srv"_s, first[0].shown, ServiceEffect::Reads).has_value());
        QVERIFY(choices.setToolOn(u"srv"_s, first[1].shown, false).has_value());
        QVERIFY(choices.setEnabled(u"other"_s, false).has_value());
        choices.setEra(u"srv"_s, "hash", McpEra::Legacy);
        QTRY_VERIFY(state.read(u"services.json"_s).contains("legacy")); // what is noted by itself is written a little later, together

        ServiceChoices again(file);
        QVERIFY(again.problem().isEmpty() && !again.isEnabled(u"other"_s) && again.isEnabled(u"srv"_s));
        QCOMPARE(again.era(u"srv"_s, "hash"), std::optional(McpEra::Legacy));
        QVERIFY(!again.era(u"srv"_s, "other hash"));
        QList<McpToolInfo> second = tools({tool("a"), tool("b"), tool("c")});
        again.apply(u"srv"_s, "hash", second);
        QCOMPARE(second[0].shown.effect, ServiceEffect::Reads);
        QVERIFY(!second[1].shown.on && second[2].shown.fresh && !second[2].shown.on); // new ones are off until looked at
        QVERIFY(again.setToolOn(u"srv"_s, second[2].shown, true).has_value());
        again.apply(u"srv"_s, "hash", second);
        QVERIFY(second[2].shown.on && !second[2].shown.fresh);

        QList<McpToolInfo> other = tools({tool("a", R"("inputSchema":{"type":"object","title":"rug"})")});
        again.apply(u"srv"_s, "hash", other);
        QVERIFY(other[0].shown.changed && other[0].shown.effect == ServiceEffect::Unset); // asked again,
        QVERIFY(!other[0].shown.on);                                                      // and off until looked at
        QVERIFY(again.setEffect(u"srv"_s, other[0].shown, ServiceEffect::Changes).has_value());
        again.apply(u"srv"_s, "hash", other);
        QVERIFY(!other[0].shown.changed && other[0].shown.on && other[0].shown.effect == ServiceEffect::Changes);

        QList<McpToolInfo> moved = tools({tool("a")});
        again.apply(u"srv"_s, "another program", moved);
        QCOMPARE(moved[0].shown.effect, ServiceEffect::Unset);

        // What this program itself serves is known from the start; the person's own choice still wins.
        QList<McpToolInfo> own = tools({tool("look"), tool("change")});
        own[0].preset = ServiceEffect::Reads;
        own[1].preset = ServiceEffect::Changes;
        again.apply(u"own"_s, "hash", own);
        QCOMPARE(own[0].shown.effect, ServiceEffect::Reads);
        QCOMPARE(own[1].shown.effect, ServiceEffect::Changes);
        own[1].shown.digest = "as an update of this program describes it";
        again.apply(u"own"_s, "hash", own);
        QVERIFY(!own[1].shown.changed && own[1].shown.on && own[1].shown.effect == ServiceEffect::Changes);
        QVERIFY(again.setEffect(u"own"_s, own[0].shown, ServiceEffect::Unset).has_value());
        again.apply(u"own"_s, "hash", own);
        QCOMPARE(own[0].shown.effect, ServiceEffect::Unset);

        state.write(u"services.json"_s, "{ broken");
        ServiceChoices broken(file);
        QVERIFY(!broken.problem().isEmpty());
        QVERIFY(!broken.setEnabled(u"x"_s, false)); // what cannot be read is not overwritten
        QCOMPARE(state.read(u"services.json"_s), QByteArray("{ broken"));
    }

    /// A window and a program in a terminal have the same file.
    void choicesOfTwoPrograms()
    {
        const TempProject state;
        const QString file = state.path(u"services.json"_s);
        ServiceChoices window(file);
        QList<McpToolInfo> theirs = tools({tool("a"), tool("b")});
        window.apply(u"srv"_s, "hash", theirs);
        QTRY_VERIFY(state.read(u"services.json"_s).contains("srv"));
        ServiceChoices running(file);
        QVERIFY(window.setToolOn(u"srv"_s, theirs[0].shown, false).has_value());
        QList<McpToolInfo> others = tools({tool("c")});
        running.apply(u"other"_s, "hash", others); // learned, and written by itself
        QTRY_VERIFY(state.read(u"services.json"_s).contains("other"));
        QVERIFY(running.setEnabled(u"third"_s, false).has_value());
        ServiceChoices later(file);
        QList<McpToolInfo> now = tools({tool("a"), tool("b")});
        later.apply(u"srv"_s, "hash", now);
        QVERIFY(!now[0].shown.on && now[1].shown.on && !later.isEnabled(u"third"_s));
        running.apply(u"srv"_s, "hash", theirs); // hears of it when it lists them the next time
        QVERIFY(!theirs[0].shown.on && theirs[1].shown.on);
    }

    /// MCP-028: the tool says that it only reads.
    void gradeFollowsTheChoice_data()
    {
        QTest::addColumn<int>("effect");
        QTest::addColumn<int>("grade");
        QTest::addColumn<bool>("alwaysAsk");
        QTest::addColumn<QString>("subject");
        QTest::newRow("unset") << 0 << int(Grade::LeavesComputer) << true << QString();
        QTest::newRow("reads") << 1 << int(Grade::Read) << false << QString();
        QTest::newRow("changes") << 2 << int(Grade::LeavesComputer) << false << u"tableId:tbl1"_s;
        QTest::newRow("publishes") << 3 << int(Grade::LeavesComputer) << true << QString();
    }
    void gradeFollowsTheChoice()
    {
        QFETCH(const int, effect);
        QFETCH(const int, grade);
        QFETCH(const bool, alwaysAsk);
        QFETCH(const QString, subject);
        auto choice = std::make_shared<McpToolChoice>();
        const QByteArray schema =
            R"("annotations":{"readOnlyHint":true},"inputSchema":{"type":"object","properties":{"tableId":{"type":"string"},"fields":{"type":"object"}},"required":["tableId","fields"]})";
        const McpToolInfo info = tools({tool("delete_record", schema)})[0];
        QCOMPARE(info.shown.suggested, ServiceEffect::Reads); // a suggestion, no more
        const McpTool tool(info, u"srv"_s, choice, nullptr);
        choice->effect = static_cast<ServiceEffect>(effect);
        const ToolPlan plan = tool.plan({u"1"_s, R"({"tableId":"tbl1","fields":{ "n" : 1.0 }})"}, {});
        QCOMPARE(int(plan.access.grade), grade);
        QCOMPARE(plan.access.alwaysAsk, alwaysAsk);
        QCOMPARE(plan.access.subject, subject);
        QCOMPARE(plan.preview.arguments, (QList<std::pair<QString, QString>>{{u"tableId"_s, u"tbl1"_s}, {u"fields"_s, u"{ \"n\" : 1.0 }"_s}}));
        const QByteArray before = plan.digest;
        QVERIFY(tool.plan({u"1"_s, R"({"tableId":"tbl2","fields":{ "n" : 1.0 }})"}, {}).digest != before);
        choice->effect = static_cast<ServiceEffect>((effect + 1) % 4); // chosen while the card waited
        QVERIFY(tool.plan({u"1"_s, R"({"tableId":"tbl1","fields":{ "n" : 1.0 }})"}, {}).digest != before);
        choice->on = false;
        QVERIFY(!tool.plan({u"1"_s, "{}"}, {}).refusal.isEmpty());
    }

    /// UNI-003
    void tagCharactersDoNotReachTheModel()
    {
        const QByteArray hidden = QString(u"Reads a file."_s + QString::fromUcs4(U"\U000E0041\U000E0042")).toUtf8();
        const McpToolInfo info = tools({"{\"name\":\"a\",\"description\":\"" + hidden + "\",\"inputSchema\":{\"type\":\"object\"}}"})[0];
        const McpTool tool(info, u"srv"_s, std::make_shared<McpToolChoice>(), nullptr);
        QCOMPARE(tool.spec().description, u"Reads a file."_s);
        QVERIFY(info.shown.description.size() > tool.spec().description.size()); // the person is shown that they are there
    }

    void results_data()
    {
        QTest::addColumn<QByteArray>("result");
        QTest::addColumn<QString>("text"); // begins so
        QTest::addColumn<bool>("isError");
        QTest::addColumn<int>("images");
        const auto row = [](const char* name, const char* result, const char* text, bool isError = false, int images = 0) {
            QTest::newRow(name) << QByteArray(result) << QString::fromUtf8(text) << isError << images;
        };
        row("texts", R"({"content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]})", "a\nb");
        row("error", R"({"content":[{"type":"text","text":"no"}],"isError":true})", "no", true);
        row("structured alone", R"({"structuredContent":{"n":1.0}})", R"({"n":1.0})");
        row("structured beside text", R"({"content":[{"type":"text","text":"n is 1"}],"structuredContent":{"n":1}})", "n is 1");
        row("structured that is no object", R"({"content":[],"structuredContent":[1]})", "[1]");
        row("image",
            R"({"content":[{"type":"image","mimeType":"image/png","data":"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="}]})",
            "", false, 1);
        row("no image at all", R"({"content":[{"type":"image","mimeType":"image/png","data":"aGVsbG8="}]})", "[An image of");
        row("link", "{\"content\":[{\"type\":\"resource_link\",\"name\":\"n\",\"uri\":\"file:///x\"}]}", "[Link: n file:///x]");
        row("embedded", R"({"content":[{"type":"resource","resource":{"uri":"u","text":"t"}}]})", "[Resource u]\nt");
        row("embedded data", R"({"content":[{"type":"resource","resource":{"uri":"u","blob":"AA=="}}]})", "[The resource u holds data");
        row("sound", R"({"content":[{"type":"audio","data":""}]})", "[A part of the type audio");
        row("nothing", "{}", "Done.");
        row("complete", R"({"resultType":"complete","content":[{"type":"text","text":"a"}]})", "a");
        row("asks", R"({"resultType":"input_required","inputRequests":{}})", "The service asked one thing after the other", true);
        row("unknown kind", R"({"resultType":"task"})", "The service gave a kind of result", true);
        row("no object", "[]", "The service gave a result that cannot be read", true);
    }
    void results()
    {
        QFETCH(const QByteArray, result);
        QFETCH(const QString, text);
        QFETCH(const bool, isError);
        QFETCH(const int, images);
        const ToolOutput output = readCallResult(result, {}, {});
        QVERIFY2(text.isEmpty() ? output.text.isEmpty() : output.text.startsWith(text), qPrintable(output.text));
        QCOMPARE(output.isError, isError);
        QCOMPARE(output.images.size(), images);
    }

    void hugeResultsGoToAFile()
    {
        const TempProject scratch;
        const QByteArray big = "{\"content\":[{\"type\":\"text\",\"text\":\"" + QByteArray(200000, 'x') + "\"}]}";
        const ToolOutput cut = readCallResult(big, {}, scratch.path());
        QVERIFY(cut.text.size() < 40000 && scratch.names().size() == 1);
        QCOMPARE(readCallResult(big, {}, scratch.path(), 300000).text.size(), 200000); // the service may ask for more
    }
};

QTEST_GUILESS_MAIN(TestMcpTools)
#include "tst_mcptools.moc"
