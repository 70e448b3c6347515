// SPDX-License-Identifier: MIT
#pragma once

#include <QColor>
#include <QFont>
#include <QPalette>

namespace aios {

/// Colours the palette has no role for, mixed from it, so that they fit any theme, light or dark. Never the only carrier of a meaning.
struct Colours {
    bool dark = false;
    QColor text;
    QColor muted;     ///< Secondary words; still readable (contrast of at least 4.5 against the base).
    QColor link;
    QColor border;
    QColor codeBack;  ///< Behind code and program output.
    QColor userBack;  ///< Behind what the person wrote.
    QColor errorBack;
    QColor addedBack;
    QColor addedMark; ///< The changed part of an added line.
    QColor removedBack;
    QColor removedMark;
    QColor good;
    QColor bad;
    QColor attention;
    QColor findBack;
    QColor findCurrent;

    [[nodiscard]] static Colours of(const QPalette& palette);
};

/// `a` with `part` (0 to 1) of `b` in it.
[[nodiscard]] QColor mixed(const QColor& a, const QColor& b, qreal part);

/// The system's fixed-width font at the size of `beside`.
[[nodiscard]] QFont fixedFont(const QFont& beside);
/// `font` scaled by `factor`, never under 6 points.
[[nodiscard]] QFont scaledFont(const QFont& font, qreal factor);

} // namespace aios
