// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/error.h"

#include <QByteArray>

namespace aios {

/// A service's input schema as models take it: the text as received where that is possible; without a `type` it gets one, and combinators at the top
/// (`anyOf`, `oneOf`, `allOf`), which providers refuse, are merged into one list of properties. Error: why the tool cannot be used (not JSON,
/// no object, too large, too deep, a key twice, a reference that leads nowhere but to itself).
[[nodiscard]] Result<QByteArray> modelSchema(QByteArrayView raw);

/// A header of the request that mirrors an argument (`x-mcp-header`, 2026-07-28).
struct McpParamHeader {
    QByteArrayList path; ///< Of the argument: properties, each within the one before.
    QByteArray header; ///< Without "Mcp-Param-".
    friend bool operator==(const McpParamHeader&, const McpParamHeader&) = default;
};
/// Those a schema asks for, in properties that lie in each other and in nothing else. Error: the schema asks for one that cannot be: then the tool must not be used over HTTP.
[[nodiscard]] Result<QList<McpParamHeader>> mcpParamHeaders(QByteArrayView schema);

/// The schema without them: what is mirrored where is no part of what a tool does. As it came, where it asks for none.
[[nodiscard]] QByteArray withoutParamHeaders(QByteArrayView schema);

} // namespace aios
