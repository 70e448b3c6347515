// SPDX-License-Identifier: MIT
#include "ui/chat/groupcard.h"

#include "core/base/text.h"
#include "ui/chat/approvalcard.h"
#include "ui/common/flowlayout.h"
#include "ui/common/gradebadge.h"

#include <QBoxLayout>
#include <QCheckBox>
#include <QGridLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QToolButton>

namespace aios {

GroupCard::GroupCard(QWidget* parent)
    : DecisionCard(ApprovalRequest{}, parent),
      m_rowsBox(new QWidget),
      m_approve(new CardButton({}, CardButton::Weight::Decides, *this)),
      m_reject(new CardButton({}, CardButton::Weight::Decides, *this))
{
    setHead(nullptr, tr("This reply asks for several things"));
    body()->addWidget(m_rowsBox);
    m_approve->setProminent();
    m_approve->setObjectName(QStringLiteral("approveTickedButton"));
    m_reject->setObjectName(QStringLiteral("rejectTickedButton"));
    connect(m_approve, &QPushButton::clicked, this, &GroupCard::approveByKey);
    connect(m_reject, &QPushButton::clicked, this, &GroupCard::rejectByKey);
    buttons()->addWidget(m_approve);
    buttons()->addWidget(m_reject);
}

void GroupCard::setCards(const QList<ApprovalCard*>& cards)
{
    setTitle(tr("%n calls of this reply wait for you", nullptr, static_cast<int>(cards.size())));
    setAccessibleName(tr("%n calls of this reply wait for you", nullptr, static_cast<int>(cards.size())));
    delete m_grid;
    qDeleteAll(m_rowsBox->findChildren<QWidget*>(Qt::FindDirectChildrenOnly));
    m_rows.clear();
    m_grid = new QGridLayout(m_rowsBox);
    m_grid->setContentsMargins({});
    m_grid->setVerticalSpacing(fontMetrics().height() / 6);
    m_grid->setColumnStretch(0, 1);
    for (ApprovalCard* card : cards) {
        const auto at = static_cast<int>(m_rows.size());
        const QString id = card->request().id;
        auto* tick = new QCheckBox(QString(elided(showHidden(card->request().title), 120)).replace(QLatin1Char('&'), QLatin1String("&&")));
        tick->setAccessibleDescription(gradeWords(card->request().grade));
        auto* state = new QLabel;
        auto* show = new QToolButton;
        show->setText(tr("Show"));
        show->setAccessibleName(tr("Show %1").arg(showHidden(card->request().title)));
        m_grid->addWidget(tick, at, 0);
        m_grid->addWidget(state, at, 1);
        m_grid->addWidget(new GradeBadge(card->request().grade), at, 2);
        m_grid->addWidget(show, at, 3);
        m_rows.append({card, tick, state});
        connect(show, &QToolButton::clicked, this, [this, id] { Q_EMIT showRequested(id); });
        connect(tick, &QCheckBox::toggled, this, [this, id](bool on) {
            if (on)
                m_unticked.remove(id);
            else
                m_unticked.insert(id);
            rearm(); // The buttons say something else now.
            updateRows();
        });
        connect(card, &DecisionCard::armed, this, &GroupCard::updateRows, Qt::UniqueConnection);
        connect(card, &ApprovalCard::changed, this, &GroupCard::updateRows, Qt::UniqueConnection);
    }
    rearm();
    updateRows();
}

bool GroupCard::countsNow(const Row& row)
{
    return row.card && row.card->isOpen() && row.card->isArmed() && row.card->canApprove();
}

QList<ApprovalCard*> GroupCard::ticked() const
{
    QList<ApprovalCard*> cards;
    for (const Row& row : m_rows) {
        if (countsNow(row) && row.tick->isChecked())
            cards.append(row.card);
    }
    return cards;
}

QCheckBox* GroupCard::tick(const QString& approvalId) const
{
    for (const Row& row : m_rows) {
        if (row.card && row.card->request().id == approvalId)
            return row.tick;
    }
    return nullptr;
}

void GroupCard::updateRows()
{
    for (const Row& row : std::as_const(m_rows)) {
        if (!row.card)
            continue;
        const QSignalBlocker quiet(row.tick); // a tick stands only where the button below counts it
        row.tick->setEnabled(countsNow(row));
        row.tick->setChecked(countsNow(row) && !m_unticked.contains(row.card->request().id));
        row.state->setText(!row.card->wasSeen() ? tr("not looked at yet") : row.card->canApprove() ? QString() : tr("being changed"));
    }
    const auto count = static_cast<int>(ticked().size());
    m_approve->setText(tr("Approve %n Ticked", nullptr, count));
    m_approve->setAccessibleName(m_approve->text());
    m_reject->setText(tr("Reject %n Ticked", nullptr, count));
    m_reject->setAccessibleName(m_reject->text());
    m_approve->setEnabled(count > 0);
    m_reject->setEnabled(count > 0);
}

void GroupCard::approveByKey()
{
    if (isArmed() && m_approve->isEnabled())
        Q_EMIT approveRequested(ticked());
}

void GroupCard::rejectByKey()
{
    if (isArmed() && m_reject->isEnabled())
        Q_EMIT rejectRequested(ticked());
}

} // namespace aios
