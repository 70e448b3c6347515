// SPDX-License-Identifier: MIT
// Finding and going to things in MainWindow: everything, files, commands, what was said in any session.
#include "core/base/text.h"
#include "ui/chat/transcriptview.h"
#include "ui/mainwindow/finder.h"
#include "ui/mainwindow/mainwindow.h"
#include "ui/mainwindow/sessiontab.h"
#include "ui/mainwindow/tabarea.h"
#include "ui/mainwindow/windowdocks.h"
#include "ui/panes/panehost.h"
#include "ui/panes/sessions/sessionlistmodel.h"
#include "ui/panes/sessions/sessionspane.h"

#include <QAction>
#include <QLineEdit>
#include <QTimer>

namespace aios {

using namespace Qt::StringLiterals;

Finder& MainWindow::finder()
{
    if (m_finder)
        return *m_finder;
    m_finder = new Finder(this);
    auto* soon = new QTimer(m_finder);
    soon->setSingleShot(true);
    soon->setInterval(150); // Typing on asks once.
    connect(soon, &QTimer::timeout, this, [this] {
        if (const QString query = m_finder->edit()->text().trimmed(); query.size() >= 2)
            m_agent->searchSessions(query);
    });
    connect(m_finder, &Finder::asked, soon, [this, soon](const QString& query) {
        if (query.size() < 2)
            m_finder->setFound(query, {});
        else
            soon->start();
    });
    connect(m_agent, &AgentClient::sessionsSearched, m_finder, [this](const QString& query, const QList<SessionHit>& hits) {
        QList<FinderEntry> entries;
        for (const SessionHit& hit : hits) {
            const QString title = hit.sessionTitle.isEmpty() ? tr("New session") : showHidden(hit.sessionTitle);
            entries.append({showHidden(hit.line), {}, QString(hit.sessionId % u' ' % hit.entryId), elided(title, 30), Icon::Question});
        }
        m_finder->setFound(query, entries);
    });
    return *m_finder;
}

void MainWindow::goToAnything()
{
    finder().open(tr("Search everything: files, sessions, commands, actions"),
                  {sessionGroup(), commandGroup(), layerGroup(), actionGroup(), fileGroup()});
}

void MainWindow::goToFile()
{
    finder().open(tr("Open a file of this folder"), {fileGroup()});
}

void MainWindow::goToCommand()
{
    QList<FinderGroup> groups{actionGroup()};
    if (m_tabs && m_tabs->isVisible())
        groups.append(commandGroup());
    finder().open(tr("Do something"), groups);
}

void MainWindow::findInAll()
{
    const SessionTab* tab = m_tabs->currentSession();
    const QString marked = tab ? tab->view().transcript().selectedText().simplified() : QString();
    finder().openAsking(tr("Find in all sessions of this folder"), marked.left(80), [this](const QString& place) { showHit(place); });
}

/// `place`: session and entry, as the hits were listed.
void MainWindow::showHit(const QString& place)
{
    m_tabs->openSessionAt(place.section(u' ', 0, 0), place.section(u' ', 1));
}

FinderGroup MainWindow::fileGroup() const
{
    FinderGroup group{tr("File"), {}, [this](const QString& relative) { m_tabs->openFile(relative); }};
    group.entries.reserve(m_tabs->files().size());
    for (const QString& file : m_tabs->files())
        group.entries.append({showHidden(file), {}, file, {}, Icon::File});
    return group;
}

FinderGroup MainWindow::sessionGroup() const
{
    FinderGroup group{tr("Session"), {}, [this](const QString& id) { m_tabs->openSession(id); }};
    const auto* pane = qobject_cast<SessionsPane*>(m_docks->pane(u"sessions"_s));
    for (int row = 0; pane && row < pane->model().rowCount(); ++row) {
        const QModelIndex index = pane->model().index(row);
        group.entries.append({index.data().toString(),
                              index.data(SessionListModel::DetailRole).toString(),
                              index.data(SessionListModel::IdRole).toString(),
                              {},
                              Icon::Question});
    }
    return group;
}

/// Rules, skills and agents by their names; the files they stand in are what is opened.
FinderGroup MainWindow::layerGroup() const
{
    FinderGroup group{{}, {}, [this](const QString& relative) { m_tabs->openFile(relative); }};
    const ContentPtr content = m_project->content();
    if (!content)
        return group;
    const auto add = [&group](const QString& name, const QString& about, const LayerFile& file, const QString& kind, Icon symbol) {
        if (!file.relative.isEmpty())
            group.entries.append({showHidden(name), elided(showHidden(about).simplified(), 120), file.relative, kind, symbol});
    };
    for (const SkillFile& skill : content->skills)
        add(skill.name, skill.description, skill.file, tr("Skill"), Icon::Text);
    for (const AgentFile& agent : content->agents)
        add(agent.name, agent.description, agent.file, tr("Agent"), Icon::Agent);
    return group;
}

/// A command goes to the composer, where its arguments are written; what is written there already stays behind it.
FinderGroup MainWindow::commandGroup() const
{
    FinderGroup group{tr("Command"), {}, [this](const QString& name) {
                          SessionTab* tab = m_tabs->currentSession();
                          if (!tab)
                              return m_tabs->newSessionWith(name + u' ');
                          Composer& composer = tab->view().composer();
                          composer.begin(name);
                      }};
    const ContentPtr content = m_project->content();
    if (!content)
        return group;
    for (const CommandFile& command : content->commands)
        group.entries.append({showHidden(QString(u'/' + command.name)),
                              elided(showHidden(command.description).simplified(), 120),
                              u'/' + command.name,
                              {},
                              Icon::Send});
    return group;
}

FinderGroup MainWindow::actionGroup() const
{
    FinderGroup group{tr("Action"), {}, [this](const QString& number) { m_conditional.at(number.toLongLong()).first->trigger(); }};
    for (qsizetype i = 0; i < m_conditional.size(); ++i) {
        const QAction* action = m_conditional.at(i).first;
        const QString menu = action->property("group").toString();
        if (!action->isEnabled() || !action->isVisible() || (menu.isEmpty() && action->shortcut().isEmpty()) ||
            action->objectName().startsWith("go."_L1))
            continue;
        QString words = action->text();
        words.remove(u'&').remove(u'…');
        group.entries.append(
            {words, action->shortcut().toString(QKeySequence::NativeText), QString::number(i), menu.isEmpty() ? tr("Pane") : menu, Icon::RunProgram});
    }
    return group;
}

} // namespace aios
