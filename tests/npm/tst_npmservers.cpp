// SPDX-License-Identifier: MIT
#include "core/content/pipeline.h"
#include "tests/mcp/serverhouse.h"
#include "tests/npm/npmservers.h"

using namespace aios;
using namespace aios::test;

/// Real servers from npm: each connects, lists, answers a call, starts anew, and is gone when it is stopped.
class TestNpmServers : public QObject {
    Q_OBJECT

    /// As the servers are called: tool, arguments, and what the answer holds.
    struct Call {
        QString tool;
        QByteArray input;
        QString answer;
    };
    struct Server {
        QString package;
        QByteArray program;
        int tools = 0;
        QList<Call> calls;
    };
    static QList<Server> servers()
    {
        return {
            {u"@modelcontextprotocol/server-everything"_s, "mcp-server-everything", 14, {{u"echo"_s, R"({"message":"hi"})", u"Echo: hi"_s}}},
            {u"@modelcontextprotocol/server-filesystem"_s,
             "mcp-server-filesystem",
             14,
             {{u"write_file"_s, R"({"path":"PROJECT/a.txt","content":"alpha"})", u"Successfully wrote"_s},
              {u"read_text_file"_s, R"({"path":"PROJECT/a.txt"})", u"alpha"_s},
              {u"read_text_file"_s, R"({"path":"/etc/hostname"})", u"Access denied"_s}}},
            {u"@modelcontextprotocol/server-memory"_s,
             "mcp-server-memory",
             9,
             {{u"create_entities"_s, R"({"entities":[{"name":"Lamp","entityType":"part","observations":["bright"]}]})", u"Lamp"_s},
              {u"read_graph"_s, "{}", u"bright"_s}}},
            {u"airtable-mcp-server"_s,
             "airtable-mcp-server",
             16,
             {{u"list_bases"_s, "{}", u"appTest"_s},
              {u"create_record"_s, R"({"baseId":"appTest","tableId":"tblPieces","fields":{"Name":"Lights"}})", u"rec00000000000001"_s},
              {u"list_records"_s, R"({"baseId":"appTest","tableId":"tblPieces"})", u"Lights"_s},
              {u"list_records"_s, R"({"baseId":"appOther","tableId":"x"})", u"NOT_FOUND"_s}}},
            {u"mcp-wordpress"_s,
             "mcp-wordpress",
             71,
             {{u"wp_get_current_user"_s, "{}", u"editor"_s},
              {u"wp_create_post"_s, R"({"title":"Lights","content":"<p>a</p>","status":"draft"})", u"**Link**: https://blog.example.org/1/"_s}}},
        };
    }
    static QByteArray entryOf(const Server& server, const ServerHouse& house, const RestStub& wordpress, const RestStub& airtable)
    {
        QByteArrayList arguments;
        QByteArrayList environment;
        if (server.program == "mcp-server-filesystem")
            arguments.append(house.project.path().toUtf8());
        else if (server.program == "mcp-server-memory")
            environment = {"MEMORY_FILE_PATH", house.state.path(u"memory.json"_s).toUtf8()};
        else if (server.program == "airtable-mcp-server")
            environment = {"AIRTABLE_API_KEY",   "patTest.key", "NODE_OPTIONS", "--require=" AIOS_SOURCE_DIR "/tests/npm/airtable-address.cjs",
                           "AIOS_AIRTABLE_STUB", airtable.url()};
        else if (server.program == "mcp-wordpress")
            environment = wordpressEnvironment(wordpress.url());
        environment += QByteArrayList{"AIOS_NPM_MARK", house.project.path().toUtf8()};
        return npmEntry("one", npmProgram(server.program), arguments, environment);
    }
    /// Processes with this folder's mark in their environment.
    static int marked(const QString& folder)
    {
        int count = 0;
        for (const QString& pid : QDir(u"/proc"_s).entryList({u"[1-9]*"_s}, QDir::Dirs)) {
            QFile file(u"/proc/"_s + pid + u"/environ"_s);
            if (file.open(QIODevice::ReadOnly) && file.readAll().split('\0').contains("AIOS_NPM_MARK=" + folder.toUtf8()))
                ++count;
        }
        return count;
    }

    static QStringList problemsOf(const QList<ServiceTool>& tools, int& tokens)
    {
        QStringList problems;
        for (const ServiceTool& tool : tools) {
            if (!tool.problem.isEmpty())
                problems.append(tool.name + u": "_s + tool.problem);
            tokens += static_cast<int>(tool.tokens);
        }
        return problems;
    }

    /// Makes the calls; which of them were answered otherwise.
    static QStringList wrongAnswers(ServerHouse& house, const Server& server, QStringList& times)
    {
        QStringList wrong;
        for (const Call& call : server.calls) {
            QElapsedTimer clock;
            clock.start();
            const auto output = house.call(call.tool, QByteArray(call.input).replace("PROJECT", house.project.path().toUtf8()));
            times.append(u"%1 %2 ms"_s.arg(call.tool).arg(clock.elapsed()));
            if (!output || !output->text.contains(call.answer))
                wrong.append(call.tool + u": "_s + (output ? output->text : u"no answer"_s));
        }
        return wrong;
    }

    /// Every tool and argument that the shipped gates of this service speak of is one of the real server; "" or what is missing.
    static QString missingForGates(const QList<ServiceTool>& tools, const QString& service)
    {
        QFile file(qEnvironmentVariable("AIOS_RESOURCES") + u"/gates/"_s + service + u".json"_s);
        const auto gates = file.open(QIODevice::ReadOnly) ? parseGates(file.readAll(), file.fileName()) : Result<QList<PublishGate>>();
        if (!gates || gates->isEmpty())
            return u"the gates"_s;
        for (const PublishGate& gate : *gates) {
            for (const QString& name : QStringList{gate.tool} + gate.prepares) {
                if (!std::ranges::contains(tools, name, &ServiceTool::name))
                    return name;
            }
            const auto tool = std::ranges::find(tools, gate.tool, &ServiceTool::name);
            const auto schema = parseJson(tool->inputSchemaJson);
            const json::object* properties = jsonObject(schema->get_object(), "properties");
            for (const auto& [argument, source] : gate.arguments) {
                const QByteArray key = argument.toUtf8();
                const json::object* property = properties ? jsonObject(*properties, toView(key)) : nullptr;
                const json::array* choices = property ? jsonArray(*property, "enum") : nullptr;
                const bool fixed = source.kind == ArgumentSource::Kind::Fixed;
                if (!property || (fixed && choices && !std::ranges::contains(*choices, parseJson(source.value.toUtf8()).value())))
                    return gate.tool + u'.' + argument;
            }
        }
        return {};
    }

private Q_SLOTS:
    void initTestCase()
    {
        QTest::failOnWarning();
        noteResult(
            u"| server | version | protocol | tools (tokens) | ready | calls | stopped | started anew |\n|---|---|---|---|---|---|---|---|\n"_s);
    }

    void fromStartToStop_data()
    {
        QTest::addColumn<int>("index");
        for (int i = 0; i < static_cast<int>(servers().size()); ++i)
            QTest::newRow(servers()[i].program.constData()) << i;
    }
    void fromStartToStop()
    {
        QFETCH(const int, index);
        const Server server = servers()[index];
        const QTemporaryDir posts;
        const RestStub wordpress(u"wordpress"_s, {posts.path()});
        const RestStub airtable(u"airtableapi"_s);
        ServerHouse house;
        house.probeTimeout = 10s;
        house.connectTimeout = 40s;
        house.renew();
        house.configure(entryOf(server, house, wordpress, airtable));
        house.manager->setTrust({}, true);
        QElapsedTimer clock;
        clock.start();
        house.manager->ensureStarted();
        QTRY_VERIFY2_WITH_TIMEOUT(house.status().state == ServiceState::Ready, qPrintable(house.status().problem), 40'000);
        const qint64 ready = clock.elapsed();
        const ServiceStatus status = house.status();
        QCOMPARE(status.tools.size(), server.tools);
        int tokens = 0;
        QCOMPARE(problemsOf(status.tools, tokens), QStringList());
        if (server.program == "mcp-wordpress")
            QCOMPARE(missingForGates(status.tools, u"wordpress"_s), QString());
        QStringList times;
        QCOMPARE(wrongAnswers(house, server, times), QStringList());
        clock.restart();
        house.manager->server(u"one"_s)->stop();
        QTRY_COMPARE_WITH_TIMEOUT(house.status().state, ServiceState::Off, 15'000);
        QTRY_COMPARE(marked(house.project.path()), 0);
        const qint64 stopped = clock.elapsed();
        clock.restart();
        house.manager->restart(u"one"_s);
        QTRY_VERIFY2_WITH_TIMEOUT(house.status().state == ServiceState::Ready, qPrintable(house.status().problem), 40'000);
        const qint64 again = clock.elapsed();
        QCOMPARE(house.status().tools.size(), server.tools);
        house.manager.reset(); // as at the program's end: at once
        QTRY_COMPARE_WITH_TIMEOUT(marked(house.project.path()), 0, 10'000);
        noteResult(u"| %1 | %2 | %3 | %4 (%5) | %6 ms | %7 | %8 ms | %9 ms |\n"_s.arg(server.package, npmVersion(server.package), status.protocol)
                       .arg(server.tools)
                       .arg(tokens)
                       .arg(ready)
                       .arg(times.join(u", "_s))
                       .arg(stopped)
                       .arg(again));
    }
};

int main(int argc, char** argv)
{
    return npmMain<TestNpmServers>(argc, argv);
}
#include "tst_npmservers.moc"
