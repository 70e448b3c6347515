// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/workpool.h"
#include "core/gate/decisionlog.h"
#include "ui/brain/textfile.h"

#include <QJsonObject>
#include <QTimer>
#include <QWidget>

#include <memory>

class QSplitter;
class QToolButton;
class QVBoxLayout;

namespace KSyntaxHighlighting {
class SyntaxHighlighter;
}

namespace aios {

class CodeEdit;
class ElidedLabel;
class HistoryPanel;
class MarkdownPreview;
class NoticeBar;
class ProjectLink;
class SearchBar;

/// Edits one file of the folder: highlighted, with line numbers and change bars, markdown with a live preview beside it. Saves against the content it was
/// loaded with, so a change by somebody else is never overwritten unseen. GUI thread; the file is read and written by the core.
class BrainEditor : public QWidget {
    Q_OBJECT
public:
    BrainEditor(ProjectLink& project, QString relative, QWidget* parent = nullptr);
    ~BrainEditor() override;

    [[nodiscard]] const QString& relative() const { return m_relative; }
    [[nodiscard]] bool isModified() const;
    [[nodiscard]] bool isLoaded() const { return m_loaded; }
    [[nodiscard]] CodeEdit& edit() const { return *m_edit; }
    [[nodiscard]] MarkdownPreview* preview() const { return m_preview; }
    [[nodiscard]] QString noticeText() const;

    void save();
    void undo();
    void redo();
    void openFind(bool replace);
    void setPreviewShown(bool shown);
    void setHistoryShown(bool shown); ///< Earlier states of the file, below the text.
    void goToLine(int line);

    /// Place and, when there is unsaved text, the text with the hash it belongs to.
    [[nodiscard]] QJsonObject saveState() const;
    void restoreState(const QJsonObject& state); ///< Before or after loading.

Q_SIGNALS:
    void modifiedChanged(bool modified);
    void stateChanged(); ///< Text, cursor or scroll place: worth keeping.
    void linkActivated(const QString& target);
    void sessionRequested(const QString& sessionId); ///< The one that wrote this text.
    void turnRequested(const QString& sessionId, int turn, const QString& agent); ///< What the assistant knew when it wrote this text.
    void saved();
    void saveFailed(const QString& problem);

private:
    void build();
    void connectProject();
    void takeFile(const QByteArray& bytes, const QByteArray& sha256, const QString& problem);
    void adopt(const QByteArray& bytes, const QByteArray& sha256);
    void showUnreadable(const QString& why);
    void takeSaved(const QByteArray& sha256, const QString& problem, bool changedOnDisk);
    void offerConflict(const QByteArray& bytes, const QByteArray& sha256);
    void offerGone();
    void showComparison();
    void applyRestored();
    void setUpHighlighter();
    void updateChangeBars();
    void noteState();
    void updateWords();
    void showOrigin(const QList<DecisionRecord>& writes);
    void noteHidden(const QString& text);
    void updateHistory();
    void restoreVersion(const QByteArray& bytes, const QString& when);
    NoticeBar* notice(int kind, const QString& text);
    void dropNotice();
    [[nodiscard]] bool isMarkdown() const;

    ProjectLink& m_project;
    QString m_relative;
    WorkPool m_pool{1};
    QVBoxLayout* m_column = nullptr;
    CodeEdit* m_edit;
    MarkdownPreview* m_preview = nullptr;
    QSplitter* m_split = nullptr;
    SearchBar* m_search = nullptr;
    ElidedLabel* m_words = nullptr;
    QToolButton* m_origin = nullptr; ///< Who wrote what is on disk.
    QString m_originSession;
    int m_originTurn = 0; ///< 0: not recorded.
    QString m_originAgent;
    QToolButton* m_previewButton = nullptr;
    QToolButton* m_historyButton = nullptr;
    HistoryPanel* m_history = nullptr; ///< Null while it is not shown.
    NoticeBar* m_notice = nullptr;
    std::unique_ptr<KSyntaxHighlighting::SyntaxHighlighter> m_highlighter;
    QTimer m_soon; ///< What follows the text: bars, preview.
    QTimer m_keep; ///< stateChanged(), not at every step of a scroll.
    TextFile m_file; ///< As loaded or last saved.
    QByteArray m_base; ///< Hash of those bytes; empty: the file is not there.
    QByteArray m_disk; ///< Newer bytes on disk while they wait for a decision.
    QByteArray m_diskHash;
    QString m_saving; ///< Text on its way to the disk.
    QJsonObject m_restore;
    int m_diffRun = 0;
    bool m_loaded = false;
    bool m_busy = false; ///< A save is under way.
    bool m_again = false; ///< And was asked for once more meanwhile.
    bool m_big = false;
};

} // namespace aios
