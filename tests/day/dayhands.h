// SPDX-License-Identifier: MIT
#pragma once

#include "tests/ui/daystage.h"

#include <QPlainTextEdit>
#include <QPointer>

namespace aios {
class ApprovalPage;
class BoardPage;
class ColumnWidget;
class DecisionCard;
} // namespace aios

namespace aios::shell {

/// What a person does in the window during a day. Each deed goes through the window system with real events (HandDevice), and waits until it had its effect.
/// False: it could not be done, and problem() says where it stopped. One kind of hand has the mouse, the other one has none.
class DayHands {
public:
    explicit DayHands(DayStage& stage) : m_stage(stage) {}
    virtual ~DayHands() = default;

    virtual bool trust() = 0;
    virtual bool goToSession() = 0; ///< The one in front, else the next there is.
    virtual bool say(const QString& line) = 0; ///< In that session.
    virtual bool approve(const QString& approvalId) = 0;
    virtual bool rewrite(const QString& approvalId, const QString& from, const QString& to) = 0; ///< In the text of a card that waits.
    virtual bool answer(const QString& approvalId) = 0; ///< The first choice to each question.
    virtual bool moveCard(const QString& title, const QString& column) = 0;
    virtual bool openCard(const QString& title) = 0; ///< Its piece, in an editor.
    virtual bool replaceWord(const QString& from, const QString& to) = 0; ///< In the editor in front, and save.
    virtual bool lookAsPublished() = 0; ///< The piece of the editor in front.
    virtual bool approvePiece() = 0; ///< On the page in front.
    virtual bool keepLearning(const QString& words) = 0;
    virtual bool addService(const QString& preset, const QString& name) = 0;
    virtual bool tryTool(const QString& server, const QString& tool) = 0; ///< One without input.

    [[nodiscard]] const QString& problem() const { return m_problem; }
    [[nodiscard]] ApprovalPage* approvalPage() const;
    [[nodiscard]] BoardPage* board() const; ///< In front and read.
    /// Column and row of the card that begins so.
    [[nodiscard]] std::pair<ColumnWidget*, int> findCard(const QString& title) const;
    [[nodiscard]] QString columnOf(const QString& title) const;

protected:
    [[nodiscard]] DayStage& stage() const { return m_stage; }
    [[nodiscard]] MainWindow& window() const { return m_stage.window(); }
    bool stuck(const QString& where);
    /// Waits; what is not there after that is said.
    template <typename Condition>
    bool until(const QString& what, Condition condition)
    {
        return QTest::qWaitFor(condition, DayStage::kPatience) || stuck(what);
    }
    [[nodiscard]] static QWindow* front(); ///< Where keys go.
    static void key(Qt::Key key, Qt::KeyboardModifiers modifiers = {});
    static void type(const QString& text); ///< ASCII.
    [[nodiscard]] DecisionCard* card(const QString& approvalId) const;
    bool isArmed(const QString& approvalId);
    [[nodiscard]] QWidget* dialog(const char* className) const;
    template <typename Widget>
    [[nodiscard]] static Widget* within(const QWidget* parent, const QString& name)
    {
        return parent ? parent->findChild<Widget*>(name) : nullptr;
    }
    bool backInWindow(); ///< After a dialog: what a window manager does by itself, and this platform does not.
    [[nodiscard]] QWidget* keepButton(const QString& words) const;
    [[nodiscard]] ColumnWidget* column(const QString& title) const;

private:
    DayStage& m_stage;
    QString m_problem;
};

[[nodiscard]] std::unique_ptr<DayHands> mouseHands(DayStage& stage);
[[nodiscard]] std::unique_ptr<DayHands> keyHands(DayStage& stage);

} // namespace aios::shell
