// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/workpool.h"
#include "core/content/layers.h"
#include "core/runtime/facades.h"

#include <QHash>
#include <QJsonObject>
#include <QSet>
#include <QTabWidget>

namespace aios {

class ApprovalPage;
class BoardPage;
class BrainEditor;
class PaneHost;
class SessionGlimpsePage;
class SessionTab;
class StateStore;
class TextPage;
struct CardKey;

/// The tabs of the centre: sessions, editors, long outputs. Opens each thing once, asks before something unsaved or running is closed, and knows what to
/// bring back after a restart.
class TabArea : public QTabWidget {
    Q_OBJECT
public:
    TabArea(PaneHost& host, StateStore& store, QWidget* parent = nullptr);
    ~TabArea() override;

    void openSession(const QString& id);
    void openSessionAt(const QString& id, const QString& entryId); ///< With that entry in view.
    void newSession();
    void newSessionWith(const QString& draft); ///< With these words in its composer.
    void runLine(const QString& line, bool send); ///< In the session in front, else a new one: to its composer before what stands there, or sent.
    void openFile(const QString& relative);
    void openApproval(const QString& relative); ///< The page on which that piece is approved.
    void openPipeline();
    void openBoard();
    void openBoardAt(const CardKey& card); ///< With that card in hand, where it is there.
    void openText(const QString& title, const QString& text); ///< Read-only.
    void openFind(); ///< In the page in front.
    void closeTab(int index);
    void closeSessionNow(const QString& id); ///< Without asking: it is about to be deleted.
    void closeAll(); ///< Without asking; for another folder.

    [[nodiscard]] const QStringList& files() const { return m_files; } ///< Of the folder, as last listed.
    [[nodiscard]] SessionTab* currentSession() const;
    [[nodiscard]] SessionTab* sessionTab(const QString& id) const;
    [[nodiscard]] QString sessionTitle(const QString& id) const { return m_titles.value(id); }
    [[nodiscard]] BrainEditor* currentEditor() const;
    [[nodiscard]] BoardPage* currentBoard() const;
    [[nodiscard]] bool canFind() const; ///< The page in front can be searched.
    [[nodiscard]] QList<BrainEditor*> unsavedEditors() const;
    [[nodiscard]] bool anyRunning() const;
    [[nodiscard]] bool isComingBack(const QString& id) const { return m_restoring.contains(id); } ///< A session of the last time, not asked for now.
    void stepSession(int by); ///< Next or previous session's tab.
    void setEnterSends(bool sends); ///< In all composers, now and later.

    void restore(); ///< What was open; a new session when that is nothing.
    void saveOpen(); ///< The list of what is open.
    void saveStates(); ///< Everything, also places and drafts.

Q_SIGNALS:
    void currentSessionShown(aios::SessionTab* tab); ///< Or null.
    void currentSessionNews(); ///< Totals, model, state, title of the one in front.
    void linkActivated(const QString& target);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    [[nodiscard]] static QString editorKey(const QString& relative);
    void connectCore();
    void addSession(const SessionSummary& session, const QList<TranscriptEntry>& entries, const SessionTotals& totals, PermissionMode mode);
    void showGlimpse(const SessionSummary& session, const QList<TranscriptEntry>& entries);
    [[nodiscard]] SessionGlimpsePage* glimpsePage(const QString& id) const;
    [[nodiscard]] bool mayFocus(const QString& id) const;
    void watchPerson(bool watching);
    void showSession(SessionTab* tab, const SessionGlimpsePage* glimpse, bool focus);
    void connectSession(SessionTab* tab);
    void connectRating(SessionTab* tab);
    void sessionFailed(const QString& id);
    void removePage(QWidget* page);
    void addText(TextPage* page);
    ApprovalPage* addApproval(const QString& relative);
    void reopen(const QJsonObject& page);
    [[nodiscard]] static QJsonObject openEntry(const QWidget* page);
    [[nodiscard]] static QString entryKey(const QJsonObject& entry);
    void askEditor(BrainEditor* editor);
    void askSession(SessionTab* tab);
    void closeSession(SessionTab* tab);
    void updateTab(QWidget* page);
    [[nodiscard]] static QString pageKey(const QWidget* page); ///< What stands for it in the kept order; empty: nothing does.
    [[nodiscard]] int placeFor(const QString& key) const; ///< Where it stood, among those that are back.
    void saveSession(SessionTab* tab);
    void saveEditor(BrainEditor* editor);
    void saveBoard(BoardPage* board);
    void saveCode(const QString& suggestedName, const QString& code);
    template <typename Page>
    [[nodiscard]] QList<Page*> pages() const
    {
        QList<Page*> found;
        for (int i = 0; i < count(); ++i) {
            if (auto* page = qobject_cast<Page*>(widget(i)))
                found.append(page);
        }
        return found;
    }

    PaneHost& m_host;
    StateStore& m_store;
    WorkPool m_pool{1};
    QStringList m_files;
    QHash<QString, QString> m_titles; ///< Of every session that was open here.
    QHash<QString, QString> m_showEntry; ///< Session asked for -> what to show of it.
    QSet<QString> m_opening; ///< Sessions asked for and not here yet.
    QSet<QString> m_restoring; ///< Of these, not to be put in front.
    QSet<QString> m_unwanted; ///< Of these, closed before they were here.
    QString m_front; ///< Session that was in front.
    QStringList m_order; ///< Pages as they stood at the end, while they come back.
    QHash<QString, std::pair<QString, bool>> m_rewinds; ///< Session to be forked: what then goes to the fork's composer, or is sent.
    bool m_restored = false;
    bool m_busy = false; ///< The person did something since the last time's pages began to come back.
    bool m_enterSends = true;
    QStringList m_toSend; ///< Lines for sessions that are on their way.
    QList<QJsonObject> m_orphans; ///< Drafts of sessions that were never sent to: the next new sessions take them.
};

} // namespace aios
