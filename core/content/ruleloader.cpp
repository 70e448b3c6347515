// SPDX-License-Identifier: MIT
#include "core/content/layerloaders.h"
#include "core/content/parentfolders.h"

#include <QDir>
#include <QFileInfo>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

void addRules(LayerReader& reader, const QString& folder, Origin origin, QSet<QString>& seen, QList<RuleFile>& rules)
{
    for (const QString& path : reader.filesBeneath(folder, u".md"_s)) {
        const QString canonical = QFileInfo(path).canonicalFilePath();
        if (!canonical.isEmpty() && seen.contains(canonical))
            continue; // the same file through two links
        std::optional<LayerDocument> read = reader.readDocument(path, origin);
        if (!read)
            continue;
        seen.insert(canonical);
        RuleFile rule{.file = std::move(read->file), .paths = read->document.frontmatter.list(u"paths"), .body = std::move(read->document.body)};
        rule.enforce =
            enforceRules(read->document.frontmatter, rule.file.relative.isEmpty() ? rule.file.path : rule.file.relative, rule.enforceProblems);
        if (rule.paths.isEmpty() && !rule.body.trimmed().isEmpty())
            rule.file.reason = LoadReason::SessionStart;
        rules.append(std::move(rule));
    }
}

} // namespace

QList<RuleFile> loadRules(LayerReader& reader)
{
    QList<RuleFile> rules;
    QSet<QString> seen;
    const QString user = QDir::cleanPath(reader.options().userConfigDir);
    if (!reader.options().userConfigDir.isEmpty())
        addRules(reader, user + u"/rules"_s, Origin::User, seen, rules);
    if (reader.options().readParents) {
        for (const QString& folder : parentFolders(reader.rootPath())) {
            const QString config = (folder == "/"_L1 ? QString() : folder) + u"/.claude"_s;
            if (config != user)
                addRules(reader, config + u"/rules"_s, Origin::Parent, seen, rules);
        }
    }
    addRules(reader, reader.rootPath() + u"/.claude/rules"_s, Origin::Project, seen, rules);
    return rules;
}

} // namespace aios
