// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/error.h"
#include "core/gate/policy.h"

#include <QList>
#include <QString>
#include <QStringList>

namespace aios {

/// Where the path of a rule may start from. Absolute folders.
struct PathAnchors {
    QString project; ///< `x`, `./x`
    QString home;    ///< `~/x`
    QString source;  ///< `/x`
};

/// The path part of an `Edit(…)` or `Read(…)` rule: gitignore's globs over absolute paths. A pattern that matches a folder matches all beneath it.
/// Own code and not libgit2's (which its test compares it with): it must fold case for deny rules, be used from any thread, and take time
/// linear in what a hostile project writes. Immutable value.
class PathPattern {
public:
    /// Deny and ask patterns are read widely (any depth for `src/**`, the folder itself for `x/**`, case folded), allow patterns narrowly.
    [[nodiscard]] static Result<PathPattern> compile(const QString& specifier, RuleEffect effect, const PathAnchors& anchors);
    /// `path` is absolute.
    [[nodiscard]] bool matches(const QString& path) const;

private:
    struct Segment {
        enum class Kind : std::uint8_t { Literal, Glob, AnyDepth };
        Kind kind = Kind::Literal;
        QString text;
    };
    [[nodiscard]] Result<void> addSegments(QStringView pattern);
    void addAnchor(const QString& folder);
    [[nodiscard]] bool segmentMatches(const Segment& segment, const QString& component) const;

    QList<Segment> m_segments;
    bool m_fold = false;
    bool m_beneathOnly = false; ///< `x/` and `x/**` of an allow rule: what is in the folder, not a file of that name.
};

/// One path component against a gitignore glob (`*`, `?`, `[a-z]`, `\x`).
[[nodiscard]] bool globMatch(QStringView glob, QStringView component);

/// `path` as deny rules compare it: NFC, case folded.
[[nodiscard]] QString foldedPath(const QString& path);

/// `path` written so that a path rule means exactly it.
[[nodiscard]] QString escapedForRule(const QString& path);

} // namespace aios
