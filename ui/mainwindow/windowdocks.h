// SPDX-License-Identifier: MIT
#pragma once

#include <QList>
#include <QObject>

class QAction;
class QDockWidget;
class QMainWindow;
class QMenu;

namespace aios {

class PaneHost;

/// The docks of the pane catalogue: made empty with the window, filled when the core is there, shown only while a folder is open.
class WindowDocks : public QObject {
    Q_OBJECT
public:
    explicit WindowDocks(QMainWindow& window);

    void fill(PaneHost& host);
    void setFolderOpen(bool open); ///< Hides them all without forgetting which were shown.
    void setSavedLayout(const QByteArray& layout) { m_layout = layout; } ///< For the next setFolderOpen(true).
    [[nodiscard]] QByteArray layout() const;
    void reset(); ///< As at the first start.
    void toggleSideBar();
    void showPane(const QString& id); ///< With the focus in it.
    void addTo(QMenu& menu);
    [[nodiscard]] QWidget* pane(const QString& id) const;

Q_SIGNALS:
    void layoutChanged();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    [[nodiscard]] QDockWidget* dock(const QString& id) const;
    void activate(QDockWidget* dock);
    [[nodiscard]] QList<QDockWidget*> firstOfSideBar() const;
    static void focusIn(QDockWidget& dock);

    QMainWindow& m_window;
    QList<QDockWidget*> m_docks;
    QList<QAction*> m_actions;
    QList<QDockWidget*> m_sideBar; ///< What toggleSideBar() has closed, those in front last.
    QByteArray m_layout;
    bool m_open = false;
};

} // namespace aios
