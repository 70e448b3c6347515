// SPDX-License-Identifier: MIT
// The whole way: registry, codec, real HTTP, against the stub server on loopback.
#include "core/model/modelregistry.h"
#include "tests/model/modeltest.h"
#include "tests/support/workclock.h"

#include <QDir>
#include <QEventLoop>
#include <QLoggingCategory>
#include <QProcess>
#include <QTemporaryDir>
#include <QTimer>

using namespace aios;
using namespace aios::test;
using namespace Qt::StringLiterals;

namespace {

/// A stub server that lives as long as this.
class Server {
public:
    explicit Server(const QStringList& arguments)
    {
        m_process.setProgram(QStringLiteral(AIOS_BIN_DIR "/stubs/modelserver"));
        m_process.setArguments(arguments);
        m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        m_process.start();
        while (m_process.waitForReadyRead(5000) && !m_process.canReadLine()) {
        }
        const QByteArray line = m_process.readLine();
        if (!line.startsWith("PORT "))
            qFatal("the stub model server did not start");
        m_port = line.mid(5).trimmed().toInt();
    }
    ~Server()
    {
        m_process.terminate();
        m_process.waitForFinished(5000);
    }
    [[nodiscard]] QString url(const QString& path = {}) const { return u"http://127.0.0.1:%1%2"_s.arg(m_port).arg(path); }

private:
    QProcess m_process;
    int m_port = 0;
};

} // namespace

class TestModelServer : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLoggingCategory::setFilterRules(u"aios.model.info=false\naios.model.warning=false"_s); }
    void init() { m_dir = std::make_unique<QTemporaryDir>(); }
    void readsInARow_data();
    void readsInARow();
    void bigAnswer();
    void scripted();
    void hostileServers_data();
    void hostileServers();
    void busyThenFine();
    void lettingGoClosesTheConnection();

private:
    void open(const Server& server, bool openai = false)
    {
        m_registry.reset();
        m_transport = makeCurlTransport({});
        ModelRegistry::Options options;
        options.resourcesDir = QStringLiteral(AIOS_SOURCE_DIR "/resources");
        options.userConfigDir = m_dir->path();
        options.environment.insert(openai ? u"OPENAI_BASE_URL"_s : u"ANTHROPIC_BASE_URL"_s, server.url(openai ? u"/v1"_s : QString()));
        options.environment.insert(openai ? u"OPENAI_API_KEY"_s : u"ANTHROPIC_API_KEY"_s, u"sk-canary-987"_s);
        options.transport = m_transport.get();
        options.rehearsalDir = m_dir->path();
        m_registry = std::make_unique<ModelRegistry>(options);
        std::optional<Result<std::shared_ptr<Model>>> found;
        m_registry->resolve(u"stub-model"_s, this, [&](Result<std::shared_ptr<Model>> model) { found = std::move(model); });
        QTRY_VERIFY(found);
        QVERIFY2(*found, *found ? "" : qPrintable(found->error().message));
        m_model = **found;
    }
    Result<ModelReply> ask(const WireHistory& history)
    {
        m_heard = {};
        QEventLoop loop; // Ends at the very event, where a waiting test function would sleep.
        ModelHandlers handlers = m_heard.handlers();
        handlers.onEnd = [this, &loop](Result<ModelReply> reply) {
            m_heard.end = std::move(reply);
            loop.quit();
        };
        const auto run = m_model->stream(
            {.model = {}, .system = u"s"_s, .tools = {{u"Read"_s, u"d"_s, R"({"type":"object"})"}}, .history = &history, .effort = {}, .origin = {}},
            std::move(handlers));
        QTimer::singleShot(9000, &loop, &QEventLoop::quit);
        loop.exec();
        return m_heard.end.value_or(fail(ErrorCode::Timeout, u"no end"_s));
    }

    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<HttpTransport> m_transport;
    std::unique_ptr<ModelRegistry> m_registry;
    std::shared_ptr<Model> m_model;
    Heard m_heard;
};

void TestModelServer::readsInARow_data()
{
    QTest::addColumn<bool>("openai");
    QTest::newRow("anthropic") << false;
    QTest::newRow("openai") << true;
}

void TestModelServer::readsInARow()
{
    QFETCH(bool, openai);
    const QString timings = m_dir->filePath(u"timings.jsonl"_s);
    {
        const Server server({u"--scenario"_s, u"reads:50"_s, u"--dir"_s, u"/data"_s, u"--timings"_s, timings, u"--dump"_s, m_dir->path()});
        open(server, openai);
        WireHistory history;
        history.append(userText(u"read"_s));
        for (int i = 0; i < 50; ++i) {
            const Result<ModelReply> reply = ask(history);
            QVERIFY2(reply, reply ? "" : qPrintable(reply.error().message));
            QCOMPARE(reply->stopReason, StopReason::ToolUse);
            const auto& use = std::get<ToolUseBlock>(reply->message.blocks.last());
            QCOMPARE(use.inputJson, QByteArray(R"({"file_path":"/data/file-00)") + QByteArray::number(i).rightJustified(2, '0') + ".txt\"}");
            history.append(reply->message);
            history.append({.role = Role::User, .blocks = {ToolResultBlock{use.id, QString(2000, u'x'), {}, false, false}}, .model = {}});
        }
        const Result<ModelReply> reply = ask(history);
        QVERIFY(reply);
        QCOMPARE(reply->stopReason, StopReason::EndTurn);
        QCOMPARE(plainText(reply->message), u"All done."_s);
    }
    QFile file(timings);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QList<double> gaps;
    for (const QByteArray& line : file.readAll().split('\n')) {
        const Result<json::value> value = parseJson(line);
        if (value && jsonInt(value->as_object(), "n") > 1)
            gaps.append(static_cast<double>(jsonInt(value->as_object(), "requestComplete") - jsonInt(value->as_object(), "previousReplySent")) / 1e6);
    }
    QCOMPARE(gaps.size(), 50);
    std::ranges::sort(gaps);
    qInfo("reply to next request: median %.2f ms", gaps.at(25));
    QVERIFY2(gaps.at(25) < 20, "the budget of the whole loop is 2 ms on a quiet machine");
    // No key in any body.
    for (const QString& name : QDir(m_dir->path()).entryList({u"request-*.json"_s})) {
        QFile body(m_dir->filePath(name));
        QVERIFY(body.open(QIODevice::ReadOnly) && !body.readAll().contains("canary"));
    }
}

void TestModelServer::bigAnswer()
{
    const Server server({u"--scenario"_s, u"big:20000:1000000"_s});
    open(server);
    WireHistory history;
    history.append(userText(u"write"_s));
    const test::WorkClock clock;
    const Result<ModelReply> reply = ask(history);
    const qint64 took = clock.elapsed();
    QVERIFY2(reply, reply ? "" : qPrintable(reply.error().message));
    qInfo("1 MB in 20,000 deltas over loopback: %lld ms", took);
    QCOMPARE(plainText(reply->message).size(), 1'000'000);
    QCOMPARE(m_heard.streamedText(), plainText(reply->message));
    QVERIFY2(took < 2000, "the budget is 120 ms on a quiet machine");
}

void TestModelServer::scripted()
{
    QFile script(m_dir->filePath(u"script.json"_s));
    QVERIFY(script.open(QIODevice::WriteOnly));
    script.write(
        R"({"replies":[{"thinking":"Hm.","text":"Grüße","tools":[{"name":"Write","input":{"file_path":"/a"}}]},{"text":"cut","stop":"max_tokens"}]})");
    script.close();
    const Server server({u"--script"_s, script.fileName()});
    open(server);
    WireHistory history;
    history.append(userText(u"go"_s));
    const Result<ModelReply> first = ask(history);
    QVERIFY(first);
    QCOMPARE(first->message.blocks.size(), 3);
    QCOMPARE(first->requestId, u"req_stub"_s);
    const Result<ModelReply> second = ask(history);
    QVERIFY(second);
    QCOMPARE(second->stopReason, StopReason::MaxTokens);
}

void TestModelServer::hostileServers_data()
{
    QTest::addColumn<QString>("kind");
    QTest::addColumn<ErrorCode>("code");
    QTest::newRow("401") << u"401"_s << ErrorCode::Authentication;
    QTest::newRow("no message_stop") << u"nostop"_s << ErrorCode::Protocol;
    QTest::newRow("short Content-Length") << u"cut"_s << ErrorCode::Network;
    QTest::newRow("redirect") << u"redirect"_s << ErrorCode::Denied;
    QTest::newRow("html") << u"html"_s << ErrorCode::Protocol;
}

void TestModelServer::hostileServers()
{
    QFETCH(QString, kind);
    QFETCH(ErrorCode, code);
    const Server server({u"--fail"_s, kind, u"--dump"_s, m_dir->path()});
    open(server);
    WireHistory history;
    history.append(userText(u"go"_s));
    const Result<ModelReply> reply = ask(history);
    QVERIFY(!reply);
    QCOMPARE(reply.error().code, code);
    QVERIFY(!reply.error().message.contains(u"canary"_s));
    QCOMPARE(QDir(m_dir->path()).entryList({u"request-*.json"_s}).size(), 1);
}

void TestModelServer::busyThenFine()
{
    for (const QString& kind : {u"529:1"_s, u"midstream:1"_s, u"fin:1"_s, u"rst:1"_s}) {
        const Server server({u"--fail"_s, kind, u"--retry-after"_s, u"0"_s});
        open(server);
        WireHistory history;
        history.append(userText(u"go"_s));
        const Result<ModelReply> reply = ask(history);
        QVERIFY2(reply, qPrintable(kind + u": "_s + (reply ? QString() : reply.error().message)));
        QCOMPARE(m_heard.retries(), 1);
        QCOMPARE(m_heard.streamedText(), u"Hello."_s);
    }
}

void TestModelServer::lettingGoClosesTheConnection()
{
    const Server server({u"--fail"_s, u"trickle"_s});
    open(server);
    WireHistory history;
    history.append(userText(u"go"_s));
    bool called = false;
    auto run = m_model->stream({.model = {}, .system = {}, .tools = {}, .history = &history, .effort = {}, .origin = {}},
                               {[&](const ModelEvent&) { called = true; }, [&](const Result<ModelReply>&) { called = true; }});
    QTest::qWait(100); // The trickle is under way.
    run.reset();
    m_model.reset();
    m_registry.reset();
    m_transport.reset();
    QVERIFY(!called);
}

QTEST_GUILESS_MAIN(TestModelServer)
#include "tst_modelserver.moc"
