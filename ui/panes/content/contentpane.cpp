// SPDX-License-Identifier: MIT
#include "ui/panes/content/contentpane.h"

#include "core/runtime/layerslink.h"
#include "ui/panes/content/foldermodel.h"
#include "ui/panes/content/foldersview.h"
#include "ui/panes/content/piecesview.h"
#include "ui/panes/panehost.h"

#include <QStackedWidget>
#include <QTabBar>
#include <QVBoxLayout>

namespace aios {

ContentPane::ContentPane(PaneHost& host, QWidget* parent)
    : QWidget(parent),
      m_host(host),
      m_tabs(new QTabBar(this)),
      m_stack(new QStackedWidget(this)),
      m_pieces(new PiecesView(host, this)),
      m_folders(new FoldersView(host, this))
{
    m_tabs->setExpanding(false);
    m_tabs->setDrawBase(false);
    m_tabs->addTab(tr("Pieces"));
    m_tabs->addTab(tr("Folders"));
    m_tabs->setAccessibleName(tr("Pieces or folders"));
    m_stack->addWidget(m_pieces);
    m_stack->addWidget(m_folders);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    column->addWidget(m_tabs);
    column->addWidget(m_stack, 1);
    setMinimumWidth(fontMetrics().averageCharWidth() * 22);
    setFocusProxy(m_pieces);
    connect(m_tabs, &QTabBar::currentChanged, this, [this](int index) {
        m_stack->setCurrentIndex(index);
        setFocusProxy(m_stack->currentWidget());
    });
    connectCore();
}

void ContentPane::connectCore()
{
    m_soon.setSingleShot(true);
    m_soon.setInterval(300);
    connect(&m_soon, &QTimer::timeout, this, &ContentPane::look);
    const auto all = [this] {
        m_all = true;
        lookSoon();
    };
    connect(&m_host.project(), &ProjectLink::opened, this, all);
    connect(&m_host.project(), &ProjectLink::fileSaved, this, all);
    connect(&m_host.project().layers(), &LayersLink::fileDone, this, all);
    connect(&m_host.project(), &ProjectLink::filesChanged, this, [this](const QStringList& paths) {
        m_changed += paths;
        lookSoon();
    });
    // What a session writes is no news of the watcher.
    connect(&m_host.agent(), &AgentClient::events, this, [all](const QList<AgentEvent>& events) {
        for (const AgentEvent& event : events) {
            const auto* changed = std::get_if<EntryChanged>(&event.what);
            if (changed && changed->entry.kind == TranscriptEntry::Kind::Tool && changed->entry.tool.state == ToolRow::State::Done)
                return all();
        }
    });
}

void ContentPane::lookSoon()
{
    if (isVisible() && !m_soon.isActive())
        m_soon.start();
}

void ContentPane::look()
{
    if (!isVisible() || !m_host.project().content())
        return;
    m_pieces->reload();
    if (std::exchange(m_all, false))
        m_folders->refresh();
    else
        m_folders->model().refresh(m_changed);
    m_changed.clear();
}

void ContentPane::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    m_all = true;
    m_soon.start(0);
}

void ContentPane::showFolders(bool folders)
{
    m_tabs->setCurrentIndex(folders ? 1 : 0);
}

} // namespace aios
