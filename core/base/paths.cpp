// SPDX-License-Identifier: MIT
#include "core/base/paths.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

// The XDG specification: a relative value is invalid and ignored.
QString absoluteVariable(const char* name)
{
    const QString value = qEnvironmentVariable(name);
    return QDir::isAbsolutePath(value) ? QDir::cleanPath(value) : QString();
}

QString baseFolder(const char* variable, QLatin1StringView underHome)
{
    QString base = absoluteVariable(variable);
    if (base.isEmpty())
        base = QDir::homePath() + u'/' + underHome;
    return base + "/aios-desktop"_L1;
}

QString programFolder()
{
    if (QCoreApplication::instance())
        return QCoreApplication::applicationDirPath();
    return QFileInfo(QFileInfo(u"/proc/self/exe"_s).symLinkTarget()).absolutePath();
}

bool isCheckout(const QDir& folder)
{
    return folder.exists(u"CMakeLists.txt"_s) && folder.exists(u"core/base"_s) && folder.exists(u"resources"_s);
}

QString findResources()
{
    if (const QString own = absoluteVariable("AIOS_RESOURCES"); !own.isEmpty())
        return own;
    QDir folder(programFolder());
    QString installed = QDir::cleanPath(folder.filePath(u"../share/aios-desktop"_s));
    if (QFileInfo::exists(installed))
        return installed;
    // A built program: <checkout>/build/<preset>/bin[/tests].
    for (int level = 0; level < 5 && folder.cdUp(); ++level) {
        if (isCheckout(folder))
            return folder.filePath(u"resources"_s);
    }
    return installed;
}

} // namespace

UserPaths UserPaths::standard()
{
    UserPaths paths;
    if (const QString home = absoluteVariable("AIOS_HOME"); !home.isEmpty()) {
        paths.config = home + "/config"_L1;
        paths.data = home + "/data"_L1;
        paths.cache = home + "/cache"_L1;
        paths.state = home + "/state"_L1;
    } else {
        paths.config = baseFolder("XDG_CONFIG_HOME", ".config"_L1);
        paths.data = baseFolder("XDG_DATA_HOME", ".local/share"_L1);
        paths.cache = baseFolder("XDG_CACHE_HOME", ".cache"_L1);
        paths.state = baseFolder("XDG_STATE_HOME", ".local/state"_L1);
    }
    paths.resources = findResources();
    return paths;
}

} // namespace aios
