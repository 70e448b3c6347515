// SPDX-License-Identifier: MIT
#pragma once

#include "app/desktop/tourhands.h"
#include "core/runtime/facades.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <vector>

namespace aios {

class ApprovalCard;
class ApprovalPage;
class BoardPage;
class DecisionCard;
class SessionTab;

/// The tour of --tour, a day with the sample project: works in the real window with real mouse and key events, says each step in plain words, takes a picture
/// of each station, and checks what it did on the disk and in the decision log. Everything but looking at files goes through widgets, as a person's hand would.
class Tour : public QObject {
    Q_OBJECT
public:
    /// `screenshot`: where the picture of the first draft's card goes; those of the stations go to a folder of the same name. Empty: no pictures.
    /// `part`: as in Arguments.
    Tour(MainWindow& window, ProjectLink& project, QString screenshot, int part);
    void start();

Q_SIGNALS:
    void finished(int status);

private:
    struct Step {
        QString words; ///< Printed when it is done.
        std::function<bool()> act; ///< Asked again and again until it could be done; then no more. Empty: nothing to do.
        std::function<bool()> done; ///< Asked after that, until it had its effect. Empty: at once.
        QString picture; ///< Name of the picture taken then; empty: none.
    };
    // tour.cpp
    void poll();
    void nextStep();
    void fail(const QString& why);
    void end();
    void takePicture(const QString& name);
    void checkDecisions(const QList<DecisionRecord>& records);
    // tourcards.cpp
    [[nodiscard]] SessionTab* session() const; ///< In front, else the first one.
    [[nodiscard]] DecisionCard* readyCard() const;
    [[nodiscard]] ApprovalCard* cardOf(const QString& path) const; ///< Ready, and about that file.
    bool send(const QString& prompt);
    bool approve(DecisionCard* card);
    bool answer(DecisionCard* card);
    bool reject(ApprovalCard* card, const QString& feedback);
    bool rewrite(ApprovalCard* card, const QString& from, const QString& to);
    bool decideAll(); ///< One card after the other; true at the end of the turn.
    [[nodiscard]] bool takesPlanOffBoard(const ApprovalCard& card) const;
    // tourstations.cpp, tourlater.cpp
    void planFolder();
    void planReturn(); ///< Instead, for the second part.
    [[nodiscard]] bool isAtWork() const;
    void planSession();
    void planPlan();
    void planDraft();
    void planBoard();
    void planPublishing();
    void planChange();
    void planLearning();
    void planService();
    void planEnd();
    [[nodiscard]] BoardPage* board() const;
    [[nodiscard]] ApprovalPage* approvalPage() const;
    [[nodiscard]] QByteArray file(const QString& relative) const;
    bool openCard();
    bool moveCard(const QString& column);
    [[nodiscard]] QWidget* dialog(const char* className) const;

    MainWindow& m_window;
    ProjectLink& m_project;
    TourHands m_hands;
    QString m_screenshot;
    int m_part;
    std::vector<Step> m_steps;
    std::size_t m_step = 0;
    bool m_acted = false;
    QTimer m_poll;
    QElapsedTimer m_sinceStart;
    QElapsedTimer m_sinceStep;
    int m_pictures = 0;
    int m_turnsEnded = 0;
    int m_turnsWanted = 0;
    QString m_lastEnd;
    QSet<QString> m_answered; ///< Approval ids.
    QByteArray m_shown; ///< Bytes of the draft as its card showed them last.
    QString m_rejected; ///< tool_use id.
    bool m_typed = false;
    bool m_logAsked = false;
    bool m_logFine = false;
};

} // namespace aios
