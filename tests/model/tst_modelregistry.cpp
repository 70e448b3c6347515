// SPDX-License-Identifier: MIT
#include "core/model/modelregistry.h"
#include "tests/model/modeltest.h"
#include "tests/support/fakehttptransport.h"

#include <QDir>
#include <QLoggingCategory>
#include <QSignalSpy>
#include <QTemporaryDir>

using namespace aios;
using namespace aios::test;
using namespace Qt::StringLiterals;

namespace {

/// A keychain that answers as told.
class ScriptedKeychain : public SecretStore {
public:
    std::optional<Error> failure;
    QHash<QString, QByteArray> entries;
    QStringList asked;

    void read(const SecretAddress& address, QObject* context, ReadReply reply) override
    {
        asked.append(address.entryName());
        Result<Secret> result = fail(ErrorCode::NotFound, u"no such key"_s);
        if (failure)
            result = std::unexpected(*failure);
        else if (entries.contains(address.entryName()))
            result = Secret(entries.value(address.entryName()));
        QMetaObject::invokeMethod(context, [reply, result] { reply(result); }, Qt::QueuedConnection);
    }
    void write(const SecretAddress& address, const Secret& secret, QObject* context, WriteReply reply) override
    {
        const std::string_view bytes = secret.reveal();
        if (!failure)
            entries.insert(address.entryName(), QByteArray(bytes.data(), qsizetype(bytes.size())));
        answer(context, reply);
    }
    void remove(const SecretAddress& address, QObject* context, WriteReply reply) override
    {
        entries.remove(address.entryName());
        answer(context, reply);
    }

private:
    void answer(QObject* context, const WriteReply& reply)
    {
        const Result<void> result = failure ? Result<void>(std::unexpected(*failure)) : Result<void>();
        QMetaObject::invokeMethod(context, [reply, result] { reply(result); }, Qt::QueuedConnection);
    }
};

const FakeReply kRefused = FakeReply::error({ErrorCode::Network, u"refused"_s, u"curl 7"_s, std::nullopt});

FakeReply list(const QByteArray& body)
{
    return FakeReply::text(body);
}

} // namespace

class TestModelRegistry : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLoggingCategory::setFilterRules(u"aios.model.info=false\naios.model.warning=false"_s); }
    void init();
    void shippedFilesAreGood();
    void environmentNeedsNoNetwork_data();
    void environmentNeedsNoNetwork();
    void bearerToken();
    void keychainKeyIsBoundToItsEndpoint();
    void lockedKeychainIsNotMissing();
    void aLockedKeychainThatHeldAKeyIsSaid();
    void nothingConfiguredIsTheRehearsal();
    void localServerIsBetterThanRehearsal();
    void aLocalServersModelsAreFoundByBareId();
    void defaultFromTheList();
    void selectorErrors_data();
    void selectorErrors();
    void baseUrls_data();
    void baseUrls();
    void newestOfALine();
    void lists_data();
    void lists();
    void newKeyReachesARunningModel();
    void refreshConnectsOnlyWhereItMay();
    void personsFilesWin();
    void rehearsalFiles();

private:
    void open(const QHash<QString, QString>& environment = {})
    {
        ModelRegistry::Options options;
        options.resourcesDir = QStringLiteral(AIOS_SOURCE_DIR "/resources");
        options.userConfigDir = m_dir->path();
        for (const auto& [name, value] : environment.asKeyValueRange())
            options.environment.insert(name, value);
        options.transport = &*m_transport;
        options.keychain = &*m_keychain;
        options.thisRun = &*m_thisRun;
        options.rehearsalDir = QStringLiteral(AIOS_SOURCE_DIR "/resources/rehearsal");
        m_registry = std::make_unique<ModelRegistry>(options);
    }
    Result<std::shared_ptr<Model>> resolve(const QString& selector)
    {
        std::optional<Result<std::shared_ptr<Model>>> result;
        m_registry->resolve(selector, this, [&](Result<std::shared_ptr<Model>> model) { result = std::move(model); });
        if (result)
            qFatal("answered inside the call");
        if (!QTest::qWaitFor([&] { return result.has_value(); }))
            return fail(ErrorCode::Internal, u"never answered"_s);
        return *result;
    }
    QString resolved(const QString& selector)
    {
        const Result<std::shared_ptr<Model>> model = resolve(selector);
        return model ? QString((*model)->info().provider + u'/' + (*model)->info().id) : QString(u"ERROR "_s + model.error().message);
    }
    const ProviderStatus statusOf(const QString& id)
    {
        for (const ProviderStatus& status : m_registry->status()) {
            if (status.profile.id == id)
                return status;
        }
        qFatal("no such provider");
    }
    void writeUserFile(const QString& name, const QByteArray& text)
    {
        QVERIFY(QDir(m_dir->path()).mkpath(u"providers"_s));
        QFile file(m_dir->filePath(name));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(text) == text.size());
    }

    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<FakeHttpTransport> m_transport;
    std::unique_ptr<ScriptedKeychain> m_keychain;
    std::unique_ptr<SecretStore> m_thisRun;
    std::unique_ptr<ModelRegistry> m_registry;
};

void TestModelRegistry::init()
{
    m_registry.reset();
    m_dir = std::make_unique<QTemporaryDir>();
    m_transport = std::make_unique<FakeHttpTransport>();
    m_keychain = std::make_unique<ScriptedKeychain>();
    m_thisRun = makeMemorySecretStore();
}

void TestModelRegistry::shippedFilesAreGood()
{
    QStringList problems;
    const QList<ProviderFile> files = loadProviderFiles(QStringLiteral(AIOS_SOURCE_DIR "/resources"), m_dir->path(), problems);
    QVERIFY2(problems.isEmpty(), qPrintable(problems.join(u'\n')));
    QStringList ids;
    for (ProviderFile file : files) {
        settleBaseUrl(file, {});
        QVERIFY2(file.problem.isEmpty(), qPrintable(file.problem));
        ids.append(file.profile.id);
    }
    QCOMPARE(ids, (QStringList{u"anthropic"_s, u"openai"_s, u"openrouter"_s, u"ollama"_s, u"llamacpp"_s, u"lmstudio"_s, u"vllm"_s, u"rehearsal"_s}));
    QFile prices(QStringLiteral(AIOS_SOURCE_DIR "/resources/prices.json"));
    QVERIFY(prices.open(QIODevice::ReadOnly));
    PriceList list;
    list.add(prices.readAll(), u"prices.json"_s, problems);
    QVERIFY2(problems.isEmpty(), qPrintable(problems.join(u'\n')));
    for (const ModelInfo& model : files.first().models)
        QVERIFY2(list.find(u"anthropic"_s, model.id), qPrintable(model.id));
}

void TestModelRegistry::environmentNeedsNoNetwork_data()
{
    QTest::addColumn<QString>("selector");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char* selector, const char* expected) {
        QTest::newRow(selector) << QString::fromLatin1(selector) << QString::fromLatin1(expected);
    };
    row("", "anthropic/claude-sonnet-5-5");
    row("default", "anthropic/claude-sonnet-5-5");
    row("sonnet", "anthropic/claude-sonnet-5-5");
    row("opus", "anthropic/claude-opus-5-5");
    row("opus[1m]", "anthropic/claude-opus-5-5");
    row("haiku", "anthropic/claude-haiku-5-5");
    row("fable", "anthropic/claude-fable-5-2");
    row("claude-opus-4-5", "anthropic/claude-opus-4-5");
    row("claude-not-out-yet", "anthropic/claude-not-out-yet");
    row("anthropic/opus", "anthropic/claude-opus-5-5");
    row("anthropic/some-id", "anthropic/some-id");
    row("openai/gpt-x", "openai/gpt-x");
    row("gpt-x", "openai/gpt-x");
    row("ollama/llama3:8b", "ollama/llama3:8b");
    row("rehearsal", "rehearsal/rehearsal");
}

/// With a key at hand the model is there in the next turn of the event loop.
void TestModelRegistry::environmentNeedsNoNetwork()
{
    QFETCH(QString, selector);
    QFETCH(QString, expected);
    open({{u"ANTHROPIC_API_KEY"_s, u"sk-a"_s}, {u"OPENAI_API_KEY"_s, u"sk-o"_s}});
    QCOMPARE(resolved(selector), expected);
    QVERIFY(m_transport->requests().empty());
    QVERIFY(m_keychain->asked.isEmpty());
}

void TestModelRegistry::bearerToken()
{
    open({{u"ANTHROPIC_AUTH_TOKEN"_s, u"tok"_s}, {u"ANTHROPIC_BASE_URL"_s, u"http://127.0.0.1:9999/v1/"_s}});
    const auto model = resolve({});
    QVERIFY(model);
    m_transport->add(FakeReply::stream(testData(u"anthropic_text.sse"_s)));
    WireHistory history;
    history.append(userText(u"x"_s));
    Heard heard;
    const auto run = (*model)->stream({.model = {}, .system = {}, .tools = {}, .history = &history, .effort = {}, .origin = {}}, heard.handlers());
    QTRY_VERIFY(heard.end);
    QCOMPARE(m_transport->requests().front().url, QUrl(u"http://127.0.0.1:9999/v1/messages"_s));
    QCOMPARE(m_transport->header(0, "Authorization"), QByteArray("Bearer tok"));
    QVERIFY(m_transport->header(0, "x-api-key").isEmpty());
    QCOMPARE(m_transport->header(0, "anthropic-version"), QByteArray("2023-06-01"));
}

void TestModelRegistry::keychainKeyIsBoundToItsEndpoint()
{
    m_keychain->entries.insert(u"anthropic@https://api.anthropic.com"_s, "sk-chain");
    open();
    QCOMPARE(resolved(u"sonnet"_s), u"anthropic/claude-sonnet-5-5"_s);
    QVERIFY(statusOf(u"anthropic"_s).key == ProviderStatus::Key::FromKeychain);
    // The same keychain, but the address points elsewhere: that key is not for it.
    open({{u"ANTHROPIC_BASE_URL"_s, u"https://proxy.example:8443"_s}});
    const auto model = resolve(u"sonnet"_s);
    QVERIFY(!model);
    QCOMPARE(model.error().code, ErrorCode::Authentication);
    QVERIFY(m_keychain->asked.contains(u"anthropic@https://proxy.example:8443"_s));
}

void TestModelRegistry::lockedKeychainIsNotMissing()
{
    m_keychain->failure = Error{ErrorCode::Unavailable, u"The keychain is locked."_s, {}, std::nullopt};
    open();
    const auto model = resolve(u"opus"_s);
    QVERIFY(!model);
    QCOMPARE(model.error().code, ErrorCode::Unavailable);
    QVERIFY2(model.error().message.contains(u"locked"_s), qPrintable(model.error().message));
    QVERIFY(statusOf(u"anthropic"_s).key == ProviderStatus::Key::KeychainUnavailable);
    QVERIFY(statusOf(u"anthropic"_s).problem.contains(u"locked"_s));
}

/// Who has stored a key does not get scripted replies, or another model, because the keychain is locked today; who has not, does.
void TestModelRegistry::aLockedKeychainThatHeldAKeyIsSaid()
{
    open();
    std::optional<Result<void>> done;
    const auto note = [&done](const Result<void>& result) { done = result; };
    m_registry->setKey(u"anthropic"_s, Secret("kept"), true, this, note);
    QTRY_VERIFY(done);
    m_keychain->failure = Error{ErrorCode::Unavailable, u"The keychain is locked."_s, {}, std::nullopt};
    open();
    const auto model = resolve({});
    QVERIFY(!model);
    QCOMPARE(model.error().code, ErrorCode::Unavailable);
    QVERIFY2(model.error().message.contains(u"The key of Anthropic"_s), qPrintable(model.error().message));
    QFile names(m_dir->filePath(u"keychain.json"_s));
    QVERIFY(names.open(QIODevice::ReadOnly));
    QVERIFY(!names.readAll().contains("kept"));
    m_keychain->failure.reset();
    open();
    done.reset();
    m_registry->forgetKey(u"anthropic"_s, this, note);
    QTRY_VERIFY(done);
    m_keychain->failure = Error{ErrorCode::Unavailable, u"The keychain is locked."_s, {}, std::nullopt};
    for (int i = 0; i < 4; ++i)
        m_transport->add(kRefused);
    open();
    QCOMPARE(resolved({}), u"rehearsal/rehearsal"_s);
}

void TestModelRegistry::nothingConfiguredIsTheRehearsal()
{
    for (int i = 0; i < 4; ++i)
        m_transport->add(kRefused);
    open();
    QCOMPARE(resolved({}), u"rehearsal/rehearsal"_s);
    for (const HttpRequest& request : m_transport->requests())
        QVERIFY2(isLoopback(request.url), qPrintable(request.url.toString()));
    QCOMPARE(m_transport->requests().size(), 4u);
}

void TestModelRegistry::localServerIsBetterThanRehearsal()
{
    m_transport->add(kRefused);
    m_transport->add(list(R"({"object":"list","data":[{"id":"nomic-embed"},{"id":"qwen3:8b","meta":{"n_ctx_train":32768}}]})"));
    m_transport->add(list("<html>something else on this port</html>"));
    m_transport->add(kRefused);
    open();
    const auto model = resolve({});
    QVERIFY(model);
    QCOMPARE((*model)->info().provider, u"llamacpp"_s);
    QCOMPARE((*model)->info().id, u"qwen3:8b"_s);
    QCOMPARE((*model)->info().contextWindow, 32768);
    QVERIFY((*model)->info().local);
    QCOMPARE((*model)->cost({.inputTokens = 5}), std::optional(0.0));
    QVERIFY(statusOf(u"llamacpp"_s).reachable && !statusOf(u"lmstudio"_s).reachable);
}

void TestModelRegistry::aLocalServersModelsAreFoundByBareId()
{
    m_transport->add(list(R"({"models":[{"name":"llama3:8b","model":"llama3:8b"}]})"));
    for (int i = 0; i < 3; ++i)
        m_transport->add(kRefused);
    open();
    QCOMPARE(resolved(u"llama3:8b"_s), u"ollama/llama3:8b"_s);
}

void TestModelRegistry::defaultFromTheList()
{
    m_transport->add(
        list(R"({"data":[{"id":"gpt-4","created":100},{"id":"gpt-5","created":300},{"id":"gpt-5-mini","created":900},{"id":"tts","created":999}]})"));
    open({{u"OPENAI_API_KEY"_s, u"sk-o"_s}});
    QCOMPARE(resolved({}), u"openai/gpt-5"_s);
    QCOMPARE(m_transport->header(0, "Authorization"), QByteArray("Bearer sk-o"));
    init();
    m_transport->add(FakeReply::text(R"({"error":{"message":"bad key sk-o","code":"invalid_api_key"}})", 401));
    open({{u"OPENAI_API_KEY"_s, u"sk-o"_s}});
    const QString said = resolved({});
    QVERIFY2(said.startsWith(u"ERROR"_s) && said.contains(u"refused the key"_s) && !said.contains(u"sk-o"_s), qPrintable(said));
}

void TestModelRegistry::selectorErrors_data()
{
    QTest::addColumn<QString>("selector");
    QTest::addColumn<ErrorCode>("code");
    QTest::newRow("alias without a key") << u"haiku"_s << ErrorCode::Authentication;
    QTest::newRow("id without a key") << u"claude-x"_s << ErrorCode::Authentication;
    QTest::newRow("unknown id") << u"no-such-model"_s << ErrorCode::NotFound;
    QTest::newRow("no such rehearsal") << u"rehearsal:/nowhere/x.yaml"_s << ErrorCode::NotFound;
}

void TestModelRegistry::selectorErrors()
{
    QFETCH(QString, selector);
    QFETCH(ErrorCode, code);
    for (int i = 0; i < 4; ++i)
        m_transport->add(kRefused);
    open();
    const auto model = resolve(selector);
    QVERIFY(!model);
    QCOMPARE(model.error().code, code);
    QVERIFY2(model.error().message.endsWith(u'.'), qPrintable(model.error().message));
}

void TestModelRegistry::baseUrls_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<bool>("good");
    QTest::newRow("https") << u"https://proxy.example/anthropic"_s << true;
    QTest::newRow("loopback") << u"http://127.0.0.1:8123"_s << true;
    QTest::newRow("loopback, another") << u"http://127.9.8.7:1"_s << true;
    QTest::newRow("localhost") << u"http://localhost:8123"_s << true;
    QTest::newRow("IPv6 loopback") << u"http://[::1]:8123"_s << true;
    QTest::newRow("plain http elsewhere") << u"http://proxy.example"_s << false;
    QTest::newRow("looks like loopback") << u"http://127.0.0.1.example.org"_s << false;
    QTest::newRow("localhost as a subdomain") << u"http://localhost.example.org"_s << false;
    QTest::newRow("password") << u"https://user:secret@proxy.example"_s << false;
    QTest::newRow("no scheme") << u"proxy.example"_s << false;
    QTest::newRow("file") << u"file:///etc/passwd"_s << false;
    QTest::newRow("other scheme") << u"ftp://x"_s << false;
}

void TestModelRegistry::baseUrls()
{
    QFETCH(QString, url);
    QFETCH(bool, good);
    open({{u"ANTHROPIC_API_KEY"_s, u"sk-a"_s}, {u"ANTHROPIC_BASE_URL"_s, url}});
    for (const QString& selector : {QString(), u"sonnet"_s, u"anthropic/x"_s, u"claude-x"_s}) {
        const auto model = resolve(selector);
        QCOMPARE(model.has_value(), good);
    }
    QCOMPARE(statusOf(u"anthropic"_s).problem.isEmpty(), good);
    QVERIFY(m_transport->requests().empty());
}

void TestModelRegistry::newestOfALine()
{
    const ProviderFile file = shippedProvider(u"anthropic"_s);
    const auto listed = parseModelList(
        R"({"data":[{"id":"claude-sonnet-7","line":"sonnet","created_at":"2027-03-01T00:00:00Z","lifecycle":"active"},
                    {"id":"claude-sonnet-8","line":"sonnet","created_at":"2028-03-01T00:00:00Z","lifecycle":"retired"},
                    {"id":"claude-sonnet-6","line":"sonnet","created_at":"2026-12-01T00:00:00Z","lifecycle":"active"}]})",
        file);
    QVERIFY(listed);
    QCOMPARE(newestOfLine(u"sonnet"_s, file, *listed), u"claude-sonnet-7"_s);
    QCOMPARE(newestOfLine(u"opus"_s, file, *listed), QString());
    QCOMPARE(newestOfLine(u"opus"_s, file, {}), u"claude-opus-5-5"_s);
}

void TestModelRegistry::lists_data()
{
    QTest::addColumn<QString>("provider");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<ModelInfo>("expected");
    QTest::newRow("anthropic")
        << u"anthropic"_s
        << QByteArray(R"({"data":[{"type":"model","id":"claude-new","display_name":"Claude New","created_at":"2026-11-01T00:00:00Z","line":"opus",
        "max_input_tokens":500000,"max_tokens":64000,"capabilities":{"image_input":{"supported":false},"thinking":{"supported":true,"types":{"adaptive":{"supported":true},
        "enabled":{"supported":false}}},"effort":{"supported":true,"low":{"supported":true},"max":{"supported":true},"xhigh":{"supported":false}}}}]})")
        << ModelInfo{.provider = u"anthropic"_s,
                     .id = u"claude-new"_s,
                     .displayName = u"Claude New"_s,
                     .contextWindow = 500'000,
                     .maxOutput = 64'000,
                     .images = false,
                     .efforts = {u"low"_s, u"max"_s},
                     .thinking = {u"adaptive"_s},
                     .line = u"opus"_s};
    QTest::newRow("known model, bare list") << u"anthropic"_s << QByteArray(R"({"data":[{"id":"claude-haiku-4-5-20251001"}]})")
                                            << ModelInfo{.provider = u"anthropic"_s,
                                                         .id = u"claude-haiku-4-5-20251001"_s,
                                                         .displayName = u"Claude Haiku 4.5"_s,
                                                         .contextWindow = 200'000,
                                                         .maxOutput = 64'000,
                                                         .thinking = {u"enabled"_s},
                                                         .line = u"haiku"_s};
    QTest::newRow("openrouter")
        << u"openrouter"_s << QByteArray(R"({"data":[{"id":"a/b","name":"A B","context_length":1000,"top_provider":{"max_completion_tokens":99},
        "architecture":{"input_modalities":["text"]},"pricing":{"prompt":"0.000001","completion":"0.000002"}}]})")
        << ModelInfo{.provider = u"openrouter"_s, .id = u"a/b"_s, .displayName = u"A B"_s, .contextWindow = 1000, .maxOutput = 99, .images = false};
    QTest::newRow("vllm") << u"vllm"_s << QByteArray(R"({"object":"list","data":[{"id":"m","max_model_len":4096}]})")
                          << ModelInfo{.provider = u"vllm"_s, .id = u"m"_s, .displayName = u"m"_s, .contextWindow = 4096, .local = true};
}

void TestModelRegistry::lists()
{
    QFETCH(QString, provider);
    QFETCH(QByteArray, body);
    QFETCH(ModelInfo, expected);
    const auto models = parseModelList(body, shippedProvider(provider));
    QVERIFY2(models, models ? "" : qPrintable(models.error().message));
    QCOMPARE(models->size(), 1);
    const ModelInfo& info = models->first().info;
    QCOMPARE(info.provider, expected.provider);
    QCOMPARE(info.id, expected.id);
    QCOMPARE(info.displayName, expected.displayName);
    QCOMPARE(info.contextWindow, expected.contextWindow);
    QCOMPARE(info.maxOutput, expected.maxOutput);
    QCOMPARE(info.images, expected.images);
    QCOMPARE(info.efforts, expected.efforts);
    QCOMPARE(info.thinking, expected.thinking);
    QCOMPARE(info.local, expected.local);
    QCOMPARE(info.line, expected.line);
    if (provider == "openrouter"_L1)
        QCOMPARE(models->first().price->cost({.inputTokens = 1000, .outputTokens = 1000}), 0.003);
    for (const char* wrong : {"", "[]", "{}", R"({"data":{}})", "<html>", R"({"data":)"})
        QVERIFY(!parseModelList(wrong, shippedProvider(provider)));
}

void TestModelRegistry::newKeyReachesARunningModel()
{
    open({{u"ANTHROPIC_API_KEY"_s, u"old"_s}});
    const auto model = resolve(u"sonnet"_s);
    QVERIFY(model);
    std::optional<Result<void>> stored;
    m_registry->setKey(u"anthropic"_s, Secret("new"), true, this, [&](const Result<void>& result) { stored = result; });
    QTRY_VERIFY(stored);
    QVERIFY(*stored);
    QCOMPARE(m_keychain->entries.value(u"anthropic@https://api.anthropic.com"_s), QByteArray("new"));
    m_transport->add(FakeReply::stream(testData(u"anthropic_text.sse"_s)));
    WireHistory history;
    history.append(userText(u"x"_s));
    Heard heard;
    const auto run = (*model)->stream({.model = {}, .system = {}, .tools = {}, .history = &history, .effort = {}, .origin = {}}, heard.handlers());
    QTRY_VERIFY(heard.end);
    QCOMPARE(m_transport->header(0, "x-api-key"), QByteArray("new"));

    stored.reset();
    m_registry->setKey(u"openai"_s, Secret("run"), false, this, [&](const Result<void>& result) { stored = result; });
    QTRY_VERIFY(stored);
    QVERIFY(*stored && statusOf(u"openai"_s).key == ProviderStatus::Key::ThisRun);
    QCOMPARE(m_keychain->entries.size(), 1);
    stored.reset();
    m_registry->forgetKey(u"openai"_s, this, [&](const Result<void>& result) { stored = result; });
    QTRY_VERIFY(stored);
    QVERIFY(*stored && statusOf(u"openai"_s).key == ProviderStatus::Key::Missing);
    stored.reset();
    m_registry->setKey(u"nobody"_s, Secret("x"), true, this, [&](const Result<void>& result) { stored = result; });
    QTRY_VERIFY(stored);
    QVERIFY(!*stored);
}

void TestModelRegistry::refreshConnectsOnlyWhereItMay()
{
    open({{u"ANTHROPIC_API_KEY"_s, u"sk-a"_s}});
    m_transport->add(list(R"({"data":[{"id":"claude-sonnet-5-5"}]})"));
    QSignalSpy changed(m_registry.get(), &ModelRegistry::statusChanged);
    m_registry->refresh(false);
    QTRY_VERIFY(statusOf(u"anthropic"_s).reachable);
    QCOMPARE(m_transport->requests().size(), 1u);
    QCOMPARE(m_transport->requests().front().url.host(), u"api.anthropic.com"_s);
    QVERIFY(!changed.isEmpty());
    QTRY_VERIFY(statusOf(u"openai"_s).key == ProviderStatus::Key::Missing);
    for (int i = 0; i < 5; ++i)
        m_transport->add(kRefused);
    m_registry->refresh(true);
    QTRY_COMPARE(m_transport->requests().size(), 6u);
}

void TestModelRegistry::personsFilesWin()
{
    writeUserFile(
        u"providers/anthropic.json"_s,
        R"({"id":"anthropic","name":"Mine","wire":"anthropic","order":1,"baseUrl":"http://box.lan:1","allowHttp":true,"keyEnvironment":"MY_KEY",
        "auth":{"header":"x-api-key"},"default":"m1"})");
    writeUserFile(u"providers/broken.json"_s, "{");
    writeUserFile(u"prices.json"_s, R"({"models":[{"provider":"anthropic","id":"m1","input":1000000,"output":0}]})");
    open({{u"MY_KEY"_s, u"k"_s}});
    const auto model = resolve({});
    QVERIFY(model);
    QCOMPARE((*model)->info().id, u"m1"_s);
    QCOMPARE((*model)->cost({.inputTokens = 2}), std::optional(2.0));
    QCOMPARE(statusOf(u"anthropic"_s).profile.name, u"Mine"_s);
}

void TestModelRegistry::rehearsalFiles()
{
    writeUserFile(u"x.yaml"_s, "rehearsal: 1\nsteps: [{say: [{text: hello}]}]");
    open();
    QCOMPARE(resolved(u"rehearsal:"_s + m_dir->filePath(u"x.yaml"_s)), u"rehearsal/rehearsal"_s);
    QCOMPARE(resolved(u"rehearsal:"_s + m_dir->path()), u"rehearsal/rehearsal"_s);
    QVERIFY(ModelRegistry::replay(m_dir->filePath(u"x.yaml"_s), nullptr));
    QVERIFY(!ModelRegistry::replay(m_dir->filePath(u"none.yaml"_s), nullptr));
}

QTEST_GUILESS_MAIN(TestModelRegistry)
#include "tst_modelregistry.moc"
