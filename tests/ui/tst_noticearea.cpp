// SPDX-License-Identifier: MIT
#include "ui/mainwindow/noticearea.h"

#include <QApplication>
#include <QPushButton>
#include <QRegularExpression>
#include <QTest>
#include <QToolButton>
#include <QVBoxLayout>

using namespace aios;
using namespace Qt::StringLiterals;

class TestNoticeArea : public QObject {
    Q_OBJECT

private:
    QWidget m_window;
    NoticeArea* m_area = nullptr;

    /// The words of the bars that can be seen, from above.
    [[nodiscard]] QStringList seen() const
    {
        QList<NoticeBar*> bars = m_area->findChildren<NoticeBar*>(Qt::FindDirectChildrenOnly);
        bars.removeIf([](const NoticeBar* bar) { return !bar->isVisible(); });
        std::ranges::sort(bars, {}, &NoticeBar::y);
        QStringList words;
        for (const NoticeBar* bar : bars)
            words.append(bar->text());
        return words;
    }
    [[nodiscard]] QToolButton* more() const { return m_area->findChild<QToolButton*>(Qt::FindDirectChildrenOnly); }

private Q_SLOTS:
    void init()
    {
        QTest::failOnWarning(QRegularExpression(u"^(?!This plugin does not support)"_s));
        if (!m_window.layout())
            new QVBoxLayout(&m_window);
        m_area = new NoticeArea(&m_window);
        m_window.layout()->addWidget(m_area);
        m_window.resize(500, 400);
        m_window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&m_window));
    }
    void cleanup() { delete m_area; }

    void twoTakeRoomAndTheOthersAreTold()
    {
        m_area->show(u"a"_s, NoticeBar::Kind::Info, u"first"_s, true);
        m_area->show(u"b"_s, NoticeBar::Kind::Warning, u"warning"_s, true);
        QTRY_COMPARE(seen(), (QStringList{u"first"_s, u"warning"_s}));
        QVERIFY(!more()->isVisible());
        m_area->show(u"c"_s, NoticeBar::Kind::Info, u"last"_s, true);
        QTRY_COMPARE(seen(), (QStringList{u"warning"_s, u"last"_s}));
        QTRY_VERIFY(more()->isVisible());
        QVERIFY(more()->text().startsWith(u'1'));
        m_area->show(u"d"_s, NoticeBar::Kind::Error, u"error"_s, true);
        QTRY_COMPARE(seen(), (QStringList{u"warning"_s, u"error"_s}));
        QVERIFY(more()->text().startsWith(u'2'));
    }

    void allAreShownWhenAskedFor()
    {
        for (const auto& name : {u"a"_s, u"b"_s, u"c"_s})
            m_area->show(name, NoticeBar::Kind::Info, name, true);
        QTRY_VERIFY(more()->isVisible());
        QTest::mouseClick(more(), Qt::LeftButton);
        QTRY_COMPARE(seen(), (QStringList{u"a"_s, u"b"_s, u"c"_s}));
        QTest::keyClick(more(), Qt::Key_Space);
        QTRY_COMPARE(seen(), (QStringList{u"b"_s, u"c"_s}));
    }

    void whatWasHiddenComesBackWhenOneGoes()
    {
        for (const auto& name : {u"a"_s, u"b"_s, u"c"_s})
            m_area->show(name, NoticeBar::Kind::Info, name, true);
        QTRY_COMPARE(seen(), (QStringList{u"b"_s, u"c"_s}));
        m_area->drop(u"c"_s);
        QTRY_COMPARE(seen(), (QStringList{u"a"_s, u"b"_s}));
        QVERIFY(!more()->isVisible());
    }

    void theSameWordsAgainKeepTheirPlace()
    {
        for (const auto& name : {u"a"_s, u"b"_s, u"c"_s})
            m_area->show(name, NoticeBar::Kind::Info, name, true);
        m_area->show(u"a"_s, NoticeBar::Kind::Info, u"a"_s, true);
        QTRY_COMPARE(seen(), (QStringList{u"b"_s, u"c"_s}));
        m_area->show(u"a"_s, NoticeBar::Kind::Info, u"news"_s, true);
        QTRY_COMPARE(seen(), (QStringList{u"c"_s, u"news"_s}));
    }

    /// It is said again whenever something else changes; who is about to press its button stays there.
    void theSameWordsAgainKeepTheBarAndItsFocus()
    {
        m_window.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&m_window));
        QPushButton* button = m_area->show(u"a"_s, NoticeBar::Kind::Info, u"words\u200b"_s, true)->addButton(u"Look"_s);
        button->setFocus();
        QVERIFY(!m_area->show(u"a"_s, NoticeBar::Kind::Info, u"words\u200b"_s, true));
        QCOMPARE(QApplication::focusWidget(), button);
        QCOMPARE(m_area->findChildren<QPushButton*>().size(), 1);
        QVERIFY(m_area->show(u"a"_s, NoticeBar::Kind::Warning, u"words\u200b"_s, true)); // it is worse now
        QTRY_COMPARE(seen().size(), 1);
    }

    void aClosedOneDoesNotComeBackWithTheSameWords()
    {
        NoticeBar* bar = m_area->show(u"a"_s, NoticeBar::Kind::Info, u"words"_s, true);
        QTest::mouseClick(bar->findChild<QToolButton*>(), Qt::LeftButton);
        QTRY_COMPARE(seen(), QStringList());
        QVERIFY(!m_area->show(u"a"_s, NoticeBar::Kind::Info, u"words"_s, true));
        QVERIFY(m_area->show(u"a"_s, NoticeBar::Kind::Info, u"other words"_s, true));
        QTRY_COMPARE(seen(), QStringList{u"other words"_s});
    }

    /// A failure that happens again after its bar was closed must not be silent.
    void whatHappensAgainIsToldAgain()
    {
        for (int time = 0; time < 3; ++time) {
            NoticeBar* bar = m_area->tell(u"said"_s, NoticeBar::Kind::Info, u"not saved"_s);
            QVERIFY(bar);
            QTRY_COMPARE(seen(), QStringList{u"not saved"_s});
            QTest::mouseClick(bar->findChild<QToolButton*>(), Qt::LeftButton);
            QTRY_COMPARE(seen(), QStringList());
        }
    }

    /// A state that ended and comes again is another one.
    void aStateThatEndedIsToldAgain()
    {
        NoticeBar* bar = m_area->show(u"a"_s, NoticeBar::Kind::Info, u"words"_s, true);
        QTest::mouseClick(bar->findChild<QToolButton*>(), Qt::LeftButton);
        QVERIFY(!m_area->show(u"a"_s, NoticeBar::Kind::Info, u"words"_s, true));
        m_area->drop(u"a"_s);
        QVERIFY(m_area->show(u"a"_s, NoticeBar::Kind::Info, u"words"_s, true));
        QTRY_COMPARE(seen(), QStringList{u"words"_s});
    }
};

QTEST_MAIN(TestNoticeArea)
#include "tst_noticearea.moc"
