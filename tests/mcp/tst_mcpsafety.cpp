// SPDX-License-Identifier: MIT
// The cases about services in the catalogue of known attacks (data/safety-cases.jsonl), each from the stub that behaves so to what the real client, server and
// manager make of it. A case that nobody here can run fails. What a flood does to the window is in tests/ui/tst_servicefloods.cpp.
#include "core/base/json.h"
#include "core/tools/registry.h"
#include "tests/mcp/safetyhouse.h"
#include "tests/support/followingbrowser.h"
#include "tests/support/memorywatch.h"
#include "tests/support/oauthstub.h"

using namespace aios;
using namespace aios::test;

namespace {

const QByteArray kHi = "{\"text\":\"hi\"}";

} // namespace

class TestMcpSafety : public QObject {
    Q_OBJECT

    using House = ServerHouse;

    QString neverAnswers() const // MCP-003
    {
        House house;
        house.configure(within(hostile("silent", house.state.path(u"told"_s).toUtf8()), 1000));
        Finding finding(house, 1);
        const auto output = house.call(u"go"_s, "{}");
        finding.holds(says(output, u"in time"_s), textOf(output));
        finding.holds(QTest::qWaitFor([&] { return house.state.read(u"told"_s) == "cancelled\n"; }), u"it was not told"_s);
        return finding.holds(house.status().state == ServiceState::Ready, u"it was not kept"_s).as(u"error"_s);
    }

    QString garbageBefore() const // MCP-005
    {
        House house;
        house.configure(House::stub("one", "garbage"));
        Finding finding(house, 6);
        finding.holds(says(house.call(u"echo"_s, kHi), u"hi"_s, false), u"it does not answer"_s);
        finding.holds(warned(house, u"Starting server"_s), u"the banner is not shown"_s);
        House flooded; // a hundred such lines, and no more
        flooded.configure(House::stub("one", "garbage-flood"));
        finding.holds(flooded.start().tools.isEmpty() && flooded.status().problem.contains(u"something else than messages"_s),
                      flooded.status().problem);
        return finding.as(u"error"_s);
    }

    /// Once as a line that is nothing else, once within a message.
    QString nested() const // MCP-007
    {
        Finding finding;
        for (const QByteArray& entry : {House::stub("one", "deep"), hostile("deep")}) {
            House house;
            house.configure(within(entry, 1000));
            const auto served = house.start();
            finding.holds(!served.tools.isEmpty(), u"it does not start"_s);
            const MemoryWatch memory;
            const auto output = house.call(served.tools.size() == 1 ? u"go"_s : u"echo"_s, "{}");
            finding.holds(output && output->isError, textOf(output));
            finding.holds(memory.grownMiB() <= kMostMiB, u"%1 MiB"_s.arg(memory.grownMiB()));
            finding.holds(house.status().state == ServiceState::Ready, house.status().problem);
        }
        return finding.as(u"error"_s);
    }

    QString closesInput() const // MCP-009
    {
        House house;
        house.configure(within(House::stub("one", "closes-stdin"), 1000));
        Finding finding(house, 6);
        finding.holds(says(house.call(u"echo"_s, kHi), {}), u"the call was answered"_s); // its input is shut when the call is given up
        finding.holds(QTest::qWaitFor([&] { return house.status().state == ServiceState::Failed; }), u"it counts as ready"_s);
        return finding.holds(house.status().problem.contains(u"takes no more requests"_s), house.status().problem).as(u"error"_s);
    }

    QString closesOutput() const // MCP-010
    {
        const QByteArray mark = "86423.5";
        House house;
        house.configure(House::stub("one", "closes-stdout", "legacy", ",\"" + mark + '"'));
        Finding finding;
        finding.holds(house.start().tools.size() == 6 && running(mark) > 0, u"it does not start"_s);
        const auto output = house.call(u"echo"_s, kHi);
        finding.holds(says(output, u"closed its output"_s), textOf(output));
        finding.holds(QTest::qWaitFor([&] { return house.status().state == ServiceState::Failed; }), u"it counts as ready"_s);
        return finding.holds(QTest::qWaitFor([&] { return running(mark) == 0; }), u"it lives on"_s).as(u"error"_s);
    }

    QString floodsErrors() const // MCP-011
    {
        House house;
        house.configure(hostile("stderr-flood"));
        Finding finding(house, 1);
        const MemoryWatch memory;
        const auto output = house.call(u"go"_s, "{}", nullptr, 25'000);
        finding.holds(says(output, u"went"_s, false), textOf(output));
        finding.holds(memory.grownMiB() <= kMostMiB, u"%1 MiB"_s.arg(memory.grownMiB()));
        const QString tail = house.status().errorTail;
        return finding.holds(!tail.isEmpty() && tail.size() < 10'000, u"%1 characters"_s.arg(tail.size())).as(u"render-safe"_s);
    }

    QString leavesChildren() const // MCP-012
    {
        const QByteArray mark = "86421.5";
        Finding finding;
        {
            House house;
            house.configure(House::stub("one", "forks", "legacy", ",\"" + mark + '"'));
            finding.holds(house.start().tools.size() == 6, u"it does not start"_s);
            finding.holds(QTest::qWaitFor([&] { return running(mark) > 1; }), u"it leaves no child"_s);
        }
        return finding.holds(QTest::qWaitFor([&] { return running(mark) == 0; }), u"a child outlives it"_s).as(u"error"_s);
    }

    QString childKeepsOutput() const // MCP-013
    {
        House house;
        house.configure(House::stub("one", "keeps-output"));
        Finding finding(house, 6);
        const auto output = house.call(u"echo"_s, kHi);
        finding.holds(says(output, u"exit code 0"_s), textOf(output));
        return finding.holds(QTest::qWaitFor([&] { return house.status().state == ServiceState::Failed; }), u"it counts as ready"_s).as(u"error"_s);
    }

    QString newTool() const // MCP-014
    {
        House house;
        house.configure(House::stub("one", "grows"));
        Finding finding(house, 6);
        std::ignore = house.call(u"echo"_s, kHi);
        finding.holds(QTest::qWaitFor([&] { return house.status().tools.size() == 7; }), u"the new list is not read"_s);
        finding.holds(!names(house.manager->toolsNow()).contains(u"mcp__one__send_email"_s), u"the new tool is on"_s);
        const auto output = house.call(u"send_email"_s, "{}");
        finding.holds(says(output, u"switched this tool off"_s), textOf(output));
        std::ignore = house.manager->setToolOn(u"one"_s, u"send_email"_s, true);
        return finding.holds(names(house.manager->toolsNow()).contains(u"mcp__one__send_email"_s), u"it cannot be switched on"_s).as(u"ask"_s);
    }

    QString otherDescription() const // MCP-015
    {
        House house;
        house.configure(House::stub("one", "changes"));
        Finding finding(house, 6);
        std::ignore = house.manager->setEffect(u"one"_s, u"echo"_s, ServiceEffect::Reads);
        const auto before = house.manager->server(u"one"_s)->anyTool(u"echo"_s)->plan({u"c"_s, kHi}, {});
        finding.holds(!before.access.alwaysAsk, u"the choice does not count"_s);
        std::ignore = house.call(u"echo"_s, kHi);
        finding.holds(QTest::qWaitFor([&] { return house.status().tools.first().changed; }), u"the change is not seen"_s);
        const auto after = house.manager->server(u"one"_s)->anyTool(u"echo"_s)->plan({u"c"_s, kHi}, {});
        finding.holds(after.access.alwaysAsk && after.digest != before.digest, u"the old approval holds"_s);
        return finding.as(u"ask"_s);
    }

    QString shadows() const // MCP-017
    {
        House house;
        house.configure(House::stub("one", "shadows"));
        Finding finding;
        const ServedTools served = house.start();
        finding.holds(names(served) == QStringList{u"mcp__one__Read"_s, u"mcp__one__Bash"_s}, names(served).join(u' '));
        for (const auto& tool : served.tools)
            finding.holds(tool->plan({u"c"_s, "{}"}, {}).access.alwaysAsk, tool->spec().name);
        return finding.as(u"ask"_s);
    }

    QString answeredTwice() const // MCP-020
    {
        House house;
        house.configure(House::stub("one", "wrong-ids"));
        Finding finding(house, 6);
        for (int i = 0; i < 3; ++i) { // the second answer to one is never that to the next
            const auto output = house.call(u"echo"_s, kHi);
            finding.holds(output && output->text == u"right"_s, textOf(output));
        }
        return finding.holds(warned(house, u"A second answer"_s), house.status().warnings.join(u'\n')).as(u"error"_s);
    }

    QString oddIds(const QString& id) const // MCP-021, MCP-022
    {
        House house;
        house.configure(House::stub("one", "wrong-ids"));
        Finding finding(house, 6);
        const auto output = house.call(u"echo"_s, kHi);
        finding.holds(output && output->text == u"right"_s, textOf(output));
        return finding.holds(warned(house, u"nothing that was asked (id "_s + id), house.status().warnings.join(u'\n')).as(u"error"_s);
    }
    QString unknownId() const { return oddIds(u"999)"_s); }
    QString idOfOtherType() const { return oddIds(u"\""_s); }
    QString asksForRoots() const // MCP-027
    {
        House house;
        house.configure(House::stub("one", "asks"));
        Finding finding(house, 6);
        const auto told = parseJson(house.call(u"echo"_s, "{}")->text.toUtf8());
        finding.holds(told && told->is_array(), u"it tells nothing"_s);
        const json::array* roots = nullptr;
        for (std::size_t i = 0; told && told->is_array() && i < told->get_array().size(); ++i) {
            const json::value& each = told->get_array()[i];
            if (const json::object* result = jsonObject(each.get_object(), "result"); result && !roots)
                roots = jsonArray(*result, "roots");
        }
        finding.holds(roots && roots->size() == 1, u"%1 roots"_s.arg(roots ? roots->size() : 0));
        const QString uri = roots && !roots->empty() ? jsonText(roots->front().get_object(), "uri") : QString();
        return finding.holds(uri == u"file://"_s + house.project.path(), uri).as(u"allow"_s);
    }

    QString lies() const // MCP-028
    {
        House house;
        house.configure(House::stub("one", "liar"));
        Finding finding;
        const ServedTools served = house.start();
        finding.holds(names(served) == QStringList{u"mcp__one__delete_record"_s}, names(served).join(u' '));
        const ToolPlan plan = served.tools.first()->plan({u"c"_s, "{}"}, {});
        finding.holds(plan.access.alwaysAsk && plan.access.grade == Grade::LeavesComputer, u"the hint counts"_s);
        return finding.holds(!served.tools.first()->spec().readOnly, u"it may run beside others"_s).as(u"ask"_s);
    }

    QString unknownVersion() const // MCP-031
    {
        House house;
        house.configure(House::stub("one", "version"));
        Finding finding;
        finding.holds(house.start().tools.isEmpty() && house.status().state == ServiceState::Failed, u"it is used"_s);
        return finding.holds(house.status().problem.contains(u"2099-01-01"_s), house.status().problem).as(u"error"_s);
    }

    QString floodsProgress() const // MCP-032
    {
        House house;
        house.configure(hostile("progress-flood"));
        Finding finding(house, 1);
        const MemoryWatch memory;
        QStringList told;
        const auto output = house.call(u"go"_s, "{}", &told, 25'000);
        finding.holds(says(output, u"went"_s, false), textOf(output));
        finding.holds(!told.isEmpty() && told.size() < 300 && told.first().startsWith(u"step "_s), u"told %1 times"_s.arg(told.size()));
        return finding.holds(memory.grownMiB() <= kMostMiB, u"%1 MiB"_s.arg(memory.grownMiB())).as(u"render-safe"_s);
    }

    QString shellAsAddress() const // MCP-036
    {
        Finding finding;
        for (const QString& address : {u"file:/c:/windows/system32/calc.exe"_s, u"$(id)"_s, u"http://as.example/authorize"_s}) {
            OAuthStub stub;
            stub.authorizeAt = address;
            House house;
            QList<QUrl> opened;
            McpSurroundings around = house.manager->surroundings();
            around.openBrowser = [&opened](const QUrl& page) { opened.append(page); };
            around.lockFolder = house.state.path();
            house.manager = std::make_unique<ServerManager>(around);
            house.configure("\"one\":{\"type\":\"http\",\"url\":\"" + stub.url().toEncoded() + "\"}");
            std::ignore = house.start();
            finding.holds(house.status().state == ServiceState::SignInNeeded, house.status().problem);
            std::optional<Result<void>> done;
            house.manager->signIn(u"one"_s, [&done](Result<void> ended) { done = std::move(ended); });
            std::ignore = QTest::qWaitFor([&done] { return done.has_value(); }, 8000);
            finding.holds(done && !*done && opened.isEmpty(), address + u" was opened"_s);
            finding.holds(stub.count(u"/as/register"_s) == 0 && stub.count(u"/as/token"_s) == 0, u"it went on"_s);
        }
        return finding.as(u"error"_s);
    }

    QString oddSessionId() const // MCP-040
    {
        HostileHttp http;
        House house;
        house.configure(http.entry("/session-id"));
        Finding finding;
        finding.holds(house.start().tools.isEmpty() && house.status().state == ServiceState::Failed, u"it is used"_s);
        finding.holds(house.status().problem.contains(u"session id"_s), house.status().problem);
        House line; // as a line of its own it is another header, and no part of the id
        line.configure(http.entry("/session-line"));
        finding.holds(line.start().tools.size() == 1, line.status().problem);
        const auto output = line.call(u"go"_s, "{}");
        return finding.holds(says(output, u"went"_s, false), textOf(output)).as(u"error"_s);
    }

    QString cutStream() const // MCP-043
    {
        Finding finding;
        for (const QByteArray& path : {QByteArray("/cut"), QByteArray("/cut-later")}) {
            HostileHttp http;
            House house;
            house.configure(http.entry(path));
            finding.holds(house.start().tools.size() == 1, u"it does not start"_s);
            const auto output = house.call(u"go"_s, "{}");
            finding.holds(says(output, u"Whether it took effect is not known"_s), textOf(output));
            finding.holds(http.asked("tools/call") == 1, u"it was called %1 times"_s.arg(http.asked("tools/call")));
            finding.holds(house.status().state == ServiceState::Ready, house.status().problem);
        }
        return finding.as(u"error"_s);
    }

    QString selfReferring() const // MCP-101
    {
        House house;
        house.configure(hostile("schemas"));
        Finding finding;
        finding.holds(house.start().tools.size() == 4, u"it does not start"_s);
        const auto output = house.call(u"self"_s, "{}");
        finding.holds(says(output, u"could not be checked"_s, false), textOf(output));
        return finding.holds(output && output->structured.isEmpty(), u"what was not checked is used"_s).as(u"error"_s);
    }

    /// On what is sent, where the schema is only handed on, and on what comes back, where it is checked.
    QString regexBomb() const // MCP-102
    {
        House house;
        house.configure(hostile("schemas"));
        Finding finding;
        const ServedTools served = house.start();
        finding.holds(served.tools.size() == 4, u"it does not start"_s);
        const QByteArray many = "{\"text\":\"" + QByteArray("ab").repeated(50'000) + "c\"}";
        const QByteArray few = "{\"text\":\"" + QByteArray(40, 'a') + "!\"}";
        const MemoryWatch memory;
        for (const auto& [tool, input] : {std::pair(u"bomb"_s, many), std::pair(u"power"_s, few)}) {
            const auto spec = house.manager->server(u"one"_s)->anyTool(tool)->spec();
            std::ignore = checkToolInput(spec, input); // must come back
            const auto output = house.call(tool, input);
            finding.holds(output && !output->isError, textOf(output));
        }
        return finding.holds(memory.grownMiB() <= kMostMiB, u"%1 MiB"_s.arg(memory.grownMiB())).as(u"allow"_s);
    }

    QString unicodeClass() const // MCP-103
    {
        House house;
        house.configure(hostile("schemas"));
        Finding finding;
        finding.holds(names(house.start()).contains(u"mcp__one__letters"_s), u"it is quarantined"_s);
        const QByteArray input = "{\"text\":\"żółć\"}";
        finding.holds(checkToolInput(house.manager->server(u"one"_s)->anyTool(u"letters"_s)->spec(), input).has_value(), u"the input is refused"_s);
        const auto output = house.call(u"letters"_s, input);
        return finding.holds(output && output->text == u"taken"_s && output->structured == input, textOf(output)).as(u"allow"_s);
    }

    using Case = QString (TestMcpSafety::*)() const;
    // clang-format off
    static QHash<QString, Case> allCases()
    {
        using T = TestMcpSafety;
        return {{u"MCP-003"_s, &T::neverAnswers}, {u"MCP-005"_s, &T::garbageBefore}, {u"MCP-007"_s, &T::nested}, {u"MCP-009"_s, &T::closesInput},
                {u"MCP-010"_s, &T::closesOutput}, {u"MCP-011"_s, &T::floodsErrors}, {u"MCP-012"_s, &T::leavesChildren}, {u"MCP-013"_s, &T::childKeepsOutput},
                {u"MCP-014"_s, &T::newTool}, {u"MCP-015"_s, &T::otherDescription}, {u"MCP-017"_s, &T::shadows}, {u"MCP-020"_s, &T::answeredTwice},
                {u"MCP-021"_s, &T::unknownId}, {u"MCP-022"_s, &T::idOfOtherType}, {u"MCP-027"_s, &T::asksForRoots}, {u"MCP-028"_s, &T::lies},
                {u"MCP-031"_s, &T::unknownVersion}, {u"MCP-032"_s, &T::floodsProgress}, {u"MCP-036"_s, &T::shellAsAddress}, {u"MCP-040"_s, &T::oddSessionId},
                {u"MCP-043"_s, &T::cutStream}, {u"MCP-101"_s, &T::selfReferring}, {u"MCP-102"_s, &T::regexBomb}, {u"MCP-103"_s, &T::unicodeClass}};
    }
    // clang-format on

    /// A row for each case of the catalogue: those that are about load, or the others.
    static void addRows(bool loads)
    {
        static const QStringList kLoads{u"MCP-007"_s, u"MCP-011"_s, u"MCP-032"_s, u"MCP-102"_s};
        QTest::addColumn<QString>("id");
        QTest::addColumn<QStringList>("accepted");
        QFile file(QStringLiteral(AIOS_SOURCE_DIR "/tests/mcp/data/safety-cases.jsonl"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QList<QByteArray> lines = file.readAll().trimmed().split('\n');
        QCOMPARE(lines.size(), allCases().size()); // nothing is run here that is no case
        for (const QByteArray& line : lines) {
            const auto row = parseJson(line);
            QVERIFY2(row && row->is_object(), line.constData());
            const QString id = jsonText(row->get_object(), "id");
            QStringList accepted{jsonText(row->get_object(), "expected")};
            const json::array* also = jsonArray(row->get_object(), "also_ok");
            for (std::size_t i = 0; also && i < also->size(); ++i)
                accepted.append(toQString((*also)[i].get_string()));
            if (kLoads.contains(id) == loads)
                QTest::addRow("%s %s", qPrintable(id), qPrintable(jsonText(row->get_object(), "title"))) << id << accepted;
        }
    }
    void runCase() const
    {
        QFETCH(const QString, id);
        QFETCH(const QStringList, accepted);
        const Case run = allCases().value(id);
        QVERIFY2(run, "no way to run this case");
        const QString outcome = (this->*run)();
        QVERIFY2(accepted.contains(outcome), qPrintable(u"%1, expected %2"_s.arg(outcome, accepted.join(u'/'))));
    }

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }

    void cases_data() { addRows(false); }
    void cases() { runCase(); }

    /// Those that are about how much a service says.
    void loads_data() { addRows(true); }
    void loads() { runCase(); }
};

QTEST_GUILESS_MAIN(TestMcpSafety)
#include "tst_mcpsafety.moc"
