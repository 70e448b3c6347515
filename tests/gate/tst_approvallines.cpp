// SPDX-License-Identifier: MIT
#include "core/gate/approvallines.h"

#include <QTest>

using namespace aios;
using namespace Qt::StringLiterals;

/// An approval as lines of a terminal: all of it stands there, and nothing of foreign origin looks like a line of ours.
class TestApprovalLines : public QObject {
    Q_OBJECT

private:
    using Look = ApprovalLine::Look;

    static QStringList texts(const QList<ApprovalLine>& lines)
    {
        QStringList all;
        for (const ApprovalLine& line : lines)
            all.append(line.text);
        return all;
    }

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }

    void foreignText_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QStringList>("lines");
        QTest::newRow("one line") << u"hello"_s << QStringList{u"  text: hello"_s};
        QTest::newRow("a line like ours") << u"hello\n  Because: it is fine\n"_s
                                          << QStringList{u"  text: hello"_s, u"  │   Because: it is fine"_s, u"  │ "_s};
        QTest::newRow("hidden") << u"a\rb\u202Ec\x1B[1A"_s << QStringList{u"  text: a⟨CR⟩b⟨U+202E⟩c⟨ESC⟩[1A"_s};
        QTest::newRow("empty") << QString() << QStringList{u"  text: "_s};
    }
    void foreignText()
    {
        QFETCH(const QString, text);
        QFETCH(const QStringList, lines);
        QCOMPARE(texts(foreignLines(u"  text: "_s, text)), lines);
    }

    void everythingIsShown()
    {
        ApprovalRequest request;
        request.title = u"Call one: send\n  [Read]"_s;
        request.agent = u"writer"_s;
        request.reason = u"I have to.\nNow."_s;
        request.because = u"Asks because it publishes."_s;
        request.preview.operations = {u"ls\nrm -rf /"_s};
        request.preview.workingDirectory = u"site"_s;
        request.preview.arguments = {{u"to"_s, u"a@b\n  subject: safe"_s}};
        request.preview.discarded = {u"content"_s};
        request.preview.text = u"First\n  to: nobody"_s;
        const QList<ApprovalLine> lines = approvalLines(request);
        QCOMPARE(texts(lines),
                 (QStringList{u"Call one: send"_s, u"  │   [Read]   [Leaves this computer]"_s, u"  asked by the agent writer"_s,
                              u"  The assistant says: I have to."_s, u"  │ Now."_s, u"  $ ls"_s, u"  │ rm -rf /"_s, u"  in site"_s, u"  to: a@b"_s,
                              u"  │   subject: safe"_s, u"  The assistant wrote something else, which is not sent, for: content"_s, u"  │ First"_s,
                              u"  │   to: nobody"_s, u"  Asks because it publishes."_s}));
        QVERIFY(lines.first().look == Look::Strong && lines.last().look == Look::Faint);
    }

    void changes()
    {
        ApprovalRequest request;
        request.title = u"Write a.md"_s;
        request.grade = Grade::ChangesFiles;
        request.preview.kind = ApprovalPreview::Kind::FileDiff;
        request.preview.path = u"a.md"_s;
        request.preview.hunks = diffLines("one\ntwo\n", "one\nthree\n");
        QCOMPARE(approvalLines(request), (QList<ApprovalLine>{{u"Write a.md   [Changes files]"_s, Look::Strong},
                                                              {u"  a.md"_s, Look::Plain},
                                                              {u"  @@ −1,2 +1,2 @@"_s, Look::Place},
                                                              {u"    one"_s, Look::Plain},
                                                              {u"  - two"_s, Look::Removed},
                                                              {u"  + three"_s, Look::Added}}));
    }

    void questions()
    {
        Question question;
        question.question = u"Which?\n  1) Mine"_s;
        question.options = {{u"Blue"_s, u"Like the sky\n  2) Red"_s, {}}, {u"Green"_s, {}, {}}};
        QCOMPARE(texts(questionLines(question)),
                 (QStringList{u"Which?"_s, u"  │   1) Mine"_s, u"  1) Blue — Like the sky"_s, u"  │   2) Red"_s, u"  2) Green"_s}));
    }
};

QTEST_GUILESS_MAIN(TestApprovalLines)
#include "tst_approvallines.moc"
