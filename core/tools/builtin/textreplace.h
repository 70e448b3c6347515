// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QString>

#include <expected>

namespace aios {

/// An exact replacement in a file's bytes. `oldText` and `newText` may have either kind of line end: they are compared as \n, and what is put in gets
/// the line ends of the place it goes to. All other bytes stay, also those that are not UTF-8.
struct TextReplacement {
    QByteArray oldText;
    QByteArray newText;
    bool all = false;
};

struct ReplacedText {
    QByteArray bytes;
    int count = 0;
};

/// The error is text for the model: not found (with a hint why), or found more than once.
[[nodiscard]] std::expected<ReplacedText, QString> replaceText(const QByteArray& bytes, const TextReplacement& replacement);

} // namespace aios
