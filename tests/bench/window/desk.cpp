// SPDX-License-Identifier: MIT
#include "tests/bench/window/desk.h"

#include "core/base/ids.h"
#include "tests/bench/corpus.h"
#include "tests/bench/report.h"
#include "ui/chat/transcriptmodel.h"
#include "ui/chat/transcriptview.h"
#include "ui/mainwindow/sessionglimpsepage.h"
#include "ui/mainwindow/sessiontab.h"
#include "ui/mainwindow/tabarea.h"
#include "ui/trust/trustpage.h"

#include <QApplication>
#include <QDir>
#include <QDirIterator>
#include <QEvent>
#include <QFile>
#include <QTimer>

namespace aios::bench {

using namespace Qt::StringLiterals;

namespace {

void copyTree(const QString& from, const QString& to)
{
    QDirIterator files(from, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        const QString file = files.next();
        const QString target = to + u'/' + QDir(from).relativeFilePath(file);
        QDir().mkpath(QFileInfo(target).absolutePath());
        QFile::copy(file, target);
    }
}

} // namespace

bool spinUntil(const std::function<bool()>& done, int seconds)
{
    bool late = false;
    QTimer limit;
    limit.setSingleShot(true);
    QObject::connect(&limit, &QTimer::timeout, &limit, [&late] { late = true; });
    limit.start(std::chrono::seconds(seconds));
    while (!done() && !late)
        QCoreApplication::processEvents(QEventLoop::AllEvents | QEventLoop::WaitForMoreEvents);
    return done();
}

Desk::Desk(const QString& replayFile) : m_project(m_dir.filePath(u"sample"_s))
{
    const QString home = m_dir.filePath(u"home"_s);
    m_paths = {home + u"/config"_s, home + u"/data"_s, home + u"/cache"_s, home + u"/state"_s, UserPaths::standard().resources};
    copyTree(m_paths.resources + u"/templates/content-engine"_s, m_project);
    m_project = QFileInfo(m_project).canonicalFilePath();
    Runtime::Options options;
    options.paths = m_paths;
    options.replayFile = replayFile;
    for (const auto* name : {"PATH", "HOME", "CLAUDE_CONFIG_DIR"})
        options.environment.insert(QLatin1StringView(name), qEnvironmentVariable(name));
    m_core = std::make_unique<CoreThread>(std::move(options));
    m_agent = std::make_unique<AgentClient>(m_core->runtime());
    m_link = std::make_unique<ProjectLink>(m_core->runtime());
    m_models = std::make_unique<ModelsLink>(m_core->runtime());
    WindowServices services;
    services.paths = m_paths;
    m_window = std::make_unique<MainWindow>(std::move(services));
}

Desk::~Desk()
{
    m_window.reset();
    m_core.reset();
}

bool Desk::open()
{
    m_window->openFolder(m_project);
    m_window->show();
    m_window->setCore(*m_agent, *m_link, *m_models);
    const bool shown = spinUntil([this] {
        if (m_window->currentPage() == m_window->trustPage())
            Q_EMIT m_window->trustPage()->restrictedChosen();
        return m_window->tabs() && m_window->tabs()->currentSession();
    });
    return shown;
}

QString Desk::writeSession(int messages)
{
    const QString id = newId();
    const QString file = m_paths.data + u"/projects/"_s + projectSlug(m_project) + u"/sessions/"_s + id + u".jsonl"_s;
    return writeCorpusSession(file, id, m_project, messages) ? id : QString();
}

SessionTab* Desk::openSession(const QString& id, int entries, double* took, double* seen)
{
    const PaintWatch first([this, id](QObject* object) {
        const TranscriptView* view = transcriptOf(object);
        const QWidget* page = m_window->tabs()->currentWidget();
        const auto* glimpse = qobject_cast<const SessionGlimpsePage*>(page);
        const auto* tab = qobject_cast<const SessionTab*>(page);
        return view && page && page->isAncestorOf(view) &&
               id == (glimpse ? glimpse->id()
                      : tab   ? tab->id()
                              : QString()) &&
               view->model().rowCount() > 0;
    });
    const PaintWatch paint([this, id, entries](QObject* object) {
        const TranscriptView* view = transcriptOf(object);
        const SessionTab* tab = m_window->tabs()->sessionTab(id);
        return view && tab && tab->isAncestorOf(view) && view->model().rowCount() >= entries;
    });
    const long long begin = nowNs();
    m_window->tabs()->openSession(id);
    if (!spinUntil([&first] { return first.seen(); }))
        return nullptr;
    if (seen)
        *seen = static_cast<double>(nowNs() - begin) / 1e6;
    if (!spinUntil([&paint] { return paint.seen(); }))
        return nullptr;
    if (took)
        *took = static_cast<double>(nowNs() - begin) / 1e6;
    return m_window->tabs()->currentSession();
}

SessionTab* Desk::newSession()
{
    const SessionTab* before = m_window->tabs()->currentSession();
    m_window->tabs()->newSession();
    spinUntil([this, before] { return m_window->tabs()->currentSession() != before; });
    return m_window->tabs()->currentSession();
}

PaintWatch::PaintWatch(Wanted wanted) : m_wanted(std::move(wanted))
{
    qApp->installEventFilter(this);
}

bool PaintWatch::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::Paint && !m_seen)
        m_seen = m_wanted(watched);
    return false;
}

TranscriptView* transcriptOf(QObject* object)
{
    auto* view = qobject_cast<TranscriptView*>(object->parent());
    return view && view->viewport() == object ? view : nullptr;
}

} // namespace aios::bench
