// SPDX-License-Identifier: MIT
#pragma once

#include <QStringList>

namespace aios {

/// Exit codes of `aios`, documented in `aios help`.
enum ExitCode : int {
    kExitOk = 0,
    kExitFailed = 1,   ///< The turn or the command failed; the reason is on standard error.
    kExitUsage = 2,    ///< The words of the command are off.
    kExitDenied = 3,   ///< Finished, but calls were denied; they are named.
    kExitLimit = 4,    ///< Stopped at a limit (turns, tokens, cost, repetition).
    kExitCancelled = 130,
};

/// One subcommand. `arguments` are the words after its name.
struct Command {
    const char* name;
    const char* summary;
    int (*run)(const QStringList& arguments);
};

[[nodiscard]] int runCommand(const QStringList& arguments);
[[nodiscard]] int newCommand(const QStringList& arguments);
[[nodiscard]] int projectCommand(const QStringList& arguments);
[[nodiscard]] int sessionCommand(const QStringList& arguments);
[[nodiscard]] int decisionsCommand(const QStringList& arguments);
[[nodiscard]] int modelsCommand(const QStringList& arguments);
[[nodiscard]] int deskCommand(const QStringList& arguments);
[[nodiscard]] int mcpCommand(const QStringList& arguments);
[[nodiscard]] int doctorCommand(const QStringList& arguments);
[[nodiscard]] int completionCommand(const QStringList& arguments);
[[nodiscard]] int helpCommand(const QStringList& arguments);

/// All of them, in the order help shows them. The list ends with a null name.
extern const Command kCommands[];

} // namespace aios
