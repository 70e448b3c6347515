// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/rootdir.h"
#include "core/gate/access.h"

#include <QList>

#include <memory>

namespace aios {

/// A path the model or the project named, checked and resolved.
struct GuardedPath {
    QByteArray relative;     ///< Beneath the project, UTF-8, normalised, as named; "." for the project folder itself.
    QByteArray realRelative; ///< Links resolved.
    QString absolute;        ///< root + relative
    QString realAbsolute;    ///< root + realRelative: the key of ReadLedger.
    QString shown;           ///< Relative, hidden characters and trailing spaces and dots visible.
    bool exists = false;
    bool looksLikeAnother = false; ///< Trailing spaces or dots, hidden characters: `shown` marks them, and writing it always asks.
};

/// The only way from a named path to a file for tools. Absolute paths inside the root are made relative by component; `..` is resolved lexically;
/// "~", URLs, NUL, empty, invalid UTF-8 are refused; everything is opened by RootDir (openat2 beneath). Thread-safe, const.
class PathGuard {
public:
    explicit PathGuard(std::shared_ptr<const RootDir> root);
    /// Denied: it leads outside, is a URL or "~", or is a write through a link. InvalidInput: it is no path. NotFound only for reads.
    /// For writes a missing file, also in missing folders, is fine (`exists` is then false).
    [[nodiscard]] Result<GuardedPath> check(const QString& named, PathAccess::Kind kind) const;
    [[nodiscard]] const RootDir& root() const { return *m_root; }
    [[nodiscard]] PathAccess access(const GuardedPath& path, PathAccess::Kind kind) const;

private:
    [[nodiscard]] Result<QByteArray> relativeOf(const QString& named) const;
    [[nodiscard]] Result<QByteArray> realOf(const QByteArray& relative, PathAccess::Kind kind) const;
    [[nodiscard]] QString absoluteOf(const QByteArray& relative) const;

    std::shared_ptr<const RootDir> m_root;
    QList<QByteArray> m_rootParts;
};

/// `name` as a person must see it: hidden characters marked, and spaces or dots at the end of a component too.
[[nodiscard]] QString shownPath(QStringView name);

} // namespace aios
