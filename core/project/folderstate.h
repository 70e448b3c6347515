// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QHash>
#include <QList>
#include <QString>

#include <memory>

namespace aios {

/// What every file beneath a folder is at one moment, so that two of them say what a program did in between. Ignored files count, .git only with its
/// settings and hooks, node_modules not; links are what they point to, never followed. Immutable; made on the pool.
class FolderState {
public:
    /// Looks at all of `root`. A file that `before` (may be null) knows with the same stamp is not read again. Blocking.
    [[nodiscard]] static std::shared_ptr<const FolderState> look(const QString& root, const FolderState* before);

    /// False when there are more files than a look takes (20,000): then nothing can be said.
    [[nodiscard]] bool isComplete() const { return m_complete; }

    struct Change {
        enum class Kind : std::uint8_t { Made, Changed, Removed };
        QString path; ///< Relative.
        Kind kind = Kind::Changed;
        QByteArray beforeSha256; ///< Hex; empty: it was not there, or it was too large to be hashed.
        QByteArray afterSha256;
        friend bool operator==(const Change&, const Change&) = default;
    };
    /// What differs, sorted by path. Nothing when one of them is not complete.
    [[nodiscard]] static QList<Change> changes(const FolderState& before, const FolderState& after);

private:
    struct Entry {
        quint64 inode = 0;
        qint64 size = 0;
        qint64 mtimeNs = 0;
        qint64 ctimeNs = 0;
        quint32 mode = 0;
        QByteArray sha256; ///< Of a link: of where it points. Empty: not read.
        [[nodiscard]] bool sameStamp(const Entry& other) const;
        [[nodiscard]] bool sameContent(const Entry& other) const;
    };
    class Look;

    QHash<QByteArray, Entry> m_entries;
    qint64 m_timeNs = 0; ///< When the look began.
    bool m_complete = true;
};

/// What a session last knew of its folder: saves the next look most of its reading. Core thread.
struct FolderMemory {
    std::shared_ptr<const FolderState> last;
};

} // namespace aios
