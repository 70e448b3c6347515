// SPDX-License-Identifier: MIT
#pragma once

#include "core/markdown/blocks.h"
#include "ui/chat/segmentbody.h"
#include "ui/chat/transcriptitem.h"

#include <vector>

namespace aios {

/// A piece of a row that is laid out, drawn and thrown away by itself: a group of paragraphs, a page of code, a head line, a live card.
struct Segment {
    enum class Kind : std::uint8_t { Rich, Plain, Head, CodeBar, Fold, Card };
    enum class Ground : std::uint8_t { None, User, Code, Error };
    // --- what it is; equal means a laid-out body can be kept ---
    Kind kind = Kind::Plain;
    Ground ground = Ground::None;
    bool groundStart = false;
    bool groundEnd = false;
    PlainBody::Look look = PlainBody::Look::Text;
    int indent = 0;
    int above = 0;
    int below = 0;
    int pad = 0; ///< Left and right, inside the ground.
    QString source;   ///< Rich: HTML. Plain: text. Head, Fold: words. CodeBar: language.
    QString plain;    ///< Rich: its text, roughly, while not laid out.
    QString language; ///< Code to be highlighted.
    int code = -1;    ///< Code block of the row it belongs to.
    bool pageStart = true; ///< First page of its text: highlighting starts afresh.
    bool joined = false;   ///< No line break between this page and the next: one very long line was cut.
    // --- what laying out found ---
    int height = 0; ///< With above, below and padding; an estimate until `exact`.
    bool exact = false;
    quint64 used = 0;
    quint64 serial = 0; ///< Of its body: every laying out has a number of its own.
    std::unique_ptr<SegmentBody> body;
    std::optional<KSyntaxHighlighting::State> endState;

    [[nodiscard]] bool sameContent(const Segment& other) const;
    [[nodiscard]] int topInset() const { return above + (groundStart ? pad * 3 / 4 : 0); }
    [[nodiscard]] int bottomInset() const { return below + (groundEnd ? pad * 3 / 4 : 0); }
    [[nodiscard]] bool holdsText() const { return kind == Kind::Rich || kind == Kind::Plain; }
};

/// A transcript row cut into segments. Markdown is read once and, while text streams in, only its changed tail; laid-out bodies of unchanged segments
/// are kept. Nothing is laid out before ensure().
class RowLayout {
public:
    RowLayout() = default;

    /// Brings the segments up to the item. `detail`: the folded text of a tool or thinking row is open.
    void update(const TranscriptItem& item, bool detail, int width, const TextStyle& style);
    [[nodiscard]] bool isCurrent(const TranscriptItem& item, bool detail, int width) const;

    SegmentBody& ensure(int index, const TextStyle& style);
    void setCardHeight(int height);
    void dropBodies(); ///< Also forgets exact heights: fonts, colours or width changed.

    [[nodiscard]] int height() const;
    [[nodiscard]] int topOf(int index) const;
    [[nodiscard]] int textWidth(const Segment& segment) const;
    [[nodiscard]] QString code(int index) const { return m_codes.value(index); }
    [[nodiscard]] QStringList codes() const { return m_codes; }
    [[nodiscard]] QString codeLanguage(int index) const { return m_codeLanguages.value(index); }

    std::vector<Segment> segments;

private:
    struct PageStyle {
        Segment::Ground ground = Segment::Ground::None;
        PlainBody::Look look = PlainBody::Look::Text;
        int above = 0;
        int below = 0;
        int indent = 0;
        QString language;
        int code = -1;
        bool opensGround = true;
        bool closesGround = true;
    };
    void buildUser(const TranscriptItem& item);
    void buildAssistant(const TranscriptItem& item);
    void buildFolding(const TranscriptItem& item, bool detail);
    void buildTool(const TranscriptItem& item);
    void buildCode(const MarkdownBlock& block, int indent);
    void addRich(QString&& html, QString&& plain, int indent);
    void addPages(const QString& text, const PageStyle& look);
    void addOutput(const QString& text, const PageStyle& look, bool showAll);
    void readMarkdown(const TranscriptItem& item);
    void keepBodies(std::vector<Segment>&& old);
    void estimate(Segment& segment, const TextStyle& style) const;
    [[nodiscard]] QList<QTextLayout::FormatRange> highlight(int index, const TextStyle& style);

    int m_unit = 16; ///< Line height of the font: spacing is in fractions of it.
    int m_width = 0;
    int m_generation = -1;
    qsizetype m_textSize = -1;
    bool m_streaming = false;
    bool m_detail = false;
    QByteArray m_utf8;
    QList<MarkdownBlock> m_blocks;
    QStringList m_codes;
    QStringList m_codeLanguages;
};

/// Rough height of a whole row before it has a layout.
[[nodiscard]] int estimatedRowHeight(const TranscriptItem& item, bool detail, int width, const TextStyle& style);

} // namespace aios
