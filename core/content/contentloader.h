// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/error.h"
#include "core/content/layers.h"
#include "core/content/servicewords.h"

#include <QSet>

#include <memory>

namespace aios {

class PieceReader;

struct ContentLoadOptions {
    QString userConfigDir;      ///< CLAUDE_CONFIG_DIR or ~/.claude; empty: no user layer (tests).
    bool readParents = true;    ///< CLAUDE.md and rules of parent folders; up to the repository's root also commands, skills and agents.
    QSet<QString>
        consentedImports; ///< Absolute paths outside the folder that the person allowed: imports, targets of linked layer files and folders.
    QSet<QString> declinedImports; ///< The same, refused for good: not imported, and not asked about again.
    qint64 sessionLogTailBytes = 6 * 1024;
    QStringList
        serviceFiles; ///< The person's own files that name services as .mcp.json does. Read only when a piece asks for one that is not in there.
    std::shared_ptr<const PieceReader> pieces; ///< That knows what its last look found; none: they are all read.
    QString acceptedPipeline; ///< File with config/pipeline.yaml as the person accepted it: whose statuses count. Empty: only the program's own do.
};

/// Reads every layer of the folder at `root`. Blocking; runs on the work pool. Opens only the places layers live in (never walks content/ or
/// node_modules), executes nothing, connects to nothing. Never fails for a broken file (it becomes a `problem` and a warning); fails only when
/// the folder itself cannot be opened.
[[nodiscard]] Result<ContentSnapshot> loadContent(const QString& root, const ContentLoadOptions& options);

/// What corrects tokens that were estimated by bytes.
struct TokenScale {
    double factor = 1; ///< Reported by the provider over estimated by us.
    int replies = 0;   ///< How many replies it rests on; 0: none, and the factor is 1.
    QString model;     ///< That gave the newest of them.
};

/// JSON of `aios project show --json`: keys brain, rules, skills, commands, agents, learnings, context, services, warnings (+ root, name, linked,
/// sessionStart: what every session begins with, by kind; tokens: how they were counted). `words`: of the services among them, as far as known.
[[nodiscard]] QByteArray contentToJson(const ContentSnapshot& content, const TokenScale& scale = {}, const QList<KeptServiceWords>& words = {});
/// The same for people.
[[nodiscard]] QString contentToText(const ContentSnapshot& content, const TokenScale& scale = {}, const QList<KeptServiceWords>& words = {});

/// True when `relativePath` matches one of the rule's `paths` globs (gitignore style through libgit2, braces expanded, bounded).
[[nodiscard]] bool rulePathsMatch(const QStringList& paths, const QString& relativePath);

} // namespace aios
