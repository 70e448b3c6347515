// SPDX-License-Identifier: MIT
#include "ui/common/diffview.h"

#include "core/base/text.h"
#include "ui/theme/colours.h"

#include <QCheckBox>
#include <QPainter>
#include <QScrollBar>
#include <QTextBlock>

#include <numeric>

using namespace Qt::StringLiterals;

namespace aios {
namespace {

constexpr QChar kMinus(0x2212);

bool allLinesEndCrLf(const QByteArray& bytes)
{
    return bytes.count('\n') > 0 && bytes.count('\n') == bytes.count("\r\n");
}

} // namespace

/// The numbers beside the text.
class DiffView::Gutter : public QWidget {
public:
    explicit Gutter(DiffView* view) : QWidget(view), m_view(view) {}
    void paintEvent(QPaintEvent* event) override { m_view->paintGutter(event); }
    void wheelEvent(QWheelEvent* event) override { event->ignore(); }

private:
    DiffView* m_view;
};

DiffView::DiffView(QWidget* parent) : QPlainTextEdit(parent), m_gutter(new Gutter(this))
{
    setReadOnly(true);
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    setUndoRedoEnabled(false);
    setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff); // Every line wraps.
    setTabChangesFocus(true);
    setFrameShape(QFrame::NoFrame);
    setFont(fixedFont(font()));
    setAccessibleName(tr("Difference"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    document()->setDocumentMargin(3);
    connect(this, &QPlainTextEdit::updateRequest, this, [this](const QRect& rect, int dy) {
        if (dy)
            m_gutter->scroll(0, dy);
        else
            m_gutter->update(0, rect.y(), m_gutter->width(), rect.height());
        placeTickBoxes();
    });
}

DiffView::~DiffView() = default;

void DiffView::setDiff(const QByteArray& before, const QByteArray& after, const QList<DiffHunk>& hunks, bool tickable)
{
    qDeleteAll(m_boxes);
    m_boxes.clear();
    m_lines.clear();
    m_hunkCount = static_cast<int>(hunks.size());
    m_added = m_removed = m_largestNumber = 0;
    m_allCrLf = (before.isEmpty() || allLinesEndCrLf(before)) && allLinesEndCrLf(after);
    m_note.clear();
    if (m_allCrLf)
        m_note = tr("Lines end with CR LF.");
    else if (allLinesEndCrLf(before) != allLinesEndCrLf(after) && !before.isEmpty() && before.contains('\n'))
        m_note = tr("The line ends change.");
    QStringList text;
    for (int i = 0; i < m_hunkCount; ++i)
        addHunk(hunks.at(i), i, text, tickable && m_hunkCount > 1);
    if (hunks.isEmpty()) {
        m_lines.push_back({Kind::Note, 0, 0, -1, 0, 0});
        text += after.isEmpty() && before.isEmpty() ? tr("The file is empty.") : tr("Nothing changes.");
    }
    setPlainText(text.join(u'\n'));
    if (tickable && m_hunkCount > 1)
        makeTickBoxes();
    layoutGutter();
    updateHeight();
}

void DiffView::addHunk(const DiffHunk& hunk, int index, QStringList& text, bool tickable)
{
    if (m_hunkCount > 1) {
        m_lines.push_back({Kind::Head, 0, 0, index, 0, 0});
        const int line = qMax(1, hunk.newStart);
        text += tickable ? QString() : tr("Part %1 of %2, line %3").arg(index + 1).arg(m_hunkCount).arg(line);
    }
    int oldNumber = qMax(1, hunk.oldStart);
    int newNumber = qMax(1, hunk.newStart);
    const std::size_t first = m_lines.size();
    for (const DiffLine& line : hunk.lines) {
        QByteArrayView bytes = line.text;
        const bool ended = bytes.endsWith('\n');
        if (ended)
            bytes.chop(1);
        if (m_allCrLf && ended && bytes.endsWith('\r'))
            bytes.chop(1);
        QString shown = showHidden(QString::fromUtf8(bytes));
        if (!ended)
            shown += u"  ⟨%1⟩"_s.arg(tr("no line end"));
        Line entry;
        entry.hunk = index;
        if (line.kind != DiffLine::Kind::Added)
            entry.oldNumber = oldNumber++;
        if (line.kind != DiffLine::Kind::Removed)
            entry.newNumber = newNumber++;
        entry.kind = line.kind == DiffLine::Kind::Added ? Kind::Added : line.kind == DiffLine::Kind::Removed ? Kind::Removed : Kind::Context;
        m_added += entry.kind == Kind::Added;
        m_removed += entry.kind == Kind::Removed;
        m_lines.push_back(entry);
        text += shown;
    }
    m_largestNumber = qMax(m_largestNumber, qMax(oldNumber, newNumber));
    markChangedParts(first, text);
}

/// Pairs removed lines with the added lines that follow them and marks what differs within a pair, by whole words, when enough is alike.
void DiffView::markChangedParts(std::size_t first, const QStringList& text)
{
    for (std::size_t at = first; at < m_lines.size();) {
        std::size_t removed = at;
        while (removed < m_lines.size() && m_lines[removed].kind == Kind::Removed)
            ++removed;
        std::size_t added = removed;
        while (added < m_lines.size() && m_lines[added].kind == Kind::Added)
            ++added;
        if (removed - at == added - removed && removed > at) {
            for (std::size_t i = 0; i < removed - at; ++i) {
                const QString& was = text.at(static_cast<qsizetype>(at + i));
                const QString& is = text.at(static_cast<qsizetype>(removed + i));
                qsizetype head = 0;
                while (head < qMin(was.size(), is.size()) && was.at(head) == is.at(head))
                    ++head;
                while (head > 0 && was.at(head - 1).isLetterOrNumber())
                    --head;
                qsizetype tail = 0;
                while (tail < qMin(was.size(), is.size()) - head && was.at(was.size() - 1 - tail) == is.at(is.size() - 1 - tail))
                    ++tail;
                while (tail > 0 && was.at(was.size() - tail).isLetterOrNumber())
                    --tail;
                if ((head + tail) * 4 < qMax(was.size(), is.size()))
                    continue;
                m_lines[at + i].markFrom = m_lines[removed + i].markFrom = static_cast<int>(head);
                m_lines[at + i].markTo = static_cast<int>(was.size() - tail);
                m_lines[removed + i].markTo = static_cast<int>(is.size() - tail);
            }
        }
        at = qMax(added, at + 1);
    }
}

void DiffView::makeTickBoxes()
{
    for (const Line& line : m_lines) {
        if (line.kind != Kind::Head)
            continue;
        auto* box = new QCheckBox(tr("Keep part %1 of %2").arg(line.hunk + 1).arg(m_hunkCount), viewport());
        box->setFont(parentWidget() ? parentWidget()->font() : font());
        box->setChecked(true);
        box->setCursor(Qt::ArrowCursor);
        connect(box, &QCheckBox::toggled, this, [this] {
            viewport()->update();
            Q_EMIT keptChanged();
        });
        m_boxes += box;
        box->show();
    }
}

void DiffView::placeTickBoxes()
{
    if (m_boxes.isEmpty())
        return;
    qsizetype next = 0;
    for (std::size_t number = 0; number < m_lines.size() && next < m_boxes.size(); ++number) {
        if (m_lines[number].kind != Kind::Head)
            continue;
        const QRectF rect = blockBoundingGeometry(document()->findBlockByNumber(static_cast<int>(number))).translated(contentOffset());
        m_boxes.at(next++)->setGeometry(QRectF(rect.left() + 4, rect.top(), viewport()->width() - 8, rect.height()).toRect());
    }
}

QList<int> DiffView::keptHunks() const
{
    QList<int> kept;
    for (int i = 0; i < m_hunkCount; ++i) {
        if (i >= m_boxes.size() || m_boxes.at(i)->isChecked())
            kept += i;
    }
    return kept;
}

bool DiffView::allKept() const
{
    return keptHunks().size() == m_hunkCount;
}

bool DiffView::isKept(const Line& line) const
{
    return line.hunk < 0 || line.hunk >= m_boxes.size() || m_boxes.at(line.hunk)->isChecked();
}

int DiffView::gutterWidth() const
{
    const QFontMetrics metrics(font());
    const auto digits = QString::number(qMax(99, m_largestNumber)).size();
    return metrics.horizontalAdvance(u'9') * static_cast<int>(2 * digits + 5);
}

void DiffView::layoutGutter()
{
    if (viewportMargins().left() != gutterWidth()) // setting equal margins lays out again, without end
        setViewportMargins(gutterWidth(), 0, 0, 0);
    const QRect area = contentsRect();
    m_gutter->setGeometry(area.left(), area.top(), gutterWidth(), area.height());
    placeTickBoxes();
}

void DiffView::paintGrounds(QPainter& painter, const QRect& clip)
{
    const Colours colours = Colours::of(palette());
    for (QTextBlock block = firstVisibleBlock(); block.isValid(); block = block.next()) {
        const QRectF rect = blockBoundingGeometry(block).translated(contentOffset());
        if (rect.top() > clip.bottom())
            return;
        const Line& line = m_lines[static_cast<std::size_t>(block.blockNumber())];
        const QRectF ground(0, rect.top(), viewport()->width(), rect.height());
        if (line.kind == Kind::Head)
            painter.fillRect(ground, colours.codeBack);
        if (line.kind != Kind::Added && line.kind != Kind::Removed)
            continue;
        painter.fillRect(ground, line.kind == Kind::Added ? colours.addedBack : colours.removedBack);
        for (int i = 0; line.markTo > line.markFrom && i < block.layout()->lineCount(); ++i) {
            const QTextLine part = block.layout()->lineAt(i);
            const int from = qMax(line.markFrom, part.textStart());
            const int to = qMin(line.markTo, part.textStart() + part.textLength());
            if (from < to) {
                const qreal left = part.cursorToX(from);
                painter.fillRect(QRectF(rect.left() + left, rect.top() + part.y(), part.cursorToX(to) - left, part.height()),
                                 line.kind == Kind::Added ? colours.addedMark : colours.removedMark);
            }
        }
    }
}

void DiffView::paintEvent(QPaintEvent* event)
{
    {
        QPainter painter(viewport());
        paintGrounds(painter, event->rect());
    }
    QPlainTextEdit::paintEvent(event);
    if (m_boxes.isEmpty() || allKept())
        return;
    QPainter painter(viewport());
    QColor veil = palette().color(QPalette::Base); // A part left out steps back.
    veil.setAlphaF(0.65F);
    for (QTextBlock block = firstVisibleBlock(); block.isValid(); block = block.next()) {
        const QRectF rect = blockBoundingGeometry(block).translated(contentOffset());
        if (rect.top() > event->rect().bottom())
            return;
        if (const Line& line = m_lines[static_cast<std::size_t>(block.blockNumber())]; !isKept(line) && line.kind != Kind::Head)
            painter.fillRect(QRectF(0, rect.top(), viewport()->width(), rect.height()), veil);
    }
}

void DiffView::paintGutter(QPaintEvent* event)
{
    const Colours colours = Colours::of(palette());
    QPainter painter(m_gutter);
    painter.fillRect(event->rect(), palette().color(QPalette::Base));
    painter.setFont(font());
    const QFontMetrics metrics(font());
    const int digit = metrics.horizontalAdvance(u'9');
    const int numberWidth = (m_gutter->width() - 4 * digit) / 2;
    for (QTextBlock block = firstVisibleBlock(); block.isValid(); block = block.next()) {
        const QRectF rect = blockBoundingGeometry(block).translated(contentOffset());
        if (rect.top() > event->rect().bottom())
            return;
        const Line& line = m_lines[static_cast<std::size_t>(block.blockNumber())];
        const QRectF ground(0, rect.top(), m_gutter->width(), rect.height());
        if (line.kind == Kind::Head)
            painter.fillRect(ground, colours.codeBack);
        else if (line.kind == Kind::Added || line.kind == Kind::Removed)
            painter.fillRect(ground, line.kind == Kind::Added ? colours.addedBack : colours.removedBack);
        const auto put = [&](int left, int width, const QString& text, const QColor& colour) {
            painter.setPen(colour);
            painter.drawText(QRectF(left, rect.top(), width, metrics.height()), Qt::AlignRight | Qt::AlignVCenter, text);
        };
        if (line.oldNumber)
            put(0, numberWidth, QString::number(line.oldNumber), colours.muted);
        if (line.newNumber)
            put(numberWidth + digit / 2, numberWidth, QString::number(line.newNumber), colours.muted);
        if (line.kind == Kind::Added)
            put(m_gutter->width() - 3 * digit, digit * 2, u"+"_s, colours.good);
        else if (line.kind == Kind::Removed)
            put(m_gutter->width() - 3 * digit, digit * 2, QString(kMinus), colours.bad);
    }
}

void DiffView::setMaximumLines(int lines)
{
    m_maximumLines = lines;
    updateHeight();
}

/// As high as the text at this width, up to the limit; then it scrolls inside.
void DiffView::updateHeight()
{
    const int limit = fontMetrics().lineSpacing() * m_maximumLines + 6;
    qreal height = 2 * document()->documentMargin();
    for (QTextBlock block = document()->begin(); block.isValid() && height < limit; block = block.next())
        height += blockBoundingRect(block).height();
    const int wanted = qMin(limit, qCeil(height) + 2 * frameWidth());
    if (wanted == m_height)
        return;
    m_height = wanted;
    updateGeometry();
}

QSize DiffView::sizeHint() const
{
    return {fontMetrics().averageCharWidth() * 60, qMax(m_height, fontMetrics().height() + 6)};
}
QSize DiffView::minimumSizeHint() const
{
    return {fontMetrics().averageCharWidth() * 20, qMax(m_height, fontMetrics().height() + 6)};
}

void DiffView::resizeEvent(QResizeEvent* event)
{
    QPlainTextEdit::resizeEvent(event);
    layoutGutter();
    updateHeight();
}

void DiffView::changeEvent(QEvent* event)
{
    QPlainTextEdit::changeEvent(event);
    if (event->type() == QEvent::FontChange) {
        layoutGutter();
        updateHeight();
    }
}

} // namespace aios
