// SPDX-License-Identifier: MIT
#pragma once

#include "core/gate/approval.h"

#include <QObject>
#include <QSocketNotifier>

namespace aios {

/// Asks the person on the terminal: shows exactly what would happen, reads one line. Never answers by itself; an empty line asks again; the end of input
/// cancels. One question at a time, in the order they were asked.
class TerminalAsker : public QObject {
    Q_OBJECT
public:
    explicit TerminalAsker(ApprovalBroker& broker, QObject* parent = nullptr);

private:
    void asked(const ApprovalRequest& request);
    void settled(const QString& id);
    void showNext();
    void readInput();
    void answer(const QString& line);
    void answerQuestion(const QString& line);
    void decide(const Decision& decision);
    void prompt() const;

    ApprovalBroker& m_broker;
    QList<ApprovalRequest> m_waiting;
    bool m_shown = false;
    QSocketNotifier m_input;
    QByteArray m_buffer;
    qsizetype m_question = 0;
    QHash<QString, QString> m_answers;
};

} // namespace aios
