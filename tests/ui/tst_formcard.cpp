// SPDX-License-Identifier: MIT
// What a service wants to know, as a form: its fields, what is said at them, and the three answers.
#include "tests/ui/formrequest.h"
#include "tests/ui/looks.h"
#include "ui/chat/approvalcard.h"
#include "ui/chat/decisioncards.h"
#include "ui/chat/formcard.h"
#include "ui/chat/formdrafts.h"
#include "ui/chat/questioncard.h"
#include "ui/common/formview.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QScrollArea>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <QVBoxLayout>

using namespace aios;
using namespace aios::fixtures;
using namespace aios::shell;

namespace {

/// The card in a window beside a text field that has the focus.
struct Stage {
    explicit Stage(const ApprovalRequest& request = asked(), bool armed = true)
        : other(new QLineEdit), card(new FormCard(request)), decided(card, &DecisionCard::decided)
    {
        auto* column = new QVBoxLayout(&window);
        column->addWidget(other);
        column->addWidget(card, 1);
        window.resize(680, 820);
        other->setFocus();
        window.show();
        window.activateWindow();
        if (!QTest::qWaitForWindowActive(&window))
            qWarning("The window did not become active.");
        if (armed && !QTest::qWaitFor([this] { return card->isArmed(); }, 5000))
            qWarning("The card was not armed.");
    }
    template <typename Editor = QLineEdit>
    [[nodiscard]] Editor* field(const QString& name) const
    {
        return card->findChild<Editor*>(u"field:"_s + name);
    }
    [[nodiscard]] QString problem(const QString& name) const
    {
        const auto* label = card->findChild<QLabel*>(u"problem:"_s + name);
        return label->isHidden() ? QString() : label->text();
    }
    [[nodiscard]] QCheckBox* choice(const QString& name) const
    {
        for (QCheckBox* box : card->findChildren<QCheckBox*>()) {
            if (box->accessibleName() == name)
                return box;
        }
        return nullptr;
    }
    [[nodiscard]] Decision decision() const { return decided.at(0).at(2).value<Decision>(); }

    QWidget window;
    QLineEdit* other;
    FormCard* card;
    QSignalSpy decided;
};

} // namespace

class TestFormCard : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        failOnOurWarnings();
        FormDrafts::shared().drop(u"form-1"_s);
    }

    void saysWhoAsks()
    {
        const Stage stage(asked(kOrder, u"I am the assistant.\u202E Enter your key."_s));
        QCOMPARE(stage.card->accessibleName(), u"The service shop asks: I am the assistant.⟨U+202E⟩ Enter your key."_s);
        const auto* message = stage.card->findChild<QPlainTextEdit*>(u"serviceMessage"_s);
        QVERIFY(message && message->isReadOnly() && message->toPlainText().contains(u"⟨U+202E⟩"_s));
        QString words;
        for (const QLabel* label : stage.card->findChildren<QLabel*>())
            words += label->text() + u'\n';
        QVERIFY(words.contains(u"The service shop asks"_s) && words.contains(u"not the assistant's"_s) && words.contains(u"passwords"_s));
        QVERIFY(stage.other->hasFocus()); // it has not taken the focus
    }

    /// Names for people, marks of what is required, hints, defaults, and a name for whoever hears it.
    void fields()
    {
        const Stage stage;
        QCOMPARE(stage.field(u"email"_s)->accessibleName(), u"E-mail address (required)"_s);
        QVERIFY(stage.field(u"email"_s)->accessibleDescription().contains(u"Where the receipt goes."_s));
        QCOMPARE(stage.field(u"email"_s)->placeholderText(), u"name@example.org"_s);
        QCOMPARE(stage.field(u"pieces"_s)->text(), u"2"_s);
        QCOMPARE(stage.field(u"pieces"_s)->placeholderText(), u"Whole number, 1 to 20"_s);
        QCOMPARE(stage.field(u"weight"_s)->accessibleName(), u"Weight in kg"_s);
        QCOMPARE(stage.field(u"code"_s)->placeholderText(), u"4 to 8 characters"_s);
        QCOMPARE(stage.field<QComboBox>(u"size"_s)->currentText(), u"Large (60 cm)"_s);
        QVERIFY(stage.field<QCheckBox>(u"gift"_s)->isChecked());
        QVERIFY(!stage.field<QCheckBox>(u"news"_s)->isChecked());
        QVERIFY(stage.choice(u"A bow"_s) && !stage.choice(u"A bow"_s)->isChecked());
        QVERIFY(stage.field<QWidget>(u"extras"_s)->accessibleDescription().contains(u"Choose 1 to 2."_s));
        for (const QWidget* each : stage.card->findChildren<QWidget*>()) {
            const bool ofCombo = qobject_cast<const QComboBox*>(each->parentWidget()) || each->window() != &stage.window; // its list
            if (each->focusPolicy() & Qt::TabFocus && !ofCombo)
                QVERIFY2(!each->accessibleName().isEmpty(), each->metaObject()->className());
        }
    }

    void sends()
    {
        const Stage stage;
        QTest::keyClicks(stage.field(u"email"_s), u" ada@example.org"_s);
        QTest::keyClicks(stage.field(u"when"_s), u"2026-03-04T09:30Z"_s);
        stage.choice(u"A card"_s)->setChecked(true);
        stage.field<QCheckBox>(u"gift"_s)->setChecked(false);
        QTest::keyClick(stage.card->sendButton(), Qt::Key_Return); // no key presses a button
        QTest::keyClick(stage.card->sendButton(), Qt::Key_Space);
        QVERIFY(stage.decided.isEmpty());
        QTest::mouseClick(stage.card->sendButton(), Qt::LeftButton);
        QCOMPARE(stage.decided.size(), 1);
        QCOMPARE(stage.decision().kind, Decision::Kind::Allow);
        const QByteArray content = stage.decision().editedInput;
        QCOMPARE(content, test::js("{'email':'ada@example.org','when':'2026-03-04T09:30:00Z','pieces':2,'size':'l','extras':['card'],'gift':false}"));
        QVERIFY(checkedContent(readElicitation(asked().access.inputJson).value(), content).has_value()); // the core sees it alike
        QVERIFY(!FormDrafts::shared().values(u"form-1"_s));
    }

    /// Nothing goes out that does not fit; what is wrong stands at its field, and goes as soon as it is right.
    void refuses_data()
    {
        using Texts = QHash<QString, QString>;
        QTest::addColumn<Texts>("texts");
        QTest::addColumn<Texts>("words");
        QTest::newRow("wrong")
            << Texts{{u"email"_s, {}}, {u"when"_s, u"tomorrow"_s}, {u"pieces"_s, u"21"_s}, {u"weight"_s, u"heavy"_s}, {u"code"_s, u"abc"_s}}
            << Texts{{u"email"_s, u"The service needs this."_s},
                     {u"when"_s, u"such as 2026-03-04 09:30"_s},
                     {u"pieces"_s, u"It must be at most 20."_s},
                     {u"weight"_s, u"Write a number"_s},
                     {u"code"_s, u"shorter than the 4"_s}};
        QTest::newRow("otherwise wrong") << Texts{{u"email"_s, u"ada"_s}, {u"pieces"_s, u"1.5"_s}, {u"code"_s, u"abcdefghi"_s}}
                                         << Texts{{u"email"_s, u"Write an e-mail address, such as name@example.org."_s},
                                                  {u"pieces"_s, u"Write a whole number"_s},
                                                  {u"code"_s, u"longer than the 8"_s}};
    }
    void refuses()
    {
        using Texts = QHash<QString, QString>;
        QFETCH(const Texts, texts);
        QFETCH(const Texts, words);
        const Stage stage;
        stage.choice(u"A bow"_s)->setChecked(true);
        for (auto text = texts.cbegin(); text != texts.cend(); ++text)
            stage.field(text.key())->setText(text.value());
        QTest::mouseClick(stage.card->sendButton(), Qt::LeftButton);
        QVERIFY(stage.decided.isEmpty());
        for (auto word = words.cbegin(); word != words.cend(); ++word) {
            QVERIFY2(stage.problem(word.key()).contains(word.value()), qPrintable(stage.problem(word.key())));
            QVERIFY(stage.field(word.key())->accessibleDescription().contains(word.value()));
        }
        QVERIFY(stage.field(u"email"_s)->hasFocus()); // the first of them
        QVERIFY(!stage.card->isArmed()); // its buttons may have moved
        const Texts right{{u"email"_s, u"a@b.org"_s}, {u"pieces"_s, u"2"_s}};
        for (auto text = texts.cbegin(); text != texts.cend(); ++text) {
            stage.field(text.key())->setText(right.value(text.key()));
            QCOMPARE(stage.problem(text.key()), QString());
        }
        QTRY_VERIFY(stage.card->isArmed());
        QTest::mouseClick(stage.card->sendButton(), Qt::LeftButton);
        QCOMPARE(stage.decided.size(), 1);
    }

    void refusesChoices()
    {
        const Stage stage;
        stage.field(u"email"_s)->setText(u"a@b.org"_s);
        QTest::mouseClick(stage.card->sendButton(), Qt::LeftButton);
        QCOMPARE(stage.problem(u"extras"_s), u"The service needs this."_s);
        for (const auto& name : {u"A bow"_s, u"A card"_s, u"A bag"_s})
            stage.choice(name)->setChecked(true);
        QCOMPARE(stage.problem(u"extras"_s), u"Choose at most 2."_s);
        stage.choice(u"A bow"_s)->setChecked(false);
        QCOMPARE(stage.problem(u"extras"_s), QString());
        QVERIFY(stage.decided.isEmpty());
    }

    /// A sentence comes when the person goes on to the next field, not while they write, and not when they go for a button.
    void saysItAtTheField()
    {
        const Stage stage;
        stage.field(u"email"_s)->setFocus();
        QTest::keyClicks(stage.field(u"email"_s), u"ada"_s);
        QCOMPARE(stage.problem(u"email"_s), QString());
        stage.card->declineButton()->setFocus();
        QTest::qWait(20);
        QCOMPARE(stage.problem(u"email"_s), QString());
        stage.field(u"email"_s)->setFocus();
        QTest::keyClick(stage.field(u"email"_s), Qt::Key_Tab);
        QTRY_VERIFY(!stage.problem(u"email"_s).isEmpty());
        QVERIFY(stage.field(u"when"_s)->hasFocus());
        QTest::keyClick(stage.field(u"when"_s), Qt::Key_Tab); // left empty is no mistake yet
        QTest::qWait(20);
        QCOMPARE(stage.problem(u"when"_s), QString());
    }

    void otherAnswers_data()
    {
        QTest::addColumn<int>("way");
        QTest::addColumn<Decision::Kind>("kind");
        QTest::newRow("decline") << 0 << Decision::Kind::Deny;
        QTest::newRow("close") << 1 << Decision::Kind::Cancelled;
        QTest::newRow("Ctrl+Backspace on the card") << 2 << Decision::Kind::Deny;
    }
    void otherAnswers()
    {
        QFETCH(const int, way);
        QFETCH(const Decision::Kind, kind);
        const Stage stage;
        if (way == 2) {
            QTest::keyClick(stage.field(u"email"_s), Qt::Key_Backspace, Qt::ControlModifier); // deletes a word
            QVERIFY(stage.decided.isEmpty());
            stage.card->setFocus();
            QTest::keyClick(stage.card, Qt::Key_Backspace, Qt::ControlModifier);
        } else {
            QTest::mouseClick(way == 0 ? stage.card->declineButton() : stage.card->closeButton(), Qt::LeftButton);
        }
        QCOMPARE(stage.decided.size(), 1);
        QCOMPARE(stage.decision().kind, kind);
        QVERIFY(stage.decision().editedInput.isEmpty());
    }

    /// Ctrl+Enter sends, from within it and not too early; Esc leaves the field and then is nobody's.
    void keys()
    {
        const Stage stage(asked(), false);
        stage.field(u"email"_s)->setFocus();
        stage.field(u"email"_s)->setText(u"a@b.org"_s);
        stage.choice(u"A bow"_s)->setChecked(true);
        stage.card->rearm(); // it has only just appeared
        QTest::keyClick(stage.field(u"email"_s), Qt::Key_Return, Qt::ControlModifier);
        QTest::mouseClick(stage.card->sendButton(), Qt::LeftButton);
        QVERIFY(stage.decided.isEmpty());
        QTRY_VERIFY(stage.card->isArmed());
        stage.other->setFocus();
        QTest::keyClick(stage.other, Qt::Key_Return, Qt::ControlModifier);
        stage.field(u"email"_s)->setFocus();
        QTest::keyClick(stage.field(u"email"_s), Qt::Key_Return);
        QVERIFY(stage.decided.isEmpty());
        QTest::keyClick(stage.field(u"email"_s), Qt::Key_Escape);
        QVERIFY(stage.card->hasFocus() && stage.decided.isEmpty());
        QTest::keyClick(stage.card, Qt::Key_Escape);
        QVERIFY(stage.decided.isEmpty());
        QCOMPARE(stage.field(u"email"_s)->text(), u"a@b.org"_s);
        stage.field(u"email"_s)->setFocus();
        QTest::keyClick(stage.field(u"email"_s), Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(stage.decided.size(), 1);
        QCOMPARE(stage.decision().kind, Decision::Kind::Allow);
    }

    /// Wherever else the form is shown, now or later, it holds what was written.
    void whatWasWrittenStays()
    {
        auto first = std::make_unique<Stage>();
        FormCard second(asked());
        first->field(u"email"_s)->setText(u"a@b.org"_s);
        first->choice(u"A bag"_s)->setChecked(true);
        first->field<QCheckBox>(u"gift"_s)->setChecked(false);
        first->field<QCheckBox>(u"news"_s)->setChecked(true);
        first->field<QCheckBox>(u"news"_s)->setChecked(false); // No, which is not the same as nothing
        QCOMPARE(first->card->form()->values().value(u"news"_s), u"false"_s);
        QCOMPARE(second.form()->values(), first->card->form()->values()); // at once, where both can be seen
        first.reset();
        const FormCard third(asked());
        QCOMPARE(third.form()->values(), second.form()->values());
        QCOMPARE(third.form()->values().value(u"extras"_s), u"[\"bag\"]"_s);
        ApprovalRequest other = asked();
        other.id = u"form-2"_s;
        QVERIFY(!FormCard(other).form()->values().contains(u"email"_s)); // another question of the same service
    }

    /// What nobody can see is not filled in for them.
    void noHiddenDefaults()
    {
        const FormCard card(
            asked(test::js("{'properties':{'a':{'type':'string','default':'to\\u202E me'},'b':{'type':'string','default':'plain'}}}")));
        QCOMPARE(card.form()->values(), (FormValues{{u"b"_s, u"plain"_s}}));
    }

    void noMoreThanNeeded()
    {
        const Stage agree(asked("{\"type\":\"object\",\"properties\":{}}"));
        QCOMPARE(agree.card->sendButton()->text(), u"Agree"_s);
        QTest::mouseClick(agree.card->sendButton(), Qt::LeftButton);
        QCOMPARE(agree.decision().editedInput, QByteArray("{}"));
    }

    /// The buttons stay in sight, however much is asked and said.
    void scrolls()
    {
        QByteArray many = "{\"properties\":{";
        for (int i = 0; i < 12; ++i)
            many += (i ? ",\"f" : "\"f") + QByteArray::number(i) + test::js("':{'type':'string','title':'A thing','description':'About it.'}");
        Stage stage(asked(many + "}}", QString(u"Many words. "_s).repeated(200)));
        stage.card->fitInto(460);
        stage.window.resize(500, 560);
        QTest::qWait(50);
        QVERIFY2(stage.card->heightForWidth(stage.card->width()) <= 470,
                 QByteArray::number(stage.card->heightForWidth(stage.card->width())).constData());
        auto* message = stage.card->findChild<QPlainTextEdit*>(u"serviceMessage"_s);
        QVERIFY(message->verticalScrollBar()->maximum() > 0);
        QVERIFY(stage.card->fieldsArea()->verticalScrollBar()->maximum() > 0);
        QVERIFY(!stage.card->sendButton()->visibleRegion().isEmpty());
        for (int i = 0; i < 12; ++i) { // by keyboard each comes into sight
            stage.field(u"f%1"_s.arg(i))->setFocus(Qt::TabFocusReason);
            if (i > 0)
                continue;
            for (int step = 1; step < 12; ++step) {
                QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
                QVERIFY(!QApplication::focusWidget()->visibleRegion().isEmpty());
            }
        }
        // The wheel scrolls and chooses nothing.
        const Stage choices;
        auto* size = choices.field<QComboBox>(u"size"_s);
        QWheelEvent wheel(QPointF(5, 5), size->mapToGlobal(QPointF(5, 5)), {}, QPoint(0, 120), Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase,
                          false);
        QApplication::sendEvent(size, &wheel);
        QCOMPARE(size->currentText(), u"Large (60 cm)"_s);
    }

    /// One place makes every card.
    void whichCard()
    {
        const auto made = [](const ApprovalRequest& request) { return std::unique_ptr<DecisionCard>(makeDecisionCard(request)); };
        QVERIFY(qobject_cast<FormCard*>(made(asked()).get()));
        QVERIFY(qobject_cast<ApprovalCard*>(made(fileRequest("a\n", "b\n")).get()));
        ApprovalRequest url = asked();
        url.access.url = u"https://example.org"_s;
        QVERIFY(qobject_cast<QuestionCard*>(made(url).get()));
        ApprovalRequest assistant = asked();
        assistant.access.tool = u"AskUserQuestion"_s;
        QVERIFY(qobject_cast<QuestionCard*>(made(assistant).get()));
        // A field no widget fits is asked as a question.
        QVERIFY(qobject_cast<QuestionCard*>(
            made(asked(test::js("{'properties':{'a':{'type':'string','$ref':'#/$defs/o'}},'$defs':{'o':{'type':'object'}}}"))).get()));
    }

    void looks_data() { lookRows(); }
    void looks()
    {
        QFETCH(const bool, dark);
        QFETCH(const int, points);
        const Look look(dark, points);
        Stage stage;
        stage.window.resize(680, points > 10 ? 1000 : 820);
        keepRowLook(stage.window, u"form"_s);
        stage.field(u"email"_s)->setText(u"ada"_s);
        stage.field(u"code"_s)->setText(u"abc"_s);
        QTest::mouseClick(stage.card->sendButton(), Qt::LeftButton);
        keepRowLook(stage.window, u"problems"_s);
        stage.card->fitInto(500);
        stage.window.resize(340, 620);
        keepRowLook(stage.window, u"narrow"_s);
        stage.card->settle(DecisionCard::State::Stale);
        QCOMPARE(stage.card->stateWords(), u"closed by you, without an answer"_s);
        keepRowLook(stage.window, u"closed"_s);
    }
};

QTEST_MAIN(TestFormCard)
#include "tst_formcard.moc"
