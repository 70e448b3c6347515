// SPDX-License-Identifier: MIT
#include "ui/common/icons.h"

#include <QGuiApplication>
#include <QHash>
#include <QIconEngine>
#include <QPainter>
#include <QPalette>
#include <QPixmap>
#include <QSvgRenderer>

#include <array>
#include <memory>

using namespace Qt::StringLiterals;

namespace aios {
namespace {

struct Symbol {
    Icon which;
    const char16_t* themeName;
    const char* path; ///< Stroked on a 16 by 16 grid.
};

constexpr std::array kSymbols{
    Symbol{Icon::Read, u"view-visible", "M1.5 8 C4 3.8 12 3.8 14.5 8 C12 12.2 4 12.2 1.5 8 Z M8 6 a2 2 0 1 0 0.01 0 Z"},
    Symbol{Icon::ChangeFiles, u"document-edit", "M3 13 L3.6 10.2 L11 2.8 L13.2 5 L5.8 12.4 Z M9.4 4.4 L11.6 6.6 M8.5 13.5 H13.5"},
    Symbol{Icon::RunProgram, u"system-run", "M1.5 3 H14.5 V13 H1.5 Z M4 6 L6.3 8 L4 10 M8 10.3 H11.5"},
    Symbol{Icon::LeaveComputer, u"internet-services",
           "M8 1.7 a6.3 6.3 0 1 0 0.01 0 Z M1.7 8 H14.3 M8 1.7 C4.6 5 4.6 11 8 14.3 C11.4 11 11.4 5 8 1.7"},
    Symbol{Icon::Copy, u"edit-copy", "M5.5 5.5 H13.5 V14 H5.5 Z M10.5 5.5 V2 H2.5 V10.5 H5.5"},
    Symbol{Icon::Save, u"document-save-as", "M8 2 V10 M4.8 7 L8 10.2 L11.2 7 M2.5 11 V13.8 H13.5 V11"},
    Symbol{Icon::Open, u"document-open", "M9.5 2.5 H13.5 V6.5 M13.5 2.5 L8 8 M11.5 9 V13.5 H2.5 V4.5 H7"},
    Symbol{Icon::Expand, u"arrow-right", "M6 3.5 L10.5 8 L6 12.5"},
    Symbol{Icon::Collapse, u"arrow-down", "M3.5 6 L8 10.5 L12.5 6"},
    Symbol{Icon::Done, u"dialog-ok", "M3 8.5 L6.5 12 L13 4.5"},
    Symbol{Icon::Failed, u"dialog-error", "M8 1.7 a6.3 6.3 0 1 0 0.01 0 Z M8 4.5 V9 M8 11 V11.6"},
    Symbol{Icon::Denied, u"dialog-cancel", "M8 1.7 a6.3 6.3 0 1 0 0.01 0 Z M3.6 3.6 L12.4 12.4"},
    Symbol{Icon::Waiting, u"appointment-soon", "M8 1.7 a6.3 6.3 0 1 0 0.01 0 Z M8 4.3 V8 L10.6 9.6"},
    Symbol{Icon::Running, u"system-run", "M13.6 6.2 A6 6 0 1 0 13.9 9 M13.9 2.6 V6.4 H10.1"},
    Symbol{Icon::Planned, u"view-task", "M8 2.5 a5.5 5.5 0 1 0 0.01 0 Z"},
    Symbol{Icon::Unknown, u"dialog-question", "M8 1.7 a6.3 6.3 0 1 0 0.01 0 Z M6 6.2 C6 3.9 10 3.9 10 6.2 C10 7.6 8 7.7 8 9.3 M8 11.2 V11.8"},
    Symbol{Icon::Warning, u"dialog-warning", "M8 2 L14.6 13.6 H1.4 Z M8 6 V9.6 M8 11.3 V11.9"},
    Symbol{Icon::Info, u"dialog-information", "M8 1.7 a6.3 6.3 0 1 0 0.01 0 Z M8 7.2 V11.5 M8 4.4 V5"},
    Symbol{Icon::Thinking, u"view-process-tree",
           "M4 11 C1.2 10.6 1.4 6.8 4.1 6.7 C4.4 3.2 10 2.6 11 5.8 C14.6 5.6 15.2 10.6 11.8 11 Z M4.5 13.4 h0.6"},
    Symbol{Icon::Agent, u"system-users", "M8 2.2 a2.6 2.6 0 1 0 0.01 0 Z M2.8 14 C2.8 7.8 13.2 7.8 13.2 14"},
    Symbol{Icon::Question, u"dialog-question", "M2 2.5 H14 V11 H8.5 L5 14 V11 H2 Z M6.2 5.6 C6.2 3.8 9.8 3.8 9.8 5.6 C9.8 6.7 8 6.6 8 7.8 M8 9 V9.3"},
    Symbol{Icon::Send, u"document-send", "M2 8 L14 2.5 L10 14 L7.4 9 Z M7.4 9 L14 2.5"},
    Symbol{Icon::Stop, u"media-playback-stop", "M4 4 H12 V12 H4 Z"},
    Symbol{Icon::Attach, u"mail-attachment",
           "M12.8 7.2 L7.4 12.6 A3 3 0 0 1 3.2 8.4 L9 2.6 A2 2 0 0 1 11.8 5.4 L6.3 10.9 A1 1 0 0 1 4.9 9.5 L9.8 4.6"},
    Symbol{Icon::Close, u"window-close", "M4 4 L12 12 M12 4 L4 12"},
    Symbol{Icon::Edit, u"document-edit", "M3 13 L3.6 10.2 L11 2.8 L13.2 5 L5.8 12.4 Z"},
    Symbol{Icon::Next, u"go-down-search", "M3.5 6 L8 10.5 L12.5 6"},
    Symbol{Icon::Previous, u"go-up-search", "M3.5 10 L8 5.5 L12.5 10"},
    Symbol{Icon::Down, u"go-bottom", "M8 2.5 V13 M3.5 8.5 L8 13 L12.5 8.5"},
    Symbol{Icon::Tasks, u"view-task", "M2 4 L3.2 5.2 L5.2 2.8 M7.5 4 H14 M2 8.5 L3.2 9.7 L5.2 7.3 M7.5 8.5 H14 M2.5 13 H4.8 M7.5 13 H14"},
    Symbol{Icon::Image, u"image-x-generic", "M2 3 H14 V13 H2 Z M2 11 L6 7 L9 10 L11 8 L14 11 M10.5 5.2 a0.9 0.9 0 1 0 0.01 0 Z"},
    Symbol{Icon::Text, u"text-plain", "M3.5 1.8 H12.5 V14.2 H3.5 Z M5.5 5 H10.5 M5.5 8 H10.5 M5.5 11 H8.5"},
    Symbol{Icon::File, u"text-x-generic", "M3.5 1.8 H9.5 L12.5 4.8 V14.2 H3.5 Z M9.5 1.8 V4.8 H12.5"},
    Symbol{Icon::Search, u"search", "M6.8 2 a4.8 4.8 0 1 0 0.01 0 Z M10.3 10.3 L14 14"},
};

const Symbol& symbolOf(Icon which)
{
    const auto& symbol = kSymbols.at(static_cast<std::size_t>(which));
    Q_ASSERT(symbol.which == which);
    return symbol;
}

QSvgRenderer& renderer(Icon which, const QColor& colour)
{
    static QHash<quint64, std::shared_ptr<QSvgRenderer>> cache; // A few dozen symbols in a handful of colours.
    const quint64 key = (static_cast<quint64>(which) << 32) | colour.rgb();
    auto& entry = cache[key];
    if (!entry) {
        const QByteArray svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 16 16\"><path fill=\"none\" stroke=\"" +
                               colour.name().toLatin1() + "\" stroke-width=\"1.25\" stroke-linejoin=\"round\" stroke-linecap=\"round\" d=\"" +
                               symbolOf(which).path + "\"/></svg>";
        entry = std::make_shared<QSvgRenderer>(svg);
    }
    return *entry;
}

/// Draws a symbol in whatever the palette says at that moment, so that a theme switch needs no new icons.
class SymbolEngine : public QIconEngine {
public:
    explicit SymbolEngine(Icon which) : m_which(which) {}
    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State) override
    {
        const QPalette palette = QGuiApplication::palette();
        QColor colour = palette.color(mode == QIcon::Disabled ? QPalette::Disabled : QPalette::Active, QPalette::ButtonText);
        if (mode == QIcon::Selected)
            colour = palette.color(QPalette::HighlightedText);
        paintSymbol(*painter, rect, m_which, colour);
    }
    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override
    {
        QPixmap pixmap(size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        paint(&painter, QRect(QPoint(), size), mode, state);
        return pixmap;
    }
    [[nodiscard]] QIconEngine* clone() const override { return new SymbolEngine(m_which); }

private:
    Icon m_which;
};

} // namespace

QIcon icon(Icon which)
{
    const QString name = QString::fromUtf16(symbolOf(which).themeName);
    if (QIcon::hasThemeIcon(name)) {
        // A theme may list an icon whose format no installed plugin can draw.
        if (const QIcon themed = QIcon::fromTheme(name); !themed.pixmap(16).isNull())
            return themed;
    }
    return QIcon(new SymbolEngine(which));
}

void paintSymbol(QPainter& painter, const QRectF& rect, Icon which, const QColor& colour)
{
    const qreal side = qMin(rect.width(), rect.height());
    QRectF square(0, 0, side, side);
    square.moveCenter(rect.center());
    renderer(which, colour).render(&painter, square);
}

} // namespace aios
