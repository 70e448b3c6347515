// SPDX-License-Identifier: MIT
#include "ui/common/detailtext.h"

namespace aios {

DetailText::DetailText(QWidget* parent) : QPlainTextEdit(parent)
{
    setReadOnly(true);
    setTabChangesFocus(true);
    setFrameShape(QFrame::NoFrame);
    setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    viewport()->setBackgroundRole(QPalette::Window);
    document()->setDocumentMargin(6);
}

void DetailText::setText(const QString& text)
{
    if (text != toPlainText())
        setPlainText(text);
}

QSize DetailText::sizeHint() const
{
    return {fontMetrics().averageCharWidth() * 24, fontMetrics().lineSpacing() * 8};
}

QSize DetailText::minimumSizeHint() const
{
    return {fontMetrics().averageCharWidth() * 12, fontMetrics().lineSpacing() * 3};
}

} // namespace aios
