// SPDX-License-Identifier: MIT
#include "app/headless/terminalasker.h"

#include "app/headless/console.h"
#include "core/base/text.h"

#include <termios.h>
#include <unistd.h>

namespace aios {

namespace {

using namespace Qt::StringLiterals;

QString gradeWords(Grade grade)
{
    switch (grade) {
    case Grade::Read:
        return u"Read"_s;
    case Grade::ChangesFiles:
        return u"Changes files"_s;
    case Grade::RunsProgram:
        return u"Runs a program"_s;
    case Grade::LeavesComputer:
        return u"Leaves this computer"_s;
    }
    return {};
}

void line(const QString& text)
{
    console::errRaw(text + u"\n"_s);
}

void showDiff(const ApprovalPreview& preview)
{
    line(u"  "_s + showHidden(preview.path) + (preview.creates ? u" (new file)"_s : QString()));
    for (const DiffHunk& hunk : preview.hunks) {
        line(console::styled(u"  @@ −%1,%2 +%3,%4 @@"_s.arg(hunk.oldStart).arg(hunk.oldLines).arg(hunk.newStart).arg(hunk.newLines), "36"));
        for (const DiffLine& each : hunk.lines) {
            QString text = QString::fromUtf8(each.text);
            if (text.endsWith(u'\n'))
                text.chop(1);
            text = showHidden(text);
            if (each.kind == DiffLine::Kind::Added)
                line(console::styled(u"  + "_s + text, "32"));
            else if (each.kind == DiffLine::Kind::Removed)
                line(console::styled(u"  - "_s + text, "31"));
            else
                line(u"    "_s + text);
        }
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
    show(m_waiting.first());
    prompt();
}

void TerminalAsker::show(const ApprovalRequest& request) const
{
    line({});
    line(console::styled(showHidden(request.title), "1") + u"   ["_s + gradeWords(request.grade) + u"]"_s);
    if (!request.agent.isEmpty())
        line(u"  asked by the agent "_s + showHidden(request.agent));
    if (!request.reason.isEmpty())
        line(console::styled(u"  The assistant says: "_s + showHidden(request.reason), "2"));
    const ApprovalPreview& preview = request.preview;
    if (preview.kind == ApprovalPreview::Kind::FileDiff)
        showDiff(preview);
    for (const QString& operation : preview.operations)
        line(u"  $ "_s + showHidden(operation));
    if (!preview.workingDirectory.isEmpty())
        line(u"  in "_s + showHidden(preview.workingDirectory));
    for (const auto& [name, value] : preview.arguments)
        line(u"  "_s + showHidden(name) + u": "_s + showHidden(value));
    if (!preview.discarded.isEmpty())
        line(u"  The assistant wrote something else for %1; that is not sent."_s.arg(showHidden(preview.discarded.join(u", "_s))));
    if (!preview.text.isEmpty())
        line(showHidden(preview.text));
    if (!request.because.isEmpty())
        line(console::styled(u"  "_s + request.because, "2"));
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
    line(console::styled(showHidden(question.question), "1"));
    for (qsizetype i = 0; i < question.options.size(); ++i)
        line(u"  %1) %2 — %3"_s.arg(i + 1).arg(showHidden(question.options[i].label), showHidden(question.options[i].description)));
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
