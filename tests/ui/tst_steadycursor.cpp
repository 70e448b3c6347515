// SPDX-License-Identifier: MIT
#include "ui/common/steadycursor.h"

#include <QGuiApplication>
#include <QPlainTextEdit>
#include <QStyleHints>
#include <QTest>

#include <functional>

using namespace aios;
using namespace std::chrono_literals;

class TestSteadyCursor : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_usual = QGuiApplication::styleHints()->cursorFlashTime();
        QVERIFY(m_usual > 0);
    }

    void stopsWhenNobodyTypesOrClicks_data()
    {
        QTest::addColumn<std::function<void(QWidget&)>>("wake");
        QTest::newRow("a key") << std::function([](QWidget& widget) { QTest::keyClick(&widget, Qt::Key_A); });
        QTest::newRow("a click") << std::function([](QWidget& widget) { QTest::mouseClick(&widget, Qt::LeftButton); });
    }
    void stopsWhenNobodyTypesOrClicks()
    {
        QFETCH(std::function<void(QWidget&)>, wake);
        QPlainTextEdit edit;
        edit.show();
        const SteadyCursor steady(100ms);
        QTRY_COMPARE(QGuiApplication::styleHints()->cursorFlashTime(), 0);
        wake(edit);
        QCOMPARE(QGuiApplication::styleHints()->cursorFlashTime(), m_usual);
        QTRY_COMPARE(QGuiApplication::styleHints()->cursorFlashTime(), 0);
    }

    void leavesTheDesktopsBlinkingBehind()
    {
        {
            const SteadyCursor steady(10ms);
            QTRY_COMPARE(QGuiApplication::styleHints()->cursorFlashTime(), 0);
        }
        QCOMPARE(QGuiApplication::styleHints()->cursorFlashTime(), m_usual);
    }

private:
    int m_usual = 0;
};

QTEST_MAIN(TestSteadyCursor)
#include "tst_steadycursor.moc"
