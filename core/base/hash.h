// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>

#include <initializer_list>

namespace aios {

/// SHA-256 as 64 lower-case hex digits.
[[nodiscard]] QByteArray sha256Hex(QByteArrayView bytes);
/// The same over several parts as if they were one.
[[nodiscard]] QByteArray sha256Hex(std::initializer_list<QByteArrayView> parts);

/// SHA-256 over several fields, each preceded by its length, so that moving bytes between fields changes the digest.
[[nodiscard]] QByteArray sha256Fields(std::initializer_list<QByteArrayView> fields);

} // namespace aios
