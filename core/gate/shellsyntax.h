// SPDX-License-Identifier: MIT
#pragma once

#include "core/gate/access.h"

#include <QByteArray>
#include <QString>

namespace aios {

/// Reads shfmt's syntax tree (`--to-json`) of `source`. Every command is collected, however deep; whatever is not known for certain makes `unparsed`
/// say so, with the commands found still there for deny rules. Takes any bytes.
[[nodiscard]] ShellScript scriptFromSyntax(QByteArrayView syntaxJson, const QByteArray& source, const QString& workingDirectory);

} // namespace aios
