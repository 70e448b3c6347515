// SPDX-License-Identifier: MIT
#include "core/base/jsonraw.h"
#include "core/model/message.h"
#include "core/model/model.h"

#include <QTest>

using namespace aios;
using namespace Qt::StringLiterals;

class TestMessage : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void storageIsLossless_data();
    void storageIsLossless();
    void refusesWhatIsNoMessage();
    void wireTextIsMadeOnce();
    void anotherFamilyIsEncodedAgain();
    void editedHistoryLosesThinking();
    void stopReasonsHaveNamesBothWays();
    void rawMembers();
};

void TestMessage::storageIsLossless_data()
{
    QTest::addColumn<Message>("message");
    const auto row = [](const char* name, const Block& block) {
        QTest::newRow(name) << Message{.role = Role::Assistant, .blocks = {block}, .model = {}};
    };
    row("text", TextBlock{u"Grüße \U0001F600 \"quoted\"\n\ttab"_s});
    row("empty text", TextBlock{});
    row("text with citations", TextBlock{u"x"_s, R"("citations":[{"n":1.0}])"});
    row("thinking", ThinkingBlock{u"hm"_s, "c2ln", false});
    row("redacted", ThinkingBlock{{}, "ZGF0YQ==", true});
    row("image", ImageBlock{"image/png", "iVBORw0KGgo="});
    row("tool use", ToolUseBlock{.id = u"toolu_1"_s, .name = u"Read"_s, .inputJson = R"({"file_path":"/a"})", .problem = {}});
    row("numbers keep their spelling", ToolUseBlock{.id = u"t"_s, .name = u"N"_s, .inputJson = R"({"a": 1.0, "b":1e3})", .problem = {}});
    row("white space", ToolUseBlock{.id = u"t"_s, .name = u"N"_s, .inputJson = "{\n  \"a\" : 1\n}", .problem = {}});
    row("not JSON", ToolUseBlock{.id = u"t"_s, .name = u"N"_s, .inputJson = R"({"file_path":"/a)", .problem = u"It was cut off."_s});
    row("duplicate keys", ToolUseBlock{.id = u"t"_s, .name = u"N"_s, .inputJson = R"({"p":"a","p":"b"})", .problem = u"Twice."_s});
    row("caller", ToolUseBlock{.id = u"t"_s, .name = u"N"_s, .inputJson = "{}", .problem = {}, .extraJson = R"("caller":{"type":"direct"})"});
    row("result", ToolResultBlock{u"t"_s, u"line\nline"_s, {ImageBlock{"image/png", "AA=="}}, true, true});
    row("empty result", ToolResultBlock{u"t"_s, {}, {}, false, false});
    row("unknown", UnknownBlock{R"({ "type": "server_tool_use", "n": 1.50 })"});
    QTest::newRow("several, with model") << Message{
        .role = Role::User, .blocks = {TextBlock{u"a"_s}, UnknownBlock{"{}"}, TextBlock{u"b"_s}}, .model = u"anthropic/claude-x"_s};
    QTest::newRow("none") << Message{};
}

void TestMessage::storageIsLossless()
{
    QFETCH(Message, message);
    const QByteArray stored = messageToJson(message);
    QVERIFY2(!stored.contains('\n'), stored.constData());
    QVERIFY(parseJson(stored));
    const Result<Message> again = messageFromJson(QByteArrayView(stored));
    QVERIFY2(again, again ? "" : qPrintable(again.error().message));
    QCOMPARE(*again, message);
    QCOMPARE(messageToJson(*again), stored);
}

void TestMessage::refusesWhatIsNoMessage()
{
    for (const char* text : {"", "1", "{}", R"({"role":"system","content":[]})", R"({"role":"user","content":[1]})", "{"}) {
        const Result<Message> message = messageFromJson(QByteArrayView(text));
        QVERIFY2(!message, text);
        QVERIFY(!message.error().message.isEmpty());
    }
}

void TestMessage::wireTextIsMadeOnce()
{
    WireHistory history;
    int encoded = 0;
    const auto encode = [&](const Message& message) {
        ++encoded;
        return plainText(message).toUtf8();
    };
    for (int i = 0; i < 500; ++i) {
        history.append({.role = Role::User, .blocks = {TextBlock{QString::number(i)}}, .model = {}});
        for (int k = 0; k <= i; ++k)
            QCOMPARE(history.wire(k, "f", encode), QByteArray::number(k));
    }
    QCOMPARE(encoded, 500);
}

void TestMessage::anotherFamilyIsEncodedAgain()
{
    WireHistory history;
    history.append({.role = Role::User, .blocks = {TextBlock{u"a"_s}}, .model = {}});
    QCOMPARE(history.wire(0, "one", [](const Message&) { return QByteArray("1"); }), QByteArray("1"));
    QCOMPARE(history.wire(0, "two", [](const Message&) { return QByteArray("2"); }), QByteArray("2"));
}

void TestMessage::editedHistoryLosesThinking()
{
    WireHistory history;
    const Message message{.role = Role::Assistant, .blocks = {ThinkingBlock{u"t"_s, "s", false}, TextBlock{u"a"_s}}, .model = {}};
    history.append(message);
    const int before = history.generation();
    history.replaceAll({message});
    QVERIFY(history.generation() != before);
    QCOMPARE(history.messages().first().blocks, QList<Block>{TextBlock{u"a"_s}});
}

void TestMessage::stopReasonsHaveNamesBothWays()
{
    for (const StopReason reason : {StopReason::EndTurn, StopReason::ToolUse, StopReason::MaxTokens, StopReason::StopSequence, StopReason::PauseTurn,
                                    StopReason::Refusal, StopReason::ContextExceeded, StopReason::Other})
        QCOMPARE(stopReasonFromName(stopReasonName(reason)), reason);
    QCOMPARE(stopReasonFromName(u"something new"), StopReason::Other);
}

void TestMessage::rawMembers()
{
    const QByteArray text = R"({ "a" : [1.0, {"x":"]}\""}], "b":"\\", "a":2 , "c":null})";
    QCOMPARE(rawMember(text, "b").toByteArray(), QByteArray(R"("\\")"));
    QCOMPARE(rawMember(text, "a").toByteArray(), QByteArray("2"));
    QVERIFY(rawMember(text, "x").isNull());
    QCOMPARE(rawElement(R"([1, {"k":[2]} ,3])", 1).toByteArray(), QByteArray(R"({"k":[2]})"));
    QVERIFY(rawElement("[1]", 1).isNull());
    RawObject object{QByteArrayView(R"({"type":"t","n":1.50})")};
    object.set("n", "2");
    object.set("m", "[]");
    QCOMPARE(object.toJson(), QByteArray(R"({"type":"t","n":2,"m":[]})"));
    for (const char* broken : {"", "{", "{\"", "{\"a", "{\"a\"", "{\"a\":", "{\"a\":\"", "{\"a\":\"\\", "{\"a\":[", "["})
        QVERIFY(rawMember(broken, "zz").isNull() && rawElement(broken, 5).isNull());
}

QTEST_GUILESS_MAIN(TestMessage)
#include "tst_message.moc"
