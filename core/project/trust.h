// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/error.h"

#include <QByteArray>
#include <QList>
#include <QString>
#include <QStringList>

#include <memory>

namespace aios {

/// Something in the folder that would run or loosen: shown on the trust page, trusted by the hash of its content.
struct TrustItem {
    QString kind;   ///< "hook", "service", "allow-rule", "command-shell", "command-tools", "agent-tools", "env", "linked-layer", "import"
    QString title;  ///< For people.
    QString path;   ///< File it stands in.
    QString detail; ///< Exactly what would run or be allowed.
    QByteArray sha256; ///< Of kind + detail + path.
};

[[nodiscard]] TrustItem makeTrustItem(const QString& kind, const QString& title, const QString& path, const QString& detail);

enum class TrustState : std::uint8_t { Unknown, Trusted, Changed, Refused };

/// What opening this folder would bring. `tooWide` for home, /, and their like.
struct TrustReport {
    QString root;
    quint64 device = 0;
    quint64 inode = 0;
    TrustState state = TrustState::Unknown;
    QList<TrustItem> items;
    QStringList changed; ///< Titles of items new or changed since they were trusted.
    bool tooWide = false;
    QString note; ///< Why it is unknown again (folder replaced, store unreadable), or what helps to decide: see templateOrigin().
};

/// The person's trust decisions, one file in the user's data folder. The key is realpath + device + inode of the opened folder. An unreadable
/// store means nothing is trusted. Blocking file access (small); core thread or tests.
class TrustStore {
public:
    explicit TrustStore(QString file);
    [[nodiscard]] TrustReport report(const QString& root, QList<TrustItem> items) const;
    [[nodiscard]] Result<void> trust(const TrustReport& report);
    [[nodiscard]] Result<void> refuse(const TrustReport& report);
    [[nodiscard]] Result<void> forget(const QString& root);
    /// True when exactly this item (by hash) was trusted for this folder.
    [[nodiscard]] bool isTrusted(const TrustReport& report, const QByteArray& itemSha256) const;

private:
    QString m_file;
};

} // namespace aios
