// SPDX-License-Identifier: MIT
#pragma once

#include "core/project/projectwatcher.h"
#include "tests/support/tempproject.h"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>

namespace aios::test {

/// Lets the temporary folders of this program lie in memory, where the system has a place for that: for tests that make very many files.
inline void keepTemporaryFilesInMemory()
{
    if (const QString memory = QStringLiteral("/dev/shm"); QFileInfo(memory).isWritable())
        qputenv("TMPDIR", memory.toUtf8());
}

/// A watcher at work, past its first look, and all it ever said.
class Watched {
public:
    explicit Watched(const TempProject& project, const WatchPlaces& places = {}) : m_project(project), watcher(project.path())
    {
        QObject::connect(&watcher, &ProjectWatcher::changed, &watcher, [this](const QStringList& paths) {
            news += paths;
            if (m_last.isValid())
                shortestGap = std::min(shortestGap, m_last.elapsed());
            m_last.start();
        });
        QSignalSpy learned(&watcher, &ProjectWatcher::learned);
        watcher.watchAlso(places);
        watcher.start();
        if (learned.isEmpty() && !learned.wait())
            qFatal("the first look does not end");
    }
    /// Until all that happened so far has been looked at: the kernel tells events in order, so a file written last is told last.
    void settle()
    {
        const QString last = QStringLiteral("settle-%1").arg(++m_settled);
        m_project.write(last, "x");
        if (!QTest::qWaitFor([&] { return news.contains(last); }))
            qFatal("the watcher tells nothing any more");
        news.removeAll(last);
    }
    [[nodiscard]] QStringList sorted() const
    {
        QStringList unique = news;
        unique.removeDuplicates();
        unique.sort();
        return unique;
    }

private:
    const TempProject& m_project;
    QElapsedTimer m_last;
    int m_settled = 0;

public:
    ProjectWatcher watcher;
    QStringList news;
    qint64 shortestGap = 1'000'000;
};

} // namespace aios::test
