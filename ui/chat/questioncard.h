// SPDX-License-Identifier: MIT
#pragma once

#include "ui/chat/decisioncard.h"

class QAbstractButton;
class QLineEdit;

namespace aios {

/// The assistant's questions (AskUserQuestion): one to four, each with options, one or several to choose, and room for an answer in own words.
class QuestionCard : public DecisionCard {
    Q_OBJECT
public:
    explicit QuestionCard(const ApprovalRequest& request, QWidget* parent = nullptr);

    /// Question to answer; several labels are joined with ", ". Only answered questions.
    [[nodiscard]] QHash<QString, QString> answers() const;
    [[nodiscard]] bool isComplete() const;
    [[nodiscard]] QPushButton* submitButton() const { return m_submit; }
    [[nodiscard]] QPushButton* skipButton() const { return m_skip; }

protected:
    void approveByKey() override { submit(); }
    void rejectByKey() override { skip(); }

private:
    struct Part {
        Question question;
        QList<QAbstractButton*> options;
        QAbstractButton* other = nullptr;
        QLineEdit* otherText = nullptr;
    };
    void addQuestion(const Question& question);
    void addOption(Part& part, const QuestionOption& option, QWidget* box);
    void addOther(Part& part, QWidget* box);
    [[nodiscard]] QAbstractButton* makeChoice(const Part& part, const QString& label, QWidget* box);
    [[nodiscard]] QString answerOf(const Part& part) const;
    void submit();
    void skip();
    void updateSubmit();

    QList<Part> m_parts;
    CardButton* m_submit = nullptr;
    CardButton* m_skip = nullptr;
};

/// The address that a service asked to have opened, when the person has chosen exactly that; else empty.
[[nodiscard]] QString addressToOpen(const ApprovalRequest& request, const Decision& decision);

} // namespace aios
