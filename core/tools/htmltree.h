// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>

#include <gumbo.h>

#include <memory>

namespace aios {

/// The tree of an HTML text by gumbo, made in bounded time and memory: gumbo itself takes a minute for a megabyte of nested elements, and a few
/// formatting elements can make it build gigabytes. All nodes live in one arena, so that giving up, and ending, need no walk.
class HtmlTree {
public:
    /// Null when it would take more than about a second or 192 MB. `utf8` must outlive the tree.
    [[nodiscard]] static std::unique_ptr<HtmlTree> parse(QByteArrayView utf8);
    ~HtmlTree();
    HtmlTree(const HtmlTree&) = delete;
    HtmlTree& operator=(const HtmlTree&) = delete;

    [[nodiscard]] const GumboNode* root() const;

private:
    struct Arena;
    HtmlTree();
    std::unique_ptr<Arena> m_arena;
    GumboOutput* m_output = nullptr;
};

} // namespace aios
