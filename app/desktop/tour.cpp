// SPDX-License-Identifier: MIT
#include "app/desktop/tour.h"

#include "ui/chat/approvalcard.h"
#include "ui/chat/promptedit.h"
#include "ui/chat/transcriptview.h"
#include "ui/mainwindow/mainwindow.h"
#include "ui/mainwindow/sessiontab.h"
#include "ui/mainwindow/tabarea.h"
#include "ui/mainwindow/windowdocks.h"
#include "ui/trust/trustpage.h"

#include <QApplication>
#include <QFile>
#include <QLineEdit>
#include <QMouseEvent>
#include <QPushButton>
#include <QToolButton>

#include <cstdio>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

constexpr int kMostSeconds = 60;

void print(const QString& words)
{
    std::printf("%s\n", qPrintable(words));
    std::fflush(stdout);
}

QByteArray bytesOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

Tour::Tour(MainWindow& window, ProjectLink& project, QString screenshot) : m_window(window), m_project(project), m_screenshot(std::move(screenshot))
{
    m_poll.setInterval(40);
    connect(&m_poll, &QTimer::timeout, this, &Tour::poll);
    connect(&m_project, &ProjectLink::openFailed, this, [this](const QString&, const QString& problem) { fail(problem); });
    connect(&m_project, &ProjectLink::decisionsLoaded, this, &Tour::checkDecisions);
}

void Tour::start()
{
    m_sinceStart.start();
    print(tr("The tour works in %1, with scripted replies.").arg(m_window.folder().isEmpty() ? tr("the folder given") : m_window.folder()));
    plan();
    m_poll.start();
}

void Tour::plan()
{
    m_steps.push_back({tr("The folder is open. It is not trusted for this: nothing in it may run or allow itself anything."), [this] {
                           if (m_window.folder().isEmpty())
                               return false;
                           if (m_window.currentPage() == m_window.trustPage() && m_window.trustPage()->isVisible()) {
                               auto* restricted = m_window.trustPage()->findChild<QPushButton*>(u"restrictedButton"_s);
                               click(restricted);
                               return false;
                           }
                           if (!session() || !session()->isVisible())
                               return false;
                           connect(&session()->controller(), &SessionController::turnEnded, this, [this](const TurnEnded& ended) {
                               ++m_turnsEnded;
                               m_lastEnd = ended.error;
                           });
                           return true;
                       }});
    planCommands();
    planCards();
    planChecks();
}

void Tour::planCommands()
{
    m_steps.push_back({tr("A new session is open; “/status” is typed and sent."), [this] { return send(u"/status"_s); }});
    m_steps.push_back({tr("/status has read the board and answered."), [this] {
                           if (readyCard())
                               fail(tr("/status asked for a decision, though it only reads."));
                           return m_turnsEnded == m_turnsWanted;
                       }});
    m_steps.push_back({tr("“/write quiet-drivetrain” is typed and sent."), [this] { return send(u"/write quiet-drivetrain"_s); }});
}

void Tour::planCards()
{
    m_steps.push_back({tr("The assistant wants to write a file. Its card shows every byte of it."), [this] {
                           if (!readyCard())
                               return false;
                           takePicture();
                           return true;
                       }});
    m_steps.push_back({tr("The card is approved with the mouse."), [this] { return approve(); }});
    m_steps.push_back({tr("The next card is rejected, with words for the assistant."),
                       [this] { return reject(tr("Leave the board alone, I move cards myself.")); }});
    m_steps.push_back({tr("The command has come to its end."), [this] { return handleRemaining(); }});
}

void Tour::planChecks()
{
    m_steps.push_back({tr("On the disk are exactly the bytes the card showed; what was rejected is unchanged."), [this] {
                           checkFile();
                           return true;
                       }});
    m_steps.push_back({tr("The assistant was told the words of the rejection."), [this] {
                           const TranscriptModel& transcript = session()->controller().transcript();
                           for (int row = 0; row < transcript.rowCount(); ++row) {
                               const ToolRow& tool = transcript.item(row).entry.tool;
                               if (tool.id == m_rejectedTool && !m_rejectedTool.isEmpty())
                                   return tool.output.contains(tr("Leave the board alone, I move cards myself."));
                           }
                           return false;
                       }});
    m_steps.push_back({tr("The researcher, an agent of the folder, did a part of the work; its steps stand under its call."), [this] {
                           const TranscriptModel& transcript = session()->controller().transcript();
                           for (int row = 0; row < transcript.rowCount(); ++row) {
                               if (transcript.item(row).entry.tool.name == "Agent"_L1 &&
                                   transcript.item(row).entry.tool.state == ToolRow::State::Done)
                                   return true;
                           }
                           return false;
                       }});
    m_steps.push_back({tr("Both decisions stand in the log, with your name to them."), [this] {
                           if (!m_logRead) {
                               m_logRead = true;
                               m_project.loadDecisions();
                           }
                           return m_over;
                       }});
}

SessionTab* Tour::session() const
{
    return m_window.tabs() ? m_window.tabs()->currentSession() : nullptr;
}

void Tour::poll()
{
    if (m_sinceStart.elapsed() > kMostSeconds * 1000)
        return fail(tr("this step took too long (%1 s in all): %2").arg(kMostSeconds).arg(m_steps.at(m_step).words));
    if (!m_lastEnd.isEmpty())
        return fail(m_lastEnd);
    if (!m_steps.at(m_step).ready() || !m_poll.isActive())
        return;
    print(u"  ✓ "_s + m_steps.at(m_step).words);
    if (++m_step == m_steps.size())
        end();
}

void Tour::fail(const QString& why)
{
    if (!m_poll.isActive())
        return;
    m_poll.stop();
    print(tr("The tour failed: %1").arg(why));
    if (!m_screenshot.isEmpty())
        m_window.grab().save(m_screenshot, "PNG");
    Q_EMIT finished(1);
}

void Tour::end()
{
    m_poll.stop();
    print(tr("The tour is over after %1 s.").arg(static_cast<double>(m_sinceStart.elapsed()) / 1000.0, 0, 'f', 1));
    if (!m_screenshot.isEmpty() && !QFile::exists(m_screenshot)) {
        print(tr("The picture %1 could not be written.").arg(m_screenshot));
        Q_EMIT finished(1);
        return;
    }
    Q_EMIT finished(0);
}

// --- Hands ---

/// A press and a release in the middle of the button, if a person could hit it there.
bool Tour::click(QAbstractButton* button)
{
    if (!button || !button->isVisible() || !button->isEnabled())
        return false;
    const QPoint middle = button->rect().center();
    const QWidget* hit = m_window.childAt(button->mapTo(&m_window, middle));
    if (hit != button)
        return false;
    const QPointF global = button->mapToGlobal(QPointF(middle));
    QMouseEvent press(QEvent::MouseButtonPress, middle, global, Qt::LeftButton, Qt::LeftButton, Qt::NoModifier);
    QMouseEvent release(QEvent::MouseButtonRelease, middle, global, Qt::LeftButton, Qt::NoButton, Qt::NoModifier);
    QApplication::sendEvent(button, &press);
    QApplication::sendEvent(button, &release);
    return true;
}

void Tour::type(QWidget* where, const QString& text)
{
    for (const QChar& letter : text) {
        QKeyEvent press(QEvent::KeyPress, 0, Qt::NoModifier, QString(letter));
        QKeyEvent release(QEvent::KeyRelease, 0, Qt::NoModifier, QString(letter));
        QApplication::sendEvent(where, &press);
        QApplication::sendEvent(where, &release);
    }
}

bool Tour::send(const QString& prompt)
{
    Composer& composer = session()->view().composer();
    if (!std::exchange(m_typed, true)) {
        type(composer.edit(), prompt);
        return false; // the next look finds the button ready
    }
    if (composer.draft().trimmed() != prompt) {
        fail(tr("the composer holds “%1” instead of “%2”").arg(composer.draft(), prompt));
        return false;
    }
    if (!click(composer.sendButton()))
        return false;
    m_typed = false;
    ++m_turnsWanted;
    return true;
}

ApprovalCard* Tour::readyCard() const
{
    const auto cards = session()->view().findChildren<ApprovalCard*>();
    for (ApprovalCard* card : cards) {
        if (!card->isOpen() || m_answered.contains(card->request().id))
            continue;
        session()->view().transcript().showCard(card->request().id);
        return card->isArmed() ? card : nullptr;
    }
    return nullptr;
}

bool Tour::approve()
{
    ApprovalCard* card = readyCard();
    if (!card || !click(card->approveButton()))
        return false;
    m_answered.insert(card->request().id);
    if (m_path.isEmpty()) {
        m_path = card->request().preview.path;
        m_shown = card->request().preview.after;
    }
    return true;
}

bool Tour::reject(const QString& feedback)
{
    ApprovalCard* card = readyCard();
    if (!card)
        return false;
    if (!card->feedback()->isVisible()) {
        click(card->rejectButton());
        return false;
    }
    if (!std::exchange(m_typed, true)) {
        type(card->feedback(), feedback);
        return false;
    }
    m_rejectedPath = card->request().preview.path;
    m_rejectedBefore = card->request().preview.before;
    m_rejectedTool = card->request().toolUseId;
    if (!click(card->rejectSendButton()))
        return false;
    m_answered.insert(card->request().id);
    m_typed = false;
    return true;
}

bool Tour::handleRemaining()
{
    if (m_turnsEnded == m_turnsWanted)
        return true;
    if (readyCard())
        approve();
    return false;
}

// --- Eyes ---

void Tour::checkFile()
{
    const QString file = m_window.folder() + u'/' + m_path;
    if (m_path.isEmpty() || m_shown.isEmpty())
        return fail(tr("the card showed no file"));
    if (bytesOf(file) != m_shown)
        return fail(tr("%1 does not hold the bytes the card showed").arg(file));
    if (bytesOf(m_window.folder() + u'/' + m_rejectedPath) != m_rejectedBefore)
        return fail(tr("%1 was changed although that was rejected").arg(m_rejectedPath));
}

void Tour::checkDecisions(const QList<DecisionRecord>& records)
{
    if (!m_logRead || m_over)
        return;
    const auto has = [&](const QString& decision, const QString& path) {
        return std::ranges::any_of(records, [&](const DecisionRecord& record) {
            return record.decision == decision && record.by == "person"_L1 && record.target.endsWith(path);
        });
    };
    if (!has(u"allowed"_s, m_path))
        fail(tr("the log does not say that you allowed %1").arg(m_path));
    else if (!has(u"denied"_s, m_rejectedPath))
        fail(tr("the log does not say that you refused %1").arg(m_rejectedPath));
    else
        m_over = true;
}

void Tour::takePicture()
{
    if (!m_screenshot.isEmpty() && m_window.grab().save(m_screenshot, "PNG"))
        print(tr("  picture: %1").arg(m_screenshot));
}

} // namespace aios
