// SPDX-License-Identifier: MIT
#pragma once

#include "core/gate/approval.h"

#include <QElapsedTimer>
#include <QFrame>
#include <QPushButton>

class QBoxLayout;
class QHBoxLayout;
class QLabel;
class QVBoxLayout;

namespace aios {

class DecisionCard;
class FlowLayout;
class TintedLabel;

/// A button of a card. It reacts to the mouse and to assistive technology once its card is armed; a deciding button never reacts to Enter or Space, and none
/// ever becomes a default button.
class CardButton : public QPushButton {
    Q_OBJECT
public:
    enum class Weight : std::uint8_t { Decides, Opens };
    CardButton(const QString& words, Weight weight, DecisionCard& card);
    void setProminent(); ///< The one most people want; bold and tinted, still no default button.
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void tint();
    DecisionCard& m_card;
    Weight m_weight;
    bool m_prominent = false;
    bool m_tinting = false;
};

/// What the approval card and the question card share: it never takes the focus by itself, decides nothing within kArmingTime of appearing, takes keys only
/// while the focus is inside it, and shows how it stands. Emits one answer.
class DecisionCard : public QFrame {
    Q_OBJECT
public:
    static constexpr int kArmingTime = 500; ///< Milliseconds.
    enum class State : std::uint8_t { Waiting, Sent, ApprovedByYou, ApprovedByRule, Rejected, RejectedByRule, Withdrawn, Stale };

    explicit DecisionCard(const ApprovalRequest& request, QWidget* parent = nullptr);

    [[nodiscard]] const ApprovalRequest& request() const { return m_request; }
    [[nodiscard]] State state() const { return m_state; }
    [[nodiscard]] bool isArmed() const;
    [[nodiscard]] bool wasSeen() const { return m_since.isValid(); } ///< It has been drawn on a screen.
    [[nodiscard]] bool isOpen() const { return m_state == State::Waiting; }
    void rearm(); ///< It moved under the hand, or what it shows changed: the time starts again.
    /// How it ended; the card folds to its headline. `by`: the rule, for ApprovedByRule.
    void settle(State state, const QString& by = {});
    [[nodiscard]] virtual QString stateWords() const;
    /// The focus came onto a card within `place` although nobody led it there: what had it before hid, was switched off or is gone, and handed it on to whatever
    /// comes next. For QApplication::focusChanged(); a card that is left for itself, or entered with the mouse, does not count.
    [[nodiscard]] static bool gotFocusByItself(const QWidget& place, const QWidget* before, const QWidget* now);
    virtual void fitInto(int /*height*/) {} ///< What can scroll inside becomes so low that the whole card, with its buttons, is seen in that height.

Q_SIGNALS:
    void decided(const QString& approvalId, const QByteArray& digest, const aios::Decision& decision);
    void armed(); ///< It can be decided from now on.

protected:
    /// Ctrl+Enter and Ctrl+Backspace, armed and with the focus inside.
    virtual void approveByKey() = 0;
    virtual void rejectByKey() = 0;
    virtual bool closeByEscape() { return false; } ///< Closes a part of the card that the person opened; false: nothing is open.

    QVBoxLayout* body() const { return m_body; }
    FlowLayout* buttons() const { return m_buttons; }
    void setHead(QWidget* badge, const QString& title);
    void setTitle(const QString& title);
    void addNote(const QString& text, bool quiet = true); ///< A line under the headline.
    [[nodiscard]] TintedLabel* makeText(const QString& text, bool quiet = false) const; ///< Plain, wrapped, selectable by mouse.
    void answer(const Decision& decision);
    /// In a text field Ctrl+Backspace deletes a word and decides nothing.
    void shieldField(QWidget& field);
    bool eventFilter(QObject* watched, QEvent* event) override;

    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    bool hasHeightForWidth() const override { return true; }

private:
    void keepFocus();
    void showState();

    ApprovalRequest m_request;
    State m_state = State::Waiting;
    QString m_by;
    QElapsedTimer m_since; ///< Since it was first drawn on a screen.
    QHBoxLayout* m_head;
    QVBoxLayout* m_notes;
    QWidget* m_bodyBox;
    QVBoxLayout* m_body;
    QWidget* m_buttonBox;
    FlowLayout* m_buttons;
    QLabel* m_title;
    TintedLabel* m_stateLabel;
};

} // namespace aios
