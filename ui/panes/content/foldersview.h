// SPDX-License-Identifier: MIT
#pragma once

#include <QWidget>

class QAction;
class QLabel;
class QMenu;
class QModelIndex;
class QTreeView;

namespace aios {

class FileNotice;
class FolderModel;
class PaneHost;
struct FileOutcome;

/// The plain folders: open, make, rename, delete to the trash (with Undo), show in the file manager, copy the path. Big folders are read off the GUI thread.
class FoldersView : public QWidget {
    Q_OBJECT
public:
    FoldersView(PaneHost& host, QWidget* parent = nullptr);
    [[nodiscard]] FolderModel& model() const { return *m_model; }
    [[nodiscard]] QTreeView& tree() const { return *m_tree; }
    [[nodiscard]] FileNotice& notice() const { return *m_notice; }
    void refresh();
    void makeFile(const QString& name); ///< In the chosen folder, or beside the chosen file.

private:
    QLayout* buildButtons();
    void addActions();
    void updateActions();
    [[nodiscard]] QString current() const; ///< Relative; empty: nothing is chosen.
    [[nodiscard]] QString currentFolder() const; ///< Relative with a slash at its end; empty: the root.
    void open(const QModelIndex& index);
    void askName();
    void trashCurrent();
    void showInFileManager();
    void copyPath();
    void takeOutcome(const FileOutcome& outcome);
    void chooseAwaited();

    PaneHost& m_host;
    FolderModel* m_model;
    QTreeView* m_tree;
    FileNotice* m_notice;
    QLabel* m_words;
    QMenu* m_menu;
    QAction* m_open = nullptr;
    QAction* m_new = nullptr;
    QAction* m_rename = nullptr;
    QAction* m_delete = nullptr;
    QAction* m_show = nullptr;
    QAction* m_copy = nullptr;
    QString m_awaited; ///< To be chosen when it is there.
    bool m_begun = false;
};

} // namespace aios
