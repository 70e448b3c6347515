// SPDX-License-Identifier: MIT
#pragma once

#include "core/content/layers.h"
#include "core/runtime/serviceoffer.h"
#include "ui/chat/composer.h"
#include "ui/chat/sessioncontroller.h"

#include <QElapsedTimer>
#include <QWidget>

class QBoxLayout;
class QLabel;
class QToolButton;

namespace aios {

class ApprovalCard;
class DecisionCard;
class GroupCard;
class ServicesLink;
class TintedLabel;
class TranscriptView;

/// One session on screen: transcript with its cards, the plan, what goes on, and the composer. Holds no rules; everything it knows is in its controller.
class SessionView : public QWidget {
    Q_OBJECT
public:
    explicit SessionView(SessionController& controller, QWidget* parent = nullptr);
    ~SessionView() override;

    void setContent(const ContentPtr& content); ///< Commands and skills for completion, the project's folder.
    void setFiles(const QStringList& files); ///< Of the folder, for completion.
    void setOffer(const ServiceOffer& offer);
    void
    setServices(ServicesLink&
                    services); ///< Where they are asked for values of what is being written. ///< Prompts and resources of services, for completion.
    void setModels(const QList<ComposerChoice>& models, const QString& current) { m_composer->setModels(models, current); }
    void setEnterSends(bool sends) { m_composer->setEnterSends(sends); }
    [[nodiscard]] QString draft() const { return m_composer->draft(); }
    void setDraft(const QString& text) { m_composer->setDraft(text); }
    void focusComposer();
    bool focusNextDecision(); ///< False when none waits.
    bool focusDecisionAfter(); ///< The one behind that which has the focus, or the first; false when there is none.
    void openFind();
    void showEntry(const QString& entryId); ///< Scrolls there; nothing when it is not shown.
    [[nodiscard]] QByteArray saveState() const; ///< Scroll place and detail.
    bool restoreState(const QByteArray& state); ///< False: the row at its top is not here.
    void setDetail(TranscriptDetail detail);
    [[nodiscard]] TranscriptDetail detail() const;
    void openRewind(); ///< A menu of the earlier prompts; the chosen one comes back to be changed, in a copy of the session that ends before it.

    [[nodiscard]] SessionController& controller() const { return m_controller; }
    [[nodiscard]] TranscriptView& transcript() const { return *m_transcript; }
    [[nodiscard]] Composer& composer() const { return *m_composer; }
    [[nodiscard]] DecisionCard* card(const QString& approvalId) const;
    [[nodiscard]] GroupCard* groupCard() const { return m_group; } ///< Null before there was need of one.

Q_SIGNALS:
    void linkActivated(const QString& target);
    void openInTabRequested(const QString& title, const QString& text);
    void saveCodeRequested(const QString& suggestedName, const QString& code);
    void attachRequested();
    void draftChanged(const QString& text);
    /// Go back to before this prompt of the person, in a copy of the session, with `text` in its composer, or sent at once.
    void rewindRequested(const QString& entryId, const QString& text, bool send);
    void rated(const QString& reply, const QString& prompt, bool good); ///< A thumb on a reply.

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void connectController();
    void connectWidgets();
    void connectComposer();
    void bindStopKey();
    void escape();
    void stop();
    void tryAgain();
    void buildStrip();
    void addCard(const ApprovalRequest& request);
    void settleCard(const QString& approvalId, const Decision& decision, bool mine, const QString& by);
    void dropSettledCards();
    void fitCards();
    void updateGroup();
    void decideGroup(const QList<ApprovalCard*>& cards, void (ApprovalCard::*decide)());
    [[nodiscard]] qsizetype focusedCard() const; ///< -1: none.
    void focusCard(qsizetype index);
    void keepOffCards(const QWidget* before, const QWidget* now);
    void showModes();
    void updateStrip();
    void updateChanges();
    void showChanges();
    void updatePlan();
    void say(const QString& text, bool problem);

    SessionController& m_controller;
    TranscriptView* m_transcript;
    Composer* m_composer;
    QList<CommandHint> m_commands; ///< Of the folder.
    QStringList m_files;
    ServiceOffer m_offer;
    QWidget* m_strip;
    TintedLabel* m_status;
    QToolButton* m_decisions;
    QToolButton* m_plan;
    QToolButton* m_retry;
    QToolButton* m_changes; ///< How many lines of files the session has changed; shows them.
    QLabel* m_planList;
    QList<DecisionCard*> m_cards; ///< In the order they were asked.
    QBoxLayout* m_groupPlace;
    GroupCard* m_group = nullptr; ///< Below the transcript, while several calls of one reply wait.
    bool m_decidingGroup = false;
    bool m_goingToCard = false; ///< By a key or button of the person.
    QElapsedTimer m_lastEscape;
    bool m_escapeStopped = false; ///< By the last one.
};

/// The permission modes in the person's words.
[[nodiscard]] QList<ComposerChoice> modeChoices();

} // namespace aios
