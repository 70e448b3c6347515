// SPDX-License-Identifier: MIT
#pragma once

#include <QList>
#include <QString>
#include <QStringList>

namespace aios {

/// How a platform counts the length of a text.
enum class TextCount : std::uint8_t {
    Characters,        ///< Every character as one.
    Weighted,          ///< X: an address as 23, an emoji as 2, others as 2 beyond the Latin, Greek, Cyrillic and similar scripts.
    Graphemes,         ///< What people see as one character.
    GraphemesAndLinks, ///< Mastodon: the same, and an address as 23.
};

/// What a platform takes in one post. One row in platforms.cpp: the page on which a person approves and the services of Local Desk both go by it.
struct Platform {
    QString name;        ///< "twitter", as Blotato names it.
    QString title;       ///< "X"
    QStringList aliases; ///< "x", "x-twitter"
    int characters = 0;
    TextCount count = TextCount::Characters;
    int images = 0;
    int videos = 0;
    QString needs; ///< "", "media", "image", "video"
    bool threads = false;
    int titleCharacters = 0; ///< 0: it has no titles, or no limit is known.
};

/// By name or alias, whatever the case; null when it is not known. Lives as long as the program.
[[nodiscard]] const Platform* platformNamed(const QString& nameOrAlias);
[[nodiscard]] const QList<Platform>& knownPlatforms();

/// The length of a text as the platform counts it.
[[nodiscard]] qsizetype lengthOn(TextCount count, const QString& text);

} // namespace aios
