// SPDX-License-Identifier: MIT
#include "ui/chat/promptedit.h"

#include <QImage>
#include <QInputMethodEvent>
#include <QKeyEvent>
#include <QMimeData>
#include <QStringList>
#include <QTextBlock>
#include <QUrl>

namespace aios {
namespace {
constexpr int kMostLines = 12;
}

PromptEdit::PromptEdit(QWidget* parent) : QPlainTextEdit(parent)
{
    setTabChangesFocus(true);
    setFrameShape(QFrame::NoFrame);
    setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(tr("Message"));
    connect(this, &QPlainTextEdit::textChanged, this, &PromptEdit::updateHeight);
    updateHeight();
}

QString PromptEdit::text() const
{
    return document()->toRawText().replace(QChar::ParagraphSeparator, u'\n').replace(QChar::LineSeparator, u'\n');
}

void PromptEdit::setText(const QString& text)
{
    // Through the cursor, so that undo brings back what stood there.
    QTextCursor cursor(document());
    cursor.select(QTextCursor::Document);
    cursor.insertText(text);
    setTextCursor(cursor);
}

void PromptEdit::updateHeight()
{
    qreal height = 2 * document()->documentMargin();
    const int limit = fontMetrics().lineSpacing() * kMostLines;
    for (QTextBlock block = document()->begin(); block.isValid() && height < limit; block = block.next())
        height += blockBoundingRect(block).height();
    const int wanted = qBound(fontMetrics().lineSpacing() * 2 + 8, qCeil(height) + 4, limit + 8);
    setVerticalScrollBarPolicy(wanted > limit ? Qt::ScrollBarAsNeeded : Qt::ScrollBarAlwaysOff);
    if (wanted != m_height) {
        m_height = wanted;
        updateGeometry();
    }
}

QSize PromptEdit::sizeHint() const
{
    return {fontMetrics().averageCharWidth() * 60, m_height};
}
QSize PromptEdit::minimumSizeHint() const
{
    return {fontMetrics().averageCharWidth() * 12, m_height};
}

void PromptEdit::resizeEvent(QResizeEvent* event)
{
    QPlainTextEdit::resizeEvent(event);
    updateHeight();
}

void PromptEdit::changeEvent(QEvent* event)
{
    QPlainTextEdit::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        updateHeight();
}

bool PromptEdit::atFirstLine() const
{
    const QTextCursor cursor = textCursor();
    return cursor.blockNumber() == 0 && cursor.block().layout()->lineForTextPosition(cursor.positionInBlock()).lineNumber() <= 0;
}

bool PromptEdit::atLastLine() const
{
    const QTextCursor cursor = textCursor();
    const QTextLine line = cursor.block().layout()->lineForTextPosition(cursor.positionInBlock());
    return cursor.blockNumber() == blockCount() - 1 && (!line.isValid() || line.lineNumber() == cursor.block().layout()->lineCount() - 1);
}

void PromptEdit::keyPressEvent(QKeyEvent* event)
{
    if (m_composing) { // Every key belongs to the input method until it commits.
        QPlainTextEdit::keyPressEvent(event);
        return;
    }
    bool taken = false;
    if (!(event->modifiers() & ~Qt::KeypadModifier))
        Q_EMIT keyOffered(event->key(), &taken);
    if (taken)
        return;
    const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    const auto modifiers = event->modifiers() & ~Qt::KeypadModifier;
    if (enter) {
        const bool sends = m_enterSends ? modifiers == Qt::NoModifier || modifiers == Qt::ControlModifier : modifiers == Qt::ControlModifier;
        if (sends)
            Q_EMIT submitted();
        else if (!modifiers || modifiers == Qt::ShiftModifier)
            textCursor().insertBlock();
        return;
    }
    if (event->key() == Qt::Key_Escape)
        return Q_EMIT escapePressed();
    if (!modifiers && event->key() == Qt::Key_Up && atFirstLine())
        return Q_EMIT earlierRequested(true);
    if (!modifiers && event->key() == Qt::Key_Down && atLastLine())
        return Q_EMIT earlierRequested(false);
    QPlainTextEdit::keyPressEvent(event);
}

void PromptEdit::inputMethodEvent(QInputMethodEvent* event)
{
    m_composing = !event->preeditString().isEmpty();
    QPlainTextEdit::inputMethodEvent(event);
}

bool PromptEdit::canInsertFromMimeData(const QMimeData* source) const
{
    return source->hasImage() || source->hasUrls() || source->hasText();
}

void PromptEdit::insertFromMimeData(const QMimeData* source)
{
    QStringList paths;
    for (const QUrl& url : source->urls()) {
        if (url.isLocalFile())
            paths += url.toLocalFile();
    }
    if (!paths.isEmpty()) {
        Q_EMIT filesDropped(paths);
        return;
    }
    if (source->hasImage() && !source->hasText()) {
        Q_EMIT imagePasted(qvariant_cast<QImage>(source->imageData()));
        return;
    }
    const QString text = source->text();
    if (text.size() > kLongText || text.count(u'\n') >= kLongLines)
        Q_EMIT longTextPasted(text);
    else
        textCursor().insertText(text); // Plain always: a prompt has no fonts.
}

} // namespace aios
