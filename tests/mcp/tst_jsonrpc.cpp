// SPDX-License-Identifier: MIT
#include "core/mcp/jsonrpcpeer.h"
#include "tests/support/pipetransport.h"

#include <QSignalSpy>
#include <QTest>

using namespace aios;
using namespace aios::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

/// Messages as text, and who gets which answer.
class TestJsonRpc : public QObject {
    Q_OBJECT

private:
    struct Call {
        std::optional<Result<RpcAnswer>> answer;
        int answers = 0;
        JsonRpcPeer::Reply reply()
        {
            return JsonRpcPeer::Reply(
                [this](Result<RpcAnswer> given) {
                    answer = std::move(given);
                    ++answers;
                },
                fail(ErrorCode::Cancelled, u"dropped"_s));
        }
    };

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }

    void reads_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("read"); // kind|id|method|params|result|error, empty: refused
        const auto row = [](const char* name, const char* text, const char* read) { QTest::newRow(name) << QByteArray(text) << QByteArray(read); };
        row("request", R"({"jsonrpc":"2.0","id":7,"method":"m","params":{"a":1.0}})", R"(0|7|m|{"a":1.0}||)");
        row("text id", R"({"jsonrpc":"2.0","id":"x","method":"m"})", R"(0|"x"|m|||)");
        row("notification", R"({"jsonrpc":"2.0","method":"n","params":{}})", "1||n|{}||");
        row("result as it came", R"({"jsonrpc":"2.0","id":1,"result":{ "n" : 1.50 }})", R"(2|1|||{ "n" : 1.50 }|)");
        row("null result", R"({"jsonrpc":"2.0","id":1,"result":null})", "2|1|||null|");
        row("error", R"({"jsonrpc":"2.0","id":1,"error":{"code":-32601,"message":"no","data":[1]}})", "3|1||||-32601 no [1]");
        row("error of nobody", R"({"jsonrpc":"2.0","id":null,"error":{"code":1,"message":"x"}})", "3|null||||1 x ");
        row("no version", R"({"id":1,"method":"m"})", "");
        row("other version", R"({"jsonrpc":"1.0","id":1,"method":"m"})", "");
        row("both", R"({"jsonrpc":"2.0","id":1,"result":1,"error":{"code":1,"message":""}})", "");
        row("neither", R"({"jsonrpc":"2.0","id":1})", "");
        row("answer without id", R"({"jsonrpc":"2.0","result":1})", "");
        row("id of a fraction", R"({"jsonrpc":"2.0","id":1.5,"method":"m"})", "");
        row("id that is an object", R"({"jsonrpc":"2.0","id":{},"method":"m"})", "");
        row("params that are a list", R"({"jsonrpc":"2.0","method":"m","params":[1]})", "");
        row("error that is a text", R"({"jsonrpc":"2.0","id":1,"error":"x"})", "");
        row("no object", "7", "");
        row("no JSON", "Starting…", "");
        row("empty batch", "[]", "");
    }
    void reads()
    {
        QFETCH(const QByteArray, text);
        QFETCH(const QByteArray, read);
        const auto messages = parseRpc(text);
        QByteArray found;
        if (messages) {
            QCOMPARE(messages->size(), 1);
            const RpcMessage& m = messages->first();
            found = QByteArray::number(static_cast<int>(m.kind)) + '|' + m.id + '|' + m.method + '|' + m.params + '|' + m.result + '|';
            if (m.kind == RpcMessage::Kind::Error)
                found += QByteArray::number(m.error.code) + ' ' + m.error.message.toUtf8() + ' ' + m.error.data;
        }
        QCOMPARE(found, read);
    }

    void batchesAndLimits()
    {
        const auto batch = parseRpc(R"([{"jsonrpc":"2.0","method":"a"},{"jsonrpc":"2.0","id":1,"result":{}}])");
        QVERIFY(batch && batch->size() == 2 && batch->last().result == "{}");
        QVERIFY(!parseRpc(QByteArray(1000000, '[')));
        const QByteArray big = "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":\"" + QByteArray(9 * 1024 * 1024, 'x') + "\"}";
        const auto refused = parseRpc(big);
        QVERIFY(!refused && refused.error().code == ErrorCode::TooLarge);
    }

    void writesWhatItReads()
    {
        const QByteArray text = rpcRequest("3", "tools/call", R"({"n":1.0})");
        QCOMPARE(text, QByteArray(R"({"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"n":1.0}})"));
        QCOMPARE(rpcNotification("n", {}), QByteArray(R"({"jsonrpc":"2.0","method":"n"})"));
        QVERIFY(parseRpc(rpcFailure("\"x\"", {1, u"a\"b"_s, "{}"})));
    }

    void eachAnswerToItsOwnCall()
    {
        PipeTransport pipe;
        JsonRpcPeer peer(pipe);
        QSignalSpy warned(&peer, &JsonRpcPeer::warned);
        Call first;
        Call second;
        QCOMPARE(peer.request("a", {}, {}, {}, first.reply()), 1);
        QCOMPARE(peer.request("b", R"("x":1)", R"("m":2)", {}, second.reply()), 2);
        QCOMPARE(pipe.sent[1].text, QByteArray(R"({"jsonrpc":"2.0","id":2,"method":"b","params":{"x":1,"_meta":{"m":2}}})"));
        for (const char* odd : {R"("2")", "2.0", "02", "999", "null"})
            pipe.say(QByteArray(R"({"jsonrpc":"2.0","id":)") + odd + R"(,"error":{"code":1,"message":"odd"}})");
        pipe.say(R"({"jsonrpc":"2.0","id":2,"result":{"r":2}})");
        pipe.say(R"({"jsonrpc":"2.0","id":1,"result":{"r":1}})");
        pipe.say(R"({"jsonrpc":"2.0","id":1,"result":{"r":9}})");
        QTRY_COMPARE(warned.size(), 6);
        QVERIFY(first.answer && *first.answer && (*first.answer)->result == R"({"r":1})");
        QVERIFY(second.answer && *second.answer && (*second.answer)->result == R"({"r":2})");
        QCOMPARE(first.answers + second.answers, 2);
    }

    void progressAndTimeOut()
    {
        PipeTransport pipe;
        JsonRpcPeer peer(pipe);
        Call call;
        QList<double> told;
        RpcOptions options;
        options.timeout = 100ms;
        options.onProgress = [&](const RpcProgress& progress) { told.append(progress.progress); };
        peer.request("slow", {}, {}, options, call.reply());
        QVERIFY(pipe.sent[0].text.contains(R"("_meta":{"progressToken":1})"));
        pipe.say(R"({"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":1,"progress":0.5,"total":1,"message":"half"}})");
        pipe.say(R"({"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":2,"progress":9}})");
        QTRY_VERIFY(call.answer.has_value());
        QCOMPARE(told, QList<double>{0.5});
        QVERIFY(!*call.answer && call.answer->error().code == ErrorCode::Timeout);
        QCOMPARE(pipe.sent.last().text,
                 QByteArray(R"({"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1,"reason":"timed out"}})"));
        QSignalSpy warned(&peer, &JsonRpcPeer::warned);
        pipe.say(R"({"jsonrpc":"2.0","id":1,"result":{}})"); // late: nobody's business any more
        QCoreApplication::processEvents();
        QVERIFY(warned.isEmpty() && call.answers == 1);
    }

    void serverRequests()
    {
        PipeTransport pipe;
        JsonRpcPeer peer(pipe);
        JsonRpcPeer::Answer later;
        peer.onRequest = [&later](const RpcMessage& request, JsonRpcPeer::Answer answer) {
            if (request.method == "later")
                later = std::move(answer);
            else if (request.method == "ping")
                answer("{}");
            else if (request.method != "dropped")
                answer(std::unexpected(methodNotFound(request.method)));
        };
        pipe.say(R"({"jsonrpc":"2.0","id":"p","method":"ping"})");
        pipe.say(R"({"jsonrpc":"2.0","id":5,"method":"sampling/createMessage","params":{}})");
        QTRY_COMPARE(pipe.sent.size(), 2);
        QCOMPARE(pipe.sent[0].text, QByteArray(R"({"jsonrpc":"2.0","id":"p","result":{}})"));
        QVERIFY(pipe.sent[1].text.startsWith(R"({"jsonrpc":"2.0","id":5,"error":{"code":-32601,)"));
        pipe.say(R"({"jsonrpc":"2.0","id":6,"method":"later"})");
        pipe.say(R"({"jsonrpc":"2.0","id":7,"method":"dropped"})");
        QTRY_COMPARE(pipe.sent.size(), 3);
        QVERIFY(pipe.sent[2].text.startsWith(R"({"jsonrpc":"2.0","id":7,"error":{"code":-32603,)"));
        later(R"({"a":1})");
        QCOMPARE(pipe.sent[3].text, QByteArray(R"({"jsonrpc":"2.0","id":6,"result":{"a":1}})"));
    }

    void endsOfEverything()
    {
        Call open;
        Call dropped;
        PipeTransport pipe;
        {
            JsonRpcPeer peer(pipe);
            peer.request("a", {}, {}, {}, open.reply());
            pipe.end(u"It is gone."_s);
            QTRY_VERIFY(open.answer.has_value());
            QCOMPARE(open.answer->error().message, u"It is gone."_s);
            peer.request("b", {}, {}, {}, dropped.reply());
        }
        QVERIFY(dropped.answer && !*dropped.answer && dropped.answer->error().code == ErrorCode::Cancelled);
    }

    void tooManyOpen()
    {
        std::vector<Call> calls(JsonRpcPeer::kMostOpen + 1);
        PipeTransport pipe;
        JsonRpcPeer peer(pipe);
        for (Call& call : calls)
            peer.request("a", {}, {}, {}, call.reply());
        QCOMPARE(pipe.sent.size(), static_cast<qsizetype>(JsonRpcPeer::kMostOpen));
        QVERIFY(calls.back().answer && calls.back().answer->error().code == ErrorCode::Overloaded);
    }
};

QTEST_GUILESS_MAIN(TestJsonRpc)
#include "tst_jsonrpc.moc"
