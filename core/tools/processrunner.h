// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/error.h"

#include <QByteArray>
#include <QList>
#include <QObject>
#include <QString>
#include <QStringList>

#include <chrono>
#include <functional>
#include <memory>

namespace aios {

struct ProcessRequest {
    QString program; ///< Absolute.
    QStringList arguments;
    QList<QByteArray> environment; ///< All of it, "NAME=value".
    QString root;                  ///< The project; the working directory must be beneath it, without links on the way.
    QString workingDirectory;      ///< Absolute.
    std::chrono::milliseconds timeout{0}; ///< 0: none.
    bool separateErrors = false;   ///< stderr apart (kept to 64 KiB); else both in one pipe, in the order they were written.
    bool wantsInput = false;       ///< Its input is ours to write; else it is empty.
    bool wantsReport = false;      ///< Descriptor 4 of the program leads to ProcessResult::report.
};

struct ProcessResult {
    int exitCode = -1;  ///< -1 when it was ended by a signal.
    int signal = 0;
    bool timedOut = false;
    bool stopped = false; ///< By stop().
    int leftBehind = 0;   ///< Processes it had started that were still there and were ended.
    QByteArray errors;    ///< With separateErrors.
    QByteArray report;    ///< At most 8 KiB.
    QString problem;      ///< Why it could not be run or watched; empty when it ran.
};

struct ProcessHandlers {
    std::function<void(QByteArrayView)> onOutput; ///< As bytes come; always drained. Must not destroy the runner.
    std::function<void(QByteArrayView)> onErrors; ///< With separateErrors: as they come, and ProcessResult::errors stays empty. Like onOutput.
    std::function<void()> onOutputClosed; ///< The program closed its output, but may still run. Must not destroy the runner.
    std::function<void(ProcessResult)> onEnd;     ///< Once, last; may destroy the runner. Not from inside start().
};

/// A program run for a tool: argv only (no shell), its own session, the given environment and nothing else, stdin empty unless asked for. Its parent is aios-guard,
/// which ends everything the program left behind, also when we are killed. The end is the end of the program, not of its output: what holds the pipe
/// open is ended. Destroying the runner ends all of it. Core thread.
class ProcessRunner {
public:
    /// Unavailable: the program or aios-guard is missing. NotFound, Denied: the working directory.
    [[nodiscard]] static Result<std::unique_ptr<ProcessRunner>> start(const ProcessRequest& request, ProcessHandlers handlers);
    ~ProcessRunner();
    ProcessRunner(const ProcessRunner&) = delete;
    ProcessRunner& operator=(const ProcessRunner&) = delete;

    /// Ends it: SIGTERM to everything it started, SIGKILL after `grace`. onEnd follows.
    void stop(std::chrono::milliseconds grace = std::chrono::milliseconds(1000));

    /// With wantsInput: what the program will read. Never blocks; what the pipe does not take waits here, at most 32 MiB. False: it takes nothing any more.
    [[nodiscard]] bool write(QByteArrayView bytes);
    void closeInput(); ///< After what waits has been written.

private:
    struct Private;
    explicit ProcessRunner(std::unique_ptr<Private> data);
    std::unique_ptr<Private> d;
};

} // namespace aios
