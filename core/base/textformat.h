// SPDX-License-Identifier: MIT
#pragma once

#include <QString>

#include <optional>

namespace aios {

/// `text` as a value of a JSON Schema `format` (email, uri, date, date-time): without space around it, and a date with a time as RFC 3339 wants it, in the local
/// zone when it names none. Nothing: it is no such value. A format that is not known here takes every text as it is.
[[nodiscard]] std::optional<QString> inFormat(QStringView format, const QString& text);

} // namespace aios
