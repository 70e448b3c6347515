// SPDX-License-Identifier: MIT
#include "core/secrets/secretstore.h"

#include <QTest>

using namespace aios;
using namespace Qt::StringLiterals;

class TestMemorySecretStore : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }
    void init() { m_store = makeMemorySecretStore(); }
    void keepsByAddress();
    void answersFromTheEventLoop();
    void staysSilentForDeadContexts();
    void refusesEmptyKeys();

private:
    Result<Secret> read(const SecretAddress& address)
    {
        std::optional<Result<Secret>> answer;
        m_store->read(address, this, [&answer](const Result<Secret>& result) { answer = result; });
        if (!QTest::qWaitFor([&answer] { return answer.has_value(); }))
            qFatal("no answer");
        return *answer;
    }
    std::unique_ptr<SecretStore> m_store;
    const SecretAddress m_real{u"anthropic"_s, u"https://api.anthropic.com"_s};
    const SecretAddress m_other{u"anthropic"_s, u"https://evil.example"_s};
};

void TestMemorySecretStore::keepsByAddress()
{
    m_store->write(m_real, Secret("sk-1"), this, [](const Result<void>& result) { QVERIFY(result); });
    QVERIFY(read(m_real)->reveal() == "sk-1");
    QCOMPARE(read(m_other).error().code, ErrorCode::NotFound); // Same service, another endpoint: not its key.
    m_store->remove(m_real, this, [](const Result<void>& result) { QVERIFY(result); });
    QCOMPARE(read(m_real).error().code, ErrorCode::NotFound);
}

void TestMemorySecretStore::answersFromTheEventLoop()
{
    int answers = 0;
    m_store->write(m_real, Secret("sk-1"), this, [&](const Result<void>&) { ++answers; });
    m_store->read(m_real, this, [&](const Result<Secret>&) { ++answers; });
    QCOMPARE(answers, 0);
    QTRY_COMPARE(answers, 2);
}

void TestMemorySecretStore::staysSilentForDeadContexts()
{
    int answers = 0;
    {
        QObject context;
        m_store->read(m_real, &context, [&](const Result<Secret>&) { ++answers; });
    }
    QCoreApplication::processEvents();
    QCOMPARE(answers, 0);
}

void TestMemorySecretStore::refusesEmptyKeys()
{
    std::optional<ErrorCode> code;
    m_store->write(m_real, Secret(), this, [&code](const Result<void>& result) { code = result.error().code; });
    QTRY_VERIFY(code.has_value());
    QCOMPARE(*code, ErrorCode::InvalidInput);
}

QTEST_GUILESS_MAIN(TestMemorySecretStore)
#include "tst_memorysecretstore.moc"
