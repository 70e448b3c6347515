// SPDX-License-Identifier: MIT
#include "core/agent/layeruse.h"
#include "tests/support/tempproject.h"

#include <QTest>

using namespace aios;
using namespace aios::test;
using namespace Qt::StringLiterals;

class TestLayerUse : public QObject {
    Q_OBJECT

private:
    static QByteArray prompt(const QByteArray& time, const QByteArray& words, const QByteArray& command = {})
    {
        return "{\"type\":\"prompt\",\"time\":\"" + time + "\",\"id\":\"p\",\"number\":1,\"prompt\":\"" + words + "\"" +
               (command.isEmpty() ? QByteArray() : ",\"command\":\"" + command + "\"") + ",\"messages\":[]}\n";
    }
    static QByteArray context(const QByteArray& kind, const QByteArray& title, const QByteArray& agent = {})
    {
        return "{\"type\":\"context\",\"turn\":1" + (agent.isEmpty() ? QByteArray() : ",\"agent\":\"" + agent + "\",\"parent\":\"t\"") +
               ",\"parts\":[{\"kind\":\"" + kind + "\",\"title\":\"" + title + "\",\"path\":\"/p/" + title +
               "\",\"why\":\"w\",\"tokens\":1,\"sha256\":\"\"}]}\n";
    }

private Q_SLOTS:
    void init() { QTest::failOnWarning(); }

    void reasons_data()
    {
        QTest::addColumn<QByteArray>("lines");
        QTest::addColumn<QString>("reason");
        const QByteArray write = prompt("2026-01-02T10:00:00.000Z", "/write a", "write");
        QTest::newRow("a command") << QByteArray(write + context("command", "/write")) << u"You ran /write."_s;
        QTest::newRow("a skill as command") << prompt("2026-01-02T10:00:00.000Z", "/brief", "brief") + context("skill", "brief")
                                            << u"You ran /brief."_s;
        QTest::newRow("a skill, by the assistant") << QByteArray(write + context("skill", "brief")) << u"The assistant loaded it while /write ran."_s;
        QTest::newRow("a skill, plain prompt") << prompt("2026-01-02T10:00:00.000Z", "make it short") + context("skill", "brief")
                                               << u"The assistant loaded it for your prompt “make it short”."_s;
        QTest::newRow("an agent") << QByteArray(write + context("agent", "editor", "editor")) << u"The assistant gave it a task while /write ran."_s;
        QTest::newRow("a skill, by an agent") << QByteArray(write + context("skill", "brief", "editor"))
                                              << u"The agent editor used it while /write ran."_s;
    }
    void reasons()
    {
        QFETCH(QByteArray, lines);
        QFETCH(QString, reason);
        const QList<LayerUse> uses = layerUseOf(lines);
        QCOMPARE(uses.size(), 1);
        QCOMPARE(uses.at(0).reason, reason);
        QCOMPARE(uses.at(0).times, 1);
        QCOMPARE(uses.at(0).last, QDateTime::fromString(u"2026-01-02T10:00:00.000Z"_s, Qt::ISODateWithMs));
    }

    void whatIsNoUseDoesNotCount()
    {
        QVERIFY(layerUseOf(QByteArray("not json\n{\"type\":\"context\",\"parts\":[{\"kind\":\"skill\"\n" + context("rule", "r") +
                                      context("skill", "torn").chopped(1)))
                    .isEmpty());
    }

    void overAllSessions()
    {
        const TempProject place;
        const QByteArray head = "{\"type\":\"session\",\"version\":1,\"id\":\"%\",\"root\":\"/p\",\"time\":\"2026-01-01T10:00:00.000Z\"}\n";
        const QString one = u"018f0000-0000-7000-8000-000000000001"_s;
        const QString two = u"018f0000-0000-7000-8000-000000000002"_s;
        place.write(one + u".jsonl"_s, QByteArray(head).replace("%", one.toLatin1()) + prompt("2026-01-03T10:00:00.000Z", "/write newer", "write") +
                                           context("command", "/write") + context("skill", "brief"));
        place.write(two + u".jsonl"_s, QByteArray(head).replace("%", two.toLatin1()) + prompt("2026-01-02T10:00:00.000Z", "/write older", "write") +
                                           context("command", "/write"));
        place.write(u"other.jsonl"_s, prompt("2026-01-09T10:00:00.000Z", "/write", "write") + context("command", "/write"));
        const QList<LayerUse> uses = layerUse(place.path(), std::atomic<bool>(false));
        QCOMPARE(uses.size(), 2);
        const auto write = std::ranges::find_if(uses, [](const LayerUse& use) { return use.name == "write"_L1; });
        QCOMPARE(write->times, 2);
        QCOMPARE(write->sessionId, one);
        QCOMPARE(write->sessionTitle, u"/write newer"_s);
        QCOMPARE(write->last.date(), QDate(2026, 1, 3));
        QVERIFY(layerUse(place.path(), std::atomic<bool>(true)).isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestLayerUse)
#include "tst_layeruse.moc"
