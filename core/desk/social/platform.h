// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/json.h"
#include "core/content/platforms.h"

#include <QList>
#include <QStringList>

namespace aios::desk {

struct Account {
    QString id; ///< Also the name of its folder: lower-case letters, digits, hyphens.
    QString platform;
    QString username;
    QString name;
};

/// The entries of an "accounts" array; an entry without a usable id or a known platform is an Error that says which.
[[nodiscard]] Result<QList<Account>> accountsFrom(const json::object& object);

/// One text of a post with its media, by media type ("image/png"; empty for a web address).
struct Part {
    QString text;
    QStringList mediaTypes;
};
/// Why the platform would not take this, in a sentence; an answer without an Error: it would.
[[nodiscard]] Result<void> checkParts(const Platform& platform, const QList<Part>& parts);

} // namespace aios::desk
