// SPDX-License-Identifier: MIT
#include "ui/mainwindow/noticearea.h"

#include <QVBoxLayout>

namespace aios {

NoticeArea::NoticeArea(QWidget* parent) : QWidget(parent), m_column(new QVBoxLayout(this))
{
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(1);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
}

NoticeBar* NoticeArea::show(const QString& key, NoticeBar::Kind kind, const QString& text, bool closable)
{
    if (closable && m_closed.value(key) == text)
        return nullptr;
    drop(key);
    auto* bar = new NoticeBar(kind, text, this);
    m_bars.insert(key, bar);
    m_column->addWidget(bar);
    if (closable) {
        bar->addCloseButton();
        connect(bar, &NoticeBar::closed, this, [this, key, text] {
            m_closed.insert(key, text);
            drop(key);
        });
    }
    return bar;
}

void NoticeArea::drop(const QString& key)
{
    if (NoticeBar* bar = m_bars.take(key)) {
        bar->hide();
        bar->deleteLater(); // its own button may have called
    }
}

void NoticeArea::addCard(QWidget* card)
{
    m_column->addWidget(card);
}

QString NoticeArea::text(const QString& key) const
{
    const NoticeBar* bar = m_bars.value(key);
    return bar ? bar->text() : QString();
}

} // namespace aios
