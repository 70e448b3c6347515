// SPDX-License-Identifier: MIT
#include "core/content/layerfields.h"

#include <QTest>

using namespace aios;
using namespace Qt::StringLiterals;

class TestLayerFields : public QObject {
    Q_OBJECT

private:
    static QString told(LayerKind kind, const QByteArray& file)
    {
        const auto fields = layerFields(kind, file);
        if (!fields)
            return fields.error().message;
        QStringList all;
        for (const LayerField& field : *fields)
            all += QString(field.key + u'=' + field.value + (field.fixed ? u"!"_s : QString()));
        return all.join(u"; "_s);
    }

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }

    void reads_data()
    {
        QTest::addColumn<LayerKind>("kind");
        QTest::addColumn<QByteArray>("file");
        QTest::addColumn<QString>("fields");
        QTest::newRow("nothing yet") << LayerKind::Command << QByteArray("Body\n") << u"description=; argument-hint=; allowed-tools=; model="_s;
        QTest::newRow("other spellings") << LayerKind::Skill << QByteArray("---\nDescription: D\nload_when: L\nallowedTools: Read, Grep\n---\n")
                                         << u"Description=D; load_when=L; argument-hint=; allowedTools=Read, Grep; model="_s;
        QTest::newRow("lists") << LayerKind::Agent << QByteArray("---\ntools: [Read, Grep]\n---\n") << u"description=; tools=Read, Grep; model="_s;
        QTest::newRow("a hint in brackets") << LayerKind::Command << QByteArray("---\nargument-hint: [topic] [length]\n---\n")
                                            << u"description=; argument-hint=[topic] [length]; allowed-tools=; model="_s;
        QTest::newRow("several lines") << LayerKind::Agent << QByteArray("---\ndescription: >\n  One\n  two\ntools:\n  - Read\n  - Edit\n---\n")
                                       << u"description=One two!; tools=Read, Edit!; model="_s;
        QTest::newRow("broken") << LayerKind::Agent << QByteArray("---\na: 1\na: 2\n---\n")
                                << u"Its frontmatter cannot be read, so it has to be mended in the text first. "_s;
    }
    void reads()
    {
        QFETCH(LayerKind, kind);
        QFETCH(QByteArray, file);
        QFETCH(QString, fields);
        const QString found = told(kind, file);
        QVERIFY2(fields.endsWith(u' ') ? found.startsWith(fields) : found == fields, qPrintable(found));
    }

    void writes_data()
    {
        QTest::addColumn<QByteArray>("before");
        QTest::addColumn<LayerField>("field");
        QTest::addColumn<QByteArray>("after");
        QTest::newRow("a value") << QByteArray("---\nname: a\ndescription: Old  # why\n---\nBody\n") << LayerField{u"description"_s, u"New"_s}
                                 << QByteArray("---\nname: a\ndescription: New  # why\n---\nBody\n");
        QTest::newRow("one that needs quotes") << QByteArray("---\ndescription: Old\n---\n") << LayerField{u"description"_s, u"New: \"a\""_s}
                                               << QByteArray("---\ndescription: \"New: \\\"a\\\"\"\n---\n");
        QTest::newRow("a missing one") << QByteArray("---\nname: a\n---\nBody\n") << LayerField{u"allowed-tools"_s, u"Read, Bash(git *)"_s}
                                       << QByteArray("---\nname: a\nallowed-tools: \"Read, Bash(git *)\"\n---\nBody\n");
        QTest::newRow("a list") << QByteArray("---\ntools: [Read, Grep]\n---\n") << LayerField{u"tools"_s, u"Read"_s}
                                << QByteArray("---\ntools: Read\n---\n");
        QTest::newRow("a hint") << QByteArray("---\nargument-hint: [topic]\n---\n") << LayerField{u"argument-hint"_s, u"[topic] [length]"_s}
                                << QByteArray("---\nargument-hint: \"[topic] [length]\"\n---\n");
        QTest::newRow("the same") << QByteArray("---\nargument-hint: [topic]\n---\n") << LayerField{u"argument-hint"_s, u"[topic]"_s}
                                  << QByteArray("---\nargument-hint: [topic]\n---\n");
        QTest::newRow("empty, and not there") << QByteArray("---\nname: a\n---\n") << LayerField{u"model"_s, QString()}
                                              << QByteArray("---\nname: a\n---\n");
        QTest::newRow("emptied") << QByteArray("---\nname: a\ntools: Read, Grep, Glob # few\nmodel: opus\n---\nBody\n")
                                 << LayerField{u"tools"_s, QString()} << QByteArray("---\nname: a\nmodel: opus\n---\nBody\n");
        QTest::newRow("emptied, the only one") << QByteArray("---\r\nDescription: \"a # b\"\r\n---\r\nBody\r\n")
                                               << LayerField{u"Description"_s, u" "_s} << QByteArray("---\r\n---\r\nBody\r\n");
        QTest::newRow("no more than there was") << QByteArray("---\ntools:\n---\n") << LayerField{u"tools"_s, QString()}
                                                << QByteArray("---\ntools:\n---\n");
        QTest::newRow("escaped quotes") << QByteArray("---\ndescription: \"Uses # and \\\"x\\\" # y\"  # why\n---\n")
                                        << LayerField{u"description"_s, u"new"_s} << QByteArray("---\ndescription: new  # why\n---\n");
        QTest::newRow("doubled quotes") << QByteArray("---\ndescription: 'it''s # 1'\n---\n") << LayerField{u"description"_s, u"new"_s}
                                        << QByteArray("---\ndescription: new\n---\n");
        QTest::newRow("fixed") << QByteArray("---\ndescription: >\n  One\n---\n") << LayerField{u"description"_s, u"Two"_s, true}
                               << QByteArray("---\ndescription: >\n  One\n---\n");
        QTest::newRow("no frontmatter") << QByteArray("Body\n") << LayerField{u"model"_s, u"opus"_s} << QByteArray("---\nmodel: opus\n---\n\nBody\n");
    }
    void writes()
    {
        QFETCH(QByteArray, before);
        QFETCH(LayerField, field);
        QFETCH(QByteArray, after);
        const auto made = withLayerFields(before, {field});
        QVERIFY2(made, made ? "" : qPrintable(made.error().message));
        QCOMPARE(*made, after);
    }
};

QTEST_GUILESS_MAIN(TestLayerFields)
#include "tst_layerfields.moc"
