// SPDX-License-Identifier: MIT
#include "tests/day/handdevice.h"

#include <QCoreApplication>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QMetaEnum>
#include <QProcess>
#include <QTest>
#include <QWindow>

namespace aios::shell {
namespace {

using namespace Qt::StringLiterals;

/// Events of Qt Test, put into the window system's windows.
class TestEvents : public HandDevice {
public:
    void key(Qt::Key key, Qt::KeyboardModifiers modifiers) override
    {
        if (QWindow* window = QGuiApplication::focusWindow())
            QTest::keyClick(window, key, modifiers);
    }
    void type(const QString& text) override
    {
        for (const QChar letter : text) {
            if (QWindow* window = QGuiApplication::focusWindow())
                QTest::keyClick(window, letter.toLatin1());
        }
    }
    void click(QWindow* window, const QPoint& at) override { QTest::mouseClick(window, Qt::LeftButton, {}, at); }
    void doubleClick(QWindow* window, const QPoint& at) override { QTest::mouseDClick(window, Qt::LeftButton, {}, at); }
    void drag(QWindow* window, const QList<QPoint>& way) override
    {
        QTest::mousePress(window, Qt::LeftButton, {}, way.constFirst());
        for (const QPoint& at : way.sliced(1))
            QTest::mouseMove(window, at);
        QTest::mouseRelease(window, Qt::LeftButton, {}, way.constLast());
    }
    void turnWheel(QWindow* window, const QPoint& at, bool up) override { QTest::wheelEvent(window, at, {0, up ? 120 : -120}); }
};

/// Counts what comes in from the X server, whichever window it is for.
class Arrivals : public QObject {
public:
    Arrivals() { QCoreApplication::instance()->installEventFilter(this); }
    [[nodiscard]] int of(QEvent::Type type) const { return m_counts.value(type); }

protected:
    bool eventFilter(QObject* object, QEvent* event) override
    {
        if (object->isWindowType() && event->spontaneous() && !isModifier(*event))
            ++m_counts[event->type()];
        return false;
    }

private:
    static bool isModifier(const QEvent& event)
    {
        if (event.type() != QEvent::KeyRelease)
            return false;
        const int key = static_cast<const QKeyEvent&>(event).key();
        return key >= Qt::Key_Shift && key <= Qt::Key_Alt;
    }
    QHash<QEvent::Type, int> m_counts;
};

/// Events of the X server itself.
class XEvents : public HandDevice {
public:
    void key(Qt::Key key, Qt::KeyboardModifiers modifiers) override
    {
        QString chord;
        if (modifiers & Qt::ControlModifier)
            chord += u"ctrl+"_s;
        if (modifiers & Qt::ShiftModifier)
            chord += u"shift+"_s;
        if (modifiers & Qt::AltModifier)
            chord += u"alt+"_s;
        const QStringList press{u"key"_s, u"--delay"_s, u"0"_s, chord + symbol(key)};
        if (!await(QEvent::KeyRelease, 1, press)) // while a dialog goes, no window may have the focus of the server: a person presses again
            std::ignore = await(QEvent::KeyRelease, 1, press);
    }
    void type(const QString& text) override
    {
        await(QEvent::KeyRelease, static_cast<int>(text.size()), {u"type"_s, u"--delay"_s, u"2"_s, u"--"_s, text});
    }
    void click(QWindow* window, const QPoint& at) override
    {
        await(QEvent::MouseButtonRelease, 1, goTo(window, at) + QStringList{u"click"_s, u"1"_s});
    }
    void doubleClick(QWindow* window, const QPoint& at) override
    {
        await(QEvent::MouseButtonRelease, 2, goTo(window, at) + QStringList{u"click"_s, u"--repeat"_s, u"2"_s, u"--delay"_s, u"40"_s, u"1"_s});
    }
    void drag(QWindow* window, const QList<QPoint>& way) override
    {
        await(QEvent::MouseButtonPress, 1, goTo(window, way.constFirst()) + QStringList{u"mousedown"_s, u"1"_s});
        for (const QPoint& at : way.sliced(1))
            await(QEvent::MouseMove, 1, goTo(window, at));
        await(QEvent::MouseButtonRelease, 1, {u"mouseup"_s, u"1"_s});
    }
    void turnWheel(QWindow* window, const QPoint& at, bool up) override
    {
        await(QEvent::Wheel, 1, goTo(window, at) + QStringList{u"click"_s, up ? u"4"_s : u"5"_s});
    }

private:
    static QStringList goTo(const QWindow* window, const QPoint& at)
    {
        const QPoint place = window->mapToGlobal(at);
        return {u"mousemove"_s, QString::number(place.x()), QString::number(place.y())};
    }
    /// Its X keysym.
    static QString symbol(Qt::Key key)
    {
        if (key >= Qt::Key_A && key <= Qt::Key_Z)
            return QString(QChar(key)).toLower();
        if (key == Qt::Key_Backtab)
            return u"Tab"_s; // with Shift, as on a keyboard
        if (key == Qt::Key_Space)
            return u"space"_s;
        if (key == Qt::Key_Backspace)
            return u"BackSpace"_s;
        return QString::fromLatin1(QMetaEnum::fromType<Qt::Key>().valueToKey(key)).sliced(4); // Key_
    }
    static constexpr int kPatience = 5000; ///< Milliseconds, on a busy machine.

    bool await(QEvent::Type type, int count, const QStringList& arguments)
    {
        // A window on its way gets what is meant for it.
        std::ignore = QTest::qWaitFor([] { return QGuiApplication::focusWindow() != nullptr; }, kPatience);
        const int before = m_arrivals.of(type);
        if (QProcess::execute(u"xdotool"_s, arguments) != 0)
            qWarning("xdotool failed: %ls", qUtf16Printable(arguments.join(u' ')));
        return QTest::qWaitFor([&] { return m_arrivals.of(type) >= before + count; }, kPatience);
    }

    Arrivals m_arrivals;
};

} // namespace

HandDevice& HandDevice::instance()
{
    static const std::unique_ptr<HandDevice> device =
        QGuiApplication::platformName() == u"xcb"_s ? std::unique_ptr<HandDevice>(new XEvents) : std::unique_ptr<HandDevice>(new TestEvents);
    return *device;
}

} // namespace aios::shell
