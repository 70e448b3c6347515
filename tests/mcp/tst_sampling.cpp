// SPDX-License-Identifier: MIT
#include "core/mcp/sampling.h"
#include "tests/support/jstext.h"

#include <QTest>

using namespace aios;
using namespace aios::test;
using namespace Qt::StringLiterals;

/// What a service may ask a model: read strictly, because a person has to see all of it.
class TestSampling : public QObject {
    Q_OBJECT

    static QByteArray asking(const QByteArray& messages, const QByteArray& more = {})
    {
        return "{\"messages\":[" + messages + "],\"maxTokens\":100" + more + '}';
    }
    static QByteArray says(const QByteArray& role, const QByteArray& content) { return "{\"role\":\"" + role + "\",\"content\":" + content + '}'; }
    static QByteArray text(const QByteArray& words) { return "{\"type\":\"text\",\"text\":\"" + words + "\"}"; }

private Q_SLOTS:
    void all()
    {
        const auto read = readSampling(
            asking(says("user", text("a")) + ',' + says("assistant", text("b")) + ',' + says("user", '[' + text("c") + ',' + text("d") + ']'),
                   js(",'systemPrompt':'Short.','temperature':0.2,'stopSequences':['END',3],'includeContext':'thisServer',"
                      "'modelPreferences':{'hints':[{'name':'sonnet'},{}],'costPriority':1}")));
        QVERIFY2(read, read ? "" : qPrintable(read.error().message));
        QCOMPARE(read->messages.size(), 3);
        QVERIFY(!read->messages[0].ofModel && read->messages[1].ofModel && !read->messages[2].ofModel);
        QCOMPARE(read->messages[2].text, u"c\nd"_s);
        QCOMPARE(read->system, u"Short."_s);
        QCOMPARE(read->modelHints, QStringList{u"sonnet"_s});
        QCOMPARE(read->stops, QStringList{u"END"_s});
        QCOMPARE(read->maxTokens, 100);
        QVERIFY(read->wantsContext);
    }

    void refused_data()
    {
        QTest::addColumn<QByteArray>("params");
        QTest::addColumn<QString>("why");
        const QByteArray ask = says("user", text("a"));
        QTest::newRow("no object") << QByteArray("[]") << u"cannot be read"_s;
        QTest::newRow("no messages") << QByteArray(R"({"maxTokens":1})") << u"cannot be read"_s;
        QTest::newRow("none of them") << asking({}) << u"asks a model nothing"_s;
        QTest::newRow("no limit") << QByteArray("{\"messages\":[" + ask + "]}") << u"maxTokens"_s;
        QTest::newRow("a limit of nothing") << QByteArray("{\"messages\":[" + ask + "],\"maxTokens\":0}") << u"maxTokens"_s;
        QTest::newRow("a limit that is no number") << QByteArray("{\"messages\":[" + ask + "],\"maxTokens\":\"9\"}") << u"maxTokens"_s;
        QTest::newRow("ends with the model") << asking(ask + ',' + says("assistant", text("b"))) << u"asks a model nothing"_s;
        QTest::newRow("begins with the model") << asking(says("assistant", text("b")) + ',' + ask) << u"asks a model nothing"_s;
        QTest::newRow("a role of its own") << asking(says("system", text("a"))) << u"cannot be read"_s;
        QTest::newRow("text that is none") << asking(says("user", R"({"type":"text","text":7})")) << u"cannot be read"_s;
        QTest::newRow("picture") << asking(says("user", R"({"type":"image","data":"AAAA","mimeType":"image/png"})")) << u"Only text"_s;
        QTest::newRow("sound") << asking(says("user", R"({"type":"audio","data":"AAAA","mimeType":"audio/wav"})")) << u"Only text"_s;
        QTest::newRow("tool use") << asking(says("user", R"({"type":"tool_use","id":"1"})")) << u"use tools"_s;
        QTest::newRow("tools") << asking(ask, R"(,"tools":[])") << u"use tools"_s;
        QTest::newRow("tool choice") << asking(ask, R"(,"toolChoice":{"mode":"auto"})") << u"use tools"_s;
        QTest::newRow("too much") << asking(says("user", text(QByteArray(41'000, 'x')))) << u"characters"_s;
        QTest::newRow("too many") << asking(QByteArray(ask + ',').repeated(60) + ask) << u"too much at once"_s;
        QTest::newRow("deep") << asking(says("user", QByteArray(200, '['))) << u"cannot be read"_s;
    }
    void refused()
    {
        QFETCH(const QByteArray, params);
        QFETCH(const QString, why);
        const auto read = readSampling(params);
        QVERIFY(!read);
        QCOMPARE(read.error().code, ErrorCode::InvalidInput);
        QVERIFY2(read.error().message.contains(why), qPrintable(read.error().message));
    }

    void theLimitIsBounded()
    {
        const auto read = readSampling(QByteArray("{\"messages\":[" + says("user", text("a")) + "],\"maxTokens\":1000000000}"));
        QVERIFY(read);
        QCOMPARE(read->maxTokens, kMostSamplingTokens);
    }

    void answers()
    {
        const SamplingAnswer whole{u"One \"END\" two STOP three"_s, u"m"_s, true, false};
        QCOMPARE(samplingResult(whole), js("{'role':'assistant','content':{'type':'text','text':'One \\'END\\' two STOP three'},"
                                           "'model':'m','stopReason':'maxTokens'}"));
        const SamplingAnswer stopped = withStops(whole, {u"STOP"_s, u"END"_s, u"none"_s});
        QCOMPARE(stopped.text, u"One \""_s);
        QVERIFY(samplingResult(stopped).endsWith(R"("stopReason":"stopSequence"})"));
        QVERIFY(samplingResult({u"x"_s, u"m"_s}).endsWith(R"("stopReason":"endTurn"})"));
    }
};

QTEST_GUILESS_MAIN(TestSampling)
#include "tst_sampling.moc"
