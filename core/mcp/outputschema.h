// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QStringList>

namespace aios {

/// How a tool's structured content stands to its output schema (JSON Schema 2020-12, or the older one that `$schema` names).
struct OutputCheck {
    QStringList violations; ///< At most eight sentences; empty: none was found.
    QString unchecked;      ///< Why it could not be checked; empty: it was.
};

/// `schema`, `content`: raw JSON. Fetches nothing, ends in bounded time whatever they are. Blocking; for the pool.
[[nodiscard]] OutputCheck checkOutput(QByteArrayView schema, QByteArrayView content);

} // namespace aios
