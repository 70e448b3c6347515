// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/workpool.h"
#include "core/markdown/linediff.h"
#include "core/runtime/filehistory.h"

#include <QWidget>

class QListWidget;
class QPushButton;

namespace aios {

class DiffView;
class ProjectLink;
class TintedLabel;

/// Earlier states of the file of an editor beside what changed since, and the way back to one of them. Shows what commits and sessions are recorded; writes
/// nothing itself. GUI thread; owned by its editor.
class HistoryPanel : public QWidget {
    Q_OBJECT
public:
    HistoryPanel(ProjectLink& project, QString relative, QWidget* parent = nullptr);
    void setNow(const QByteArray& now); ///< What stands in the editor, as it would be written.
    void reload(); ///< The file was written.
    [[nodiscard]] QListWidget& list() const { return *m_list; }

Q_SIGNALS:
    void restoreWanted(const QByteArray& bytes, const QString& when);
    void sessionRequested(const QString& sessionId);
    void closeWanted();

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    void build();
    void take(const FileHistoryPtr& history);
    void fillList();
    void showChosen();
    void showDiff(const QByteArray& before, const QByteArray& now, const QList<DiffHunk>& hunks);
    void say(const QString& words); ///< In place of a diff.
    [[nodiscard]] const FileVersion* chosen() const;

    ProjectLink& m_project;
    QString m_relative;
    WorkPool m_pool{1};
    QListWidget* m_list;
    TintedLabel* m_words;
    DiffView* m_diff;
    QPushButton* m_restore;
    QPushButton* m_session;
    FileHistoryPtr m_history; ///< Null while it is read.
    QByteArray m_now;
    int m_run = 0;
};

/// "Saved by you", "Written by the assistant (Edit)", "Ines Roth: Fix the title", …
[[nodiscard]] QString versionWords(const FileVersion& version);

} // namespace aios
