// SPDX-License-Identifier: MIT
#include "core/base/json.h"
#include "core/runtime/personcall.h"
#include "core/runtime/serviceoffers.h"
#include "core/runtime/servicevalues.h"
#include "tests/npm/npmservers.h"
#include "tests/runtime/askerhouse.h"

using namespace aios;
using namespace aios::test;

/// What the real server-everything asks and tells: a model in the middle of a call, values for arguments, resources that change, and its own words.
class TestNpmAsks : public QObject {
    Q_OBJECT

    static AskerHouse* everything(const QByteArray& steps = {})
    {
        return new AskerHouse({}, steps, true, npmEntry("one", npmProgram("mcp-server-everything"), {"stdio"}));
    }
    /// A call by hand, whether the person has looked at the tool or not.
    static std::shared_ptr<QString> call(AskerHouse& house, const QString& tool, const QByteArray& input)
    {
        auto text = std::make_shared<QString>();
        auto* call = new PersonCall(*house.runtime->services(), u"one"_s, tool, input);
        call->setSession(kPersonSession + tool);
        call->plan([call, text](const Result<PersonCall::Planned>& planned) {
            if (!planned) {
                *text = planned.error().message;
                return;
            }
            call->run(u"person"_s, [text](const Result<ToolOutput>& output) { *text = output ? output->text : output.error().message; });
        });
        return text;
    }
    static bool hasTool(const AskerHouse& house, const QString& tool)
    {
        return QTest::qWaitFor([&] { return house.runtime->services()->manager().server(u"one"_s)->tool(tool) != nullptr; }, 8000);
    }
    static QStringList values(AskerHouse& house, const ServiceValueQuery& query)
    {
        ServiceValueAsker asker(*house.runtime->services());
        std::optional<QStringList> got;
        asker.ask(query, [&got](const ServiceValues& told) { got = told.values; });
        std::ignore = QTest::qWaitFor([&got] { return got.has_value(); }, 8000);
        return got.value_or(QStringList{u"no answer"_s});
    }

private Q_SLOTS:
    void initTestCase()
    {
        QTest::failOnWarning();
        if (!QFile::exists(QString::fromUtf8(npmProgram("mcp-server-everything"))))
            QSKIP("server-everything from npm is not there");
    }

    void sampling()
    {
        const std::unique_ptr<AskerHouse> house(everything());
        QVERIFY(house->open());
        QVERIFY(hasTool(*house, u"trigger-sampling-request"_s));
        const auto text = call(*house, u"trigger-sampling-request"_s, R"({"prompt":"Why is the sky blue?","maxTokens":60})");
        const ApprovalRequest card = house->card(u"Let one ask the model"_s);
        QStringList rows;
        for (const auto& [what, words] : card.preview.arguments)
            rows.append(what + u": "_s + words);
        QVERIFY2(rows.join(u'\n').contains(u"Why is the sky blue?"_s) && rows.contains(u"At most: 60 tokens of answer, which you pay for"_s),
                 qPrintable(rows.join(u'\n')));
        QVERIFY(house->answer(u"Let one ask the model"_s, Decision::Kind::Allow));
        QVERIFY(house->answer(u"Send the model's answer"_s, Decision::Kind::Allow));
        QTRY_VERIFY_WITH_TIMEOUT(!text->isEmpty(), 8000);
        QVERIFY2(text->contains(u"no AI. The service asked:"_s), qPrintable(*text));
    }

    void completion()
    {
        const std::unique_ptr<AskerHouse> house(everything());
        QVERIFY(house->open());
        ServiceOffers offers(*house->runtime->services());
        QTRY_VERIFY_WITH_TIMEOUT(offers.offer().templates.size() == 2 && offers.offer().prompts.size() == 4, 8000);
        const auto place = serviceValuePlace(offers.offer(), u"/mcp__one__completable-prompt Eng"_s, 33);
        QVERIFY(place);
        QCOMPARE(values(*house, place->query), QStringList{u"Engineering"_s});
        const auto second = serviceValuePlace(offers.offer(), u"/mcp__one__completable-prompt Engineering "_s, 42);
        QVERIFY(second);
        QCOMPARE(second->query.given, (QList<std::pair<QString, QString>>{{u"department"_s, u"Engineering"_s}}));
        QVERIFY2(values(*house, second->query).size() > 1, qPrintable(values(*house, second->query).join(u' ')));
        const auto address = serviceValuePlace(offers.offer(), u"@one:demo://resource/dynamic/text/7"_s, 35);
        QVERIFY(address);
        QCOMPARE(values(*house, address->query), QStringList{u"7"_s});
    }

    void subscriptionsAndInstructions()
    {
        const std::unique_ptr<AskerHouse> house(everything("  - say: [{text: 'Good.'}]\n"));
        QVERIFY(house->open());
        house->send(u"look at @one:demo://resource/dynamic/text/1"_s);
        QVERIFY(house->waitForEnds(1));
        qint64 tokens = 0;
        for (const TurnContext& context : house->told<TurnContext>()) {
            for (const ContextPart& part : context.parts)
                tokens += part.kind == "service"_L1 ? part.tokens : 0;
        }
        QVERIFY2(tokens > 100, qPrintable(QString::number(tokens))); // its own words on its tools
        const auto toggled = call(*house, u"toggle-subscriber-updates"_s, "{}"); // from now on it tells every few seconds
        QTRY_VERIFY_WITH_TIMEOUT(!toggled->isEmpty(), 8000);
        const QString changed = u"The resource one:demo://resource/dynamic/text/1 has changed since it was read. The assistant is told so."_s;
        qsizetype turns = 1;
        const auto told = [&] {
            house->send(u"and now?"_s);
            return house->waitForEnds(++turns) && house->notices().contains(changed);
        };
        QTRY_VERIFY_WITH_TIMEOUT((QTest::qWait(1000), told()), 25'000);
    }
};

QTEST_GUILESS_MAIN(TestNpmAsks)
#include "tst_npmasks.moc"
