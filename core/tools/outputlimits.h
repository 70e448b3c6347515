// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/error.h"

#include <QByteArray>
#include <QString>

namespace aios {

/// How much of an output the model is given. Counted in UTF-16 units of the cleaned text.
struct OutputLimits {
    qsizetype whole = 30'000; ///< Up to here it is given whole.
    qsizetype head = 10'000;  ///< Over it: this much of its start …
    qsizetype tail = 10'000;  ///< … and of its end, with a notice where all of it stands.
};

/// Bytes of a program as text for the model: invalid UTF-8 and odd controls as \xNN, terminal escape sequences (CSI, OSC, DCS …) and Unicode tag
/// characters dropped, \r\n and lone \r become \n. Nothing visible is lost.
[[nodiscard]] QString cleanOutput(QByteArrayView bytes);

/// True for text that no person would want to see as text: NUL early on, or many bytes that are not UTF-8.
[[nodiscard]] bool looksBinary(QByteArrayView bytes);

/// "1.5 MB", "312 bytes".
[[nodiscard]] QString byteCount(qint64 bytes);

/// The start and the end of an output with a notice between them: what is left out ("1.2 MB"), where the whole of it stands, and `problem` when it
/// does not stand there whole.
[[nodiscard]] QString cutText(QStringView start, QStringView end, const OutputLimits& limits, const QString& leftOut, const QString& spillPath,
                              const QString& problem = {});

struct LimitedText {
    QString text;      ///< For the model, within the limits and a notice.
    QString spillPath; ///< Where the whole text stands when it was cut and could be kept.
};

/// Cuts a finished text. Over the limit the whole of it goes to a new 0600 file in `scratchDir` (no file when that is empty). Blocking.
[[nodiscard]] LimitedText limitText(const QString& text, const QString& scratchDir, const OutputLimits& limits = {});

} // namespace aios
