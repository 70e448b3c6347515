// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/json.h"

#include <QHash>
#include <QList>
#include <QStringList>

namespace aios::desk {

/// What a platform takes in one post. From resources/desk/social/platforms.json.
struct Platform {
    /// How the platform counts: every character; X's weights (23 for an address, 2 for most scripts beyond Latin); what people see as one character.
    enum class Count : std::uint8_t { Characters, Weighted, Graphemes };
    QString name; ///< "twitter", as Blotato names it.
    QString title; ///< "X"
    QStringList aliases; ///< "x", "x-twitter"
    qsizetype characters = 0;
    Count count = Count::Characters;
    int images = 0;
    int videos = 0;
    QString needs; ///< "", "media", "image", "video"
    bool threads = false;
};

struct Account {
    QString id; ///< Also the name of its folder: lower-case letters, digits, hyphens.
    QString platform;
    QString username;
    QString name;
};

struct Platforms {
    QList<Platform> platforms;
    QList<Account> accounts; ///< What a new folder begins with.

    [[nodiscard]] const Platform* find(const QString& nameOrAlias) const;
};

[[nodiscard]] Result<Platforms> platformsFrom(QByteArrayView text);
/// The entries of an "accounts" array; an entry without a usable id or a known platform is an Error that says which.
[[nodiscard]] Result<QList<Account>> accountsFrom(const json::object& object, const Platforms& platforms);

/// The length of a text as the platform counts it.
[[nodiscard]] qsizetype lengthOn(const Platform& platform, const QString& text);

/// One text of a post with its media, by media type ("image/png"; empty for a web address).
struct Part {
    QString text;
    QStringList mediaTypes;
};
/// Why the platform would not take this, in a sentence; an answer without an Error: it would.
[[nodiscard]] Result<void> checkParts(const Platform& platform, const QList<Part>& parts);

} // namespace aios::desk
