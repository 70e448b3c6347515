// SPDX-License-Identifier: MIT
#pragma once

#include <QString>

#include <gumbo.h>

namespace aios {

// What elements of a page mean for the text of it. Trees may be as deep as the page likes, so nothing here is recursive.

[[nodiscard]] QString attribute(const GumboNode* node, const char* name); ///< Of an element; empty when it has none.
[[nodiscard]] bool isElement(const GumboNode* node);
/// True for what is no text for people: scripts, navigation, forms, and what the page hides.
[[nodiscard]] bool isDropped(const GumboNode* element);
[[nodiscard]] int headingLevel(GumboTag tag); ///< 1 to 6; 0 for other elements.
[[nodiscard]] bool isBlock(GumboTag tag);
[[nodiscard]] const GumboVector* childrenOf(const GumboNode* node); ///< Never null.
/// The text of everything below, as it stands in the source.
[[nodiscard]] QString allText(const GumboNode* top);

} // namespace aios
