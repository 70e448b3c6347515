// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/rootdir.h"
#include "core/gate/access.h"

#include <memory>

namespace aios {

/// A path the model or the project named, checked and resolved.
struct GuardedPath {
    QByteArray relative;     ///< Beneath the project, UTF-8, normalised, as named.
    QByteArray realRelative; ///< Links resolved.
    QString absolute;        ///< root + relative
    QString shown;           ///< Relative, hidden characters visible.
    bool exists = false;
};

/// The only way from a named path to a file for tools. Absolute paths inside the root are made relative by component; `..` is resolved lexically;
/// "~", URLs, NUL, empty, invalid UTF-8 are refused; everything is opened by RootDir (openat2 beneath). Thread-safe, const.
class PathGuard {
public:
    explicit PathGuard(std::shared_ptr<const RootDir> root);
    [[nodiscard]] Result<GuardedPath> check(const QString& named, PathAccess::Kind kind) const;
    [[nodiscard]] const RootDir& root() const { return *m_root; }
    [[nodiscard]] PathAccess access(const GuardedPath& path, PathAccess::Kind kind) const;

private:
    std::shared_ptr<const RootDir> m_root;
};

} // namespace aios
