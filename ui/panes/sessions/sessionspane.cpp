// SPDX-License-Identifier: MIT
#include "ui/panes/sessions/sessionspane.h"

#include "core/base/text.h"
#include "ui/common/icons.h"
#include "ui/common/keys.h"
#include "ui/panes/panehost.h"
#include "ui/panes/sessions/sessiondelegate.h"
#include "ui/panes/sessions/sessionlistmodel.h"

#include <QAction>
#include <QDir>
#include <QFileDialog>
#include <QListView>
#include <QMenu>
#include <QMessageBox>
#include <QPushButton>
#include <QVBoxLayout>

namespace aios {

using namespace Qt::StringLiterals;

SessionsPane::SessionsPane(PaneHost& host, QWidget* parent)
    : QWidget(parent), m_host(host), m_model(new SessionListModel(this)), m_view(new QListView(this))
{
    m_view->setModel(m_model);
    m_view->setItemDelegate(new SessionDelegate(m_view));
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->setUniformItemSizes(true);
    m_view->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff); // Rows are cut with dots.
    m_view->setEditTriggers(QAbstractItemView::EditKeyPressed);
    m_view->setContextMenuPolicy(Qt::CustomContextMenu);
    m_view->setAccessibleName(tr("Sessions of this folder"));
    m_view->setObjectName(u"sessionList"_s);
    setFocusProxy(m_view);
    setMinimumWidth(fontMetrics().averageCharWidth() * 22);
    auto* fresh = new QPushButton(tr("New Session"), this);
    fresh->setIcon(icon(Icon::Edit));
    fresh->setAutoDefault(false);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    auto* top = new QHBoxLayout;
    top->setContentsMargins(6, 6, 6, 0);
    top->addWidget(fresh);
    column->addLayout(top);
    column->addWidget(m_view, 1);
    connect(fresh, &QPushButton::clicked, &m_host, &PaneHost::newSessionRequested);
    connect(m_view, &QListView::activated, this, [this] { open(currentId()); });
    connect(m_view, &QListView::clicked, this, [this] { open(currentId()); });
    connect(m_view, &QListView::customContextMenuRequested, this, &SessionsPane::showMenu);
    addActions();
    connectCore();
}

void SessionsPane::connectCore()
{
    connect(m_model, &SessionListModel::renamed, this, [this](const QString& id, const QString& title) { m_host.agent().renameSession(id, title); });
    connect(&m_host.agent(), &AgentClient::sessionsListed, this, [this](const QList<SessionSummary>& sessions) {
        m_model->setSessions(sessions);
        if (!m_view->currentIndex().isValid()) // what is in hand stays in hand
            showFront();
    });
    connect(&m_host.agent(), &AgentClient::sessionOpened, this, [this](const SessionSummary& session) {
        m_model->upsert(session);
        if (session.id == m_host.currentSession()) // It came to the front before it stood here.
            showFront();
    });
    connect(&m_host.agent(), &AgentClient::events, this, &SessionsPane::takeEvents);
    connect(&m_host.agent(), &AgentClient::exported, this, [this](const QString& file, const QString& problem) {
        Q_EMIT m_host.noticeRequested(problem.isEmpty() ? tr("The session was exported to %1.").arg(file) : problem);
    });
    connect(&m_host, &PaneHost::sessionStateChanged, m_model, &SessionListModel::setState);
    connect(&m_host, &PaneHost::currentSessionChanged, this, &SessionsPane::showFront);
    connect(&m_host.project(), &ProjectLink::opened, this, [this] { m_host.agent().listSessions(); });
    if (m_host.project().content())
        m_host.agent().listSessions();
}

/// In hand is the session in front, unless the person is writing a name: that would end with another one in hand.
void SessionsPane::showFront()
{
    if (const QModelIndex front = indexOf(m_host.currentSession()); front.isValid() && !m_view->indexWidget(m_view->currentIndex()))
        m_view->setCurrentIndex(front);
}

/// Keys mean the row in hand at that moment.
void SessionsPane::addActions()
{
    const auto add = [this](const QString& text, const char* keyId, Deed done) {
        auto* action = new QAction(text, this);
        Keys::instance().bind(keyId, action);
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        connect(action, &QAction::triggered, this, [this, done] { (this->*done)(currentId()); });
        addAction(action);
    };
    add(tr("&Rename"), "list.rename", &SessionsPane::rename);
    add(tr("&Fork"), "list.fork", &SessionsPane::fork);
    add(tr("&Export as Markdown…"), "list.export", &SessionsPane::exportAsMarkdown);
    add(tr("&Delete…"), "list.delete", &SessionsPane::remove);
}

void SessionsPane::takeEvents(const QList<AgentEvent>& events)
{
    bool ended = false;
    for (const AgentEvent& event : events) {
        if (const auto* changed = std::get_if<TitleChanged>(&event.what))
            m_model->setTitle(event.sessionId, changed->title);
        ended = ended || std::holds_alternative<TurnEnded>(event.what);
    }
    if (ended) // counts and times changed
        m_host.agent().listSessions();
}

QString SessionsPane::currentId() const
{
    return m_view->currentIndex().data(SessionListModel::IdRole).toString();
}

QModelIndex SessionsPane::indexOf(const QString& id) const
{
    return m_model->index(m_model->rowOf(id));
}

void SessionsPane::open(const QString& id)
{
    if (const QString problem = indexOf(id).data(SessionListModel::ProblemRole).toString(); !problem.isEmpty())
        Q_EMIT m_host.noticeRequested(problem);
    else if (!id.isEmpty())
        Q_EMIT m_host.openSessionRequested(id);
}

void SessionsPane::rename(const QString& id)
{
    const QModelIndex index = indexOf(id);
    if (!index.isValid())
        return;
    m_view->setCurrentIndex(index);
    m_view->edit(index);
}

void SessionsPane::fork(const QString& id)
{
    if (!id.isEmpty())
        m_host.agent().forkSession(id);
}

void SessionsPane::exportAsMarkdown(const QString& id)
{
    if (id.isEmpty())
        return;
    const QString name = slugOf(indexOf(id).data().toString()) + u".md"_s;
    auto* dialog = new QFileDialog(window(), tr("Export Session"), QDir::homePath(), tr("Markdown (*.md)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->selectFile(name);
    connect(dialog, &QFileDialog::fileSelected, this, [this, id](const QString& file) { m_host.agent().exportSession(id, file); });
    dialog->open();
}

void SessionsPane::remove(const QString& id)
{
    if (id.isEmpty())
        return;
    auto* question = new QMessageBox(QMessageBox::Question, tr("Delete Session"),
                                     tr("Delete the session “%1”?").arg(elided(indexOf(id).data().toString(), 80)), {}, window());
    question->setTextFormat(Qt::PlainText);
    question->setInformativeText(tr("What was said in it goes to the trash. Files of the folder stay as they are."));
    question->setAttribute(Qt::WA_DeleteOnClose);
    QPushButton* remove = question->addButton(tr("Delete Session"), QMessageBox::DestructiveRole);
    question->setDefaultButton(question->addButton(QMessageBox::Cancel));
    connect(question, &QMessageBox::finished, this, [this, question, remove, id] {
        if (question->clickedButton() != remove)
            return;
        Q_EMIT m_host.closeSessionRequested(id);
        m_host.agent().deleteSession(id);
    });
    question->open();
}

/// The menu means the session it was opened on, whatever comes to the front while it is open.
void SessionsPane::showMenu(const QPoint& place)
{
    const QModelIndex index = m_view->indexAt(place);
    if (!index.isValid())
        return;
    m_view->setCurrentIndex(index);
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setObjectName(u"sessionMenu"_s);
    const auto add = [this, menu, id = currentId()](const QString& text, const char* keyId, Deed done) {
        QAction* action = menu->addAction(text, this, [this, id, done] { (this->*done)(id); });
        if (!keyId)
            return;
        action->setShortcuts(Keys::instance().keys(keyId));
        action->setShortcutContext(Qt::WidgetShortcut); // shown only; the list's own action has it
    };
    add(tr("&Open"), nullptr, &SessionsPane::open);
    add(tr("&Rename"), "list.rename", &SessionsPane::rename);
    add(tr("&Fork"), "list.fork", &SessionsPane::fork);
    add(tr("&Export as Markdown…"), "list.export", &SessionsPane::exportAsMarkdown);
    menu->addSeparator();
    add(tr("&Delete…"), "list.delete", &SessionsPane::remove);
    menu->popup(m_view->viewport()->mapToGlobal(place));
}

} // namespace aios
