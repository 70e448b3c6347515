// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QString>

#include <optional>

namespace aios {

/// A text file as an editor holds it: text with \n line ends, and what is needed to write the same bytes again.
struct TextFile {
    QString text;
    bool bom = false;
    bool crlf = false;  ///< Most of its lines end in \r\n; all will when saved.
    bool exact = true;  ///< Saving the unchanged text gives the same bytes.

    /// Nothing when the bytes are no text (NUL, not UTF-8).
    [[nodiscard]] static std::optional<TextFile> decode(const QByteArray& bytes);
    [[nodiscard]] QByteArray encode(const QString& edited) const;
};

} // namespace aios
