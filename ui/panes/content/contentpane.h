// SPDX-License-Identifier: MIT
#pragma once

#include <QStringList>
#include <QTimer>
#include <QWidget>

class QStackedWidget;
class QTabBar;

namespace aios {

class FoldersView;
class PaneHost;
class PiecesView;

/// What the folder is for: its pieces by status or platform, and the plain folders. Reads only while somebody looks.
class ContentPane : public QWidget {
    Q_OBJECT
public:
    ContentPane(PaneHost& host, QWidget* parent = nullptr);
    [[nodiscard]] PiecesView& pieces() const { return *m_pieces; }
    [[nodiscard]] FoldersView& folders() const { return *m_folders; }
    void showFolders(bool folders);

protected:
    void showEvent(QShowEvent* event) override;

private:
    void connectCore();
    void lookSoon();
    void look();

    PaneHost& m_host;
    QTabBar* m_tabs;
    QStackedWidget* m_stack;
    PiecesView* m_pieces;
    FoldersView* m_folders;
    QTimer m_soon;
    QStringList m_changed; ///< Files told of since the last look.
    bool m_all = true;     ///< Something else may have changed too.
};

} // namespace aios
