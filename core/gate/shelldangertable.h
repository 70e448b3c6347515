// SPDX-License-Identifier: MIT
#pragma once

#include <QLatin1StringView>
#include <QString>

#include <span>

namespace aios {

/// Options of a program with which it runs other programs or writes files.
struct ProgramDanger {
    QLatin1StringView program;
    QLatin1StringView shortOptions; ///< Letters, also inside a cluster or with a value attached.
    QLatin1StringView longOptions;  ///< Names without dashes, space separated; shortened forms count.
    QLatin1StringView words;        ///< Whole words, with or without `=value`; one that ends in `=` may stand anywhere in a word.
    QLatin1StringView why;
};

[[nodiscard]] std::span<const ProgramDanger> programDangers();

/// Programs and builtins that no rule covers, whatever their arguments: shells, wrappers, editors, what writes or runs by its nature.
[[nodiscard]] bool isNeverCovered(const QString& program);

} // namespace aios
