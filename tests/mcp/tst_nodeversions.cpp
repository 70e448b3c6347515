// SPDX-License-Identifier: MIT
// What a service's last words say of Node.js, and what is said of that in a diagnosis.
#include "core/mcp/diagnose.h"
#include "core/mcp/nodeversions.h"
#include "tests/mcp/serverhouse.h"

using namespace aios;
using namespace aios::test;

class TestNodeVersions : public QObject {
    Q_OBJECT

    static void program(const TempProject& place, const QString& relative, const QByteArray& text)
    {
        place.write(relative, text);
        QVERIFY(QFile::setPermissions(place.path(relative), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
    }

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }

    void words_data()
    {
        QTest::addColumn<QString>("errors");
        QTest::addColumn<QString>("wanted");
        QTest::addColumn<QString>("running");
        const auto row = [](const char* name, const char* errors, const char* wanted, const char* running) {
            QTest::newRow(name) << QString::fromLatin1(errors) << QString::fromLatin1(wanted) << QString::fromLatin1(running);
        };
        row("npm", "npm warn EBADENGINE   required: { node: '>=22.0.0' },\nnpm warn EBADENGINE   current: { node: 'v20.19.1', npm: '9.2.0' }\n",
            "22.0.0", "20.19.1");
        row("npm, with more", "required: { npm: '>=9', node: '^20.17.0 || >=22.9.0' },\n current: { npm: '8', node: 'v18.1.0' }", "20.17.0",
            "18.1.0");
        row("a sentence", "Error: This server requires Node.js 20 or higher.\n", "20", "");
        row("a sign", "dataforseo needs node >= 18.17\n", "18.17", "");
        row("the other way round", "Node v22+ is required. You are using something else.\n", "22", "");
        row("newer", "Please use Node.js version 21.5 or newer\n", "21.5", "");
        row("a crash", "SyntaxError: x\n    at y\n\nNode.js v18.19.0\n", "", "18.19.0");
        row("nothing of it", "Error: cannot open node 7 of the tree; 3 keys are required\n", "", "");
        row("a key is missing", "AIRTABLE_API_KEY is required\n", "", "");
        row("empty", "", "", "");
    }
    void words()
    {
        QFETCH(const QString, errors);
        QFETCH(const QString, wanted);
        QFETCH(const QString, running);
        QCOMPARE(wantedNode(errors).toString(), wanted);
        QCOMPARE(runningNode(errors).toString(), running);
    }

    void installations()
    {
        TempProject home;
        for (const char* file : {".nvm/versions/node/v9.9.0/bin/node", ".nvm/versions/node/v22.1.0/bin/node",
                                 ".local/share/fnm/node-versions/v18.0.0/installation/bin/node", ".local/share/mise/installs/node/21.2.3/bin/node",
                                 ".volta/tools/image/node/20.0.1/bin/node", ".asdf/installs/nodejs/19.0.0/bin/node"})
            program(home, QString::fromLatin1(file), "#!/bin/sh\n");
        home.write(u".nvm/versions/node/v30.0.0/bin/node"_s, "not to be run");
        QProcessEnvironment environment;
        environment.insert(u"HOME"_s, home.path());
        QStringList versions;
        for (const NodeInstallation& one : nodeInstallations(environment))
            versions.append(one.version.toString());
        QCOMPARE(versions, (QStringList{u"22.1.0"_s, u"21.2.3"_s, u"20.0.1"_s, u"19.0.0"_s, u"18.0.0"_s, u"9.9.0"_s}));
        QVERIFY(nodeInstallations(QProcessEnvironment()).isEmpty());
    }

    void explained()
    {
        const NodeInstallation used{u"/usr/bin/node"_s, QVersionNumber(18, 19)};
        const NodeInstallation newer{u"/home/a/.nvm/versions/node/v22.1.0/bin/node"_s, QVersionNumber(22, 1, 0)};
        const NodeInstallation older{u"/home/a/.nvm/versions/node/v16.0.0/bin/node"_s, QVersionNumber(16, 0, 0)};
        const DiagnosisLine before{DiagnosisStep::Spawn, DiagnosisLine::State::Failed, u"It ended."_s, u"Read it."_s, {}};
        DiagnosisLine line = before;
        explainNode(line, u"It requires Node.js 20."_s, used, {newer, older});
        QVERIFY2(line.words.contains(u"asks for Node.js 20 or newer"_s) && line.words.contains(u"Node.js 18.19 (/usr/bin/node)"_s),
                 qPrintable(line.words));
        QVERIFY2(line.advice.contains(newer.program) && !line.advice.contains(older.program), qPrintable(line.advice));
        line = before;
        explainNode(line, u"It requires Node.js 20."_s, used, {older});
        QVERIFY2(line.advice.startsWith(u"Install Node.js 20"_s), qPrintable(line.advice));
        for (const QString& errors : {u"It requires Node.js 18."_s, u"A key is required."_s}) { // new enough, or about something else
            line = before;
            explainNode(line, errors, used, {newer});
            QCOMPARE(line, before);
        }
    }

    /// From the entry to the words, with a Node.js that is asked for its version.
    void diagnosed()
    {
        TempProject home;
        program(home, u"old/node"_s, "#!/bin/sh\necho v18.19.1\n");
        program(home, u"old/server"_s, "#!/bin/sh\necho 'This server requires Node.js 20 or newer' >&2\nexit 1\n");
        program(home, u".nvm/versions/node/v22.1.0/bin/node"_s, "#!/bin/sh\n");
        ServerHouse house;
        McpSurroundings around = house.manager->surroundings();
        around.place.environment.insert(u"HOME"_s, home.path());
        around.place.firstFolders = {home.path(u"old"_s)};
        house.manager = std::make_unique<ServerManager>(around);
        house.configure(R"("one":{"command":"server"})");
        Diagnose diagnose(house.manager->server(u"one"_s)->config(), house.manager->surroundings(), {});
        std::optional<Diagnosis> told;
        diagnose.start([&told](Diagnosis diagnosis) { told = std::move(diagnosis); });
        QTRY_VERIFY_WITH_TIMEOUT(told.has_value(), 9000);
        const DiagnosisLine& last = told->lines.last();
        QVERIFY2(last.words.contains(u"Node.js 18.19.1 ("_s + home.path(u"old/node"_s)), qPrintable(last.words));
        QVERIFY2(last.advice.contains(home.path(u".nvm/versions/node/v22.1.0/bin/node"_s)), qPrintable(last.advice));
    }
};

QTEST_GUILESS_MAIN(TestNodeVersions)
#include "tst_nodeversions.moc"
