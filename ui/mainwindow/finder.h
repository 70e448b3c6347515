// SPDX-License-Identifier: MIT
#pragma once

#include "ui/common/icons.h"

#include <QFrame>
#include <QList>
#include <QPointer>
#include <QStringList>

#include <functional>

class QLabel;
class QLineEdit;
class QListWidget;

namespace aios {

/// One thing the finder can find.
struct FinderEntry {
    QString title;
    QString detail; ///< Muted, behind the title.
    QString id;     ///< What run() is given.
    QString group;  ///< Muted, at the right; empty: the group's name.
    Icon symbol = Icon::File;
};

/// Things of one kind, and what choosing one of them does.
struct FinderGroup {
    QString name;
    QList<FinderEntry> entries;
    std::function<void(const QString& id)> run;
};

/// Entries whose title or detail holds every word of `query`, best first, at most `limit`: (group, entry). An empty query gives the first of each group.
[[nodiscard]] QList<std::pair<int, int>> finderMatches(const QList<FinderGroup>& groups, const QString& query, int limit);

/// The line at the top of the window that finds things while one types: files, sessions, commands, actions. A part of the window, not a dialog: it goes when
/// the focus goes, and gives the focus back to where it was. GUI thread; owned by the window.
class Finder : public QFrame {
    Q_OBJECT
public:
    explicit Finder(QWidget* window);

    void open(const QString& prompt, const QList<FinderGroup>& groups);
    /// Without entries of its own: asked() is told what is typed, and setFound() answers.
    void openAsking(const QString& prompt, const QString& query, std::function<void(const QString& id)> run);
    void setFound(const QString& query, const QList<FinderEntry>& entries); ///< For another query than the one that stands there: ignored.
    void finish(); ///< The focus goes back.
    [[nodiscard]] QLineEdit* edit() const { return m_edit; }
    [[nodiscard]] QListWidget* list() const { return m_list; }

Q_SIGNALS:
    void asked(const QString& query);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void begin(const QString& prompt);
    void refill();
    void addRow(const FinderEntry& entry, const QString& group, int groupIndex, int entryIndex);
    void choose();
    void place();
    void moveCurrent(int rows);

    QLineEdit* m_edit;
    QListWidget* m_list;
    QLabel* m_words;
    QList<FinderGroup> m_groups;
    QPointer<QWidget> m_before; ///< Where the focus was.
    bool m_asking = false;
};

} // namespace aios
