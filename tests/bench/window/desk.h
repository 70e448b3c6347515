// SPDX-License-Identifier: MIT
#pragma once

#include "core/runtime/corethread.h"
#include "core/runtime/facades.h"
#include "ui/mainwindow/mainwindow.h"

#include <QTemporaryDir>

#include <functional>
#include <memory>

namespace aios {
class SessionTab;
class TranscriptView;
} // namespace aios

namespace aios::bench {

/// Turns the event loop until `done` holds, sleeping between events. False: not within `seconds`.
bool spinUntil(const std::function<bool()>& done, int seconds = 30);

/// The real window on the real core, as aios-desktop joins them, with the sample project open, in a home of its own; no keys, no keychain, no network. GUI thread.
class Desk {
public:
    /// `replayFile`: a rehearsal that answers instead of any model.
    explicit Desk(const QString& replayFile = {});
    ~Desk();

    [[nodiscard]] bool open(); ///< Shows the window and opens the project. False: it did not come up.
    /// Writes a session of `messages` messages to disk, for openSession(). Returns its id; empty: it could not be written.
    [[nodiscard]] QString writeSession(int messages);
    /// As a click on it in the list: read from disk, shown in front, all of it, painted. Milliseconds to that go to `took`.
    /// To `seen` those to the first paint of any of its messages, which are its last.
    SessionTab* openSession(const QString& id, int entries, double* took = nullptr, double* seen = nullptr);
    SessionTab* newSession();

    [[nodiscard]] MainWindow& window() { return *m_window; }
    [[nodiscard]] Runtime& runtime() { return m_core->runtime(); }
    [[nodiscard]] AgentClient& agent() { return *m_agent; }

private:
    QTemporaryDir m_dir;
    QString m_project;
    UserPaths m_paths;
    std::unique_ptr<CoreThread> m_core;
    std::unique_ptr<AgentClient> m_agent;
    std::unique_ptr<ProjectLink> m_link;
    std::unique_ptr<ModelsLink> m_models;
    std::unique_ptr<MainWindow> m_window;
};

/// Watches for the next paint of `which` that is wanted; it is on its way to the display when the event loop has returned.
class PaintWatch : public QObject {
public:
    using Wanted = std::function<bool(QObject*)>;
    explicit PaintWatch(Wanted wanted);
    [[nodiscard]] bool seen() const { return m_seen; }

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    Wanted m_wanted;
    bool m_seen = false;
};

/// The transcript view that `object` is the viewport of, else null.
[[nodiscard]] TranscriptView* transcriptOf(QObject* object);

} // namespace aios::bench
