// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QList>
#include <QString>
#include <QStringView>

#include <memory>

struct cmark_node;

namespace aios {

struct CmarkNodeDeleter {
    void operator()(cmark_node* node) const;
};
using CmarkTree = std::unique_ptr<cmark_node, CmarkNodeDeleter>;

/// Parses with the extensions we use. Thread-safe: cmark-gfm keeps the special characters of its extensions in global tables while it
/// parses, so one parse runs at a time. Never null.
[[nodiscard]] CmarkTree parseCmark(QByteArrayView utf8);

/// Offsets of the lines of a text, split as CommonMark does: \n, \r\n, lone \r. Works on bytes and on UTF-16 alike, so that a line
/// number of a cmark node leads into either.
class LineTable {
public:
    explicit LineTable(QByteArrayView utf8);
    explicit LineTable(QStringView text);

    [[nodiscard]] qsizetype count() const { return m_begins.size() - 1; }
    [[nodiscard]] qsizetype begin(int line) const; ///< 1-based, clamped.
    [[nodiscard]] qsizetype end(int line) const;   ///< Behind the line's end.

private:
    template <typename View>
    void fill(View text);
    QList<qsizetype> m_begins; ///< Of every line, then the end of the text.
};

/// UTF-8 as text with a leading U+FEFF kept, which QString::fromUtf8() would drop unseen.
[[nodiscard]] QString exactText(QByteArrayView utf8);

/// What of a node's name we act on.
enum class NodeKind : std::uint8_t {
    Document,
    Paragraph,
    Heading,
    List,
    Item,
    Quote,
    CodeBlock,
    HtmlBlock,
    Rule,
    Table,
    TableRow,
    TableCell,
    Text,
    Code,
    SoftBreak,
    LineBreak,
    Emphasis,
    Strong,
    Strikethrough,
    Link,
    Image,
    InlineHtml,
    Other
};
[[nodiscard]] NodeKind kindOf(cmark_node* node);

} // namespace aios
