// SPDX-License-Identifier: MIT
#pragma once

#include <QLatin1StringView>
#include <QString>

#include <span>

namespace aios {

/// A program of which some commands leave this computer and others do not.
struct OutboundCommands {
    QLatin1StringView program;
    enum class Mode : std::uint8_t { Only, Except } mode = Mode::Only; ///< `words` leave, or all but `words` do.
    QLatin1StringView words; ///< Its commands, space separated; "-" in the mode Only: it leaves when no command is given.
};

[[nodiscard]] std::span<const OutboundCommands> outboundCommands();

/// Programs that are there to reach another computer, whatever their arguments.
[[nodiscard]] bool isOutboundProgram(const QString& program);

/// Those of them whose names mean nothing else: behind an unknown program such a word is taken for what it runs.
[[nodiscard]] bool isOutboundName(const QString& word);

/// Programs to which addresses and names of programs are only text, or files.
[[nodiscard]] bool isLocalProgram(const QString& program);

} // namespace aios
