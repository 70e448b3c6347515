// SPDX-License-Identifier: MIT
#include "ui/chat/findbar.h"

#include "ui/common/icons.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QToolButton>

namespace aios {

FindBar::FindBar(QWidget* parent) : QFrame(parent), m_edit(new QLineEdit), m_result(new QLabel)
{
    setFrameShape(QFrame::StyledPanel);
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Window);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(6, 4, 4, 4);
    row->setSpacing(4);
    m_edit->setPlaceholderText(tr("Find in this session"));
    m_edit->setAccessibleName(tr("Find in this session"));
    m_edit->setClearButtonEnabled(true);
    m_edit->setMinimumWidth(fontMetrics().averageCharWidth() * 26);
    m_result->setMinimumWidth(fontMetrics().horizontalAdvance(tr("No hits")) + 8);
    m_result->setTextFormat(Qt::PlainText);
    row->addWidget(m_edit);
    row->addWidget(m_result);
    const auto button = [&](Icon which, const QString& name) {
        auto* tool = new QToolButton;
        tool->setIcon(icon(which));
        tool->setAutoRaise(true);
        tool->setToolTip(name);
        tool->setAccessibleName(name);
        row->addWidget(tool);
        return tool;
    };
    connect(button(Icon::Previous, tr("Previous hit (Shift+Enter)")), &QToolButton::clicked, this, [this] { Q_EMIT step(query(), true, false); });
    connect(button(Icon::Next, tr("Next hit (Enter)")), &QToolButton::clicked, this, [this] { Q_EMIT step(query(), false, false); });
    connect(button(Icon::Close, tr("Close the find line (Esc)")), &QToolButton::clicked, this, &FindBar::finish);
    connect(m_edit, &QLineEdit::textChanged, this, [this] { Q_EMIT step(query(), false, true); });
    setFocusProxy(m_edit);
    hide();
}

void FindBar::start()
{
    show();
    raise();
    m_edit->setFocus(Qt::ShortcutFocusReason);
    m_edit->selectAll();
    if (!query().isEmpty())
        Q_EMIT step(query(), false, true);
}

void FindBar::goOn(const FindBar& before)
{
    m_edit->setText(before.query());
    m_edit->setCursorPosition(before.m_edit->cursorPosition());
}

QString FindBar::query() const
{
    return m_edit->text();
}

void FindBar::setResult(int index, int count)
{
    const QString text = query().isEmpty() ? QString() : count == 0 ? tr("No hits") : tr("%1 of %2").arg(index).arg(count);
    m_result->setText(text);
    m_edit->setAccessibleDescription(text);
}

void FindBar::finish()
{
    hide();
    Q_EMIT closed();
}

void FindBar::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape)
        finish();
    else if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
        Q_EMIT step(query(), event->modifiers() & Qt::ShiftModifier, false);
    else
        QFrame::keyPressEvent(event);
}

} // namespace aios
