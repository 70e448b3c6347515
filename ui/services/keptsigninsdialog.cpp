// SPDX-License-Identifier: MIT
#include "ui/services/keptsigninsdialog.h"

#include "core/base/text.h"
#include "core/runtime/serviceslink.h"
#include "ui/common/tintedlabel.h"

#include <QHBoxLayout>
#include <QListWidget>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace aios {

KeptSignInsDialog::KeptSignInsDialog(ServicesLink& services, QWidget* parent)
    : QDialog(parent),
      m_services(services),
      m_words(new TintedLabel({}, TintedLabel::Tint::Plain)),
      m_list(new QListWidget(this)),
      m_signOut(new QPushButton(tr("Sign Out"), this))
{
    setWindowTitle(tr("Kept Sign-Ins"));
    setObjectName(u"keptSignIns"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    m_words->setWordWrap(true);
    m_list->setAccessibleName(tr("Sign-ins that the keychain keeps"));
    m_list->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_signOut->setObjectName(u"signOutKept"_s);
    m_signOut->setToolTip(tr("Gives the sign-in back and forgets it."));
    m_signOut->setAutoDefault(false);
    auto* close = new QPushButton(tr("Close"), this);
    close->setAutoDefault(false);
    auto* buttons = new QHBoxLayout;
    buttons->addStretch(1);
    buttons->addWidget(m_signOut);
    buttons->addWidget(close);
    auto* column = new QVBoxLayout(this);
    column->addWidget(m_words);
    column->addWidget(m_list, 1);
    column->addLayout(buttons);
    connect(m_signOut, &QPushButton::clicked, this, &KeptSignInsDialog::signOut);
    connect(close, &QPushButton::clicked, this, &QDialog::close);
    connect(m_list, &QListWidget::itemSelectionChanged, this, [this] { m_signOut->setEnabled(!m_list->selectedItems().isEmpty()); });
    connect(&m_services, &ServicesLink::serversChanged, this, &KeptSignInsDialog::refill);
    resize(fontMetrics().averageCharWidth() * 74, fontMetrics().height() * 16);
    refill();
    m_list->setFocus(Qt::OtherFocusReason);
}

/// What was chosen stays so while it is there.
void KeptSignInsDialog::refill()
{
    QStringList chosen;
    for (const QListWidgetItem* item : m_list->selectedItems())
        chosen.append(item->data(Qt::UserRole).toString());
    m_list->clear();
    for (const KeptSignIn& kept : m_services.keptElsewhere()) {
        auto* item = new QListWidgetItem(tr("%1 · %2").arg(showHidden(elided(kept.name, 60)), showHidden(elided(kept.address, 300))), m_list);
        item->setData(Qt::UserRole, kept.address);
        item->setSelected(chosen.contains(kept.address));
    }
    const bool none = m_list->count() == 0;
    m_words->setText(none ? tr("The keychain keeps no other sign-in.")
                          : tr("The keychain keeps these sign-ins. No service of this folder uses them; one of another folder may."));
    m_list->setEnabled(!none);
    m_signOut->setEnabled(!m_list->selectedItems().isEmpty());
}

void KeptSignInsDialog::signOut()
{
    for (const QListWidgetItem* item : m_list->selectedItems())
        m_services.signOut(item->data(Qt::UserRole).toString());
}

} // namespace aios
