// SPDX-License-Identifier: MIT
#include "ui/mainwindow/windowstatus.h"

#include "core/base/text.h"
#include "core/runtime/gitbranch.h"
#include "ui/common/elidedlabel.h"
#include "ui/mainwindow/sessiontab.h"
#include "ui/services/serviceswords.h"

#include <QDir>
#include <QLabel>
#include <QLocale>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

QString homeRelative(const QString& path)
{
    const QString home = QDir::homePath();
    return path == home || path.startsWith(home + u'/') ? u'~' + path.mid(home.size()) : path;
}

} // namespace

WindowStatus::WindowStatus(QWidget* parent)
    : QStatusBar(parent),
      m_folder(new ElidedLabel({}, this)),
      m_services(new QLabel(this)),
      m_usage(new QLabel(this)),
      m_model(new QLabel(this)),
      m_rehearsal(new QLabel(this))
{
    m_folder->setElideMode(Qt::ElideMiddle);
    m_folder->setContentsMargins(6, 0, 6, 0);
    m_folder->setObjectName(u"folderAndBranch"_s);
    m_soon.setSingleShot(true);
    m_soon.setInterval(200);
    connect(&m_soon, &QTimer::timeout, this, &WindowStatus::lookForBranch);
    for (QLabel* label : {m_services, m_usage, m_model, m_rehearsal}) {
        label->setTextFormat(Qt::PlainText);
        label->setContentsMargins(6, 0, 6, 0);
    }
    m_rehearsal->setText(tr("Rehearsal: scripted replies, no AI"));
    m_rehearsal->setToolTip(tr("No model is used. Add a key or start a local server in Tools, Models and Keys."));
    m_rehearsal->setObjectName(u"rehearsalNotice"_s);
    QFont bold = m_rehearsal->font();
    bold.setBold(true);
    m_rehearsal->setFont(bold);
    addWidget(m_folder, 1);
    m_services->setObjectName(u"servicesReady"_s);
    m_services->hide();
    addPermanentWidget(m_services);
    addPermanentWidget(m_usage);
    addPermanentWidget(m_model);
    addPermanentWidget(m_rehearsal);
    setSession(nullptr);
}

void WindowStatus::setFolder(const QString& root)
{
    m_root = root;
    m_folder->setFullText(showHidden(homeRelative(root)));
    readBranch();
}

/// Whoever checks something out does it elsewhere and comes back, or changes files: both lead here. One look for several of them.
void WindowStatus::readBranch()
{
    if (!m_root.isEmpty() && !m_soon.isActive())
        m_soon.start();
}

void WindowStatus::lookForBranch()
{
    m_pool.run(
        this, [root = m_root] { return gitBranch(root); },
        [this, root = m_root](const QString& branch) {
            if (root == m_root)
                m_folder->setFullText(showHidden(branch.isEmpty() ? homeRelative(root) : QString(homeRelative(root) % u" · "_s % branch)));
        });
}

void WindowStatus::setServices(const QList<ServiceStatus>& servers)
{
    const QString words = servicesReadyWords(servers);
    QStringList each;
    for (const ServiceStatus& status : servers)
        each += tr("%1: %2").arg(showHidden(status.name), serviceStateWords(status));
    m_services->setText(words);
    m_services->setVisible(!words.isEmpty());
    m_services->setToolTip(each.join(u'\n'));
}

void WindowStatus::setSession(SessionTab* tab)
{
    m_usage->setVisible(tab != nullptr);
    m_model->setVisible(tab != nullptr);
    m_rehearsal->setVisible(tab && tab->isRehearsal());
    if (!tab)
        return;
    const SessionTotals& totals = tab->controller().totals();
    const qint64 tokens = totals.usage.contextTokens();
    QString usage = tr("%1 tokens").arg(QLocale().toString(tokens));
    if (totals.costKnown && totals.costUsd > 0)
        usage += u" · "_s + QLocale(QLocale::English, QLocale::UnitedStates).toCurrencyString(totals.costUsd, u"$"_s, totals.costUsd < 1 ? 4 : 2);
    m_usage->setText(usage);
    m_usage->setToolTip(tr("Tokens of this session, in and out%1").arg(totals.costKnown ? QString() : tr("; the price of this model is not known")));
    m_model->setText(elided(tab->modelWords(), 40));
    m_model->setToolTip(tr("The model that answers the next prompt"));
    m_model->setVisible(!tab->isRehearsal());
}

} // namespace aios
