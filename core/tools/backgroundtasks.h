// SPDX-License-Identifier: MIT
#pragma once

#include "core/tools/processrunner.h"

#include <QDateTime>
#include <QObject>

#include <map>
#include <memory>

namespace aios {

/// The programs of a session that run on while the model goes on. Owned by the session, core thread; destroying it ends all of them.
class BackgroundTasks : public QObject {
    Q_OBJECT
public:
    enum class State : std::uint8_t { Running, Done, Failed, Stopped, TimedOut };

    struct Task {
        QString id;         ///< "bash_1"; what TaskStop takes.
        QString title;      ///< The command, for people.
        QString outputFile; ///< Grows while it runs; in the session's scratch folder, so Read may read it.
        State state = State::Running;
        int exitCode = 0;
        QDateTime started;
    };

    explicit BackgroundTasks(QObject* parent = nullptr);
    ~BackgroundTasks() override;

    /// Starts it, with its output going to a new file in `scratchDir`. Errors: those of ProcessRunner, TooLarge over 16 at a time, Io without a file.
    [[nodiscard]] Result<Task> start(const ProcessRequest& request, const QString& title, const QString& scratchDir);
    /// Asks it to end; finished() follows. NotFound, or InvalidInput when it has ended by itself.
    [[nodiscard]] Result<Task> stop(const QString& id);
    [[nodiscard]] QList<Task> tasks() const; ///< In the order they were started.

Q_SIGNALS:
    void changed();
    void finished(const aios::BackgroundTasks::Task& task);

private:
    struct Entry;
    void end(const QString& id, const ProcessResult& result);
    [[nodiscard]] int running() const;

    std::map<int, std::unique_ptr<Entry>> m_entries; ///< By the number in the id.
    int m_last = 0;
};

} // namespace aios
