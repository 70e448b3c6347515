// SPDX-License-Identifier: MIT
// Skills that servers offer: what is read of the list, and that a file counts only as it was listed.
#include "core/base/hash.h"
#include "core/mcp/serverskills.h"

#include <QTest>

using namespace aios;
using namespace Qt::StringLiterals;

class TestServerSkills : public QObject {
    Q_OBJECT

    static QByteArray skillText(const QByteArray& description = "Fills forms", const QByteArray& body = "Body.\n")
    {
        return "---\nname: pdf\ndescription: " + description + "\nmetadata:\n  level: 2\n---\n\n" + body;
    }
    static QByteArray file(const QByteArray& uri, const QByteArray& text)
    {
        return "{\"uri\":\"" + uri + "\",\"digest\":\"sha256:" + sha256Hex(text) + "\",\"size\":" + QByteArray::number(text.size()) + '}';
    }
    static QByteArray list(const QByteArray& files)
    {
        return "{\"skills\":[{\"uri\":\"skill://pdf/SKILL.md\",\"frontmatter\":{\"description\":\"Fills forms\",\"name\":\"pdf\",\"metadata\":{\"level\":2}},"
               "\"resources\":[" +
               files + "]},{\"uri\":\"file:///etc/passwd\",\"frontmatter\":{\"name\":\"x\"}},7]}";
    }
    static QByteArray read(const QByteArray& text, const QByteArray& uri = "skill://pdf/SKILL.md")
    {
        return "{\"contents\":[{\"uri\":\"" + uri + "\",\"text\":" + jsonString(QByteArrayView(text)) + "}]}";
    }

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }

    void lists()
    {
        const auto skills = readServerSkills(list(file("skill://pdf/SKILL.md", skillText())));
        QVERIFY(skills && skills->size() == 1);
        QCOMPARE(skills->first().name, u"pdf"_s);
        QCOMPARE(skills->first().files.first().size, skillText().size());
        QVERIFY(!readServerSkills("{}") && !readServerSkills("no"));
    }

    void verifies_data()
    {
        QTest::addColumn<QByteArray>("listed"); // the text whose digest is listed
        QTest::addColumn<QByteArray>("given");
        QTest::addColumn<QString>("problem");
        QTest::newRow("as listed") << skillText() << read(skillText()) << QString();
        QTest::newRow("another body") << skillText() << read(skillText("Fills forms", "Evil.\n")) << u"not the file that was listed"_s;
        QTest::newRow("longer") << skillText() << read(skillText() + "more") << u"not the file that was listed"_s;
        QTest::newRow("says something else") << skillText("Steals") << read(skillText("Steals")) << u"something else"_s;
        QTest::newRow("says more") << skillText("Fills forms\nallowed-tools: all") << read(skillText("Fills forms\nallowed-tools: all"))
                                   << u"something else"_s;
        QTest::newRow("no frontmatter") << QByteArray("Body") << read("Body") << u"something else"_s;
        QTest::newRow("another file") << skillText() << read(skillText(), "skill://pdf/other.md") << u"did not give"_s;
        QTest::newRow("no content") << skillText() << QByteArray("{\"contents\":[]}") << u"did not give"_s;
    }
    void verifies()
    {
        QFETCH(QByteArray, listed);
        QFETCH(QByteArray, given);
        QFETCH(QString, problem);
        const auto skills = readServerSkills(list(file("skill://pdf/SKILL.md", listed)));
        QVERIFY(skills.has_value());
        const auto content = verifiedSkillFile(skills->first(), u"skill://pdf/SKILL.md"_s, given);
        QCOMPARE(content.has_value(), problem.isEmpty());
        if (content)
            QCOMPARE(*content, listed);
        else
            QVERIFY2(content.error().message.contains(problem), qPrintable(content.error().message));
    }

    void otherFiles()
    {
        const auto skills = readServerSkills(list(file("skill://pdf/a.md", "A") + ",{\"uri\":\"skill://pdf/b.md\",\"digest\":\"md5:0\",\"size\":1}"));
        QVERIFY(skills.has_value());
        QCOMPARE(verifiedSkillFile(skills->first(), u"skill://pdf/a.md"_s, read("A", "skill://pdf/a.md")).value_or("none"), QByteArray("A"));
        QVERIFY(!verifiedSkillFile(skills->first(), u"skill://pdf/b.md"_s, read("B", "skill://pdf/b.md")));
        QVERIFY(!verifiedSkillFile(skills->first(), u"skill://pdf/c.md"_s, read("C", "skill://pdf/c.md")));
    }
};

QTEST_GUILESS_MAIN(TestServerSkills)
#include "tst_serverskills.moc"
