// SPDX-License-Identifier: MIT
#include "ui/chat/segmentbody.h"

#include "ui/common/safetextbrowser.h"

#include <QAbstractTextDocumentLayout>
#include <QPainter>
#include <QTextBlock>
#include <QTextCursor>
#include <QTextDocumentFragment>

using namespace Qt::StringLiterals;

namespace aios {

RichBody::RichBody(const QString& html, int width, const TextStyle& style)
    : m_document(std::make_unique<SafeTextDocument>()), m_palette(style.palette)
{
    m_document->setUndoRedoEnabled(false);
    m_document->setDocumentMargin(0);
    m_document->setIndentWidth(QFontMetricsF(style.font).averageCharWidth() * 4);
    m_document->setDefaultFont(style.font);
    m_document->setDefaultStyleSheet(style.richStyle);
    m_document->setHtml(html);
    m_document->setTextWidth(width);
}

RichBody::~RichBody() = default;

int RichBody::height() const
{
    return qCeil(m_document->size().height());
}

void RichBody::draw(QPainter& painter, const QPointF& origin, const QRectF& clip, const QList<TextMark>& marks) const
{
    QAbstractTextDocumentLayout::PaintContext context;
    context.palette = m_palette;
    context.clip = clip.translated(-origin);
    for (const TextMark& mark : marks) {
        QAbstractTextDocumentLayout::Selection selection;
        selection.cursor = QTextCursor(m_document.get());
        selection.cursor.setPosition(mark.from);
        selection.cursor.setPosition(qMin(mark.to, m_document->characterCount() - 1), QTextCursor::KeepAnchor);
        selection.format.setBackground(mark.back);
        if (mark.fore.isValid())
            selection.format.setForeground(mark.fore);
        context.selections.append(selection);
    }
    painter.save();
    painter.translate(origin);
    m_document->documentLayout()->draw(&painter, context);
    painter.restore();
}

int RichBody::hit(const QPointF& point) const
{
    return qMax(0, m_document->documentLayout()->hitTest(point, Qt::FuzzyHit));
}

QString RichBody::linkAt(const QPointF& point) const
{
    return m_document->documentLayout()->anchorAt(point);
}

QString RichBody::text() const
{
    QString raw = m_document->toRawText();
    raw.replace(QChar::ParagraphSeparator, u'\n').replace(QChar::LineSeparator, u'\n');
    return raw.replace(QChar(0xfdd0), u'\n').replace(QChar(0xfdd1), u'\n'); // Frame marks of tables.
}

QString RichBody::html(int from, int to) const
{
    QTextCursor cursor(m_document.get());
    cursor.setPosition(from);
    cursor.setPosition(qMin(to, m_document->characterCount() - 1), QTextCursor::KeepAnchor);
    const QString whole = cursor.selection().toHtml();
    const auto begin = whole.indexOf("<!--StartFragment-->"_L1);
    const auto end = whole.indexOf("<!--EndFragment-->"_L1);
    return begin >= 0 && end > begin ? whole.mid(begin + 20, end - begin - 20) : whole;
}

QRectF RichBody::rectOf(int position) const
{
    const QTextBlock block = m_document->findBlock(position);
    const QRectF box = m_document->documentLayout()->blockBoundingRect(block);
    const QTextLine line = block.layout()->lineForTextPosition(position - block.position());
    return line.isValid() ? line.rect().translated(box.topLeft()) : box;
}

QStringList RichBody::links() const
{
    QStringList targets;
    for (QTextBlock block = m_document->begin(); block.isValid(); block = block.next()) {
        for (auto it = block.begin(); !it.atEnd(); ++it) {
            if (const QString target = it.fragment().charFormat().anchorHref(); !target.isEmpty() && !targets.contains(target))
                targets += target;
        }
    }
    return targets;
}

PlainBody::PlainBody(const QString& text, Look look, int width, const TextStyle& style, const QList<QTextLayout::FormatRange>& formats)
    : m_look(look), m_width(width), m_colours(style.colours)
{
    QString shown = text;
    shown.replace(u'\n', QChar::LineSeparator);
    m_layout.setText(shown);
    m_layout.setFont(look == Look::Code || look == Look::Diff ? style.fixed : style.font);
    QTextOption option(Qt::AlignLeft);
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    option.setTabStopDistance(QFontMetricsF(m_layout.font()).horizontalAdvance(u' ') * 4);
    m_layout.setTextOption(option);
    m_layout.setFormats(formats);
    m_layout.setCacheEnabled(true);
    m_layout.beginLayout();
    for (QTextLine line = m_layout.createLine(); line.isValid(); line = m_layout.createLine()) {
        line.setLineWidth(width);
        line.setPosition({0, m_height});
        m_height += qCeil(line.height());
    }
    m_layout.endLayout();
}

int PlainBody::height() const
{
    return qCeil(m_height);
}

void PlainBody::drawDiffGrounds(QPainter& painter, const QPointF& origin) const
{
    const QString text = m_layout.text();
    for (int i = 0; i < m_layout.lineCount(); ++i) {
        const QTextLine line = m_layout.lineAt(i);
        const auto start = line.textStart() == 0 ? 0 : text.lastIndexOf(QChar::LineSeparator, line.textStart() - 1) + 1;
        const QChar sign = start < text.size() ? text.at(start) : QChar(u' ');
        const QRectF ground(origin.x() - 4, origin.y() + line.y(), m_width + 8, qCeil(line.height()));
        if (sign == u'+')
            painter.fillRect(ground, m_colours.addedBack);
        else if (sign == QChar(0x2212))
            painter.fillRect(ground, m_colours.removedBack);
    }
}

void PlainBody::draw(QPainter& painter, const QPointF& origin, const QRectF& clip, const QList<TextMark>& marks) const
{
    if (m_look == Look::Diff)
        drawDiffGrounds(painter, origin);
    QList<QTextLayout::FormatRange> ranges;
    for (const TextMark& mark : marks) {
        QTextCharFormat format;
        format.setBackground(mark.back);
        if (mark.fore.isValid())
            format.setForeground(mark.fore);
        ranges.append({mark.from, mark.to - mark.from, format});
    }
    painter.setPen(m_look == Look::Muted ? m_colours.muted : m_colours.text);
    m_layout.draw(&painter, origin, ranges, clip);
}

int PlainBody::hit(const QPointF& point) const
{
    for (int i = 0; i < m_layout.lineCount(); ++i) {
        const QTextLine line = m_layout.lineAt(i);
        if (point.y() < line.y() + line.height() || i == m_layout.lineCount() - 1)
            return line.xToCursor(point.x());
    }
    return 0;
}

QString PlainBody::text() const
{
    return m_layout.text().replace(QChar::LineSeparator, u'\n');
}

QString PlainBody::html(int from, int to) const
{
    const QString part = text().mid(from, to - from).toHtmlEscaped();
    return m_look == Look::Code || m_look == Look::Diff ? u"<pre>%1</pre>"_s.arg(part) : u"<p>%1</p>"_s.arg(QString(part).replace(u'\n', "<br>"_L1));
}

QRectF PlainBody::rectOf(int position) const
{
    const QTextLine line = m_layout.lineForTextPosition(position);
    return line.isValid() ? line.rect() : QRectF();
}

} // namespace aios
