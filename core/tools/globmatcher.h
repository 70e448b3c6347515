// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/error.h"

#include <QList>
#include <QString>

namespace aios {

/// A file name pattern as ripgrep and editors read it: `*` and `?` within a name, `**` any number of folders, `[a-z]` and `[!a-z]`, `{a,b}` (also
/// nested), `\` takes the next character literally. Without a slash it is looked for at any depth. Hidden files match like others. Case matters.
/// Matching takes time linear in pattern × path; it cannot be made to run away.
class GlobMatcher {
public:
    /// InvalidInput: empty, too long, too many alternatives, `..`, or brackets or braces left open.
    [[nodiscard]] static Result<GlobMatcher> make(const QString& pattern);
    [[nodiscard]] bool matches(QStringView relativePath) const;

private:
    QList<QList<QString>> m_alternatives; ///< Each a list of name patterns; "**" stands for folders.
};

/// `{a,b}` written out; the pattern itself when it has none. InvalidInput over 256 alternatives or with an open brace.
[[nodiscard]] Result<QStringList> expandBraces(const QString& pattern);

} // namespace aios
