// SPDX-License-Identifier: MIT
#pragma once

#include "core/runtime/facades.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <vector>

class QAbstractButton;

namespace aios {

class ApprovalCard;
class MainWindow;
class SessionTab;

/// The tour of --tour: works in the real window with real mouse and key events, says each step in plain words, and checks what it did on the disk and in
/// the decision log. Everything but looking at files goes through widgets, as a person's hand would.
class Tour : public QObject {
    Q_OBJECT
public:
    Tour(MainWindow& window, ProjectLink& project, QString screenshot);
    void start();

Q_SIGNALS:
    void finished(int status);

private:
    struct Step {
        QString words; ///< Printed when it is done.
        std::function<bool()> ready; ///< Asked again and again; the step is over when it says so.
    };
    void plan();
    void planCommands();
    void planCards();
    void planChecks();
    void poll();
    void fail(const QString& why);
    void end();
    [[nodiscard]] SessionTab* session() const;
    [[nodiscard]] ApprovalCard* readyCard() const;
    bool send(const QString& prompt);
    bool click(QAbstractButton* button);
    void type(QWidget* where, const QString& text);
    bool approve();
    bool reject(const QString& feedback);
    bool handleRemaining();
    void checkFile();
    void checkDecisions(const QList<DecisionRecord>& records);
    void takePicture();

    MainWindow& m_window;
    ProjectLink& m_project;
    QString m_screenshot;
    std::vector<Step> m_steps;
    std::size_t m_step = 0;
    QTimer m_poll;
    QElapsedTimer m_sinceStart;
    int m_turnsEnded = 0;
    int m_turnsWanted = 0;
    QString m_lastEnd;
    QSet<QString> m_answered; ///< Approval ids.
    QString m_path; ///< Of the approved file.
    QByteArray m_shown; ///< Its bytes as the card showed them.
    QString m_rejectedPath;
    QByteArray m_rejectedBefore;
    QString m_rejectedTool; ///< tool_use id.
    bool m_typed = false;
    bool m_over = false;
    bool m_logRead = false;
};

} // namespace aios
