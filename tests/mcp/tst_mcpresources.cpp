// SPDX-License-Identifier: MIT
#include "core/mcp/mcpresources.h"
#include "tests/mcp/serverhouse.h"

#include <QDir>

using namespace aios;
using namespace aios::test;

/// What services hold, as the model is given it (tests/stubs/mcpasker).
class TestMcpResources : public QObject {
    Q_OBJECT

    static QByteArray server(const QByteArray& name, const QByteArray& many)
    {
        return '"' + name + "\":{\"command\":\"" AIOS_BIN_DIR "/stubs/mcpasker\",\"args\":[\"legacy\"],\"env\":{\"STUB_MANY\":\"" + many + "\"}}";
    }
    static ToolOutput list(ServerHouse& house, const QString& scratchDir)
    {
        const auto tools = resourceTools(*house.manager);
        const ToolCall made{u"c1"_s, "{}"};
        ToolContext context;
        context.pool = &house.pool;
        context.scratchDir = scratchDir;
        context.approvedDigest = tools.first()->plan(made, context).digest;
        std::optional<ToolOutput> output;
        const auto listing = tools.first()->start(
            made, context, {},
            Once<Result<ToolOutput>>([&](Result<ToolOutput> given) { output = given ? *given : ToolOutput{}; }, fail(ErrorCode::Internal, {})));
        std::ignore = QTest::qWaitFor([&] { return output.has_value(); }, 8000);
        return output.value_or(ToolOutput());
    }

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }

    void lists()
    {
        ServerHouse house;
        house.configure(server("one", "0") + ',' + server("two", "1"));
        std::ignore = house.start();
        QCOMPARE(list(house, {}).text,
                 u"one note://a (A)\none note://b (B)\ntwo note://a (A)\ntwo note://b (B)\n"
                 "[two: 1 of its resources were left out, because their addresses are too long or hold characters that no address has.]"_s);
    }

    /// A service that lists thousands fills neither the conversation nor the place of the other services, and what is missing is said.
    void many()
    {
        ServerHouse house;
        house.configure(server("one", "1500") + ',' + server("two", "0"));
        std::ignore = house.start();
        QVERIFY(QDir().mkpath(house.state.path(u"scratch"_s)));
        const ToolOutput output = list(house, house.state.path(u"scratch"_s));
        QVERIFY2(output.text.size() < 25'000, qPrintable(QString::number(output.text.size())));
        QVERIFY2(
            output.text.endsWith(u"[one holds more: only the first 1000 resources that it lists stand here.]\ntwo note://a (A)\ntwo note://b (B)"_s),
            qPrintable(output.text.right(300)));
        const QStringList files = QDir(house.state.path(u"scratch"_s)).entryList(QDir::Files);
        QCOMPARE(files.size(), 1);
        QVERIFY(output.text.contains(files.first()));
        QFile whole(house.state.path(u"scratch/"_s + files.first()));
        QVERIFY(whole.open(QIODevice::ReadOnly));
        QCOMPARE(whole.readAll().count('\n'), 1000 + 2); // one of the thousand is left out
    }

    void pages()
    {
        QByteArray page = "{\"resources\":[";
        for (int i = 0; i < 1003; ++i)
            page += "{\"uri\":\"note:" + QByteArray::number(i) + "\"},";
        page.chop(1);
        page += "],\"nextCursor\":\"n\"}";
        const auto read = readResourcePage(page);
        QVERIFY(read && read->resources.size() == 1000);
        QCOMPARE(read->leftOut, 3);
        QCOMPARE(read->nextCursor, u"n"_s);
    }
};

QTEST_GUILESS_MAIN(TestMcpResources)
#include "tst_mcpresources.moc"
