// SPDX-License-Identifier: MIT
#include "core/desk/localdesk.h"
#include "tests/desk/desktest.h"

#include <QRandomGenerator>

using namespace aios;
using namespace aios::desk;
using namespace aios::test;
using namespace Qt::StringLiterals;

namespace {

const QByteArray kDescription = js("{'name':'aios-test','title':'Test','instructions':'For tests.','shared':{'text':{'type':'string'}},'tools':["
                                   "{'name':'echo','title':'Echo','description':'Says it again.','effect':'reads',"
                                   "'inputSchema':{'type':'object','properties':{'text':'@text','times':{'type':'integer','minimum':1,'maximum':3}},"
                                   "'required':['text'],'additionalProperties':false},"
                                   "'outputSchema':{'type':'object','properties':{'said':'@text'},'required':['said']}},"
                                   "{'name':'fail','title':'Fail','description':'Fails.','effect':'changes','inputSchema':{'type':'object'},"
                                   "'outputSchema':{'type':'object'}}]}");

Result<json::object> echo(const json::object& input)
{
    return json::object{{"said", jsonOf(jsonText(input, "text").repeated(wholeNumber(input, "times", 1)))}, {"half", 0.5}};
}

Result<json::object> failing(const json::object&)
{
    return fail(ErrorCode::Io, u"It did not work. Try again."_s, u"detail for the log"_s);
}

Result<DeskService> testService()
{
    return makeService(kDescription, {{"echo", echo}, {"fail", failing}});
}

} // namespace

/// The protocol of the built-in services: whole exchanges in both eras against stored ones, broken and hostile messages, descriptions.
class TestDeskServer : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }

    void exchanges_data()
    {
        QTest::addColumn<QString>("file");
        const QDir data(QStringLiteral(AIOS_SOURCE_DIR "/tests/desk/data"));
        for (const QString& name : data.entryList({u"*.txt"_s}, QDir::Files, QDir::Name))
            QTest::newRow(qPrintable(name.chopped(4))) << data.filePath(name);
    }
    /// Lines with > go in; what comes out stands below with <. AIOS_UPDATE_GOLDEN=1 writes the answers anew.
    void exchanges()
    {
        QFETCH(const QString, file);
        QFile golden(file);
        QVERIFY(golden.open(QIODevice::ReadOnly));
        const QByteArray expected = golden.readAll();
        golden.close();
        DeskServer server(*testService(), "1.2");
        QByteArray actual;
        for (const QByteArray& line : expected.split('\n')) {
            if (!line.startsWith("> "))
                continue;
            const QByteArray reply = server.handle(QByteArrayView(line).sliced(2));
            actual += line + '\n' + (reply.isEmpty() ? QByteArray() : "< " + reply + '\n');
        }
        if (qEnvironmentVariableIsSet("AIOS_UPDATE_GOLDEN")) {
            QVERIFY(golden.open(QIODevice::WriteOnly) && golden.write(actual) == actual.size());
            return;
        }
        QCOMPARE(actual, expected);
    }

    void limits()
    {
        DeskServer server(*testService(), "1");
        const auto code = [](const QByteArray& reply) { return jsonInt(*jsonObject(objectOf(reply), "error"), "code"); };
        const QByteArray begin = js("{'jsonrpc':'2.0','id':1,'method':'ping','params':{'x':");
        const auto send = [&](const QByteArray& x) { return server.handle(QByteArray(begin + x + "}}")); };
        QCOMPARE(code(send('"' + QByteArray(DeskServer::kMaxMessage, 'a') + '"')), -32600);
        QCOMPARE(code(DeskServer::tooLong()), -32600);
        QCOMPARE(code(send(QByteArray(100, '[') + QByteArray(100, ']'))), -32700);
        QCOMPARE(send(QByteArray(40, '[') + QByteArray(40, ']')), js("{'jsonrpc':'2.0','id':1,'result':{}}"));
        QCOMPARE(code(server.handle(QByteArray(1'000'000, '['))), -32700);
        QCOMPARE(code(server.handle("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"\xff\"}")), -32700);
    }

    /// Whatever comes in, what goes out is nothing or one JSON-RPC answer in one line.
    void mutatedMessages()
    {
        QRandomGenerator random(20'261'127);
        QList<QByteArray> messages;
        const QDir data(QStringLiteral(AIOS_SOURCE_DIR "/tests/desk/data"));
        for (const QString& name : data.entryList({u"*.txt"_s}, QDir::Files, QDir::Name)) {
            QFile file(data.filePath(name));
            QVERIFY(file.open(QIODevice::ReadOnly));
            for (const QByteArray& line : file.readAll().split('\n')) {
                if (line.startsWith("> ") && line.size() > 4)
                    messages.append(line.sliced(2));
            }
        }
        DeskServer server(*testService(), "1");
        for (int round = 0; round < 20'000; ++round) {
            QByteArray message = messages[random.bounded(messages.size())];
            for (int changes = random.bounded(4); changes >= 0; --changes) {
                const qsizetype at = random.bounded(message.size());
                switch (random.bounded(3)) {
                case 0:
                    message[at] = static_cast<char>(random.bounded(256));
                    break;
                case 1:
                    message.remove(at, random.bounded(8));
                    break;
                default:
                    message.insert(at, messages[random.bounded(messages.size())].left(5));
                }
                if (message.isEmpty())
                    message = "x";
            }
            const QByteArray reply = server.handle(message);
            if (reply.isEmpty())
                continue;
            QVERIFY(!reply.contains('\n'));
            const auto value = parseJson(reply, {.refuseDuplicateKeys = false});
            QVERIFY2(value, message.constData());
            const json::array one{*value};
            for (const json::value& answer : value->is_array() ? value->as_array() : one) {
                const json::object& object = answer.as_object();
                QVERIFY2(object.contains("id") && object.contains("result") != object.contains("error"), reply.constData());
            }
        }
    }

    void descriptionsThatDoNotFit_data()
    {
        QTest::addColumn<QByteArray>("description");
        QTest::addColumn<QString>("says");
        const QByteArray whole = kDescription;
        QTest::newRow("no JSON") << QByteArray("{") << u"cannot be used"_s;
        QTest::newRow("tool without a deed") << QByteArray(whole).replace("\"name\":\"echo\"", "\"name\":\"other\"")
                                             << u"nothing stands behind the tool “other”"_s;
        QTest::newRow("deed without a tool") << js("{'tools':[]}") << u"is not described"_s;
        QTest::newRow("effect") << QByteArray(whole).replace("\"reads\"", "\"helps\"") << u"the tool “echo” is not complete"_s;
        QTest::newRow("schema") << QByteArray(whole).replace("\"inputSchema\":{\"type\":\"object\"}", "\"inputSchema\":\"@nothing\"")
                                << u"the tool “fail” is not complete"_s;
        QTest::newRow("shared by itself") << QByteArray(whole).replace("\"shared\":{\"text\":{\"type\":\"string\"}}",
                                                                       "\"shared\":{\"text\":\"@text\"}")
                                          << QString();
    }
    void descriptionsThatDoNotFit()
    {
        QFETCH(const QByteArray, description);
        QFETCH(const QString, says);
        const auto service = makeService(description, {{"echo", echo}, {"fail", failing}});
        QCOMPARE(service.has_value(), says.isEmpty());
        if (!service)
            QVERIFY2(service.error().message.contains(says), qPrintable(service.error().message));
    }

    void shippedServices_data()
    {
        QTest::addColumn<QStringList>("tools");
        QTest::newRow("records") << QStringList{u"list_bases"_s,   u"list_tables"_s,   u"describe_table"_s, u"list_records"_s,   u"search_records"_s,
                                                u"get_record"_s,   u"create_record"_s, u"create_records"_s, u"update_records"_s, u"delete_records"_s,
                                                u"create_table"_s, u"create_field"_s,  u"create_view"_s};
        QTest::newRow("site") << QStringList{u"create_post"_s, u"update_post"_s,  u"get_post"_s,   u"list_posts"_s,
                                             u"delete_post"_s, u"upload_media"_s, u"list_media"_s, u"delete_media"_s};
        QTest::newRow("social") << QStringList{u"list_accounts"_s, u"create_post"_s, u"get_post_status"_s, u"list_posts"_s, u"delete_post"_s};
        QTest::newRow("research") << QStringList{u"keyword_search_volume"_s, u"keyword_ideas"_s, u"keyword_difficulty"_s, u"serp_analysis"_s};
    }
    /// Names that fit behind mcp__<service>__, descriptions, and schemas that say what else is refused.
    void shippedServices()
    {
        QFETCH(const QStringList, tools);
        const TempProject place;
        place.folder(u"p"_s);
        const FakeClock clock;
        const QString name = QString::fromUtf8(QTest::currentDataTag());
        QVERIFY(deskServices().contains(name));
        const auto service =
            openDeskService(name, {place.path(u"p"_s), place.path(u"data"_s), QStringLiteral(AIOS_SOURCE_DIR "/resources/desk"), {}, {}}, clock);
        QVERIFY2(service, service ? "" : qPrintable(service.error().message));
        QStringList names;
        for (const DeskTool& tool : service->tools) {
            names.append(QString::fromUtf8(tool.name));
            QVERIFY(tool.name.size() + name.size() < 50 && tool.description.endsWith('.') && !tool.title.isEmpty());
            QCOMPARE(jsonText(tool.inputSchema, "type"), u"object"_s);
            QVERIFY2(!jsonBool(tool.inputSchema, "additionalProperties", true), tool.name.constData());
            QVERIFY(!plainJson(tool.inputSchema).contains("\"@") && !plainJson(tool.outputSchema).contains("\"@"));
        }
        QCOMPARE(names, tools);
        QVERIFY(!service->instructions.isEmpty());
        QCOMPARE(place.names(u"p"_s), QStringList()); // starting writes nothing into the folder
    }

    void unknownService()
    {
        const FakeClock clock;
        const auto service = openDeskService(u"mail"_s, {}, clock);
        QCOMPARE(service.error().message, u"There is no service “mail”. The services are records, site, social and research."_s);
        const TempProject place;
        const auto bare = openDeskService(u"research"_s, {place.path(), place.path(u"d"_s), place.path(u"none"_s), {}, {}}, clock);
        QVERIFY(!bare && bare.error().message.startsWith(u"The file desk/research/tools.json of this program is missing."_s));
    }
};

QTEST_GUILESS_MAIN(TestDeskServer)
#include "tst_deskserver.moc"
