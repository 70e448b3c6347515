// SPDX-License-Identifier: MIT
#pragma once

#include "core/mcp/elicitation.h"
#include "ui/chat/decisioncard.h"
#include "ui/common/schemaform.h"

#include <QSet>

class QPlainTextEdit;
class QScrollArea;

namespace aios {

class FormView;

/// What a service wants to know from the person in the middle of a call (elicitation), as a form: who asks, its own words marked as such, one field for each
/// thing it wants. The person sends it, declines, or closes it without an answer; these are three different things to the service. What does not fit is said at
/// its field before anything is sent. Rules of who may press what and when: DecisionCard.
class FormCard : public DecisionCard {
    Q_OBJECT
public:
    /// A form whose every field has a widget; whatever else a service asks is shown as questions.
    [[nodiscard]] static bool canShow(const ApprovalRequest& request);
    explicit FormCard(const ApprovalRequest& request, QWidget* parent = nullptr);

    [[nodiscard]] FormView* form() const { return m_form; }
    [[nodiscard]] QScrollArea* fieldsArea() const { return m_scroll; }
    [[nodiscard]] QPushButton* sendButton() const { return m_send; }
    [[nodiscard]] QPushButton* declineButton() const { return m_decline; }
    [[nodiscard]] QPushButton* closeButton() const { return m_close; }
    [[nodiscard]] QString stateWords() const override;
    void fitInto(int height) override;

protected:
    void approveByKey() override { send(); }
    void rejectByKey() override { decline(); }
    bool closeByEscape() override;
    void resizeEvent(QResizeEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void buildMessage(const QString& message);
    void buildFields(const QList<FormField>& fields);
    void buildButtons();
    void fitParts();
    void takeDraft();
    void noteEdit();
    void checkField(const QString& path);
    [[nodiscard]] FormInput input() const;
    void send();
    void decline();
    void closeUnanswered();
    void end(const Decision& decision);

    QPlainTextEdit* m_message = nullptr; ///< Null: the service says nothing.
    FormView* m_form = nullptr;
    QScrollArea* m_scroll = nullptr;
    CardButton* m_send = nullptr;
    CardButton* m_decline = nullptr;
    CardButton* m_close = nullptr;
    int m_room = 0; ///< Height that the whole card may have; 0: not said.
    QSet<QString> m_judged; ///< Fields that were wrong once: what is said at them follows what is written.
    bool m_taking = false; ///< A draft, which is no edit of the person's here.
};

} // namespace aios
