// SPDX-License-Identifier: MIT
#include "core/content/contentloader.h"

#include "core/base/hash.h"
#include "core/content/brainloader.h"
#include "core/content/layerloaders.h"
#include "core/content/lint.h"

#include <QFileInfo>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

void addFile(QByteArray& state, const LayerFile& file)
{
    state += file.path.toUtf8() + '\0' + file.sha256 + '\0' + file.problem.toUtf8() + '\0' + loadReasonName(file.reason).toUtf8() + '\n';
}

QByteArray revisionOf(const ContentSnapshot& content)
{
    QByteArray state;
    const auto addAll = [&state](const auto& files) {
        for (const auto& entry : files)
            addFile(state, entry.file);
    };
    addAll(content.brain);
    addAll(content.rules);
    addAll(content.skills);
    addAll(content.commands);
    addAll(content.agents);
    addAll(content.learnings);
    addAll(content.context);
    addAll(content.services);
    for (const ContentWarning& warning : content.warnings)
        state += warning.code.toUtf8() + '\0' + warning.path.toUtf8() + '\0' + warning.text.toUtf8() + '\n';
    return sha256Hex(state);
}

/// Errors first, then warnings, then notes; within that in the order found.
void sortWarnings(QList<ContentWarning>& warnings)
{
    std::stable_sort(warnings.begin(), warnings.end(), [](const ContentWarning& a, const ContentWarning& b) { return a.severity > b.severity; });
}

} // namespace

Result<ContentSnapshot> loadContent(const QString& root, const ContentLoadOptions& options)
{
    Result<RootDir> folder = RootDir::open(root);
    if (!folder)
        return std::unexpected(folder.error());
    LayerReader reader(std::move(*folder), options);
    ContentSnapshot content;
    content.root = reader.rootPath();
    content.name = QFileInfo(content.root).fileName();
    // First .claude as a whole: when a link leads it out of the folder, that is said once, not for every layer in it.
    const bool hasConfig = !reader.entries(content.root + u"/.claude"_s).isEmpty();
    content.brain = loadBrain(reader);
    content.rules = loadRules(reader);
    content.skills = loadSkills(reader);
    content.commands = loadCommands(reader);
    content.agents = loadAgents(reader);
    content.learnings = loadLearnings(reader);
    content.context = loadContextFiles(reader);
    content.services = loadServices(reader);
    const auto isOfProject = [](const BrainFile& brain) { return brain.file.origin == Origin::Project || brain.file.origin == Origin::Local; };
    content.isAios = hasConfig || std::any_of(content.brain.cbegin(), content.brain.cend(), isOfProject);
    lintContent(reader, content);
    content.linked = reader.takeLinked();
    content.warnings = reader.takeWarnings();
    sortWarnings(content.warnings);
    content.revision = revisionOf(content);
    return content;
}

} // namespace aios
