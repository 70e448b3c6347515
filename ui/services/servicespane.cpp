// SPDX-License-Identifier: MIT
#include "ui/services/servicespane.h"

#include "core/base/text.h"
#include "core/runtime/serviceslink.h"
#include "ui/common/flowlayout.h"
#include "ui/common/tintedlabel.h"
#include "ui/panes/noticebar.h"
#include "ui/panes/panehost.h"
#include "ui/services/diagnosisview.h"
#include "ui/services/keptsigninsdialog.h"
#include "ui/services/servicesdetail.h"
#include "ui/services/servicesmodel.h"
#include "ui/services/serviceswords.h"
#include "ui/services/toolspanel.h"
#include "ui/services/trytool.h"

#include <QFocusEvent>
#include <QListView>
#include <QPushButton>
#include <QScrollArea>
#include <QSplitter>
#include <QTabWidget>
#include <QVBoxLayout>

namespace aios {

using namespace Qt::StringLiterals;

ServicesPane::ServicesPane(PaneHost& host, QWidget* parent)
    : QWidget(parent),
      m_host(host),
      m_services(host.services()),
      m_model(new ServicesModel(this)),
      m_list(new QListView(this)),
      m_words(new TintedLabel({}, TintedLabel::Tint::Plain)),
      m_signIn(new QPushButton(this)),
      m_signOut(new QPushButton(tr("Sign Out"), this)),
      m_kept(new QPushButton(tr("Kept Sign-Ins…"), this)),
      m_restart(new QPushButton(tr("Restart"), this)),
      m_diagnose(new QPushButton(tr("Diagnose"), this)),
      m_switch(new QPushButton(this)),
      m_remove(new QPushButton(tr("Remove…"), this)),
      m_trust(new QPushButton(tr("Look at Trust…"), this)),
      m_add(new QPushButton(tr("Add…"), this)),
      m_tabs(nullptr),
      m_tools(new ToolsPanel(m_services, this)), // from the first in this pane: what moves in later breaks the way of Tab
      m_detail(new ServicesDetail(this)),
      m_diagnosis(new DiagnosisView(this)),
      m_column(new QVBoxLayout(this))
{
    m_list->setModel(m_model);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setTextElideMode(Qt::ElideRight);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setResizeMode(QListView::Adjust);
    m_list->setAccessibleName(tr("Services"));
    m_list->setObjectName(u"serviceList"_s);
    m_words->setWordWrap(true);
    m_words->setContentsMargins(8, 0, 8, 0);
    m_words->setObjectName(u"serviceWords"_s);
    auto* halves = new QSplitter(Qt::Vertical, this);
    halves->setChildrenCollapsible(false);
    halves->addWidget(m_list);
    auto* room = new QScrollArea(this); // in a low window its parts are scrolled to, not laid over each other
    room->setFrameShape(QFrame::NoFrame);
    room->setFocusPolicy(Qt::NoFocus);
    room->setWidgetResizable(true);
    room->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    room->setWidget(buildLower());
    halves->addWidget(room);
    halves->setStretchFactor(0, 2);
    halves->setStretchFactor(1, 5);
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(4);
    m_column->addWidget(halves, 1);
    setMinimumWidth(fontMetrics().averageCharWidth() * 26);
    connectLink();
    take();
}

QWidget* ServicesPane::buildLower()
{
    m_tabs = new QTabWidget(this);
    m_tabs->setDocumentMode(true);
    m_tabs->addTab(m_tools, tr("Tools"));
    m_tabs->addTab(m_detail, tr("Details"));
    m_diagnosis->hide(); // a tab once there is something to say
    m_tabs->setObjectName(u"serviceTabs"_s);
    auto* lower = new QWidget(this);
    auto* column = new QVBoxLayout(lower);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    column->addWidget(m_words);
    column->addLayout(buildActions());
    column->addWidget(m_tabs, 1);
    return lower;
}

QLayout* ServicesPane::buildActions()
{
    m_signIn->setObjectName(u"signInButton"_s);
    m_signOut->setObjectName(u"signOutButton"_s);
    m_signOut->setToolTip(tr("Gives the sign-in back and forgets it."));
    m_kept->setObjectName(u"keptButton"_s);
    m_kept->setToolTip(tr("Sign-ins that the keychain keeps for services that are not in this folder"));
    m_restart->setObjectName(u"restartButton"_s);
    m_diagnose->setObjectName(u"diagnoseButton"_s);
    m_diagnose->setToolTip(tr("Walks through what has to work before it answers, and says where it fails and what to do."));
    m_switch->setObjectName(u"switchButton"_s);
    m_remove->setObjectName(u"removeButton"_s);
    m_trust->setObjectName(u"trustButton"_s);
    m_add->setObjectName(u"addButton"_s);
    m_restart->setToolTip(tr("Ends it, reads its configuration again and starts it."));
    m_add->setToolTip(tr("Add a service from a preset, by form, or from pasted JSON"));
    auto* row = new FlowLayout;
    row->setContentsMargins(8, 0, 8, 0);
    row->setSpacing(6);
    for (QPushButton* button : {m_signIn, m_signOut, m_restart, m_switch, m_diagnose, m_trust, m_remove, m_add, m_kept}) {
        button->setAutoDefault(false);
        row->addWidget(button);
    }
    connect(m_signIn, &QPushButton::clicked, this, &ServicesPane::signInOrCancel);
    connect(m_signOut, &QPushButton::clicked, this, [this] {
        if (const ServiceStatus* status = current())
            m_services.signOut(status->name);
    });
    connect(m_kept, &QPushButton::clicked, this, [this] { (new KeptSignInsDialog(m_services, this))->show(); });
    connect(m_restart, &QPushButton::clicked, this, [this] {
        if (const ServiceStatus* status = current())
            m_services.restart(status->name);
    });
    connect(m_switch, &QPushButton::clicked, this, &ServicesPane::toggleCurrent);
    connect(m_diagnose, &QPushButton::clicked, this, &ServicesPane::diagnose);
    connect(m_remove, &QPushButton::clicked, this, &ServicesPane::askRemove);
    connect(m_trust, &QPushButton::clicked, &m_host, &PaneHost::trustRequested);
    connect(m_add, &QPushButton::clicked, &m_host, &PaneHost::addServiceRequested);
    return row;
}

void ServicesPane::connectLink()
{
    connect(&m_services, &ServicesLink::serversChanged, this, &ServicesPane::take);
    connect(&m_services, &ServicesLink::failed, this, &ServicesPane::say);
    connect(&m_services, &ServicesLink::serverStored, this, [this](const QString& name, const QString& problem) {
        if (name == std::exchange(m_changed, {}) && !problem.isEmpty())
            say(problem);
    });
    connect(&m_services, &ServicesLink::diagnosed, this, [this](const Diagnosis& diagnosis) {
        if (diagnosis.server != m_diagnosed)
            return; // another was asked about since
        m_diagnosis->showDiagnosis(diagnosis);
        m_diagnose->setEnabled(true);
    });
    connect(&m_services, &ServicesLink::signInEnded, this, [this](const QString& name, const QString& problem) {
        const ServiceStatus* status = m_model->server(m_model->rowOf(name));
        if (status && status->state == ServiceState::Ready && !problem.isEmpty()) // else it stands with the service
            say(problem);
    });
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this, &ServicesPane::showCurrent);
    connect(m_tools, &ToolsPanel::tryRequested, this, &ServicesPane::tryTool);
}

/// No proxy: Tab takes a widget with one for a place to go to, so it came back here instead of leading out.
void ServicesPane::focusInEvent(QFocusEvent* event)
{
    QWidget::focusInEvent(event);
    QWidget* first = m_list->isVisibleTo(this) ? static_cast<QWidget*>(m_list) : m_add;
    first->setFocus(event->reason());
}

const ServiceStatus* ServicesPane::current() const
{
    return m_model->server(m_list->currentIndex().row());
}

/// The same service stays chosen when others come and go.
void ServicesPane::take()
{
    const QString chosen = current() ? current()->name : m_shown;
    m_model->setServers(m_services.servers());
    const int row = std::max(0, m_model->rowOf(chosen));
    if (m_list->currentIndex().row() != row)
        m_list->setCurrentIndex(m_model->index(row));
    showCurrent();
}

void ServicesPane::showCurrent()
{
    const ServiceStatus* status = current();
    updateActions(status);
    m_tabs->setVisible(status);
    m_list->setVisible(status);
    QStringList lines = m_services.problems();
    if (!status) {
        lines += tr("This folder has no services. A service gives the assistant tools: tables, a site, social accounts, research. “Add…” has presets "
                    "for the usual ones.");
        m_words->setTint(TintedLabel::Tint::Plain);
        m_words->setText(showHidden(lines.join(u'\n')));
        m_words->show();
        m_shown.clear();
        return;
    }
    const bool failed = status->enabled && status->trusted && status->state == ServiceState::Failed;
    if (const QString words = serviceSignInWords(status->signIn); !words.isEmpty())
        lines.prepend(words);
    if (!status->problem.isEmpty())
        lines.prepend(status->problem);
    if (status->instructionsChanged && status->instructionsOn)
        lines.append(tr("What it says of its tools is otherwise than when you last saw it, so the assistant is not given it. “Details” shows it; the "
                        "switch “Send its instructions” sends it again."));
    m_words->setTint(failed ? TintedLabel::Tint::Bad : TintedLabel::Tint::Plain);
    m_words->setText(showHidden(lines.join(u'\n')));
    m_words->setVisible(!lines.isEmpty());
    m_tools->showServer(*status);
    m_detail->showServer(*status);
    if (m_diagnosed != status->name && m_tabs->indexOf(m_diagnosis) >= 0) { // it is about another
        m_tabs->removeTab(m_tabs->indexOf(m_diagnosis));
        m_diagnosed.clear();
        m_diagnose->setEnabled(true);
    }
    if (std::exchange(m_shown, status->name) != status->name)
        m_tabs->setCurrentWidget(failed ? static_cast<QWidget*>(m_detail) : m_tools);
}

void ServicesPane::updateActions(const ServiceStatus* status)
{
    for (QPushButton* button : {m_restart, m_switch, m_diagnose, m_remove})
        button->setVisible(status);
    m_trust->setVisible(status && !status->trusted);
    m_kept->setVisible(!m_services.keptElsewhere().isEmpty());
    updateSignIn(status);
    if (!status)
        return;
    m_restart->setEnabled(status->enabled && status->trusted);
    m_switch->setText(status->enabled ? tr("Switch Off") : tr("Switch On"));
}

/// One button: what a sign-in needs next. It opens the browser; nothing else here does.
void ServicesPane::updateSignIn(const ServiceStatus* status)
{
    const ServiceSignIn signIn = status ? status->signIn : ServiceSignIn();
    const bool again = signIn.signedIn && !signIn.wanted.isEmpty();
    const bool runs = status && status->enabled && status->trusted; // signing out is possible all the same
    m_signIn->setVisible(runs && signIn.possible && signIn.unattended.isEmpty() && (!signIn.signedIn || again || signIn.running));
    m_signOut->setVisible(signIn.signedIn);
    m_signIn->setText(signIn.running ? tr("Cancel Sign-In") : again ? tr("Sign In Again…") : tr("Sign In…"));
    m_signIn->setToolTip(signIn.running ? tr("Stops waiting for your browser.") : tr("Opens the service's sign-in page in your browser."));
}

void ServicesPane::signInOrCancel()
{
    const ServiceStatus* status = current();
    if (!status)
        return;
    if (status->signIn.running)
        m_services.cancelSignIn(status->name);
    else
        m_services.signIn(status->name);
}

void ServicesPane::toggleCurrent()
{
    if (const ServiceStatus* status = current())
        m_services.setEnabled(status->name, !status->enabled);
}

void ServicesPane::diagnose()
{
    const ServiceStatus* status = current();
    if (!status)
        return;
    m_diagnosed = status->name;
    m_diagnosis->showWaiting(status->name);
    m_diagnose->setEnabled(false);
    if (m_tabs->indexOf(m_diagnosis) < 0)
        m_tabs->addTab(m_diagnosis, tr("Diagnosis"));
    m_tabs->setCurrentWidget(m_diagnosis);
    m_diagnosis->setFocus(Qt::OtherFocusReason); // the button is off while it lasts
    m_services.diagnose(status->name);
}

/// What is removed cannot be brought back by us, so it is asked about, here and without a dialog.
void ServicesPane::askRemove()
{
    const ServiceStatus* status = current();
    if (!status)
        return;
    delete m_question;
    QString words = tr("Remove %1? Its entry is taken out of %2.").arg(showHidden(status->name), showHidden(status->file));
    if (status->signIn.signedIn)
        words += u' ' + tr("You stay signed in there: sign out first, or later under “Kept Sign-Ins…”.");
    m_question = new NoticeBar(NoticeBar::Kind::Warning, words, this);
    QPushButton* remove = m_question->addButton(tr("Remove"));
    remove->setObjectName(u"reallyRemoveButton"_s);
    QPushButton* keep = m_question->addButton(tr("Keep"));
    connect(remove, &QPushButton::clicked, this, [this, name = status->name, scope = status->scope] {
        m_changed = name;
        m_services.removeServer(scope, name);
        m_question->deleteLater();
        m_question = nullptr;
        m_list->setFocus(Qt::OtherFocusReason);
    });
    connect(keep, &QPushButton::clicked, this, [this] {
        m_question->deleteLater();
        m_question = nullptr;
        m_list->setFocus(Qt::OtherFocusReason);
    });
    m_column->insertWidget(0, m_question);
    keep->setFocus(Qt::OtherFocusReason);
}

void ServicesPane::tryTool(const QString& server, const ServiceTool& tool)
{
    for (TryTool* open : findChildren<TryTool*>()) {
        if (open->isFor(server, tool.name)) {
            open->raise();
            open->activateWindow();
            return;
        }
    }
    (new TryTool(m_services, server, tool, this))->show();
}

void ServicesPane::say(const QString& problem)
{
    Q_EMIT m_host.noticeRequested(showHidden(problem));
}

} // namespace aios
