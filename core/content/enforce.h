// SPDX-License-Identifier: MIT
#pragma once

#include "core/markdown/frontmatter.h"

#include <QList>
#include <QString>
#include <QStringList>

namespace aios {

/// A precondition that the program holds on to, from the frontmatter of a rule:
///
///   enforce:
///     - before: Edit(content/**)             a permission rule: the calls it is about
///       read: [brand/profile.md, "playbooks/{platform}.md"]   files to have been read in this session, in this order
///     - before: mcp__*__create_record
///       when: {table: Content}               arguments of the call; all must have these values
///       called: mcp__*__create_record        a call that must have worked before, in this session, and found or made something
///       with: {table: Plans}                 its arguments
///
/// {platform}, {type} and {slug} stand for what the piece says that the call writes. A value of `when` holds in any spelling and for the id that stands for it;
/// an id that nothing in the session explains is held back. A rule about Edit is also about command lines, and services' tools for files, that may write
/// there. It can only make things stricter, so it counts without trust. README.md says this for people.
struct EnforceRule {
    QString before;
    QStringList read;
    QString called;
    QList<std::pair<QString, QString>> when;
    QList<std::pair<QString, QString>> with;
    QString file; ///< Relative, of the rule.
    int line = 0;
    friend bool operator==(const EnforceRule&, const EnforceRule&) = default;
};

struct EnforceProblem {
    int line = 0;
    QString text;
    friend bool operator==(const EnforceProblem&, const EnforceProblem&) = default;
};

/// What the frontmatter enforces. An entry that is not whole does not count and is told.
[[nodiscard]] QList<EnforceRule> enforceRules(const Frontmatter& settings, const QString& file, QList<EnforceProblem>& problems);

/// The files of a rule for one piece: placeholders filled in. One that the piece does not fill stays as it is.
[[nodiscard]] QStringList filesToRead(const EnforceRule& rule, const Frontmatter& piece, const QString& pieceFile);

/// Those that are missing when `history` is what was read so far, in order; empty when all are there in order.
[[nodiscard]] QStringList missingReads(const QStringList& required, const QStringList& history);

} // namespace aios
