// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/error.h"

#include <QHash>
#include <QList>

namespace aios::desk {

/// One line of a table, by the names of its columns.
using CsvRow = QHash<QString, QString>;

/// A CSV text with a line of column names (RFC 4180: commas, "quoted ""texts""", \n or \r\n). Refused when a line has another number of columns.
[[nodiscard]] Result<QList<CsvRow>> parseCsv(QByteArrayView utf8);

} // namespace aios::desk
