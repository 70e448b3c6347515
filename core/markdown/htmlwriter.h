// SPDX-License-Identifier: MIT
#pragma once

#include <QString>

struct cmark_node;

namespace aios {

/// What may be laid out as one block of rich text without stopping the window; over it a block is shown as plain text.
struct BlockBudget {
    static constexpr qsizetype kSourceBytes = 64 * 1024;
    static constexpr qsizetype kHtmlUnits = 256 * 1024;
    static constexpr qsizetype kWordUnits = 2000;
    static constexpr int kNodes = 4000;
    static constexpr int kDepth = 32;
    static constexpr int kColumns = 64;
};

struct RenderedBlock {
    QString html;
    QString text;
    bool overBudget = false;
};

/// HTML for Qt's rich text from one top-level node of a cmark tree, by an allow-list of tags; everything from the source is escaped text
/// or a checked link.
[[nodiscard]] RenderedBlock renderBlock(cmark_node* block);

/// Escaped for HTML, with hidden characters made visible; newlines become <br>.
[[nodiscard]] QString escapedText(QStringView text);

} // namespace aios
