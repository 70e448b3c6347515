// SPDX-License-Identifier: MIT
#pragma once

#include "ui/chat/decisioncard.h"

class QActionGroup;
class QLineEdit;
class QMenu;
class QPlainTextEdit;

namespace aios {

class DiffView;

/// May this call run? Shows in plain words what it is, exactly what would happen, why the assistant wants it, and what "remember" would store. The person
/// approves, edits, or rejects with words for the assistant. Rules of who may press what and when: DecisionCard.
class ApprovalCard : public DecisionCard {
    Q_OBJECT
public:
    explicit ApprovalCard(const ApprovalRequest& request, QWidget* parent = nullptr);

    [[nodiscard]] DiffView* diffView() const { return m_diff; }
    [[nodiscard]] QPushButton* approveButton() const { return m_approve; }
    [[nodiscard]] QPushButton* editButton() const { return m_edit; }
    [[nodiscard]] QPushButton* rejectButton() const { return m_reject; }
    [[nodiscard]] QPushButton* rejectSendButton() const { return m_rejectSend; } ///< Beside the feedback line.
    [[nodiscard]] QPushButton* rememberButton() const { return m_remember; }
    [[nodiscard]] QPlainTextEdit* editor() const { return m_editor; } ///< Null while nothing is edited.
    [[nodiscard]] QLineEdit* feedback() const { return m_feedback; }
    [[nodiscard]] QList<QAction*> rememberChoices() const;
    void fitInto(int height) override;
    void setTimes(qsizetype times); ///< The same call waits so often, and one answer is for all of them: the buttons say so.
    [[nodiscard]] bool canApprove() const; ///< As it stands now: nothing is being edited or rejected, and some part is kept.
    void approve();
    void reject();

Q_SIGNALS:
    void changed(); ///< What its buttons would do.

protected:
    void approveByKey() override;
    void rejectByKey() override { reject(); }
    bool closeByEscape() override;

private:
    /// A service itself asks: it is no call of the assistant's, who would be told why it was rejected.
    [[nodiscard]] static bool isOfService(const ApprovalRequest& request);
    void buildNotes();
    void buildPreview();
    void buildDiff();
    void buildCommand();
    void buildArguments();
    void buildPublish();
    void buildButtons();
    void buildRememberMenu();
    void buildFeedback();
    void chooseRemember(Decision::Remember remember, bool wider);
    [[nodiscard]] QString chosenRules() const; ///< What "remember" would store now, as text.
    void startEdit();
    void finishEdit(bool keep);
    void showEdited(const QString& text);
    void openFeedback();
    void closeFeedback();
    void updateWords();
    [[nodiscard]] QPlainTextEdit* makeTextBox(const QString& text, int maximumLines) const;

    DiffView* m_diff = nullptr;
    QLabel* m_diffWords = nullptr;
    QPlainTextEdit* m_textBox = nullptr; ///< The command or text as shown.
    QPlainTextEdit* m_editor = nullptr;
    QWidget* m_editRow = nullptr;
    QLabel* m_rememberWords = nullptr;
    CardButton* m_approve = nullptr;
    CardButton* m_edit = nullptr;
    CardButton* m_reject = nullptr;
    CardButton* m_remember = nullptr;
    CardButton* m_rejectSend = nullptr;
    QWidget* m_feedbackRow = nullptr;
    QMenu* m_rememberMenu = nullptr;
    QLineEdit* m_feedback = nullptr;
    Decision::Remember m_scope = Decision::Remember::Once;
    qsizetype m_times = 1;
    int m_room = 0; ///< Height that the whole card may have; 0: not said.
    bool m_wider = false; ///< The folder's rule instead of the file's.
    QByteArray m_editedInput;
    QString m_editedText;
};

} // namespace aios
