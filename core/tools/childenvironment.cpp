// SPDX-License-Identifier: MIT
#include "core/tools/childenvironment.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QStandardPaths>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace aios {
namespace {

constexpr const char* kAllowed[] = {"HOME",     "USER",       "LOGNAME",     "LANG",       "LANGUAGE", "TZ",          "TMPDIR",  "LC_ALL",
                                    "LC_CTYPE", "LC_COLLATE", "LC_MESSAGES", "LC_NUMERIC", "LC_TIME",  "LC_MONETARY", "LC_PAPER"};
/// Needed behind a proxy; passed on only when they hold no user name or password.
constexpr const char* kProxies[] = {"http_proxy", "https_proxy", "no_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "ALL_PROXY"};

bool isBeneath(const QString& path, const QString& folder)
{
    return !folder.isEmpty() && (path == folder || path.startsWith(folder + u'/'));
}

QStringList searchPath(const QString& projectRoot)
{
    const QString given = QFile::decodeName(qgetenv("PATH"));
    const QString root = projectRoot.isEmpty() ? QString() : QFileInfo(projectRoot).canonicalFilePath();
    QStringList kept;
    for (const QString& entry : (given.isEmpty() ? u"/usr/local/bin:/usr/bin:/bin"_s : given).split(u':', Qt::SkipEmptyParts)) {
        const QString clean = QDir::cleanPath(entry);
        if (entry.startsWith(u'/') && !isBeneath(clean, root) && !isBeneath(clean, projectRoot) &&
            !isBeneath(QFileInfo(clean).canonicalFilePath(), root))
            kept.append(clean);
    }
    return kept;
}

} // namespace

QList<QByteArray> childEnvironment(const QString& projectRoot)
{
    QList<QByteArray> environment{"PATH=" + QFile::encodeName(searchPath(projectRoot).join(u':')),
                                  "TERM=dumb",
                                  "PAGER=cat",
                                  "GIT_PAGER=cat",
                                  "GIT_TERMINAL_PROMPT=0",
                                  "SHELL=/bin/bash"};
    for (const char* name : kAllowed) {
        if (const QByteArray value = qgetenv(name); !value.isEmpty())
            environment.append(QByteArray(name) + '=' + value);
    }
    for (const char* name : kProxies) {
        if (const QByteArray value = qgetenv(name); !value.isEmpty() && !value.contains('@'))
            environment.append(QByteArray(name) + '=' + value);
    }
    std::ranges::sort(environment);
    return environment;
}

QString findProgram(const QString& name, const QString& projectRoot)
{
    return QStandardPaths::findExecutable(name, searchPath(projectRoot));
}

QString ownProgram(const QString& name)
{
    const QString folder = QFileInfo(QFile::symLinkTarget(u"/proc/self/exe"_s)).absolutePath();
    for (const QString& place : {u"/"_s, u"/../"_s}) {
        const QFileInfo candidate(folder + place + name);
        if (candidate.isFile() && candidate.isExecutable())
            return candidate.canonicalFilePath();
    }
    return {};
}

} // namespace aios
