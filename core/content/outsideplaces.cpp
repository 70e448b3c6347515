// SPDX-License-Identifier: MIT
#include "core/content/outsideplaces.h"

#include "core/content/parentfolders.h"

#include <QDir>
#include <QFileInfo>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

void addLayerTrees(WatchPlaces& places, const QString& config)
{
    for (const auto layer : {"/rules"_L1, "/commands"_L1, "/skills"_L1, "/agents"_L1})
        places.trees.append(config + layer);
}

void addParents(WatchPlaces& places, const QString& root, const ContentLoadOptions& options)
{
    const QString user = QDir::cleanPath(options.userConfigDir);
    const QStringList parents = options.readParents ? parentFolders(root) : QStringList();
    for (const QString& parent : parents) {
        const QString prefix = parent == "/"_L1 ? QString() : parent;
        // In a folder anybody can write to, like /tmp, only what is there already is watched.
        const bool safe = isOwnedSafely(parent);
        for (const auto name : {"/CLAUDE.md"_L1, "/CLAUDE.local.md"_L1, "/.claude/CLAUDE.md"_L1}) {
            const QString file = prefix + name;
            if ((safe || QFileInfo::exists(file)) && QFileInfo(file).path() != user)
                places.files.append(file);
        }
        const QString config = prefix + u"/.claude"_s;
        if (config != user && QFileInfo(config).isDir())
            places.trees.append(config + u"/rules"_s);
    }
    for (const QString& config : parentConfigFolders(root, options))
        addLayerTrees(places, config);
}

} // namespace

WatchPlaces outsidePlaces(const ContentSnapshot& content, const ContentLoadOptions& options)
{
    WatchPlaces places;
    if (!options.userConfigDir.isEmpty()) {
        const QString user = QDir::cleanPath(options.userConfigDir);
        places.files = {user + u"/CLAUDE.md"_s, user + u"/settings.json"_s};
        addLayerTrees(places, user);
    }
    addParents(places, content.root, options);
    for (const BrainFile& brain : content.brain) {
        if (brain.file.relative.isEmpty())
            places.files.append(brain.file.path);
    }
    for (const LayerFile& linked : content.linked) {
        if (linked.problem.isEmpty())
            (QFileInfo(linked.linkTarget).isDir() ? places.trees : places.files).append(linked.linkTarget);
    }
    places.files.removeDuplicates();
    places.trees.removeDuplicates();
    return places;
}

} // namespace aios
