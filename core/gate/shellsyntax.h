// SPDX-License-Identifier: MIT
#pragma once

#include "core/gate/access.h"

#include <QByteArray>
#include <QString>

#include <optional>

namespace aios {

/// Reads shfmt's syntax tree (`--to-json`) of `source`. Every command is collected, however deep; whatever is not known for certain makes `unparsed`
/// say so, with the commands found still there for deny rules. Takes any bytes.
[[nodiscard]] ShellScript scriptFromSyntax(QByteArrayView syntaxJson, const QByteArray& source, const QString& workingDirectory);

/// The same for a line so plain that it needs no parser: one command of words made of letters, digits and `_ . / : , @ + -`, whose first word is nothing
/// the grammar knows. Nothing for any other line.
[[nodiscard]] std::optional<ShellScript> scriptOfPlainWords(const QByteArray& source, const QString& workingDirectory);

} // namespace aios
