// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/error.h"
#include "core/content/layers.h"

#include <QSet>

namespace aios {

struct ContentLoadOptions {
    QString userConfigDir;      ///< CLAUDE_CONFIG_DIR or ~/.claude; empty: no user layer (tests).
    bool readParents = true;    ///< CLAUDE.md of parent folders.
    QSet<QString>
        consentedImports; ///< Absolute paths outside the folder that the person allowed: imports, targets of linked layer files and folders.
    qint64 sessionLogTailBytes = 6 * 1024;
};

/// Reads every layer of the folder at `root`. Blocking; runs on the work pool. Opens only the places layers live in (never walks content/ or
/// node_modules), executes nothing, connects to nothing. Never fails for a broken file (it becomes a `problem` and a warning); fails only when
/// the folder itself cannot be opened.
[[nodiscard]] Result<ContentSnapshot> loadContent(const QString& root, const ContentLoadOptions& options);

/// JSON of `aios project show --json`: keys brain, rules, skills, commands, agents, learnings, context, services, warnings (+ root, name).
[[nodiscard]] QByteArray contentToJson(const ContentSnapshot& content);
/// The same for people.
[[nodiscard]] QString contentToText(const ContentSnapshot& content);

/// True when `relativePath` matches one of the rule's `paths` globs (gitignore style through libgit2, braces expanded, bounded).
[[nodiscard]] bool rulePathsMatch(const QStringList& paths, const QString& relativePath);

} // namespace aios
