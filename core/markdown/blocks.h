// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QList>
#include <QString>

namespace aios {

/// One top-level block of a markdown text, ready to be shown. `html` is made from the cmark-gfm tree by us: escaped text, a fixed
/// set of tags that Qt's rich text knows, no attributes from the source but checked links, no images but project ones as links, no raw HTML
/// (shown as text), no styles. Hidden characters are made visible, in `text` too.
struct MarkdownBlock {
    enum class Kind : std::uint8_t { Paragraph, Heading, List, Quote, Code, Table, Rule, Html, Plain };
    Kind kind = Kind::Paragraph;
    QString html;        ///< For everything but Code and Plain.
    /// Code: the code (lines may be long: lay out hardWrapped(text), copy text). Plain: text too costly to lay out as markdown, already
    /// hard-wrapped. Else the plain text (find, copy, a11y).
    QString text;
    QString language;    ///< Code: the info string's first word.
    qsizetype begin = 0; ///< Byte range of the source that made it, for laying out only the changed tail again.
    qsizetype end = 0;
    bool open = false;   ///< Code fence not closed yet (streaming).
};

/// Parses UTF-8 markdown (CommonMark + tables, strikethrough, autolinks, task lists) into blocks. Bounded: a block that would cost too much
/// (over its size budget, a word over 2,000 characters, delimiter floods, tables over 64 columns) comes back as Plain. cmark-gfm itself stays
/// linear on the known floods (measured: at most 0.15 ms a kB); what is bounded here is what Qt would have to lay out. Never throws. Thread-safe.
[[nodiscard]] QList<MarkdownBlock> parseMarkdownBlocks(QByteArrayView utf8);

/// Parses again after text was appended: keeps the blocks of `before` that cannot have changed. Same result as parseMarkdownBlocks(utf8).
[[nodiscard]] QList<MarkdownBlock> extendMarkdownBlocks(const QList<MarkdownBlock>& before, QByteArrayView utf8);

/// A whole document as safe HTML for a preview.
[[nodiscard]] QString markdownToSafeHtml(QByteArrayView utf8);

/// True for links that may be offered to a person: http, https, mailto, and relative paths. Never file:, javascript:, data:, custom schemes.
[[nodiscard]] bool isOpenableLink(const QString& target);

/// `text` with a line break wherever a line would pass `width` characters (at a space when one is near), for laying out lines that
/// would otherwise stop Qt's text layout for seconds.
[[nodiscard]] QString hardWrapped(QStringView text, qsizetype width = 2000);

/// Markdown with block-level HTML comments removed, except inside code (CLAUDE.md injection rule).
[[nodiscard]] QString withoutHtmlComments(const QString& markdown);

/// Byte/char ranges of code spans and code blocks in `markdown`, in order; text inside them is never an @import.
struct CodeRange {
    qsizetype begin = 0;
    qsizetype end = 0;
};
[[nodiscard]] QList<CodeRange> codeRanges(const QString& markdown);

} // namespace aios
