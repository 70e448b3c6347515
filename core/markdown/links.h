// SPDX-License-Identifier: MIT
#pragma once

#include <QString>

namespace aios {

/// True when a link's text reads like an address that is not where the link leads ("https://bank.example" to evil.example), or when the
/// target hides its host (user name before @, non-ASCII host): then the real target is shown beside it.
[[nodiscard]] bool saysAnotherTarget(QStringView text, const QString& target);

/// The target for people: hidden characters visible, host in its ASCII form, at most 300 characters.
[[nodiscard]] QString visibleTarget(const QString& target);

/// True for relative paths that leave the folder they start in.
[[nodiscard]] bool climbsOut(const QString& target);

} // namespace aios
