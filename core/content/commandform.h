// SPDX-License-Identifier: MIT
#pragma once

#include "core/content/layers.h"

namespace aios {

/// One field of the form that runs a command.
struct CommandArgument {
    QString label;
    QString hint;          ///< What may stand there, for an empty field.
    bool required = false; ///< The file's hint writes it as <name> or bare, not in brackets.
    bool whole = false;    ///< Takes the whole argument text as it is typed; there is only one such field then.
    QStringList choices;   ///< The hint names them: a|b.
};

/// The fields for /name, from its `arguments`, from $0, $1 … in its body, else one for everything ($ARGUMENTS). Labels come from `argument-hint`.
struct CommandForm {
    QString name;
    QString description;
    QList<CommandArgument> arguments;
};
[[nodiscard]] CommandForm commandForm(const CommandFile& command);
[[nodiscard]] CommandForm commandForm(const SkillFile& skill); ///< Its body is not read: names and hint only.

/// The finished line, "/plan https://… \"two words\"": values of several fields are quoted so that each arrives as one argument; empty ones at the end are
/// left out, empty ones before a filled one become "". A whole field stays as typed.
[[nodiscard]] QString commandLine(const CommandForm& form, const QStringList& values);

/// The first field that must be filled and is not, as a sentence; empty when the line can be sent.
[[nodiscard]] QString missingArgument(const CommandForm& form, const QStringList& values);

} // namespace aios
