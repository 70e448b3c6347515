// SPDX-License-Identifier: MIT
#include "chatfixtures.h"
#include "ui/chat/questioncard.h"

#include <QAbstractButton>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTest>

using namespace aios;
using namespace aios::fixtures;

namespace {

ApprovalRequest questions()
{
    ApprovalRequest request;
    request.id = u"q"_s;
    request.digest = "d";
    request.questions = {
        {u"Which channel first?"_s, u"Channel"_s, {{u"Website"_s, u"The long form"_s, {}}, {u"Social"_s, u"Short"_s, u"preview text"_s}}, false},
        {u"Which formats?"_s, u"Formats"_s, {{u"Article"_s, {}, {}}, {u"Thread"_s, {}, {}}}, true}};
    return request;
}

QAbstractButton* choice(const QuestionCard& card, const QString& name, int which = 0)
{
    QList<QAbstractButton*> found;
    for (auto* button : card.findChildren<QAbstractButton*>()) {
        if (button->accessibleName() == name && button->isCheckable())
            found += button;
    }
    return found.value(which);
}

} // namespace

class TestQuestionCard : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { fixtures::failOnOurWarnings(); }

    void needsAnAnswerToEveryQuestion()
    {
        QuestionCard card(questions());
        QSignalSpy decided(&card, &DecisionCard::decided);
        card.resize(600, 500);
        card.show();
        QVERIFY(QTest::qWaitForWindowExposed(&card));
        QVERIFY(QTest::qWaitFor([&] { return card.isArmed(); }));
        QVERIFY(!card.submitButton()->isEnabled());
        QTest::mouseClick(choice(card, u"Website"_s), Qt::LeftButton, {}, QPoint(8, 8));
        QVERIFY(!card.submitButton()->isEnabled());
        choice(card, u"Article"_s)->setChecked(true);
        choice(card, u"Thread"_s)->setChecked(true);
        QVERIFY(card.submitButton()->isEnabled());
        card.submitButton()->setFocus();
        QTest::keyClick(card.submitButton(), Qt::Key_Return);
        QTest::keyClick(card.submitButton(), Qt::Key_Space);
        QCOMPARE(decided.size(), 0);
        QTest::mouseClick(card.submitButton(), Qt::LeftButton);
        QCOMPARE(decided.size(), 1);
        const auto decision = decided.at(0).at(2).value<Decision>();
        QCOMPARE(decision.kind, Decision::Kind::Allow);
        const QHash<QString, QString> expected{{u"Which channel first?"_s, u"Website"_s}, {u"Which formats?"_s, u"Article, Thread"_s}};
        QCOMPARE(decision.answers, expected);
    }

    /// A form of a service says whose it is, and offers what the service suggests.
    void ofAService()
    {
        ApprovalRequest request = questions();
        request.access.tool = u"mcp__shop"_s;
        request.questions = {{u"Where to?\nYour city"_s, {}, {{u"Kiel"_s, u"as the service suggests"_s, {}}, {u"Leave it out"_s, {}, {}}}, false},
                             {u"As a gift"_s, {}, {{u"Yes"_s, {}, {}}, {u"No"_s, {}, {}}}, false}};
        QuestionCard card(request);
        QVERIFY2(card.accessibleName().startsWith(u"The service shop asks"_s), qPrintable(card.accessibleName()));
        card.resize(600, card.sizeHint().height());
        card.show();
        QVERIFY(QTest::qWaitForWindowExposed(&card));
        const QDir folder(qEnvironmentVariable("AIOS_HOME") + u"/looks"_s);
        QVERIFY(folder.mkpath(u"."_s));
        QVERIFY(card.grab().save(folder.filePath(u"service.png"_s)));
        QTest::keyClicks(card.findChildren<QLineEdit*>().first(), u"Bonn"_s);
        choice(card, u"No"_s)->setChecked(true);
        const QHash<QString, QString> expected{{u"Where to?\nYour city"_s, u"Bonn"_s}, {u"As a gift"_s, u"No"_s}};
        QCOMPARE(card.answers(), expected);
    }

    void takesOwnWords()
    {
        QuestionCard card(questions());
        choice(card, u"Social"_s)->setChecked(true);
        const auto lines = card.findChildren<QLineEdit*>();
        QCOMPARE(lines.size(), 2);
        QTest::keyClicks(lines.at(0), u"A newsletter"_s);
        QVERIFY(!choice(card, u"Social"_s)->isChecked()); // One answer only.
        choice(card, u"Other"_s, 1)->setChecked(true);
        QVERIFY(!card.isComplete()); // "Other" without words.
        QTest::keyClicks(lines.at(1), u"Video"_s);
        const QHash<QString, QString> expected{{u"Which channel first?"_s, u"A newsletter"_s}, {u"Which formats?"_s, u"Video"_s}};
        QCOMPARE(card.answers(), expected);
        QVERIFY(card.isComplete());
    }

    void canBeDeclined()
    {
        QuestionCard card(questions());
        QSignalSpy decided(&card, &DecisionCard::decided);
        card.show();
        QTest::mouseClick(card.skipButton(), Qt::LeftButton);
        QCOMPARE(decided.size(), 0); // Not armed yet.
        QVERIFY(QTest::qWaitFor([&] { return card.isArmed(); }));
        QTest::mouseClick(card.skipButton(), Qt::LeftButton);
        QCOMPARE(decided.size(), 1);
        QCOMPARE(decided.at(0).at(2).value<Decision>().kind, Decision::Kind::Deny);
    }
};

QTEST_MAIN(TestQuestionCard)
#include "tst_questioncard.moc"
