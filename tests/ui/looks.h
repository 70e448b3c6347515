// SPDX-License-Identifier: MIT
#pragma once

#include <QAbstractButton>
#include <QApplication>
#include <QDir>
#include <QPushButton>
#include <QStyleFactory>
#include <QTest>
#include <QWidget>

namespace aios::shell {

/// How the desktop looks while it lasts: Fusion, light or dark as Breeze is, with letters of a size. Offscreen has no colour scheme to switch.
class Look {
public:
    Look(bool dark, double points) : m_palette(QApplication::palette()), m_font(QApplication::font())
    {
        QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
        QApplication::setPalette(palette(dark));
        QFont font = m_font;
        font.setPointSizeF(points);
        QApplication::setFont(font);
    }
    ~Look()
    {
        QApplication::setFont(m_font);
        QApplication::setPalette(m_palette);
    }
    Look(const Look&) = delete;
    Look& operator=(const Look&) = delete;

private:
    static QPalette palette(bool dark)
    {
        const QColor text = dark ? QColor(0xfc, 0xfc, 0xfc) : QColor(0x23, 0x26, 0x29);
        QPalette palette =
            dark ? QPalette(QColor(0x31, 0x36, 0x3b), QColor(0x2a, 0x2e, 0x32)) : QPalette(QColor(0xfc, 0xfc, 0xfc), QColor(0xef, 0xf0, 0xf1));
        palette.setColor(QPalette::Base, dark ? QColor(0x1b, 0x1e, 0x20) : QColor(Qt::white));
        for (const auto role : {QPalette::Text, QPalette::WindowText, QPalette::ButtonText})
            palette.setColor(role, text);
        palette.setColor(QPalette::Highlight, QColor(0x3d, 0xae, 0xe9));
        palette.setColor(QPalette::PlaceholderText, dark ? QColor(0xa1, 0xa9, 0xb1) : QColor(0x70, 0x7d, 0x8a));
        const QColor off = dark ? QColor(0x6e, 0x73, 0x78) : QColor(0xa8, 0xab, 0xae); // what is off can be told from what is on
        for (const auto role : {QPalette::Text, QPalette::WindowText, QPalette::ButtonText, QPalette::HighlightedText})
            palette.setColor(QPalette::Disabled, role, off);
        palette.setColor(QPalette::Disabled, QPalette::Base, palette.color(QPalette::Window));
        palette.setColor(QPalette::Disabled, QPalette::Highlight, palette.color(QPalette::Window));
        return palette;
    }

    QPalette m_palette;
    QFont m_font;
};

/// The rows of a test of looks: both colours at both sizes, as the columns "dark" and "points".
inline void lookRows()
{
    QTest::addColumn<bool>("dark");
    QTest::addColumn<int>("points");
    QTest::newRow("light10") << false << 10;
    QTest::newRow("light14") << false << 14;
    QTest::newRow("dark10") << true << 10;
    QTest::newRow("dark14") << true << 14;
}

/// Saves a picture for people to look at, in looks/ of the test's home, and sees that something is drawn and no button is cut.
inline void keepLook(QWidget& widget, const QString& name)
{
    QTest::qWait(60); // what is laid out and read is there
    const QDir folder(qEnvironmentVariable("AIOS_HOME") + QStringLiteral("/looks"));
    QVERIFY(folder.mkpath(QStringLiteral(".")));
    const QPixmap picture = widget.grab();
    QVERIFY(picture.save(folder.filePath(name + QStringLiteral(".png"))));
    QSet<QRgb> colours;
    const QImage image = picture.toImage();
    for (int y = 0; y < image.height(); y += 3) {
        for (int x = 0; x < image.width(); x += 3)
            colours.insert(image.pixel(x, y));
    }
    QVERIFY(colours.size() > 15);
    for (const QPushButton* button : widget.findChildren<QPushButton*>()) {
        if (button->isVisible() && !button->visibleRegion().isEmpty())
            QVERIFY2(button->width() >= button->minimumSizeHint().width(), qPrintable(QStringLiteral("cut: ") + button->text()));
    }
}

/// The same in a data-driven test, with the name of the row before that of the picture.
inline void keepRowLook(QWidget& widget, const QString& name)
{
    keepLook(widget, QString(QLatin1StringView(QTest::currentDataTag())).replace(QLatin1Char(' '), QLatin1Char('-')) + QLatin1Char('-') + name);
}

} // namespace aios::shell
