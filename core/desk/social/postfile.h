// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/error.h"

#include <QByteArray>
#include <QDateTime>
#include <QList>
#include <QStringList>

#include <optional>

namespace aios::desk {

/// A post to a social account: one text, or several for a thread.
struct SocialPost {
    struct Text {
        QByteArray text;   ///< Exactly as it was given.
        QStringList media; ///< "media/<hash>.png" beside the post, or a web address.
        friend bool operator==(const Text&, const Text&) = default;
    };
    QString id; ///< A UUID; sorts by time.
    QString account;
    QString platform;
    QList<Text> texts;
    QDateTime created;
    QDateTime scheduled; ///< Not valid: at once.
    QDateTime published; ///< Not valid: not out yet.
    friend bool operator==(const SocialPost&, const SocialPost&) = default;
};

/// The post as a readable file: frontmatter, then its texts byte for byte with a line between two of them.
[[nodiscard]] QByteArray postFileOf(const SocialPost& post);
/// What postFileOf() wrote; nothing for anything else.
[[nodiscard]] std::optional<SocialPost> postFileFrom(QByteArrayView file);

} // namespace aios::desk
