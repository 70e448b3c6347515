// SPDX-License-Identifier: MIT
#include "core/content/enforce.h"

#include <QTest>

using namespace aios;
using namespace Qt::StringLiterals;

/// Conditions in the frontmatter of rules.
class TestEnforce : public QObject {
    Q_OBJECT

private:
    static Frontmatter settingsOf(const QByteArray& yaml)
    {
        const QByteArray text = "---\n" + yaml + "---\nText\n";
        const auto document = parseMarkdownDocument(text);
        return document ? document->frontmatter : Frontmatter();
    }

private Q_SLOTS:
    void init() { QTest::failOnWarning(); }

    void reads()
    {
        QList<EnforceProblem> problems;
        const auto rules = enforceRules(
            settingsOf(
                "title: x\nenforce:\n  - before: Edit(content/**)\n    read: [brand/profile.md, \"playbooks/{platform}.md\"]\n"
                "  - before: mcp__*__create_record\n    when: {table: Content}\n    called: mcp__*__create_record\n    with:\n      table: Plans\n"),
            u"r.md"_s, problems);
        QCOMPARE(problems, QList<EnforceProblem>{});
        QCOMPARE(rules.size(), 2);
        QCOMPARE(rules[0],
                 (EnforceRule{u"Edit(content/**)"_s, {u"brand/profile.md"_s, u"playbooks/{platform}.md"_s}, {}, {}, {}, u"r.md"_s, rules[0].line}));
        QCOMPARE(rules[1], (EnforceRule{u"mcp__*__create_record"_s,
                                        {},
                                        u"mcp__*__create_record"_s,
                                        {{u"table"_s, u"Content"_s}},
                                        {{u"table"_s, u"Plans"_s}},
                                        u"r.md"_s,
                                        rules[1].line}));
        QVERIFY(rules[0].line >= 3 && rules[1].line > rules[0].line);
    }

    void problems_data()
    {
        QTest::addColumn<QByteArray>("yaml");
        QTest::addColumn<QString>("says");
        QTest::newRow("a text") << QByteArray("enforce: always\n") << u"list"_s;
        QTest::newRow("no before") << QByteArray("enforce:\n  - read: [a.md]\n") << u"before"_s;
        QTest::newRow("asks for nothing") << QByteArray("enforce:\n  - before: Edit\n") << u"nothing"_s;
        QTest::newRow("unknown key") << QByteArray("enforce:\n  - before: Edit\n    reads: [a.md]\n") << u"reads"_s;
        QTest::newRow("outside") << QByteArray("enforce:\n  - before: Edit\n    read: [../a.md]\n") << u"beneath"_s;
        QTest::newRow("no calls") << QByteArray("enforce:\n  - before: \"when writing\"\n    read: [a.md]\n") << u"names no calls"_s;
        QTest::newRow("with alone") << QByteArray("enforce:\n  - before: Edit\n    read: [a.md]\n    with: {a: b}\n") << u"called"_s;
        QTest::newRow("an entry that is a text") << QByteArray("enforce:\n  - Edit\n") << u"keys"_s;
    }
    void problems()
    {
        QFETCH(const QByteArray, yaml);
        QFETCH(const QString, says);
        QList<EnforceProblem> problems;
        QVERIFY(enforceRules(settingsOf(yaml), u"r.md"_s, problems).isEmpty());
        QCOMPARE(problems.size(), 1);
        QVERIFY2(problems.constFirst().text.contains(says), qPrintable(problems.constFirst().text));
    }

    void files_data()
    {
        QTest::addColumn<QByteArray>("piece");
        QTest::addColumn<QStringList>("files");
        QTest::newRow("filled in") << QByteArray("platform: website\ntype: article\n")
                                   << QStringList{u"brand/profile.md"_s, u"playbooks/website-article.md"_s, u"content/plans/a-piece.md"_s};
        QTest::newRow("own slug") << QByteArray("platform: x\ntype: post\nslug: other\n")
                                  << QStringList{u"brand/profile.md"_s, u"playbooks/x-post.md"_s, u"content/plans/other.md"_s};
        QTest::newRow("missing") << QByteArray("type: post\n")
                                 << QStringList{u"brand/profile.md"_s, u"playbooks/{platform}-post.md"_s, u"content/plans/a-piece.md"_s};
        QTest::newRow("hostile") << QByteArray("platform: ../../etc\ntype: a/b\n")
                                 << QStringList{u"brand/profile.md"_s, u"playbooks/{platform}-{type}.md"_s, u"content/plans/a-piece.md"_s};
    }
    void files()
    {
        QFETCH(const QByteArray, piece);
        const EnforceRule rule{.read = {u"brand/profile.md"_s, u"playbooks/{platform}-{type}.md"_s, u"content/plans/{slug}.md"_s}};
        QTEST(filesToRead(rule, settingsOf(piece), u"content/a-piece.md"_s), "files");
    }

    void missing_data()
    {
        QTest::addColumn<QStringList>("history");
        QTest::addColumn<QStringList>("missing");
        QTest::newRow("none") << QStringList{} << QStringList{u"a"_s, u"b"_s, u"c"_s};
        QTest::newRow("in order") << QStringList{u"a"_s, u"x"_s, u"b"_s, u"c"_s} << QStringList{};
        QTest::newRow("wrong order") << QStringList{u"c"_s, u"b"_s, u"a"_s} << QStringList{u"b"_s, u"c"_s};
        QTest::newRow("wrong order, then again") << QStringList{u"c"_s, u"a"_s, u"b"_s, u"c"_s} << QStringList{};
        QTest::newRow("one is missing") << QStringList{u"a"_s, u"c"_s} << QStringList{u"b"_s, u"c"_s};
    }
    void missing()
    {
        QFETCH(const QStringList, history);
        QTEST(missingReads({u"a"_s, u"b"_s, u"c"_s}, history), "missing");
    }
};

QTEST_GUILESS_MAIN(TestEnforce)
#include "tst_enforce.moc"
