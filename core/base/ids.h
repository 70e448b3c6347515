// SPDX-License-Identifier: MIT
#pragma once

#include <QString>

namespace aios {

/// A fresh UUID version 7 (sorts by time), lower case with dashes.
[[nodiscard]] QString newId();

/// True for the text form of any UUID, lower or upper case, with dashes. Session ids from outside are checked with it
/// before they become part of a path.
[[nodiscard]] bool isUuid(QStringView text);

} // namespace aios
