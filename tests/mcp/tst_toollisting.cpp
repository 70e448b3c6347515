// SPDX-License-Identifier: MIT
// The list of a server's tools, page by page, while the server says that it changes.
#include "core/mcp/toollisting.h"

#include <QTest>

using namespace aios;
using namespace Qt::StringLiterals;

class TestToolListing : public QObject {
    Q_OBJECT

    using Given = std::optional<Result<QList<QByteArray>>>;
    using Tools = QList<QByteArray>;

    /// A listing whose pages the test answers.
    struct House {
        QByteArrayList asked; ///< The members of each request.
        std::vector<JsonRpcPeer::Reply> open;
        ToolListing listing{[this](const QByteArray& members, JsonRpcPeer::Reply reply) {
            asked.append(members);
            open.push_back(std::move(reply));
        }};

        void list(Given& given)
        {
            listing.list(ToolListing::Listed([&given](Result<QList<QByteArray>> tools) { given = std::move(tools); }, fail(ErrorCode::Internal, {})));
        }
        void answer(const QByteArray& result)
        {
            JsonRpcPeer::Reply reply = std::move(open.front());
            open.erase(open.begin());
            reply(RpcAnswer{result, {}, 0});
        }
    };
    static ErrorCode codeOf(const Given& given) { return given && !*given ? given->error().code : ErrorCode::Internal; }

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }

    void oneAtATime()
    {
        House house;
        Given first;
        Given second;
        Given third;
        house.list(first);
        house.list(second);
        house.answer(R"({"tools":[{"name":"a"}],"nextCursor":"p2"})");
        house.list(third);
        QCOMPARE(house.asked, (QByteArrayList{"", R"("cursor":"p2")"}));
        QCOMPARE(codeOf(second), ErrorCode::Cancelled);
        house.answer(R"({"tools":[{"name":"b"}]})");
        QVERIFY(first && *first);
        QCOMPARE(**first, (Tools{R"({"name":"a"})", R"({"name":"b"})"}));
        QTRY_COMPARE(house.asked.size(), 3); // what changed meanwhile, from its beginning
        QCOMPARE(house.asked.last(), QByteArray());
        house.answer(R"({"tools":[{"name":"c"}]})");
        QVERIFY(third && *third);
        QCOMPARE(**third, Tools{R"({"name":"c"})"});
    }

    /// What changes a hundred times is read once more.
    void floods()
    {
        House house;
        std::array<Given, 200> given;
        for (Given& each : given)
            house.list(each);
        QCOMPARE(house.asked.size(), 1);
        house.answer(R"({"tools":[]})");
        QTRY_COMPARE(house.asked.size(), 2);
        house.answer(R"({"tools":[]})");
        QVERIFY(given.front() && *given.front() && given.back() && *given.back());
        QCOMPARE(std::ranges::count_if(given, [](const Given& each) { return codeOf(each) == ErrorCode::Cancelled; }), 198);
        QCOMPARE(house.asked.size(), 2);
    }

    /// A server that says "changed" with each answer does not keep us busy.
    void notAllTheTime()
    {
        House house;
        Given first;
        Given second;
        house.list(first);
        house.answer(R"({"tools":[]})");
        QVERIFY(first && *first);
        house.list(second);
        QCOMPARE(house.asked.size(), 1);
        QTRY_COMPARE(house.asked.size(), 2);
    }

    void whatFailsChangesNothing()
    {
        House house;
        Given given;
        house.list(given);
        house.answer(R"({"tools":[{"name":"a"}]})");
        Given failing;
        Given next;
        house.list(failing);
        QTRY_COMPARE(house.open.size(), 1UL);
        house.answer(R"({"tools":[{"name":"b"}],"nextCursor":"p2"})");
        QCOMPARE(house.listing.tools(), Tools{R"({"name":"a"})"}); // until there is another whole one
        house.list(next);
        house.answer("{}");
        QCOMPARE(codeOf(failing), ErrorCode::Cancelled); // the next one tells
        QTRY_COMPARE(house.open.size(), 1UL);
        house.answer("{}");
        QCOMPARE(codeOf(next), ErrorCode::Protocol);
        QCOMPARE(house.listing.tools(), Tools{R"({"name":"a"})"});
    }
};

QTEST_GUILESS_MAIN(TestToolListing)
#include "tst_toollisting.moc"
