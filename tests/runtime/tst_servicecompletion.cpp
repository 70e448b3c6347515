// SPDX-License-Identifier: MIT
#include "core/base/json.h"
#include "core/content/contextbuilder.h"
#include "core/runtime/personcall.h"
#include "core/runtime/servicecompletion.h"
#include "core/runtime/serviceoffers.h"
#include "core/runtime/servicevalues.h"
#include "tests/runtime/askerhouse.h"

#include <QDirIterator>
#include <QElapsedTimer>

using namespace aios;
using namespace aios::test;

/// Values that a service knows for what is being written: which place it is, what is asked, what comes back (tests/stubs/mcpasker).
class TestServiceCompletion : public QObject {
    Q_OBJECT

    static ServiceOffer offer()
    {
        ServiceOffer offer;
        offer.prompts = {{u"mcp__one__write"_s, {}, {}, u"one"_s, u"write"_s, {u"tone"_s, u"topic"_s}, true},
                         {u"mcp__two__silent"_s, {}, {}, u"two"_s, u"silent"_s, {u"x"_s}, false}};
        offer.templates = {
            {u"one"_s, u"note://{kind}/{name}.md"_s, {}, true}, {u"one"_s, u"list://{+path}"_s, {}, true}, {u"two"_s, u"note://{kind}"_s, {}, false}};
        return offer;
    }
    static QString described(const std::optional<ServiceValuePlace>& place)
    {
        if (!place)
            return u"none"_s;
        QStringList given;
        for (const auto& [name, value] : place->query.given)
            given.append(name + u'=' + value);
        return u"%1 %2 <%3> [%4] at %5"_s.arg(place->query.reference, place->query.argument, place->query.value, given.join(u',')).arg(place->begin);
    }
    /// All values, as soon as they are there.
    static QStringList ask(AskerHouse& house, ServiceValueAsker& asker, const ServiceValueQuery& query)
    {
        std::optional<QStringList> values;
        asker.ask(query, [&values](const ServiceValues& told) { values = told.values; });
        std::ignore = QTest::qWaitFor([&] { return values.has_value() || !house.runtime; }, 8000);
        return values.value_or(QStringList{u"no answer"_s});
    }
    static void call(AskerHouse& house, const QString& tool, const QByteArray& input, QString* text = nullptr)
    {
        auto* call = new PersonCall(*house.runtime->services(), u"one"_s, tool, input);
        bool done = false;
        call->plan([&](const Result<PersonCall::Planned>& planned) {
            QVERIFY(planned);
            call->run(u"person"_s, [&](const Result<ToolOutput>& output) {
                done = true;
                if (text)
                    *text = output ? output->text : output.error().message;
            });
        });
        QTRY_VERIFY_WITH_TIMEOUT(done, 8000);
    }

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }

    void places_data()
    {
        QTest::addColumn<QString>("text"); // the caret is at its end
        QTest::addColumn<QString>("place");
        QTest::newRow("the name itself") << u"/mcp__one__write"_s << u"none"_s;
        QTest::newRow("first") << u"/mcp__one__write "_s << u"write tone <> [] at 17"_s;
        QTest::newRow("begun") << u"/mcp__one__write wa"_s << u"write tone <wa> [] at 17"_s;
        QTest::newRow("several spaces") << u"/mcp__one__write   wa"_s << u"write tone <wa> [] at 19"_s;
        QTest::newRow("second") << u"/mcp__one__write warm t"_s << u"write topic <t> [tone=warm] at 22"_s;
        QTest::newRow("quoted") << u"/mcp__one__write 'two words' t"_s << u"write topic <t> [tone=two words] at 29"_s;
        QTest::newRow("in quotes") << u"/mcp__one__write 'two w"_s << u"write tone <two w> [] at 17"_s;
        QTest::newRow("the last takes the rest") << u"/mcp__one__write warm a long topic"_s << u"write topic <a long topic> [tone=warm] at 22"_s;
        QTest::newRow("as it is written here") << u"/mcp__one__write 'it'\\''s ' t"_s << u"write topic <t> [tone=it's ] at 28"_s;
        QTest::newRow("a quote within") << u"/mcp__one__write it\\'s t"_s << u"write topic <t> [tone=it's] at 23"_s;
        QTest::newRow("an escaped space") << u"/mcp__one__write a\\ b"_s << u"write tone <a b> [] at 17"_s;
        QTest::newRow("quotes in quotes") << u"/mcp__one__write \"say \\\"x\\\"\" t"_s << u"write topic <t> [tone=say \"x\"] at 29"_s;
        QTest::newRow("the last in quotes") << u"/mcp__one__write warm 'a lo"_s << u"write topic <a lo> [tone=warm] at 22"_s;
        QTest::newRow("the last as it is") << u"/mcp__one__write warm it's C:\\a  b"_s << u"write topic <it's C:\\a  b> [tone=warm] at 22"_s;
        QTest::newRow("of another command") << u"/write wa"_s << u"none"_s;
        QTest::newRow("one that completes nothing") << u"/mcp__two__silent x"_s << u"none"_s;
        QTest::newRow("not at the start") << u"see /mcp__one__write wa"_s << u"none"_s;
        QTest::newRow("template") << u"read @one:note://a"_s << u"note://{kind}/{name}.md kind <a> [] at 17"_s;
        QTest::newRow("its second variable") << u"@one:note://a%20b/n"_s << u"note://{kind}/{name}.md name <n> [kind=a b] at 18"_s;
        QTest::newRow("before its variable") << u"@one:not"_s << u"none"_s;
        QTest::newRow("written to the end") << u"@one:note://a/n.md"_s << u"none"_s;
        QTest::newRow("of another kind") << u"@one:list://a"_s << u"none"_s;
        QTest::newRow("of a service that completes nothing") << u"@two:note://a"_s << u"none"_s;
    }
    void places()
    {
        QFETCH(const QString, text);
        QFETCH(const QString, place);
        QCOMPARE(described(serviceValuePlace(offer(), text, text.size())), place);
    }

    void written_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("written");
        QTest::newRow("word") << u"/mcp__one__write w"_s << u"warm"_s << u"warm "_s;
        QTest::newRow("words") << u"/mcp__one__write t"_s << u"two words"_s << u"'two words' "_s;
        QTest::newRow("a quote") << u"/mcp__one__write t"_s << u"it's"_s << u"'it'\\''s' "_s;
        QTest::newRow("the last") << u"/mcp__one__write warm t"_s << u"it's long"_s << u"it's long"_s;
        QTest::newRow("the last, in quotes itself") << u"/mcp__one__write warm t"_s << u"\"all\""_s << u"'\"all\"'"_s;
        QTest::newRow("in an address") << u"@one:note://"_s << u"b/c d"_s << u"b%2Fc%20d/"_s;
        QTest::newRow("at its end") << u"@one:note://a/"_s << u"n"_s << u"n.md "_s;
    }
    void written()
    {
        QFETCH(const QString, text);
        QFETCH(const QString, value);
        QFETCH(const QString, written);
        const auto place = serviceValuePlace(offer(), text, text.size());
        QVERIFY(place);
        QCOMPARE(place->written(value), written);
    }

    /// What is accepted is what the service gets, and where one goes on to write.
    void roundTrip_data()
    {
        QTest::addColumn<QString>("value");
        for (const char* value : {"warm", "two words", "it's", "it's  very\tlong", "O'Brien", "C:\\notes\\a", "\"all\"", "'one'", "'one' 'two'",
                                  "\"open", "\\", "it's ", " led", "a\\ b", "$HOME `ls`", "'", "\"\""})
            QTest::newRow(value) << QString::fromLatin1(value);
    }
    void roundTrip()
    {
        QFETCH(const QString, value);
        const QString command = u"/mcp__one__write "_s;
        for (const bool last : {false, true}) {
            const QString typed = command + (last ? u"warm t"_s : u"t"_s);
            const auto place = serviceValuePlace(offer(), typed, typed.size());
            QVERIFY(place && place->last == last);
            const QString accepted = typed.first(place->begin) + place->written(value);
            const QString whole = last ? accepted : accepted + u"it's the rest"_s;
            const auto goesOn = serviceValuePlace(offer(), whole, whole.size());
            QVERIFY(goesOn && goesOn->last);
            if (!last)
                QCOMPARE(goesOn->query.given, (QList<std::pair<QString, QString>>{{u"tone"_s, value}}));
            const ServicePrompt prompt{u"write"_s, {u"tone"_s, u"topic"_s}, {}, {}};
            const QByteArray one = last ? QByteArray("\"warm\"") : jsonString(value);
            const QByteArray two = last ? jsonString(value) : QByteArray("\"it's the rest\"");
            const QByteArray sent = "{\"tone\":" + one + ",\"topic\":" + two + '}';
            QCOMPARE(promptArguments(prompt, splitPrompt(whole).arguments).value_or(QByteArray()), sent);
        }
    }

    /// A service that tells a hundred times that it has changed is listed a few times, and keeps what it offers meanwhile.
    void bursts()
    {
        AskerHouse house;
        QVERIFY(house.open());
        ServiceOffers offers(*house.runtime->services());
        QTRY_COMPARE_WITH_TIMEOUT(offers.offer().prompts.size(), 1, 8000);
        QTRY_COMPARE_WITH_TIMEOUT(offers.offer().templates.size(), 1, 8000);
        bool empty = false;
        connect(&offers, &ServiceOffers::changed, &offers, [&] { empty = empty || offers.offer().prompts.isEmpty(); });
        call(house, u"burst"_s, "{}");
        QVERIFY(!offers.offer().prompts.isEmpty());
        QTRY_COMPARE_WITH_TIMEOUT(offers.offer().prompts.size(), 2, 8000);
        QVERIFY(!empty);
        QString lists;
        call(house, u"lists"_s, "{}", &lists);
        QVERIFY2(lists.toInt() >= 2 && lists.toInt() <= 4, qPrintable(lists));
        QCOMPARE(offers.offer().resources.size(), 2);
    }

    /// One that answers each list by telling that it has changed is not asked without a pause.
    void restless()
    {
        QElapsedTimer since;
        since.start();
        AskerHouse house("legacy", {}, true,
                         "\"one\": {\"command\": \"" AIOS_BIN_DIR "/stubs/mcpasker\", \"args\": [\"legacy\"], \"env\": {\"STUB_RESTLESS\": \"1\"}}");
        QVERIFY(house.open());
        ServiceOffers offers(*house.runtime->services());
        QString lists;
        QTRY_VERIFY_WITH_TIMEOUT((call(house, u"lists"_s, "{}", &lists), lists.toInt() >= 3), 8000); // it is asked again
        QVERIFY2(lists.toInt() <= since.elapsed() / 500 + 2, qPrintable(lists));
        QCOMPARE(offers.offer().prompts.size(), 1);
    }

    /// Of another start nothing is known, also when it is ready again before anybody looked.
    void startedAnew()
    {
        AskerHouse house;
        QVERIFY(house.open());
        ServiceOffers offers(*house.runtime->services());
        QTRY_COMPARE_WITH_TIMEOUT(offers.offer().prompts.size(), 1, 8000);
        call(house, u"more"_s, "{}");
        QTRY_COMPARE_WITH_TIMEOUT(offers.offer().prompts.size(), 2, 8000);
        house.runtime->services()->manager().restart(u"one"_s);
        QTRY_COMPARE_WITH_TIMEOUT(offers.offer().prompts.size(), 1, 8000); // the new one has not been asked for more
    }

    void whatIsOffered()
    {
        AskerHouse house;
        QVERIFY(house.open());
        ServiceOffers offers(*house.runtime->services());
        QTRY_COMPARE_WITH_TIMEOUT(offers.offer().templates.size(), 1, 8000);
        QCOMPARE(offers.offer().templates.first().uri, u"note://{kind}/{name}"_s);
        QVERIFY(offers.offer().templates.first().completes);
        QTRY_COMPARE_WITH_TIMEOUT(offers.offer().prompts.size(), 1, 8000);
        QCOMPARE(offers.offer().prompts.first().arguments, (QStringList{u"tone"_s, u"topic"_s}));
        QTRY_COMPARE_WITH_TIMEOUT(offers.offer().resources.size(), 2, 8000);
        // It says that it has another prompt now.
        call(house, u"more"_s, "{}");
        QTRY_COMPARE_WITH_TIMEOUT(offers.offer().prompts.size(), 2, 8000);
        QTRY_COMPARE_WITH_TIMEOUT(offers.offer().resources.size(), 2, 8000);
    }

    void values()
    {
        AskerHouse house;
        QVERIFY(house.open());
        ServiceValueAsker asker(*house.runtime->services());
        QCOMPARE(ask(house, asker, {u"one"_s, false, u"write"_s, u"tone"_s, u"w"_s, {}}), QStringList{u"warm"_s});
        QCOMPARE(ask(house, asker, {u"one"_s, false, u"write"_s, u"topic"_s, {}, {{u"tone"_s, u"cold"_s}}}), (QStringList{u"cold"_s, u"coldcold"_s}));
        // Hidden characters, line breaks and what is no text are left out.
        QCOMPARE(ask(house, asker, {u"one"_s, true, u"note://{kind}/{name}"_s, u"kind"_s, {}, {}}), (QStringList{u"a"_s, u"b/c"_s}));
        QCOMPARE(ask(house, asker, {u"one"_s, true, u"note://{kind}/{name}"_s, u"name"_s, {}, {{u"kind"_s, u"a"_s}}}).size(), 100);
        QString told;
        call(house, u"told"_s, "{}", &told);
        QVERIFY2(told.contains(u"{\"argument\":{\"name\":\"topic\",\"value\":\"\"},\"context\":{\"arguments\":{\"tone\":\"cold\"}},"
                               "\"ref\":{\"name\":\"write\",\"type\":\"ref/prompt\"}}"_s),
                 qPrintable(told));
        QVERIFY(told.contains(u"\"ref\":{\"type\":\"ref/resource\",\"uri\":\"note://{kind}/{name}\"}"_s));
    }

    /// Only the newest question is answered.
    void replaced()
    {
        AskerHouse house;
        QVERIFY(house.open());
        ServiceValueAsker asker(*house.runtime->services());
        bool first = false;
        asker.ask({u"one"_s, false, u"write"_s, u"tone"_s, u"c"_s, {}}, [&first](const ServiceValues&) { first = true; });
        QCOMPARE(ask(house, asker, {u"one"_s, false, u"write"_s, u"tone"_s, u"w"_s, {}}), QStringList{u"warm"_s});
        QVERIFY(!first);
    }

    /// A picture that is mentioned reaches the model as one, and a word says where it is.
    void mentionedPictures()
    {
        AskerHouse house("legacy", "  - say: [{text: 'Good.'}]\n");
        QVERIFY(house.open());
        house.send(u"look at @one:note://picture"_s);
        QVERIFY(house.waitForEnds(1));
        QCOMPARE(house.notices(), QStringList());
        QDirIterator files(house.place.path(u"data"_s), {house.session->id() + u".jsonl"_s}, QDir::Files, QDirIterator::Subdirectories);
        QVERIFY(files.hasNext());
        QFile file(files.next());
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray transcript = file.readAll();
        QVERIFY(transcript.contains("iVBORw0KGgo"));
        QVERIFY(transcript.contains("[A picture of it stands before this text.]"));
    }

    /// What a prompt mentions is watched, and the next turn tells that it changed.
    void changedResourcesReachTheSession_data()
    {
        QTest::addColumn<QByteArray>("era");
        QTest::newRow("2025-11-25") << QByteArray("legacy");
        QTest::newRow("2026-07-28") << QByteArray("modern");
    }
    void changedResourcesReachTheSession()
    {
        QFETCH(const QByteArray, era);
        AskerHouse house(era, "  - say: [{text: 'Good.'}]\n");
        QVERIFY(house.open());
        house.send(u"look at @one:note://a"_s);
        QVERIFY(house.waitForEnds(1));
        QCOMPARE(house.notices(), QStringList());
        call(house, u"touch"_s, "{\"uri\":\"note://a\"}");
        QTest::qWait(0);
        house.send(u"and now?"_s);
        QVERIFY(house.waitForEnds(2));
        QCOMPARE(house.notices(), QStringList{u"The resource one:note://a has changed since it was read. The assistant is told so."_s});
        const QString id = house.session->id();
        house.session = nullptr;
        std::ignore = house.runtime->closeSession(id);
        QString told;
        call(house, u"told"_s, "{}", &told);
        QVERIFY2(era == "legacy" ? told.contains(u"resources/unsubscribe"_s) : told.endsWith(u"\"resourcesListChanged\":true}}}]"_s),
                 qPrintable(told));
    }
};

QTEST_GUILESS_MAIN(TestServiceCompletion)
#include "tst_servicecompletion.moc"
