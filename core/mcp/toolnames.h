// SPDX-License-Identifier: MIT
#pragma once

#include <QHash>
#include <QString>
#include <QStringList>

namespace aios {

/// What models accept as a tool's name (`^[a-zA-Z0-9_-]{1,64}$`).
constexpr qsizetype kLongestToolName = 64;

/// The names under which the tools of one server are known here: `mcp__server__tool`. Characters that no name may have become `_`; what is too long is cut
/// and ends in a hash of the whole; where two would be the same, those that were changed get the hash. Does not depend on the order, and stays the
/// same as long as the server's own names do. `server` holds only letters, digits, `-` and `_`.
[[nodiscard]] QHash<QString, QString> mcpToolNames(const QString& server, const QStringList& tools);

/// True for names a server may have in a configuration: letters, digits, - and _, not two _ in a row nor one at either end, because `__` separates server
/// and tool in rules.
[[nodiscard]] bool isServerName(const QString& name);

} // namespace aios
