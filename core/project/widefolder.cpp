// SPDX-License-Identifier: MIT
#include "core/project/widefolder.h"

#include <QDir>

#include <algorithm>
#include <array>

namespace aios {

bool isTooWide(const QString& root)
{
    const QString home = QDir::home().canonicalPath();
    if (root == home || home.startsWith(root.endsWith(u'/') ? root : root + u'/'))
        return true;
    static constexpr std::array kWide{QLatin1StringView("/"),      QLatin1StringView("/home"), QLatin1StringView("/root"),
                                      QLatin1StringView("/tmp"),   QLatin1StringView("/var"),  QLatin1StringView("/usr"),
                                      QLatin1StringView("/etc"),   QLatin1StringView("/opt"),  QLatin1StringView("/mnt"),
                                      QLatin1StringView("/media"), QLatin1StringView("/srv"),  QLatin1StringView("/var/tmp")};
    return std::ranges::find(kWide, root) != kWide.end();
}

} // namespace aios
