// SPDX-License-Identifier: MIT
#include "ui/start/recentfolders.h"

#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>

namespace aios {

void RecentFolders::note(const QString& folder)
{
    const QString clean = QDir::cleanPath(folder);
    m_folders.removeAll(clean);
    m_folders.prepend(clean);
    if (m_folders.size() > kMost)
        m_folders.resize(kMost);
}

void RecentFolders::remove(const QString& folder)
{
    m_folders.removeAll(QDir::cleanPath(folder));
}

QByteArray RecentFolders::toJson() const
{
    return QJsonDocument(QJsonArray::fromStringList(m_folders)).toJson(QJsonDocument::Compact);
}

RecentFolders RecentFolders::fromJson(const QByteArray& json)
{
    RecentFolders recent;
    const QJsonArray entries = QJsonDocument::fromJson(json).array();
    for (const auto& entry : entries) {
        const QString folder = entry.toString();
        if (QDir::isAbsolutePath(folder) && !recent.m_folders.contains(folder) && recent.m_folders.size() < kMost)
            recent.m_folders.append(folder);
    }
    return recent;
}

} // namespace aios
