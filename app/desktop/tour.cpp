// SPDX-License-Identifier: MIT
#include "app/desktop/tour.h"

#include "ui/mainwindow/mainwindow.h"

#include <QApplication>
#include <QDir>
#include <QFileInfo>

#include <cstdio>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

constexpr int kMostSeconds = 45; ///< For one step.
constexpr int kQuickly = 85; ///< Pictures are packed in a tenth of the time, and are hardly larger.

void print(const QString& words)
{
    std::printf("%s\n", qPrintable(words));
    std::fflush(stdout);
}

} // namespace

Tour::Tour(MainWindow& window, ProjectLink& project, QString screenshot, int part)
    : m_window(window), m_project(project), m_hands(window), m_screenshot(std::move(screenshot)), m_part(part)
{
    m_poll.setInterval(15);
    connect(&m_poll, &QTimer::timeout, this, &Tour::poll);
    connect(&m_project, &ProjectLink::openFailed, this, [this](const QString&, const QString& problem) { fail(problem); });
    connect(&m_project, &ProjectLink::decisionsLoaded, this, &Tour::checkDecisions);
}

void Tour::start()
{
    m_sinceStart.start();
    m_sinceStep.start();
    print(tr("The tour works in %1, with scripted replies.").arg(m_window.folder().isEmpty() ? tr("the folder given") : m_window.folder()));
    if (m_part != 2) {
        planFolder();
        planPlan();
        planDraft();
        planBoard();
    } else {
        planReturn();
    }
    if (m_part != 1) {
        planPublishing();
        planChange();
        planLearning();
        planService();
        planEnd();
    }
    m_poll.start();
}

void Tour::poll()
{
    const Step& step = m_steps.at(m_step);
    if (m_sinceStep.elapsed() > kMostSeconds * 1000)
        return fail(tr("this step took longer than %1 s: %2").arg(kMostSeconds).arg(step.words));
    if (!m_lastEnd.isEmpty())
        return fail(m_lastEnd);
    if (!m_acted) {
        m_acted = !step.act || step.act();
        return; // its effect is seen at the next look, when it was painted too
    }
    if ((!step.done || step.done()) && m_poll.isActive())
        nextStep();
}

void Tour::nextStep()
{
    const Step& step = m_steps.at(m_step);
    print(u"  ✓ "_s + step.words);
    takePicture(step.picture);
    m_acted = false;
    m_sinceStep.restart();
    if (++m_step == m_steps.size())
        end();
}

void Tour::fail(const QString& why)
{
    if (!m_poll.isActive())
        return;
    m_poll.stop();
    print(tr("The tour failed: %1").arg(why));
    takePicture(u"failed"_s);
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

/// Of the window in front, which may be a dialog. That of the draft stands for the whole tour, of its second part that of the end.
void Tour::takePicture(const QString& name)
{
    if (m_screenshot.isEmpty() || name.isEmpty())
        return;
    const QFileInfo whole(m_screenshot);
    const QString folder = whole.path() + u'/' + whole.completeBaseName();
    QWidget* front = QApplication::activeWindow() ? QApplication::activeWindow() : &m_window;
    const QPixmap picture = front->grab();
    const QString file = u"%1/%2-%3.png"_s.arg(folder).arg(++m_pictures, 2, 10, QLatin1Char('0')).arg(name);
    if (!QDir().mkpath(folder) || !picture.save(file, "PNG", kQuickly))
        return print(tr("The picture %1 could not be written.").arg(file));
    const QString standsForAll = m_part == 2 ? u"wrapped"_s : u"draft"_s;
    if ((name == standsForAll || name == "failed"_L1) && picture.save(m_screenshot, "PNG", kQuickly))
        print(tr("  picture: %1, and one of each station in %2").arg(m_screenshot, folder));
}

void Tour::checkDecisions(const QList<DecisionRecord>& records)
{
    if (!m_logAsked || m_logFine)
        return;
    const auto has = [&](const QString& decision, const QString& tool, const QString& path) {
        return std::ranges::any_of(records, [&](const DecisionRecord& record) {
            return record.decision == decision && record.by == "person"_L1 && (tool.isEmpty() || record.tool == tool) && record.target.endsWith(path);
        });
    };
    if (!has(u"allowed"_s, u"Write"_s, u"quiet-drivetrain-guide.md"_s))
        fail(tr("the log does not say that you allowed the draft"));
    else if (!has(u"denied"_s, {}, u"active-work.md"_s))
        fail(tr("the log does not say what you refused"));
    else if (!has(u"allowed"_s, u"Approval"_s, u"quiet-drivetrain-guide.md"_s))
        fail(tr("the log does not say that you approved the piece"));
    else
        m_logFine = true;
}

} // namespace aios
