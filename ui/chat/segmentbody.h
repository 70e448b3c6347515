// SPDX-License-Identifier: MIT
#pragma once

#include "ui/theme/colours.h"

#include <KSyntaxHighlighting/State>

#include <QFont>
#include <QPointF>
#include <QString>
#include <QTextLayout>

#include <memory>

namespace aios {

class SafeTextDocument;
class LineHighlighter;

/// What all laid-out text of a transcript shares; changed means everything is laid out again.
struct TextStyle {
    QFont font;
    QFont fixed;
    QPalette palette;
    Colours colours;
    QString richStyle; ///< Style sheet of rich text.
};

/// A marked range of a laid-out text.
struct TextMark {
    int from = 0;
    int to = 0;
    QColor back;
    QColor fore; ///< Invalid: as it is.
};

/// Text that has been laid out for one width: what the view can draw, hit and read. At most a few dozen of them exist at a time.
class SegmentBody {
public:
    virtual ~SegmentBody() = default;
    [[nodiscard]] virtual int height() const = 0;
    virtual void draw(QPainter& painter, const QPointF& origin, const QRectF& clip, const QList<TextMark>& marks) const = 0;
    [[nodiscard]] virtual int hit(const QPointF& point) const = 0;          ///< Nearest position between characters.
    [[nodiscard]] virtual QString linkAt(const QPointF& point) const = 0;   ///< Target, empty when there is none.
    [[nodiscard]] virtual QString text() const = 0;                         ///< Line breaks as '\n'.
    [[nodiscard]] virtual QString html(int from, int to) const = 0;
    [[nodiscard]] virtual QRectF rectOf(int position) const = 0;
    [[nodiscard]] virtual QStringList links() const { return {}; }
};

/// Rich text from our own safe HTML.
class RichBody : public SegmentBody {
public:
    RichBody(const QString& html, int width, const TextStyle& style);
    ~RichBody() override;
    [[nodiscard]] int height() const override;
    void draw(QPainter& painter, const QPointF& origin, const QRectF& clip, const QList<TextMark>& marks) const override;
    [[nodiscard]] int hit(const QPointF& point) const override;
    [[nodiscard]] QString linkAt(const QPointF& point) const override;
    [[nodiscard]] QString text() const override;
    [[nodiscard]] QString html(int from, int to) const override;
    [[nodiscard]] QRectF rectOf(int position) const override;
    [[nodiscard]] QStringList links() const override;

private:
    std::unique_ptr<SafeTextDocument> m_document;
    QPalette m_palette;
};

/// Plain or code text: one layout for a page of lines.
class PlainBody : public SegmentBody {
public:
    enum class Look : std::uint8_t { Text, Muted, Code, Diff };
    PlainBody(const QString& text, Look look, int width, const TextStyle& style, const QList<QTextLayout::FormatRange>& formats = {});
    [[nodiscard]] int height() const override;
    void draw(QPainter& painter, const QPointF& origin, const QRectF& clip, const QList<TextMark>& marks) const override;
    [[nodiscard]] int hit(const QPointF& point) const override;
    [[nodiscard]] QString linkAt(const QPointF&) const override { return {}; }
    [[nodiscard]] QString text() const override;
    [[nodiscard]] QString html(int from, int to) const override;
    [[nodiscard]] QRectF rectOf(int position) const override;

private:
    void drawDiffGrounds(QPainter& painter, const QPointF& origin) const;

    QTextLayout m_layout;
    Look m_look;
    int m_width;
    Colours m_colours;
    qreal m_height = 0;
};

} // namespace aios
