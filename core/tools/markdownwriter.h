// SPDX-License-Identifier: MIT
#pragma once

#include <QList>
#include <QString>

namespace aios {

/// Puts markdown together from text and block ends. Frames collect what must be known whole before it can be written (a link's text, a table cell).
class MarkdownWriter {
public:
    void text(QStringView text);  ///< White space is collapsed.
    void raw(const QString& text); ///< One line or part of it, as it is.
    void lines(const QString& text); ///< Several lines, as they are, each with the prefix.
    void newLine() { request(1); }
    void block() { request(2); } ///< What follows stands apart by a blank line.

    void openPrefix(const QString& first, const QString& rest); ///< Lines from here on begin with `rest`, the first one with `first`.
    void closePrefix();
    [[nodiscard]] qsizetype prefixes() const { return frame().prefixes.size(); }

    void openFrame() { m_frames.append(Frame()); }
    [[nodiscard]] QString closeFrame();
    [[nodiscard]] const QString& result() const { return m_frames.first().out; } ///< When all frames are closed.
    [[nodiscard]] qsizetype frames() const { return m_frames.size(); }

private:
    struct Prefix {
        QString first;
        QString rest;
        bool used = false;
    };
    struct Frame {
        QString out;
        QList<Prefix> prefixes;
        int wanted = 0; ///< Line ends asked for before the next text.
        bool space = false; ///< A space is due before the next word.
    };

    [[nodiscard]] Frame& frame() { return m_frames.last(); }
    [[nodiscard]] const Frame& frame() const { return m_frames.last(); }
    void request(int lineEnds);
    void begin(); ///< Writes the line ends and prefixes that are due.

    QList<Frame> m_frames{Frame()};
};

} // namespace aios
