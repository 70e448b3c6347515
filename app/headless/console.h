// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/error.h"

#include <QCommandLineParser>
#include <QString>

#include <optional>

namespace aios::console {

void out(const QString& text);          ///< Standard output, UTF-8, as it is.
void outBytes(const QByteArray& bytes); ///< The same for bytes.
void outLine(const QString& text);
void err(const QString& text);          ///< One line on standard error, with "aios: " before it.
void errRaw(const QString& text);
[[nodiscard]] bool errIsTerminal();
[[nodiscard]] bool canAskPerson(); ///< Standard input and standard error are a terminal.

/// `text` in a terminal attribute ("1" bold, "2" dim, "31" red …) when standard error is a terminal and NO_COLOR is unset.
[[nodiscard]] QString styled(const QString& text, const char* attribute);

/// Parses a subcommand's words; prints help or the mistake and gives the exit code when there is nothing more to do.
[[nodiscard]] std::optional<int> parse(QCommandLineParser& parser, const char* name, const QStringList& arguments);

/// Prints the error, with its detail dimmed, and gives kExitFailed.
[[nodiscard]] int report(const Error& error);

} // namespace aios::console
