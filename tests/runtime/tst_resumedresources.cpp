// SPDX-License-Identifier: MIT
#include "core/mcp/resourcewatch.h"
#include "core/runtime/resumedresources.h"
#include "tests/runtime/askerhouse.h"

using namespace aios;
using namespace aios::test;

/// A session that is taken up again hears of changes to the resources that it was given before. Against a real server (tests/stubs/mcpasker).
class TestResumedResources : public QObject {
    Q_OBJECT

    static ContextPart part(const QString& kind, const QString& title, const QString& path = {}) { return {kind, title, path, {}, 0, {}}; }
    static QStringList lines(const SessionRecord& record)
    {
        QStringList lines;
        for (const GivenResource& resource : givenResources(record))
            lines.append(resource.server + u' ' + resource.uri);
        return lines;
    }
    static QByteArray input(const QByteArray& uri) { return "{\"server\":\"one\",\"uri\":\"" + uri + "\"}"; }
    static Message called(const QString& id, const QByteArray& words, const QString& tool = u"ReadMcpResourceTool"_s)
    {
        return {Role::Assistant, {ToolUseBlock{id, tool, words, {}, {}}}, {}};
    }
    static Message answered(const QString& id, bool isError = false, bool denied = false)
    {
        return {Role::User, {ToolResultBlock{id, u"text"_s, {}, isError, denied, {}}}, {}};
    }

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }

    void whatItWasGiven()
    {
        SessionRecord record;
        record.contexts = {{1, {part(u"mention"_s, u"one:note://gone"_s)}, {}, {}, true},
                           {2, {part(u"mention"_s, u"one:note://a"_s), part(u"brain"_s, u"one:x"_s)}, {}, {}, true},
                           {3, {part(u"mention"_s, u"one:note://agent"_s)}, u"writer"_s, u"c9"_s, false},
                           {4,
                            {part(u"mention"_s, u"a:b.md"_s, u"/srv/a:b.md"_s), part(u"mention"_s, u"/mcp__one__greet: x"_s),
                             part(u"mention"_s, u"one:"_s), part(u"mention"_s, u":note://x"_s), part(u"mention"_s, u"one:note://a"_s)},
                            {},
                            {},
                            false}};
        record.history = {called(u"c1"_s, input("note://b")),
                          answered(u"c1"_s),
                          called(u"c2"_s, input("note://error")),
                          answered(u"c2"_s, true),
                          called(u"c3"_s, input("note://denied")),
                          answered(u"c3"_s, true, true),
                          called(u"c4"_s, "{\"server\":\"one\""),
                          answered(u"c4"_s),
                          called(u"c5"_s, input("note://other"), u"Read"_s),
                          answered(u"c5"_s),
                          called(u"c6"_s, input("note://open")),
                          answered(u"unknown"_s)};
        QCOMPARE(lines(record), (QStringList{u"one note://a"_s, u"one note://b"_s}));
    }

    void hearsOfChanges_data()
    {
        QTest::addColumn<QByteArray>("era");
        QTest::newRow("2025-11-25") << QByteArray("legacy");
        QTest::newRow("2026-07-28") << QByteArray("modern");
    }
    void hearsOfChanges()
    {
        QFETCH(const QByteArray, era);
        AskerHouse house(era, "  - when: {turn: 1}\n    say:\n      - tool: ReadMcpResourceTool\n        input: {server: one, uri: \"note://b\"}\n"
                              "  - say: [{text: Done.}]\n");
        QVERIFY(house.open());
        const QString id = house.send(u"Look at @one:note://a"_s).id();
        QVERIFY(house.answer(u"Read from one"_s, Decision::Kind::Allow));
        QVERIFY(house.waitForEnds(1));
        const QStringList both{u"note://a"_s, u"note://b"_s};
        ResourceWatch& watch = house.runtime->services()->manager().resources();
        QCOMPARE(watch.wanted(u"one"_s), both);
        std::ignore = house.runtime->closeSession(id);
        QCOMPARE(watch.wanted(u"one"_s), QStringList());

        bool opened = false;
        house.runtime->openSession(id, [&](const auto& session) { opened = session.has_value(); });
        QTRY_VERIFY(opened);
        QTRY_COMPARE(watch.wanted(u"one"_s), both);
        QCOMPARE(watch.takeChanged(id), QStringList());
        touch(house, "note://b");
        QStringList changed;
        std::ignore = QTest::qWaitFor([&] { return !(changed = watch.takeChanged(id)).isEmpty(); }, 5000);
        QCOMPARE(changed, QStringList{u"one:note://b"_s});
    }

private:
    static void touch(AskerHouse& house, const QByteArray& uri)
    {
        McpServer* server = house.runtime->services()->manager().server(u"one"_s);
        QVERIFY(server && server->state() == ServiceState::Ready);
        bool done = false;
        server->client().callTool("touch", "{\"uri\":\"" + uri + "\"}", {},
                                  JsonRpcPeer::Reply([&done](const Result<RpcAnswer>&) { done = true; }, fail(ErrorCode::Cancelled, {})));
        QTRY_VERIFY(done);
    }
};

QTEST_GUILESS_MAIN(TestResumedResources)
#include "tst_resumedresources.moc"
