// SPDX-License-Identifier: MIT
#include "ui/panes/content/foldersview.h"

#include "core/content/piecegroups.h"
#include "core/runtime/layerslink.h"
#include "ui/common/flowlayout.h"
#include "ui/common/icons.h"
#include "ui/common/keys.h"
#include "ui/panes/content/foldermodel.h"
#include "ui/panes/filenotice.h"
#include "ui/panes/panehost.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QHeaderView>
#include <QInputDialog>
#include <QLabel>
#include <QMenu>
#include <QToolButton>
#include <QTreeView>
#include <QVBoxLayout>

namespace aios {

using namespace Qt::StringLiterals;

FoldersView::FoldersView(PaneHost& host, QWidget* parent)
    : QWidget(parent),
      m_host(host),
      m_model(new FolderModel(this)),
      m_tree(new QTreeView(this)),
      m_notice(new FileNotice(host.project().layers(), this)),
      m_words(new QLabel(this)),
      m_menu(new QMenu(this))
{
    m_tree->setModel(m_model);
    m_tree->setHeaderHidden(true);
    m_tree->setFrameShape(QFrame::NoFrame);
    m_tree->setUniformRowHeights(true); // Thousands of rows cost what is on screen.
    m_tree->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_tree->setContextMenuPolicy(Qt::CustomContextMenu);
    m_tree->setAccessibleName(tr("Folders"));
    m_tree->setObjectName(u"folderTree"_s);
    m_tree->header()->setStretchLastSection(false);
    m_tree->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_tree->header()->setSectionResizeMode(1, QHeaderView::Fixed); // Measuring every row would read them all.
    m_tree->header()->resizeSection(1, fontMetrics().averageCharWidth() * 11);
    m_words->setTextFormat(Qt::PlainText);
    m_words->setWordWrap(true);
    m_words->setContentsMargins(8, 4, 8, 6);
    setFocusProxy(m_tree);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    column->addWidget(m_notice);
    column->addWidget(m_tree, 1);
    column->addWidget(m_words);
    addActions();
    column->addLayout(buildButtons());
    connect(m_model, &FolderModel::listWanted, this, [this](const QString& relative) { m_host.project().layers().listFolder(relative); });
    connect(m_model, &FolderModel::renameWanted, this,
            [this](const QString& from, const QString& to) { m_notice->watch(m_host.project().layers().rename(from, to)); });
    connect(&m_host.project().layers(), &LayersLink::folderListed, this,
            [this](const QString& relative, const FolderList& list, const QString& problem) {
                m_model->setFolder(relative, list, problem);
                chooseAwaited();
                updateActions();
            });
    connect(m_notice, &FileNotice::done, this, &FoldersView::takeOutcome);
    connect(m_tree, &QTreeView::activated, this, &FoldersView::open);
    connect(m_tree, &QTreeView::customContextMenuRequested, this,
            [this](const QPoint& place) { m_menu->popup(m_tree->viewport()->mapToGlobal(place)); });
    connect(m_tree->selectionModel(), &QItemSelectionModel::currentChanged, this, &FoldersView::updateActions);
    updateActions();
}

void FoldersView::addActions()
{
    const auto add = [this](const QString& text, const char* keyId, auto slot) {
        QAction* action = m_menu->addAction(text, this, slot);
        if (*keyId) {
            Keys::instance().bind(keyId, action);
            action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
            addAction(action);
        }
        return action;
    };
    m_open = add(tr("&Open"), "", [this] { open(m_tree->currentIndex()); });
    m_new = add(tr("&New File…"), "", &FoldersView::askName);
    m_menu->addSeparator();
    m_rename = add(tr("&Rename"), "list.rename", [this] { m_tree->edit(m_tree->currentIndex().siblingAtColumn(0)); });
    m_delete = add(tr("&Delete"), "list.delete", &FoldersView::trashCurrent);
    m_menu->addSeparator();
    m_show = add(tr("Show in File &Manager"), "", &FoldersView::showInFileManager);
    m_copy = add(tr("&Copy Path"), "", &FoldersView::copyPath);
    m_open->setIcon(icon(Icon::Open));
    m_new->setIcon(icon(Icon::Edit));
    m_delete->setToolTip(tr("Moves it to the trash of your desktop"));
}

QLayout* FoldersView::buildButtons()
{
    auto* row = new FlowLayout;
    row->setContentsMargins(8, 0, 8, 6);
    row->setSpacing(6);
    for (QAction* action : {m_open, m_new, m_rename, m_delete}) {
        auto* button = new QToolButton(this);
        button->setDefaultAction(action);
        button->setToolButtonStyle(Qt::ToolButtonTextOnly);
        button->setFocusPolicy(Qt::TabFocus);
        row->addWidget(button);
    }
    return row;
}

QString FoldersView::current() const
{
    return m_tree->currentIndex().data(FolderModel::RelativeRole).toString();
}

QString FoldersView::currentFolder() const
{
    const QString relative = current();
    if (m_tree->currentIndex().data(FolderModel::FolderRole).toBool())
        return relative + u'/';
    return relative.left(relative.lastIndexOf(u'/') + 1);
}

void FoldersView::updateActions()
{
    const bool any = m_tree->currentIndex().isValid();
    for (QAction* action : {m_open, m_rename, m_delete, m_copy})
        action->setEnabled(any);
    QString words = m_tree->currentIndex().siblingAtColumn(0).data(Qt::ToolTipRole).toString();
    if (words.isEmpty())
        words = m_model->problem();
    if (words.isEmpty() && m_begun && m_model->rowCount() == 0)
        words = tr("The folder is empty. New File… makes the first one.");
    m_words->setText(words);
    m_words->setVisible(!words.isEmpty());
}

void FoldersView::refresh()
{
    m_begun = true;
    m_model->refresh();
}

void FoldersView::open(const QModelIndex& index)
{
    if (index.data(FolderModel::FolderRole).toBool())
        m_tree->setExpanded(index.siblingAtColumn(0), !m_tree->isExpanded(index.siblingAtColumn(0)));
    else if (index.isValid())
        Q_EMIT m_host.openFileRequested(current());
}

void FoldersView::askName()
{
    auto* dialog = new QInputDialog(this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("New File"));
    const QString folder = currentFolder();
    dialog->setLabelText(folder.isEmpty() ? tr("Name (folders may stand before it, as in content/posts/name.md):")
                                          : tr("Name of the new file in %1").arg(folder));
    dialog->setOkButtonText(tr("Create"));
    connect(dialog, &QInputDialog::textValueSelected, this, &FoldersView::makeFile);
    dialog->open();
}

void FoldersView::makeFile(const QString& name)
{
    const QString wanted = name.trimmed();
    if (wanted.isEmpty() || wanted.endsWith(u'/'))
        return m_notice->say(tr("No file was made: it needs a name."));
    const QString relative = currentFolder() + wanted;
    m_notice->watch(m_host.project().layers().create(relative, newFileText(relative)));
}

void FoldersView::trashCurrent()
{
    if (const QString relative = current(); !relative.isEmpty())
        m_notice->watch(m_host.project().layers().trash(relative));
}

void FoldersView::showInFileManager()
{
    const ContentPtr content = m_host.project().content();
    if (content)
        Q_EMIT m_host.showInFileManagerRequested(current().isEmpty() ? content->root : QString(content->root % u'/' % current()));
}

void FoldersView::copyPath()
{
    if (const ContentPtr content = m_host.project().content(); content && !current().isEmpty())
        QApplication::clipboard()->setText(content->root + u'/' + current());
}

/// What was made or renamed is chosen; a new file is opened, to be written.
void FoldersView::takeOutcome(const FileOutcome& outcome)
{
    if (!outcome.problem.isEmpty())
        return;
    m_awaited = outcome.relative;
    refresh();
    if (outcome.undo.kind == FileUndo::Kind::Remove)
        Q_EMIT m_host.openFileRequested(outcome.relative);
}

/// Unfolds the way to what is awaited, as far as it is known; each listing leads one step on.
void FoldersView::chooseAwaited()
{
    if (m_awaited.isEmpty())
        return;
    if (const QModelIndex found = m_model->indexOf(m_awaited); found.isValid()) {
        m_awaited.clear();
        m_tree->setCurrentIndex(found);
        return m_tree->scrollTo(found);
    }
    for (QString folder = m_awaited; folder.contains(u'/');) {
        folder = folder.left(folder.lastIndexOf(u'/'));
        if (const QModelIndex index = m_model->indexOf(folder); index.isValid())
            return m_tree->expand(index);
    }
}

} // namespace aios
