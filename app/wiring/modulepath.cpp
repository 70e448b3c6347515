// SPDX-License-Identifier: MIT
#include "app/wiring/modulepath.h"

#include <QFileInfo>

namespace aios {

using namespace Qt::StringLiterals;

QString modulePath(QLatin1StringView name)
{
    const QString folder = QFileInfo(QFile::symLinkTarget(u"/proc/self/exe"_s)).absolutePath();
    for (const QLatin1StringView place : {"/"_L1, "/../"_L1, "/../libexec/aios/"_L1}) {
        const QFileInfo candidate(folder + place + name);
        if (candidate.isFile())
            return candidate.canonicalFilePath();
    }
    return {};
}

} // namespace aios
