// SPDX-License-Identifier: MIT
#include "core/agent/tokenscale.h"
#include "tests/support/tempproject.h"

#include <QTest>

using namespace aios;
using namespace Qt::StringLiterals;
using test::TempProject;

namespace {

/// A reply as the transcript writes it; 36,000 bytes are estimated as 10,000 tokens.
QByteArray reply(const QByteArray& usage, int sent = 36000)
{
    QByteArray line = "{\"type\":\"reply\",\"model\":\"m-1\",\"usage\":{" + usage + "}";
    if (sent > 0)
        line += ",\"sent\":" + QByteArray::number(sent);
    return line + "}\n";
}

} // namespace

class TestTokenScale : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void scale_data()
    {
        QTest::addColumn<QByteArray>("transcript");
        QTest::addColumn<double>("factor");
        QTest::addColumn<int>("replies");
        QTest::newRow("empty") << QByteArray() << 1.0 << 0;
        QTest::newRow("one") << reply("\"input\":12000") << 1.2 << 1;
        QTest::newRow("cached counts too") << reply("\"input\":1000,\"cacheWrite\":2000,\"cacheRead\":8000") << 1.1 << 1;
        QTest::newRow("median") << reply("\"input\":9000") + reply("\"input\":30000") + reply("\"input\":11000") << 1.1 << 3;
        QTest::newRow("estimated by us") << reply("\"input\":12000,\"estimated\":true") << 1.0 << 0;
        QTest::newRow("over no wire") << reply("\"input\":12000", 0) << 1.0 << 0;
        QTest::newRow("too small to tell") << reply("\"input\":12000", 500) << 1.0 << 0;
        QTest::newRow("a picture") << reply("\"input\":300", 3600000) << 1.0 << 0;
        QTest::newRow("torn, and other lines") << "{\"type\":\"prompt\",\"sent\":36000}\n{\"type\":\"reply\",\"usa\n" + reply("\"input\":8000") +
                                                      "{\"type\":\"rep"
                                               << 0.8 << 1;
    }
    void scale()
    {
        QFETCH(const QByteArray, transcript);
        QFETCH(const double, factor);
        QFETCH(const int, replies);
        const TempProject place;
        place.write(u"sessions/a.jsonl"_s, transcript);
        const TokenScale scale = tokenScaleOf(place.path(u"sessions"_s));
        QVERIFY2(qAbs(scale.factor - factor) < 1e-9, QByteArray::number(scale.factor).constData());
        QCOMPARE(scale.replies, replies);
        QCOMPARE(scale.model, replies > 0 ? u"m-1"_s : QString());
    }

    void noSessions() { QCOMPARE(tokenScaleOf(u"/nowhere"_s).replies, 0); }

    void reportIsCorrected()
    {
        const TempProject project;
        project.write(u"CLAUDE.md"_s, QByteArray("word ").repeated(720)); // 3,600 bytes: about 1,000 tokens.
        const Result<ContentSnapshot> content = loadContent(project.path(), {.userConfigDir = {}, .readParents = false, .consentedImports = {}});
        QVERIFY(content);
        const QString plain = contentToText(*content);
        QVERIFY2(plain.contains(u"estimated by bytes"_s) && plain.contains(u"CLAUDE.md    1000"_s), qPrintable(plain));
        const QString corrected = contentToText(*content, {.factor = 1.5, .replies = 4, .model = u"m-1"_s});
        QVERIFY2(corrected.contains(u"corrected by 4 replies of m-1 (×1.50)"_s) && corrected.contains(u"CLAUDE.md    1500"_s), qPrintable(corrected));
        QVERIFY(contentToJson(*content, {.factor = 1.5, .replies = 4, .model = u"m-1"_s}).contains("\"tokens\":1500"));
    }
};

QTEST_GUILESS_MAIN(TestTokenScale)
#include "tst_tokenscale.moc"
