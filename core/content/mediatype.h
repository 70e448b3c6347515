// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QString>

namespace aios {

/// What kind of media the bytes are, by how they begin; empty for everything that is not shown by itself (SVG too: it can hold scripts).
[[nodiscard]] QString mediaTypeOf(QByteArrayView bytes);
/// "png" for "image/png".
[[nodiscard]] QString mediaSuffix(const QString& type);
/// The name that says what is in the file: the first 24 digits of its SHA-256 (hex), and the ending of its type. "0123456789abcdef01234567.png"
[[nodiscard]] QString mediaNameOf(const QByteArray& sha256, const QString& type);
inline constexpr qint64 kMaxMediaBytes = 50 * 1024 * 1024;

} // namespace aios
