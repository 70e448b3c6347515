// SPDX-License-Identifier: MIT
#include "core/mcp/diagnose.h"
#include "tests/mcp/serverhouse.h"
#include "tests/support/fakehttptransport.h"
#include "tests/support/hostileserver.h"

using namespace aios;
using namespace aios::test;

/// Where a service that does not work fails, and what to do, against real programs and a real HTTP server.
class TestDiagnose : public QObject {
    Q_OBJECT

    using State = DiagnosisLine::State;

    /// Every line as "step state".
    static QStringList shortly(const Diagnosis& diagnosis)
    {
        QStringList lines;
        for (const DiagnosisLine& line : diagnosis.lines)
            lines.append(QString(diagnosisStepName(line.step) + u' ' + diagnosisStateName(line.state)));
        return lines;
    }
    static Diagnosis walk(ServerHouse& house, const QByteArray& entries, const QString& blocked = {})
    {
        house.configure(entries);
        const McpServer* server = house.manager->server(u"one"_s);
        Diagnose diagnose(server->config(), house.manager->surroundings(), blocked);
        std::optional<Diagnosis> told;
        diagnose.start([&told](Diagnosis diagnosis) { told = std::move(diagnosis); });
        return QTest::qWaitFor([&told] { return told.has_value(); }, 9000) ? *told : Diagnosis();
    }
    static QByteArray address(const QUrl& url, const QByteArray& more = {})
    {
        return "\"one\":{\"type\":\"http\",\"url\":\"" + url.toEncoded() + '"' + more + '}';
    }

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }

    void programs_data()
    {
        QTest::addColumn<QByteArray>("entry");
        QTest::addColumn<QStringList>("lines");
        QTest::addColumn<QString>("words"); // part of the last line's words, advice and detail
        const QStringList whole{u"resolve good"_s, u"spawn good"_s, u"handshake good"_s, u"list good"_s, u"schemas good"_s};
        QTest::newRow("works") << ServerHouse::stub("one", "ok") << whole << u"All of them can be used"_s;
        QTest::newRow("works, modern") << ServerHouse::stub("one", "ok", "modern") << whole << u"All"_s;
        QTest::newRow("works after a probe that ended it") << ServerHouse::stub("one", "ok", "exits") << whole << u"All"_s;
        QTest::newRow("no program") << QByteArray("\"one\":{\"command\":\"no-such-program\"}") << QStringList{u"resolve failed"_s}
                                    << u"was looked for in:\n/"_s;
        QTest::newRow("no entry") << QByteArray("\"one\":{\"command\":\" \"}") << QStringList{u"resolve failed"_s} << u"has no command"_s;
        QTest::newRow("not a program") << QByteArray("\"one\":{\"command\":\"/nonexistent/server\"}") << QStringList{u"resolve failed"_s}
                                       << u"may not be run"_s;
        QTest::newRow("ends at once") << QByteArray("\"one\":{\"command\":\"/bin/sh\",\"args\":[\"-c\",\"echo no key is set >&2; exit 3\"]}")
                                      << QStringList{u"resolve good"_s, u"spawn failed"_s} << u"exit code 3"_s;
        QTest::newRow("its last words") << QByteArray("\"one\":{\"command\":\"/bin/sh\",\"args\":[\"-c\",\"echo no key is set >&2; exit 3\"]}")
                                        << QStringList{u"resolve good"_s, u"spawn failed"_s} << u"no key is set"_s;
        QTest::newRow("what it starts is missing") << QByteArray("\"one\":{\"command\":\"/usr/bin/env\",\"args\":[\"no-such-program\"]}")
                                                   << QStringList{u"resolve good"_s, u"spawn failed"_s} << u"that it starts itself is missing"_s;
        QTest::newRow("is no server") << QByteArray("\"one\":{\"command\":\"/bin/true\"}") << QStringList{u"resolve good"_s, u"spawn failed"_s}
                                      << u"waits for messages"_s;
        QTest::newRow("prints banners") << ServerHouse::stub("one", "garbage")
                                        << QStringList{u"resolve good"_s, u"spawn good"_s, u"handshake warning"_s, u"list good"_s, u"schemas good"_s}
                                        << u"All"_s;
        QTest::newRow("wrong revision") << ServerHouse::stub("one", "version")
                                        << QStringList{u"resolve good"_s, u"spawn good"_s, u"handshake failed"_s} << u"2099-01-01"_s;
        QTest::newRow("list without end") << ServerHouse::stub("one", "endless")
                                          << QStringList{u"resolve good"_s, u"spawn good"_s, u"handshake good"_s, u"list failed"_s}
                                          << u"does not end"_s;
        QTest::newRow("bad schemas") << ServerHouse::stub("one", "bad-schema")
                                     << QStringList{u"resolve good"_s, u"spawn good"_s, u"handshake good"_s, u"list good"_s, u"schemas warning"_s}
                                     << u"cycle: "_s;
    }
    void programs()
    {
        QFETCH(const QByteArray, entry);
        QFETCH(const QStringList, lines);
        QFETCH(const QString, words);
        ServerHouse house;
        const Diagnosis diagnosis = walk(house, entry);
        QCOMPARE(shortly(diagnosis), lines);
        const DiagnosisLine& last = diagnosis.lines.last();
        const QString all = QStringList{last.words, last.advice, last.detail}.join(u'\n');
        QVERIFY2(all.contains(words), qPrintable(all));
        QCOMPARE(diagnosis.works(), last.state != State::Failed);
        QCOMPARE(last.advice.isEmpty(), last.state == State::Good || words == u"was looked for in:\n/"_s);
    }

    /// A program that talks to people: it never answers, and what it prints is shown.
    void talksToPeople()
    {
        ServerHouse house;
        house.connectTimeout = 800ms;
        house.probeTimeout = 200ms;
        house.renew();
        const Diagnosis diagnosis =
            walk(house, "\"one\":{\"command\":\"/bin/sh\",\"args\":[\"-c\",\"echo 'Welcome! What is your name?'; exec sleep 30\"]}");
        QCOMPARE(shortly(diagnosis), QStringList({u"resolve good"_s, u"spawn good"_s, u"handshake failed"_s}));
        QVERIFY2(diagnosis.lines.last().detail.contains(u"Welcome!"_s), qPrintable(diagnosis.lines.last().detail));
    }

    /// What was started is gone afterwards, and the person's choices are as they were.
    void leavesNothing()
    {
        ServerHouse house;
        const Diagnosis diagnosis = walk(house, ServerHouse::stub("one", "ok", "legacy", ",\"42424.5\""));
        QVERIFY(diagnosis.works());
        QTRY_COMPARE(running("42424.5"), 0);
        QVERIFY(!house.choices.era(u"one"_s, house.manager->server(u"one"_s)->config().hash));
        QCOMPARE(house.status().state, ServiceState::Off);
    }

    void blockedIsNotStarted()
    {
        ServerHouse house;
        const Diagnosis diagnosis = walk(house, ServerHouse::stub("one", "forks", "legacy", ",\"42425.5\""), u"It was not trusted."_s);
        QCOMPARE(shortly(diagnosis), QStringList{u"resolve failed"_s});
        QCOMPARE(diagnosis.lines.first().words, u"It was not trusted."_s);
        QCOMPARE(running("42425.5"), 0);
    }

    void addresses_data()
    {
        QTest::addColumn<QString>("path"); // empty: nobody listens
        QTest::addColumn<QByteArray>("more");
        QTest::addColumn<QStringList>("lines");
        QTest::addColumn<QString>("words");
        const QStringList handshake{u"resolve good"_s, u"spawn good"_s, u"handshake failed"_s};
        const QByteArray key = ",\"headers\":{\"Authorization\":\"Bearer x\"}";
        QTest::newRow("nobody listens") << QString() << QByteArray() << QStringList{u"resolve good"_s, u"spawn failed"_s} << u"no connection"_s;
        QTest::newRow("no such path") << u"/status?code=404"_s << QByteArray() << handshake << u"no service at this address"_s;
        QTest::newRow("wants a key") << u"/status?code=401"_s << QByteArray() << handshake << u"wants a key"_s;
        QTest::newRow("wrong key") << u"/status?code=401"_s << key << handshake << u"wrong or has expired"_s;
        QTest::newRow("may not") << u"/status?code=403"_s << key << handshake << u"may not use"_s;
        QTest::newRow("moved") << u"/redirect?code=301&to=/ok"_s << QByteArray() << handshake << u"moved to another address"_s;
        QTest::newRow("broken") << u"/status?code=503"_s << QByteArray() << handshake << u"broken at the moment"_s;
        QTest::newRow("a web page") << u"/ok"_s << QByteArray() << handshake << u"address of an MCP server"_s;
        QTest::newRow("closes") << u"/fin"_s << QByteArray() << QStringList{u"resolve good"_s, u"spawn failed"_s} << u"closed the connection"_s;
    }
    void addresses()
    {
        QFETCH(const QString, path);
        QFETCH(const QByteArray, more);
        QFETCH(const QStringList, lines);
        QFETCH(const QString, words);
        HostileServer server;
        ServerHouse house;
        house.connectTimeout = 2s;
        house.renew();
        const QUrl url = path.isEmpty() ? QUrl(u"http://127.0.0.1:1/mcp"_s) : server.url(path);
        const Diagnosis diagnosis = walk(house, address(url, more));
        QCOMPARE(shortly(diagnosis), lines);
        const DiagnosisLine& last = diagnosis.lines.last();
        const QString all = last.words + u'\n' + last.advice;
        QVERIFY2(all.contains(words), qPrintable(all));
    }

    /// The steps of cases that cannot be brought about here.
    void wordsOfFacts_data()
    {
        QTest::addColumn<ConnectFacts>("facts");
        QTest::addColumn<QString>("step");
        QTest::addColumn<QString>("words");
        const Error tls{
            ErrorCode::Network, u"The request to a.example failed: its certificate is not trusted here."_s, u"curl 60: self-signed"_s, {}};
        const Error late{ErrorCode::Timeout, u"It did not answer in time."_s, {}, {}};
        ConnectFacts web;
        web.isProgram = false;
        ConnectFacts facts = web;
        facts.error = tls;
        QTest::newRow("TLS") << facts << u"spawn"_s << u"caFile"_s;
        facts.error = late;
        QTest::newRow("slow address") << facts << u"spawn"_s << u"too slowly"_s;
        facts = web;
        facts.httpStatus = 401;
        facts.signsIn = true;
        QTest::newRow("sign in") << facts << u"handshake"_s << u"Sign in"_s;
        facts = web;
        facts.httpStatus = 429;
        QTest::newRow("too often") << facts << u"handshake"_s << u"Wait"_s;
        facts = {};
        facts.error = late;
        QTest::newRow("silent program") << facts << u"handshake"_s << u"does not answer"_s;
        facts.signal = 11;
        QTest::newRow("crash") << facts << u"spawn"_s << u"signal 11"_s;
        facts = {};
        facts.error = {ErrorCode::Denied, u"Its folder is gone."_s, {}, {}};
        QTest::newRow("no folder") << facts << u"spawn"_s << u"folder is there"_s;
    }
    void wordsOfFacts()
    {
        QFETCH(const ConnectFacts, facts);
        QFETCH(const QString, step);
        QFETCH(const QString, words);
        const DiagnosisLine line = connectFailure(facts);
        QCOMPARE(line.state, State::Failed);
        QCOMPARE(diagnosisStepName(line.step), step);
        const QString all = line.words + u'\n' + line.advice;
        QVERIFY2(all.contains(words), qPrintable(all));
    }

    /// Only what the person said reads, and what needs nothing, whatever the service says of itself.
    void harmless_data()
    {
        QTest::addColumn<ServiceEffect>("effect");
        QTest::addColumn<QByteArray>("schema");
        QTest::addColumn<bool>("changed");
        QTest::addColumn<bool>("called");
        const QByteArray none = "{\"type\":\"object\"}";
        QTest::newRow("reads") << ServiceEffect::Reads << none << false << true;
        QTest::newRow("optional input") << ServiceEffect::Reads << QByteArray("{\"properties\":{\"a\":{}},\"required\":[]}") << false << true;
        QTest::newRow("needs input") << ServiceEffect::Reads << QByteArray("{\"properties\":{\"a\":{}},\"required\":[\"a\"]}") << false << false;
        QTest::newRow("one of two") << ServiceEffect::Reads << QByteArray("{\"anyOf\":[{\"required\":[\"a\"]}]}") << false << false;
        QTest::newRow("changed since") << ServiceEffect::Reads << none << true << false;
        QTest::newRow("not chosen") << ServiceEffect::Unset << none << false << false;
        QTest::newRow("changes") << ServiceEffect::Changes << none << false << false;
        QTest::newRow("no schema") << ServiceEffect::Reads << QByteArray() << false << false;
    }
    void harmless()
    {
        QFETCH(const ServiceEffect, effect);
        QFETCH(const QByteArray, schema);
        QFETCH(const bool, changed);
        QFETCH(const bool, called);
        ServiceTool tool;
        tool.name = u"t"_s;
        tool.effect = effect;
        tool.suggested = ServiceEffect::Reads;
        tool.inputSchemaJson = schema;
        tool.changed = changed;
        QCOMPARE(harmlessTool({tool}) != nullptr, called);
        tool.on = false;
        QVERIFY(!harmlessTool({tool}));
    }
};

QTEST_GUILESS_MAIN(TestDiagnose)
#include "tst_diagnose.moc"
