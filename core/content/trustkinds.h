// SPDX-License-Identifier: MIT
#pragma once

#include <QString>

#include <span>

namespace aios {

/// One kind of TrustItem in words for people: what it is, and what becomes of it once the folder is trusted. Both are keys of the translation context
/// "aios::Trust"; where nothing is translated they are the text.
struct TrustKind {
    const char16_t* kind;
    const char* title;
    const char* meaning;
};

/// In the order in which they are shown.
[[nodiscard]] std::span<const TrustKind> trustKinds();
/// Null for a kind that is not in the list.
[[nodiscard]] const TrustKind* trustKind(QStringView kind);

} // namespace aios
