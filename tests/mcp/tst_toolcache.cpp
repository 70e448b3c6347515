// SPDX-License-Identifier: MIT
#include "core/base/hash.h"
#include "core/mcp/toolcache.h"
#include "tests/support/tempproject.h"

#include <QTest>

using namespace aios;
using namespace aios::test;
using namespace Qt::StringLiterals;

/// The lists of tools kept from one start to the next: under a name that means this program as it is, and never believed when damaged.
class TestToolCache : public QObject {
    Q_OBJECT

    struct House {
        House()
        {
            state.write(u"server"_s, "#!/bin/sh\n");
            QFile::setPermissions(state.path(u"server"_s), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
            place.projectRoot = project.path();
            place.elsewhere = state.path();
        }
        /// Of a server with this entry.
        [[nodiscard]] QByteArray key(const QByteArray& entry) const
        {
            const auto set = readMcpConfig({{ServiceScope::User, u"mcp.json"_s, "{\"mcpServers\":{\"one\":" + entry + "}}", {"mcpServers"}}});
            const auto launch = prepareLaunch(set.servers.first(), place, {});
            return launch ? ToolCache::key(set.servers.first(), *launch) : QByteArray();
        }
        [[nodiscard]] QByteArray entry(const QByteArray& arguments = "[]") const
        {
            return "{\"command\":\"" + state.path(u"server"_s).toUtf8() + "\",\"args\":" + arguments + '}';
        }
        [[nodiscard]] static QByteArray address(const QByteArray& port)
        {
            return "{\"type\":\"http\",\"url\":\"http:/"
                   "/127.0.0.1:" +
                   port + "/mcp\"}";
        }
        [[nodiscard]] QStringList files() const { return QDir(state.path(u"tools"_s)).entryList(QDir::Files | QDir::Hidden); }
        TempProject project;
        TempProject state;
        McpLaunchPlace place;
        ToolCache cache{state.path(u"tools"_s)};
        ListedTools listed{{R"({"name":"a","n":1.50})", "{\"name\":\n \"b\"}"}, true};
    };

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }

    void comesBackByteForByte()
    {
        House house;
        const QByteArray key = house.key(house.entry());
        QCOMPARE(key.size(), 64);
        QVERIFY(!house.cache.read(key));
        QVERIFY(house.cache.write(key, house.listed));
        QCOMPARE(house.cache.read(key), std::optional(house.listed));
        QVERIFY(house.cache.write(key, {{}, false}));
        QCOMPARE(house.cache.read(key), std::optional(ListedTools()));
        QCOMPARE(house.files().size(), 1);
        QCOMPARE(QFile::permissions(house.state.path(u"tools/"_s + house.files().first())) & (QFile::ReadGroup | QFile::ReadOther),
                 QFile::Permissions());
    }

    void anotherProgramIsAnotherKey()
    {
        House house;
        const QByteArray key = house.key(house.entry());
        QCOMPARE(house.key(house.entry()), key);
        QVERIFY(house.key(house.entry(R"(["--more"])")) != key);
        QVERIFY(house.key(house.entry().replace("}", R"(,"env":{"A":"b"}})")) != key);
        // The values of variables are not part of what a server is; a list that they change is found out when it comes.
        QCOMPARE(house.key(house.entry().replace("}", R"(,"env":{"A":"b"}})")), house.key(house.entry().replace("}", R"(,"env":{"A":"c"}})")));
        House other; // another folder and another file
        QVERIFY(other.key(other.entry()) != key);
        house.state.write(u"server"_s, "#!/bin/sh\nexit 0\n"); // an update of the program
        QVERIFY(house.key(house.entry()) != key);
        QVERIFY(QFile::remove(house.state.path(u"server"_s)));
        QCOMPARE(house.key(house.entry()), QByteArray());
        QCOMPARE(house.key(House::address("1")).size(), 64);
        QVERIFY(house.key(House::address("1")) != house.key(House::address("2")));
    }

    void damagedIsNone_data()
    {
        QTest::addColumn<QByteArray>("from");
        QTest::addColumn<QByteArray>("to");
        QTest::newRow("a byte of the list") << QByteArray(R"("b")") << QByteArray(R"("c")");
        QTest::newRow("another version") << QByteArray(R"("version":1)") << QByteArray(R"("version":2)");
        QTest::newRow("another key") << QByteArray("\"key\":\"") << QByteArray("\"key\":\"x");
        QTest::newRow("no head") << QByteArray("{\"version") << QByteArray("\n{\"version");
        QTest::newRow("no JSON") << QByteArray("{\"version") << QByteArray("{{\"version");
        QTest::newRow("cut off") << QByteArray("}]") << QByteArray();
        QTest::newRow("the list alone") << QByteArray("\n[") << QByteArray("[");
    }
    void damagedIsNone()
    {
        QFETCH(const QByteArray, from);
        QFETCH(const QByteArray, to);
        House house;
        const QByteArray key = house.key(house.entry());
        QVERIFY(house.cache.write(key, house.listed));
        const QString file = u"tools/"_s + house.files().first();
        const QByteArray before = house.state.read(file);
        QByteArray after = before;
        after.replace(from, to);
        QVERIFY(after != before);
        house.state.write(file, after);
        QVERIFY(!house.cache.read(key));
    }

    void bounded()
    {
        House house;
        const QByteArray key = house.key(house.entry());
        QVERIFY(house.cache.write(key, {{QByteArray(ToolCache::kMostBytes, ' ')}, false}));
        QVERIFY(house.files().isEmpty());
        for (int i = 0; i < ToolCache::kMostFiles + 20; ++i)
            QVERIFY(house.cache.write(sha256Hex(QByteArray::number(i)), house.listed));
        QCOMPARE(house.files().size(), ToolCache::kMostFiles);
        QVERIFY(house.cache.write({}, house.listed)); // nothing that could be found again
        QVERIFY(!house.cache.read({}));
    }
};

QTEST_GUILESS_MAIN(TestToolCache)
#include "tst_toolcache.moc"
