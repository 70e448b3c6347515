// SPDX-License-Identifier: MIT
#include "core/mcp/programfolders.h"
#include "tests/mcp/serverhouse.h"

using namespace aios;
using namespace aios::test;

/// Where programs are found that a desktop's short PATH does not hold: a made-up home with version managers, and a login shell of its own.
class TestProgramFolders : public QObject {
    Q_OBJECT

    struct Home {
        TempProject place;
        QProcessEnvironment environment;
        Home()
        {
            environment.insert(u"HOME"_s, place.path());
            environment.insert(u"SHELL"_s, u"/bin/bash"_s);
        }
        void program(const QString& relative, const QByteArray& text = "#!/bin/sh\n") const
        {
            place.write(relative, text);
            QVERIFY(QFile::setPermissions(place.path(relative), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
        }
        [[nodiscard]] QStringList relative(const QStringList& folders) const
        {
            QStringList mine;
            for (const QString& folder : folders) {
                if (folder.startsWith(place.path()))
                    mine.append(folder.sliced(place.path().size() + 1));
            }
            return mine;
        }
    };
    static bool ask(ProgramFolders& folders)
    {
        bool done = false;
        folders.ask(&folders, [&done] { done = true; });
        return !done && QTest::qWaitFor([&done] { return done; }, 9000); // never from inside
    }

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }

    void managers()
    {
        Home home;
        for (const char* file : {".nvm/versions/node/v9.9.0/bin/node", ".nvm/versions/node/v22.1.0/bin/node", ".nvm/versions/node/v20.3.1/bin/node",
                                 ".local/share/fnm/node-versions/v18.0.0/installation/bin/node", ".local/share/mise/shims/node", ".volta/bin/node",
                                 ".asdf/shims/node", ".local/bin/uvx"})
            home.program(QString::fromLatin1(file));
        QCOMPARE(home.relative(versionManagerFolders(home.environment)),
                 QStringList({u".nvm/versions/node/v22.1.0/bin"_s, u".nvm/versions/node/v20.3.1/bin"_s, u".nvm/versions/node/v9.9.0/bin"_s,
                              u".local/share/fnm/node-versions/v18.0.0/installation/bin"_s, u".local/share/mise/shims"_s, u".volta/bin"_s,
                              u".asdf/shims"_s, u".local/bin"_s}));
        home.place.write(u".nvm/alias/default"_s, "20\n");
        QCOMPARE(home.relative(versionManagerFolders(home.environment)).first(), u".nvm/versions/node/v20.3.1/bin"_s);
        home.environment.insert(u"NVM_DIR"_s, home.place.path(u"elsewhere"_s));
        QVERIFY(home.relative(versionManagerFolders(home.environment)).first().startsWith(u".local/share/fnm"_s));
        QVERIFY(versionManagerFolders(QProcessEnvironment()).isEmpty());
    }

    void shellOutput_data()
    {
        QTest::addColumn<QByteArray>("output");
        QTest::addColumn<QStringList>("folders");
        QTest::newRow("plain") << QByteArray("\naios-environment-follows\nA=1\nPATH=/a:/b/c\n") << QStringList{u"/a"_s, u"/b/c"_s};
        QTest::newRow("greetings before") << QByteArray("PATH=/evil\nHi!\naios-environment-follows\nPATH=/a\n") << QStringList{u"/a"_s};
        QTest::newRow("relative ones") << QByteArray("aios-environment-follows\nPATH=.:bin:/a::~/b\n") << QStringList{u"/a"_s};
        QTest::newRow("nothing") << QByteArray("PATH=/a\n") << QStringList();
    }
    void shellOutput()
    {
        QFETCH(const QByteArray, output);
        QFETCH(const QStringList, folders);
        QCOMPARE(foldersOfShell(output), folders);
    }

    /// The login shell's own files say where; what lies in the project is left out.
    void shellIsAsked()
    {
        Home home;
        home.program(u"tools/bin/thing"_s);
        home.program(u"project/bin/thing"_s);
        home.place.write(u".bash_profile"_s, "echo Welcome\nexport PATH=\"$HOME/project/bin:$HOME/tools/bin:$PATH\"\n");
        ProgramFolders folders(home.environment);
        QVERIFY(!folders.asked() && folders.folders({}).isEmpty());
        QVERIFY(ask(folders));
        QVERIFY(folders.asked());
        QCOMPARE(home.relative(folders.folders({})), QStringList({u"project/bin"_s, u"tools/bin"_s}));
        QCOMPARE(home.relative(folders.folders(home.place.path(u"project"_s))), QStringList{u"tools/bin"_s});
    }

    /// A shell that hangs costs its time, no more; and one that is none costs nothing.
    void shellThatHangs()
    {
        Home home;
        home.program(u".volta/bin/node"_s);
        home.place.write(u".bash_profile"_s, "sleep 600\n");
        ProgramFolders hanging(home.environment, 200ms);
        QVERIFY(ask(hanging));
        QCOMPARE(home.relative(hanging.folders({})), QStringList{u".volta/bin"_s});
        home.environment.insert(u"SHELL"_s, home.place.path(u".volta/bin/node"_s));
        ProgramFolders none(home.environment);
        QVERIFY(ask(none));
        QCOMPARE(home.relative(none.folders({})), QStringList{u".volta/bin"_s});
    }

    /// Started by a desktop, the login shell's own programs come before those of our PATH; started from a terminal, what was chosen there stays.
    void shellBeforePath_data()
    {
        QTest::addColumn<QString>("terminal");
        QTest::addColumn<bool>("shell");
        QTest::newRow("desktop") << QString() << true;
        QTest::newRow("no terminal that shows anything") << u"dumb"_s << true;
        QTest::newRow("terminal") << u"xterm-256color"_s << false;
    }
    void shellBeforePath()
    {
        QFETCH(const QString, terminal);
        QFETCH(const bool, shell);
        Home home;
        home.program(u"new/bin/nice"_s, "#!/bin/sh\nexec " AIOS_BIN_DIR "/stubs/mcpserver ok\n"); // /usr/bin has another one
        home.place.write(u".bash_profile"_s, "export PATH=\"$HOME/new/bin:$PATH\"\n");
        home.environment.insert(u"TERM"_s, terminal);
        ProgramFolders folders(home.environment);
        QVERIFY(ask(folders));
        ServerHouse house;
        McpSurroundings around = house.manager->surroundings();
        around.programs = &folders;
        house.manager = std::make_unique<ServerManager>(around);
        house.configure(R"("one":{"command":"nice","args":["ok"]})");
        const auto launch = prepareLaunch(house.manager->server(u"one"_s)->config(), house.manager->surroundings().launchPlace(), {});
        QVERIFY(launch.has_value());
        QCOMPARE(launch->program->program.startsWith(home.place.path()), shell);
        const auto path = std::ranges::find_if(launch->program->environment, [](const QByteArray& entry) { return entry.startsWith("PATH="); });
        const QByteArray first = "PATH=" + QFile::encodeName(home.place.path(u"new/bin"_s)) + ':';
        QCOMPARE(path->startsWith(first), shell); // what it starts itself, too
        house.manager.reset(); // before the folders
    }

    /// The first start waits for no shell. One that fails with what stands in PATH is started again with what the shell knows.
    void triesWhatTheShellKnows()
    {
        Home home;
        home.program(u"new/bin/false"_s, "#!/bin/sh\nexec " AIOS_BIN_DIR "/stubs/mcpserver ok\n");
        home.place.write(u".bash_profile"_s, "sleep 0.4\nexport PATH=\"$HOME/new/bin:$PATH\"\n");
        ProgramFolders folders(home.environment);
        ServerHouse house;
        McpSurroundings around = house.manager->surroundings();
        around.programs = &folders;
        house.manager = std::make_unique<ServerManager>(around);
        house.configure(R"("one":{"command":"false"})");
        house.manager->setTrust({}, true);
        house.manager->ensureStarted();
        QTRY_COMPARE(house.status().state, ServiceState::Failed); // it did not wait
        QVERIFY(!folders.asked());
        QTRY_COMPARE_WITH_TIMEOUT(house.status().state, ServiceState::Ready, 9000);
        QVERIFY2(house.status().target.startsWith(home.place.path()), qPrintable(house.status().target));
        house.manager.reset(); // before the folders
    }

    /// One that works goes on, and it is said that another would be taken.
    void saysWhatTheShellKnows()
    {
        Home home;
        home.program(u"new/bin/nice"_s);
        home.place.write(u".bash_profile"_s, "sleep 0.4\nexport PATH=\"$HOME/new/bin:$PATH\"\n");
        ProgramFolders folders(home.environment);
        ServerHouse house;
        McpSurroundings around = house.manager->surroundings();
        around.programs = &folders;
        house.manager = std::make_unique<ServerManager>(around);
        house.configure(R"("one":{"command":"nice","args":[")" AIOS_BIN_DIR R"(/stubs/mcpserver","ok"]})");
        QCOMPARE(house.start().tools.size(), 6);
        QTRY_VERIFY(folders.asked());
        QTRY_VERIFY(house.status().warnings.join(u' ').contains(home.place.path(u"new/bin/nice"_s)));
        QCOMPARE(house.status().state, ServiceState::Ready);
        house.manager.reset(); // before the folders
    }

    /// A service whose program only a version manager has is found, and finds what lies beside it.
    void serviceIsFound()
    {
        Home home;
        home.program(u".nvm/versions/node/v20.0.0/bin/beside"_s, "#!/bin/sh\nexec " AIOS_BIN_DIR "/stubs/mcpserver ok\n");
        home.program(u".nvm/versions/node/v20.0.0/bin/aios-test-npx"_s, "#!/bin/sh\nexec beside\n");
        ServerHouse house;
        ProgramFolders folders(home.environment);
        McpSurroundings around = house.manager->surroundings();
        around.programs = &folders;
        house.manager = std::make_unique<ServerManager>(around);
        house.configure(R"("one":{"command":"aios-test-npx"})");
        QCOMPARE(house.start().tools.size(), 6);
        QVERIFY2(house.status().target.startsWith(home.place.path()), qPrintable(house.status().target));
        house.configure(R"("one":{"command":"aios-test-nothing"})");
        QVERIFY(house.start().notice.contains(u"nor where your login shell"_s));
        house.manager.reset(); // before the folders
    }
};

QTEST_GUILESS_MAIN(TestProgramFolders)
#include "tst_programfolders.moc"
