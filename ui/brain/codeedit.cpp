// SPDX-License-Identifier: MIT
#include "ui/brain/codeedit.h"

#include "ui/theme/colours.h"

#include <QPainter>
#include <QTextBlock>

#include <algorithm>

namespace aios {

namespace {

constexpr int kBar = 4;

class Gutter : public QWidget {
public:
    explicit Gutter(CodeEdit* edit) : QWidget(edit), m_edit(edit) {}
    [[nodiscard]] QSize sizeHint() const override { return {m_edit->gutterWidth(), 0}; }

protected:
    void paintEvent(QPaintEvent* event) override { m_edit->paintGutter(event->rect()); }

private:
    CodeEdit* m_edit;
};

} // namespace

CodeEdit::CodeEdit(QWidget* parent) : QPlainTextEdit(parent), m_gutter(new Gutter(this))
{
    setFont(fixedFont(font()));
    setFrameShape(QFrame::NoFrame);
    setTabStopDistance(fontMetrics().horizontalAdvance(QLatin1Char(' ')) * 4);
    setLineWrapMode(QPlainTextEdit::WidgetWidth);
    setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    m_gutter->setAccessibleName(tr("Line numbers"));
    connect(this, &QPlainTextEdit::blockCountChanged, this, &CodeEdit::placeGutter);
    connect(this, &QPlainTextEdit::updateRequest, this, [this](const QRect& rect, int dy) {
        if (dy != 0)
            m_gutter->scroll(0, dy);
        else
            m_gutter->update(0, rect.y(), m_gutter->width(), rect.height());
    });
    connect(this, &QPlainTextEdit::cursorPositionChanged, this, &CodeEdit::markCurrentLine);
    placeGutter();
    markCurrentLine();
}

QString CodeEdit::exactText() const
{
    QString text = document()->toRawText();
    text.replace(QChar(QChar::ParagraphSeparator), QChar(u'\n'));
    return text;
}

void CodeEdit::replaceKeepingPlace(const QString& text)
{
    const QString before = exactText();
    const qsizetype common = std::min(before.size(), text.size());
    qsizetype head = 0;
    while (head < common && before.at(head) == text.at(head))
        ++head;
    if (head > 0 && before.at(head - 1).isHighSurrogate())
        --head;
    qsizetype tail = 0;
    while (tail < common - head && before.at(before.size() - 1 - tail) == text.at(text.size() - 1 - tail))
        ++tail;
    if (tail > 0 && before.at(before.size() - tail).isLowSurrogate())
        --tail;
    if (head == before.size() && before.size() == text.size())
        return;
    QTextCursor cursor(document());
    cursor.setPosition(static_cast<int>(head));
    cursor.setPosition(static_cast<int>(before.size() - tail), QTextCursor::KeepAnchor);
    cursor.insertText(text.mid(head, text.size() - tail - head));
}

void CodeEdit::setChangedLines(const QSet<int>& lines, const QSet<int>& removedBefore)
{
    m_changed = lines;
    m_removedBefore = removedBefore;
    m_gutter->update();
}

int CodeEdit::gutterWidth() const
{
    const int digits = std::max(3, static_cast<int>(QString::number(blockCount()).size()));
    return fontMetrics().horizontalAdvance(QLatin1Char('9')) * digits + kBar * 3;
}

void CodeEdit::placeGutter()
{
    if (viewportMargins().left() != gutterWidth()) // setting equal margins lays out again, without end
        setViewportMargins(gutterWidth(), 0, 0, 0);
    const QRect inside = contentsRect();
    m_gutter->setGeometry(inside.left(), inside.top(), gutterWidth(), inside.height());
}

void CodeEdit::resizeEvent(QResizeEvent* event)
{
    QPlainTextEdit::resizeEvent(event);
    placeGutter();
}

void CodeEdit::changeEvent(QEvent* event)
{
    QPlainTextEdit::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        markCurrentLine();
    if (event->type() == QEvent::FontChange && m_gutter)
        placeGutter();
}

/// Tab moves on out of a read-only text, so that nobody is caught in it.
void CodeEdit::keyPressEvent(QKeyEvent* event)
{
    if (isReadOnly() && (event->key() == Qt::Key_Tab || event->key() == Qt::Key_Backtab)) {
        focusNextPrevChild(event->key() == Qt::Key_Tab);
        return;
    }
    QPlainTextEdit::keyPressEvent(event);
}

void CodeEdit::goToLine(int line)
{
    const QTextBlock block = document()->findBlockByNumber(std::clamp(line, 1, blockCount()) - 1);
    setTextCursor(QTextCursor(block));
    centerCursor();
}

void CodeEdit::markCurrentLine()
{
    QTextEdit::ExtraSelection line;
    line.format.setBackground(mixed(palette().color(QPalette::Base), palette().color(QPalette::Highlight), 0.09));
    line.format.setProperty(QTextFormat::FullWidthSelection, true);
    line.cursor = textCursor();
    line.cursor.clearSelection();
    setExtraSelections({line});
    m_gutter->update();
}

void CodeEdit::paintGutter(const QRect& area)
{
    QPainter painter(m_gutter);
    const Colours colours = Colours::of(palette());
    painter.fillRect(area, mixed(palette().color(QPalette::Base), palette().color(QPalette::Text), 0.03));
    painter.setFont(font());
    const int width = m_gutter->width();
    const int current = textCursor().blockNumber();
    QTextBlock block = firstVisibleBlock();
    qreal top = blockBoundingGeometry(block).translated(contentOffset()).top();
    while (block.isValid() && top <= area.bottom()) {
        const qreal height = blockBoundingRect(block).height();
        const int number = block.blockNumber();
        if (block.isVisible() && top + height >= area.top()) {
            painter.setPen(number == current ? colours.text : colours.muted);
            painter.drawText(QRectF(0, top, width - kBar * 2, fontMetrics().height()), Qt::AlignRight, QString::number(number + 1));
            if (m_changed.contains(number))
                painter.fillRect(QRectF(width - kBar, top, kBar - 1, height), colours.good);
            if (m_removedBefore.contains(number))
                painter.fillRect(QRectF(width - kBar * 2, top - 1, kBar * 2, 2), colours.bad);
        }
        top += height;
        block = block.next();
    }
}

} // namespace aios
