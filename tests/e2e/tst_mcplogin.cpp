// SPDX-License-Identifier: MIT
// `aios mcp login` and `logout` from outside, against an authorization server of ours.
#include "tests/support/followingbrowser.h"
#include "tests/support/oauthstub.h"
#include "tests/support/programrun.h"

#include <QRegularExpression>
#include <QTest>

using namespace aios;
using namespace aios::test;
using namespace Qt::StringLiterals;

class TestMcpLogin : public QObject {
    Q_OBJECT

private:
    struct House {
        House()
        {
            folder = programs.house(u"h"_s);
            programs.place.write(u"home/aios/config/mcp.json"_s,
                                 "{\"mcpServers\": {\"guarded\": {\"type\": \"http\", \"url\": \"" + stub.url().toEncoded() + "\"}}}\n");
        }
        /// Runs it while the stub goes on; the browser opens what it names, if it may.
        [[nodiscard]] Ran mcp(const QStringList& words, bool follows = true)
        {
            QProcess process;
            programs.begin(process, QStringList{u"mcp"_s, u"--project"_s, folder} + words);
            return follow(process, follows);
        }
        /// A script in a session of its own with a real keyring, where `$AIOS` is `aios mcp` for the folder and xdg-open writes down what it is given.
        [[nodiscard]] Ran session(const QByteArray& script)
        {
            programs.place.write(u"home/bin/xdg-open"_s, "#!/bin/sh\nprintf '%s %s' $# \"$1\" > \"$HOME/opened\"\n");
            QFile::setPermissions(programs.place.path(u"home/bin/xdg-open"_s), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
            QProcessEnvironment environment = programs.environment();
            environment.insert(u"XDG_RUNTIME_DIR"_s, programs.place.path(u"home"_s));
            environment.insert(u"PATH"_s, QString(programs.place.path(u"home/bin"_s) + u':' + environment.value(u"PATH"_s)));
            environment.insert(u"AIOS"_s, QString(QStringLiteral(AIOS_BIN_DIR "/aios mcp --project ") + folder));
            QProcess process;
            process.setProcessEnvironment(environment);
            const QByteArray unlocked = "eval \"$(printf '\\n' | gnome-keyring-daemon --unlock --components=secrets 2>/dev/null)\"\n";
            process.start(u"dbus-run-session"_s, {u"--"_s, u"bash"_s, u"-c"_s, QString::fromUtf8(unlocked + script)});
            return follow(process, true);
        }
        [[nodiscard]] Ran follow(QProcess& process, bool follows)
        {
            QByteArray err;
            std::ignore = QTest::qWaitFor(
                [&] {
                    err += process.readAllStandardError();
                    static const QRegularExpression address(u"^(http://127\\.0\\.0\\.1\\S+)$"_s, QRegularExpression::MultilineOption);
                    const auto found = address.match(QString::fromUtf8(err));
                    if (found.hasMatch() && follows && browser.opened.isEmpty())
                        browser.open(QUrl(found.captured(1)));
                    return process.state() == QProcess::NotRunning;
                },
                20'000);
            Ran ran = Programs::finish(process);
            ran.err = err + ran.err;
            return ran;
        }
        Programs programs;
        OAuthStub stub;
        FollowingBrowser browser;
        QString folder;
    };

private Q_SLOTS:
    void listSaysWhatToDo()
    {
        House house;
        const Ran list = house.mcp({u"list"_s});
        QVERIFY2(list.code == 1 && list.out.contains("sign-in") && list.out.contains("aios mcp login guarded"), list.out.constData());
        QVERIFY(house.stub.count(u"/as/register"_s) == 0);
    }

    /// Without a keychain the sign-in works, and it is said that it is kept nowhere.
    void login()
    {
        House house;
        const Ran ran = house.mcp({u"login"_s, u"guarded"_s, u"--no-browser"_s});
        QCOMPARE(house.browser.opened.size(), 1);
        QCOMPARE(house.stub.count(u"/as/token"_s), 1);
        QVERIFY2(ran.code == 1 && ran.err.contains("keychain cannot be used"), ran.err.constData());
        for (const QString& file : treeOf(house.programs.place.path()).keys())
            QVERIFY2(!house.programs.place.read(file).contains("access-"), qPrintable(file)); // no token in any file
    }

    /// With one it outlasts the program, and is renewed by the next one with what the keychain holds.
    void kept()
    {
        House house;
        house.stub.lifeSeconds = 0;
        const Ran ran = house.session("$AIOS login guarded; echo \"= $?\"; $AIOS list; echo \"= $?\"; $AIOS login guarded; echo \"= $?\"\n"
                                      "$AIOS logout guarded; echo \"= $?\"; $AIOS list; echo \"= $?\"");
        const QString out = QString::fromUtf8(ran.out);
        QVERIFY2(out.contains(u"You are signed in at guarded."_s) && out.contains(u"You are signed in at guarded already."_s),
                 QByteArray(ran.out + ran.err).constData());
        QVERIFY2(out.contains(u"You are signed out of guarded."_s) && out.contains(u"aios mcp login guarded"_s),
                 QByteArray(ran.out + ran.err).constData());
        static const QRegularExpression code(u"^= (\\d+)$"_s, QRegularExpression::MultilineOption);
        QStringList codes;
        for (auto match = code.globalMatch(out); match.hasNext();)
            codes.append(match.next().captured(1));
        QCOMPARE(codes, (QStringList{u"0"_s, u"0"_s, u"0"_s, u"0"_s, u"1"_s}));
        QCOMPARE(house.browser.opened.size(), 1);
        QCOMPARE(house.programs.place.read(u"home/opened"_s), "1 " + house.browser.opened.first().toEncoded()); // one word, no shell
        QVERIFY(house.stub.count(u"/as/token"_s) > 2 && house.stub.thefts == 0);
        QCOMPARE(house.stub.count(u"/as/revoke"_s), 1);
    }

    /// Of a service that is in no configuration any more: named by what was kept.
    void outOfARemovedOne()
    {
        House house;
        const Ran ran = house.session("$AIOS login guarded; $AIOS remove --scope user guarded; $AIOS logout; echo \"= $?\"\n"
                                      "$AIOS logout guarded; echo \"= $?\"; $AIOS logout guarded; echo \"= $?\"; $AIOS logout; echo \"= $?\"");
        const QString out = QString::fromUtf8(ran.out);
        const QByteArray all = ran.out + ran.err;
        QVERIFY2(out.contains(house.stub.url().toString()) && out.contains(u"no service of this folder"_s), all.constData());
        QVERIFY2(out.contains(u"You are signed out of guarded."_s) && out.contains(u"No sign-in is kept."_s), all.constData());
        QVERIFY2(ran.err.contains("no sign-in is kept for it"), all.constData());
        QCOMPARE(house.stub.count(u"/as/revoke"_s), 1);
    }

    /// Where this program signs in by itself, that is what is said, and where it cannot.
    void unattended_data()
    {
        QTest::addColumn<QByteArray>("secret");
        QTest::newRow("right") << QByteArray("right");
        QTest::newRow("wrong") << QByteArray("wrong");
    }
    void unattended()
    {
        QFETCH(const QByteArray, secret);
        const bool right = secret == "right";
        House house;
        house.stub.clientSecret = u"right"_s;
        house.stub.tokenProofs = {u"client_secret_basic"_s};
        house.programs.place.write(u"home/aios/config/mcp.json"_s,
                                   "{\"mcpServers\": {\"guarded\": {\"type\": \"http\", \"url\": \"" + house.stub.url().toEncoded() +
                                       "\", \"oauth\": {\"grant\": \"client_credentials\", \"issuer\": \"" + house.stub.issuer().toUtf8() +
                                       "\", \"clientId\": \"robot\", \"clientSecret\": \"" + secret + "\"}}}}\n");
        const Ran login = house.mcp({u"login"_s, u"guarded"_s});
        const QByteArray all = login.out + login.err;
        QVERIFY2(login.code == (right ? 0 : 1) && all.contains("with credentials of its own"), all.constData());
        QVERIFY2(all.contains(right ? "needs no sign-in of yours" : "is not for signing in by hand"), all.constData());
        QVERIFY(house.browser.opened.isEmpty());
        const Ran diagnosis = house.mcp({u"diagnose"_s, u"guarded"_s});
        QVERIFY2(diagnosis.code == (right ? 0 : 1) && diagnosis.out.contains(right ? "This program signs in" : "got no token"),
                 diagnosis.out.constData());
    }

    void refused()
    {
        House house;
        house.stub.agrees = false;
        const Ran ran = house.mcp({u"login"_s, u"guarded"_s, u"--no-browser"_s});
        QVERIFY2(ran.code == 1 && ran.err.contains("You were not signed in"), ran.err.constData());
    }

    void words_data()
    {
        QTest::addColumn<QStringList>("words");
        QTest::addColumn<int>("code");
        QTest::newRow("no name") << QStringList{u"login"_s} << 2;
        QTest::newRow("two names") << QStringList{u"logout"_s, u"a"_s, u"b"_s} << 2;
        QTest::newRow("unknown") << QStringList{u"login"_s, u"nobody"_s} << 1;
        QTest::newRow("not signed in") << QStringList{u"logout"_s, u"guarded"_s} << 1; // no keychain here to forget it
    }
    void words()
    {
        QFETCH(QStringList, words);
        QFETCH(int, code);
        House house;
        const Ran ran = house.mcp(words, false);
        QVERIFY2(ran.code == code, QByteArray(ran.out + ran.err).constData());
    }
};

QTEST_GUILESS_MAIN(TestMcpLogin)
#include "tst_mcplogin.moc"
