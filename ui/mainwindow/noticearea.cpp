// SPDX-License-Identifier: MIT
#include "ui/mainwindow/noticearea.h"

#include "core/base/text.h"

#include <QSignalBlocker>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace aios {

namespace {
constexpr qsizetype kShown = 2;
} // namespace

NoticeArea::NoticeArea(QWidget* parent) : QWidget(parent), m_column(new QVBoxLayout(this)), m_more(new QToolButton(this))
{
    m_more->setCheckable(true);
    m_more->setAutoRaise(true);
    m_more->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_more->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_more->hide();
    m_column->addWidget(m_more);
    connect(m_more, &QToolButton::toggled, this, &NoticeArea::arrange);
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(1);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
}

NoticeBar* NoticeArea::show(const QString& key, NoticeBar::Kind kind, const QString& text, bool closable)
{
    if (closable && m_closed.value(key) == text)
        return nullptr;
    if (const NoticeBar* before = m_bars.value(key); before && before->kind() == kind && before->text() == showHidden(text))
        return nullptr; // no news; one of its buttons may have the focus
    remove(key);
    auto* bar = new NoticeBar(kind, text, this);
    m_bars.insert(key, bar);
    m_column->insertWidget(static_cast<int>(m_order.size()), bar);
    m_order.append(bar);
    if (closable) {
        bar->addCloseButton();
        connect(bar, &NoticeBar::closed, this, [this, key, text] {
            m_closed.insert(key, text);
            remove(key);
        });
    }
    arrange();
    return bar;
}

NoticeBar* NoticeArea::tell(const QString& key, NoticeBar::Kind kind, const QString& text)
{
    m_closed.remove(key);
    return show(key, kind, text, true);
}

void NoticeArea::drop(const QString& key)
{
    m_closed.remove(key);
    remove(key);
}

void NoticeArea::remove(const QString& key)
{
    if (NoticeBar* bar = m_bars.take(key)) {
        m_order.removeOne(bar);
        m_column->removeWidget(bar);
        bar->hide();
        bar->deleteLater(); // its own button may have called
        arrange();
    }
}

void NoticeArea::arrange()
{
    QList<NoticeBar*> pressing(m_order.crbegin(), m_order.crend());
    std::ranges::stable_sort(pressing, std::ranges::greater{}, &NoticeBar::kind);
    const qsizetype others = std::max<qsizetype>(pressing.size() - kShown, 0);
    if (others == 0 && m_more->isChecked()) {
        const QSignalBlocker quiet(m_more);
        m_more->setChecked(false);
    }
    for (qsizetype i = 0; i < pressing.size(); ++i)
        pressing[i]->setVisible(i < kShown || m_more->isChecked());
    m_more->setArrowType(m_more->isChecked() ? Qt::UpArrow : Qt::DownArrow);
    m_more->setText(m_more->isChecked() ? tr("Fewer notices") : tr("%n more notice(s)", nullptr, static_cast<int>(others)));
    m_more->setAccessibleName(m_more->text());
    m_more->setVisible(others > 0);
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
