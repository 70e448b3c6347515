// SPDX-License-Identifier: MIT
#include "app/headless/terminalasker.h"

#include "app/headless/console.h"
#include "core/gate/approvallines.h"

#include <termios.h>
#include <unistd.h>

namespace aios {

namespace {

using namespace Qt::StringLiterals;

void line(const QString& text)
{
    console::errRaw(text + u"\n"_s);
}

const char* attributeOf(ApprovalLine::Look look)
{
    using Look = ApprovalLine::Look;
    switch (look) {
    case Look::Strong:
        return "1";
    case Look::Faint:
        return "2";
    case Look::Place:
        return "36";
    case Look::Added:
        return "32";
    case Look::Removed:
        return "31";
    case Look::Plain:
        break;
    }
    return nullptr;
}

void print(const QList<ApprovalLine>& lines)
{
    for (const ApprovalLine& each : lines) {
        const char* attribute = attributeOf(each.look);
        line(attribute ? console::styled(each.text, attribute) : each.text);
    }
}

} // namespace

TerminalAsker::TerminalAsker(ApprovalBroker& broker, QObject* parent)
    : QObject(parent), m_broker(broker), m_input(STDIN_FILENO, QSocketNotifier::Read, this)
{
    m_input.setEnabled(false);
    connect(&m_input, &QSocketNotifier::activated, this, &TerminalAsker::readInput);
    connect(&broker, &ApprovalBroker::asked, this, &TerminalAsker::asked);
    connect(&broker, &ApprovalBroker::settled, this, &TerminalAsker::settled);
}

void TerminalAsker::asked(const ApprovalRequest& request)
{
    m_waiting.append(request);
    showNext();
}

void TerminalAsker::settled(const QString& id)
{
    const bool current = !m_waiting.isEmpty() && m_waiting.first().id == id;
    m_waiting.removeIf([&](const ApprovalRequest& request) { return request.id == id; });
    if (current)
        m_shown = false;
    showNext();
}

void TerminalAsker::showNext()
{
    m_input.setEnabled(!m_waiting.isEmpty());
    if (m_waiting.isEmpty() || std::exchange(m_shown, true))
        return;
    m_question = 0;
    m_answers.clear();
    // What was typed before the question was there answers nothing.
    m_buffer.clear();
    ::tcflush(STDIN_FILENO, TCIFLUSH);
    line({});
    print(approvalLines(m_waiting.first()));
    prompt();
}

void TerminalAsker::prompt() const
{
    const ApprovalRequest& request = m_waiting.first();
    if (request.questions.isEmpty()) {
        QString words =
            u"y = "_s + (request.verb.isEmpty() ? u"allow"_s : request.verb) + (request.verb.endsWith("Once"_L1) ? QString() : u" once"_s);
        if (!request.rememberable.isEmpty())
            words += u", s = for this session (%1)"_s.arg(request.rememberable.join(u", "_s));
        console::errRaw(words + u", n = reject, n WORDS = reject and say why, q = stop: "_s);
        return;
    }
    const Question& question = request.questions[m_question];
    print(questionLines(question));
    console::errRaw(question.multiSelect ? u"Numbers separated by commas, or your own words: "_s : u"A number, or your own words: "_s);
}

void TerminalAsker::readInput()
{
    char chunk[4096];
    const auto got = ::read(STDIN_FILENO, chunk, sizeof chunk);
    if (got <= 0) {
        m_input.setEnabled(false);
        const QList<ApprovalRequest> all = m_waiting;
        for (const ApprovalRequest& request : all)
            m_broker.withdraw(request.id);
        return;
    }
    m_buffer.append(chunk, static_cast<qsizetype>(got));
    while (!m_waiting.isEmpty() && m_buffer.contains('\n')) {
        const qsizetype end = m_buffer.indexOf('\n');
        const QString text = QString::fromUtf8(m_buffer.first(end)).trimmed();
        m_buffer.remove(0, end + 1);
        m_waiting.first().questions.isEmpty() ? answer(text) : answerQuestion(text);
    }
}

void TerminalAsker::answer(const QString& text)
{
    Decision decision;
    const QString word = text.section(u' ', 0, 0).toLower();
    const bool rememberable = !m_waiting.first().rememberable.isEmpty();
    if (text == "y"_L1 || text == "yes"_L1) {
        decision.kind = Decision::Kind::Allow;
    } else if (text == "s"_L1 && rememberable) {
        decision.kind = Decision::Kind::Allow;
        decision.remember = Decision::Remember::Session;
    } else if (word == "n"_L1 || word == "no"_L1) {
        decision.kind = Decision::Kind::Deny;
        decision.feedback = text.section(u' ', 1);
    } else if (text == "q"_L1) {
        decision.kind = Decision::Kind::Cancelled;
    } else {
        return prompt();
    }
    decide(decision);
}

void TerminalAsker::answerQuestion(const QString& text)
{
    const Question question = m_waiting.first().questions[m_question];
    if (text.isEmpty())
        return prompt();
    QStringList chosen;
    for (const QString& part : text.split(u',')) {
        bool isNumber = false;
        const int number = part.trimmed().toInt(&isNumber);
        if (isNumber && number >= 1 && number <= question.options.size())
            chosen.append(question.options[number - 1].label);
    }
    const bool allNumbers = chosen.size() == text.split(u',').size() && (question.multiSelect || chosen.size() == 1);
    m_answers.insert(question.question, allNumbers ? chosen.join(u", "_s) : text);
    if (++m_question < m_waiting.first().questions.size())
        return prompt();
    Decision decision;
    decision.kind = Decision::Kind::Allow;
    decision.answers = m_answers;
    decide(decision);
}

void TerminalAsker::decide(const Decision& decision)
{
    const ApprovalRequest request = m_waiting.first();
    m_broker.decide(request.id, request.digest, decision);
}

} // namespace aios
