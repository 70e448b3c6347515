// SPDX-License-Identifier: MIT
#pragma once

#include <QString>
#include <QStringList>

#include <optional>

namespace aios {

/// The components of a relative path as another file system or program might read them: NFC, case folded, without hidden characters, trailing dots,
/// trailing spaces and stream suffixes. Empty when it is not a plain relative path.
[[nodiscard]] QStringList comparableComponents(const QString& relative);

/// `absolute` relative to `root` by components, "" for the root itself; nothing when it is not beneath it.
[[nodiscard]] std::optional<QString> relativeTo(const QString& root, const QString& absolute);
[[nodiscard]] std::optional<QString> relativeToAny(const QStringList& roots, const QString& absolute);

} // namespace aios
