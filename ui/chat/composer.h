// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/workpool.h"
#include "core/gate/policy.h"
#include "core/model/message.h"
#include "ui/chat/completion.h"
#include "ui/common/icons.h"

#include <QTimer>
#include <QWidget>

class QBoxLayout;
class QJsonObject;
class QToolButton;

namespace aios {

class PromptEdit;
class ValueCompletion;

/// One entry of the mode or model menu.
struct ComposerChoice {
    QString id;
    QString label;
    QString hint;
};

/// Where the person writes: text with command and file completion, attachments as chips, prompts that wait for the running turn, mode, model, Send or Stop.
/// Knows nothing of sessions; one session's view feeds it values.
class Composer : public QWidget {
    Q_OBJECT
public:
    explicit Composer(QWidget* parent = nullptr);
    ~Composer() override;

    void setProjectRoot(const QString& root) { m_root = root; } ///< Dropped files beneath it become relative mentions.
    void setCommands(const QList<CommandHint>& commands) { m_commands = commands; }
    void setFiles(const QStringList& files) { m_files = files; }
    [[nodiscard]] ValueCompletion& values() const { return *m_values; } ///< What services know for what is being written.
    void setHistory(const QStringList& prompts); ///< Oldest first.
    void setRunning(bool running);
    void setQueued(const QStringList& prompts);
    void setModes(const QList<ComposerChoice>& modes, const QString& current);
    void setModels(const QList<ComposerChoice>& models, const QString& current);
    void setEnterSends(bool sends);
    void setDraft(const QString& text); ///< Without telling draftChanged().
    [[nodiscard]] QString draft() const;
    [[nodiscard]] QJsonObject saveDraft() const; ///< Text, attached texts and pictures; empty when there is nothing.
    void restoreDraft(const QJsonObject& state); ///< Without telling draftChanged().
    [[nodiscard]] QString prompt() const; ///< What would be sent: text and attached texts.
    [[nodiscard]] QList<ImageBlock> images() const { return m_images; }
    [[nodiscard]] PromptEdit* edit() const { return m_edit; }
    [[nodiscard]] CompletionPopup* popup() const { return m_popup; }
    [[nodiscard]] QToolButton* sendButton() const { return m_send; }
    void openModeMenu();
    void openModelMenu();
    void attachImage(const QImage& image);
    void attachText(const QString& text);
    void mention(const QStringList& paths);
    void begin(const QString& command); ///< "/name" goes to the front, the caret behind it; what is written already stays.
    void addFiles(const QStringList& paths); ///< Pictures as chips, the rest as mentions.
    /// A prompt that was queued or sent comes back to be changed, before what is being written.
    void takeBack(const QString& prompt, const QList<ImageBlock>& images);

Q_SIGNALS:
    void sendRequested(const QString& prompt, const QList<aios::ImageBlock>& images);
    void stopRequested(); ///< By the button.
    void escapePressed(); ///< With nothing here left to close.
    void attachRequested(); ///< The person wants to choose a file.
    void draftChanged(const QString& text); ///< At most once in kDraftDelay, and never later than that after a change.
    void queuedRemoved(int index);
    void queuedTakenBack(int index);
    void queuedSent(int index);
    void modeChosen(const QString& id);
    void modelChosen(const QString& id);
    void refused(const QString& reason); ///< An image too large, a file that is none.

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void buildRows();
    void send();
    void stepHistory(bool back);
    void complete();
    void takeCompletion(const Completion& completion);
    void offerKey(int key, bool* taken);
    void placePopup();
    void rebuildChips();
    void rebuildQueue(bool running);
    void attachmentsChanged();
    void noteDraft();
    QWidget* makeChip(const class QIcon& icon, const QString& words, const QString& removeName, std::function<void()> remove);
    void fillMenu(QToolButton* button, const QList<ComposerChoice>& choices, const QString& current, void (Composer::*chosen)(const QString&));
    void updateSend();

    PromptEdit* m_edit;
    CompletionPopup* m_popup;
    ValueCompletion* m_values;
    QWidget* m_chipRow;
    QWidget* m_queueBox;
    QToolButton* m_attach;
    QToolButton* m_mode;
    QToolButton* m_model;
    QToolButton* m_stop;
    QToolButton* m_send;
    QString m_root;
    QList<CommandHint> m_commands;
    QStringList m_files;
    QStringList m_history;
    QStringList m_queued;
    QStringList m_texts;
    QList<ImageBlock> m_images;
    WorkPool m_pool{1};
    QTimer m_draftTimer;
    qsizetype m_historyAt = -1; ///< -1: the person's own text.
    QString m_ownText;
    bool m_running = false;
    bool m_loading = false;
    bool m_closedByEscape = false;
};

/// A flat symbol button as the composer has them; `name` is its tool tip and its accessible name.
[[nodiscard]] QToolButton* composerButton(Icon which, const QString& name);

} // namespace aios
