// SPDX-License-Identifier: MIT
// What MainWindow brings back after a restart, and the recent folders.
#include "ui/mainwindow/mainwindow.h"

#include "core/base/rootdir.h"
#include "ui/mainwindow/statestore.h"
#include "ui/mainwindow/windowdocks.h"
#include "ui/start/startpage.h"

#include <QFileInfo>
#include <QJsonObject>

namespace aios {

using namespace Qt::StringLiterals;

void MainWindow::noteLayout()
{
    if (!m_store || !m_layoutReady)
        return;
    m_store->set(u"window"_s,
                 {{u"geometry"_s, QString::fromLatin1(saveGeometry().toBase64())}, {u"docks"_s, QString::fromLatin1(m_docks->layout().toBase64())}});
}

void MainWindow::restoreLayout()
{
    const QJsonObject saved = m_store->value(u"window"_s);
    if (const QByteArray geometry = QByteArray::fromBase64(saved.value(u"geometry"_s).toString().toLatin1()); !geometry.isEmpty() && !m_fixedSize)
        restoreGeometry(geometry);
    m_docks->setSavedLayout(QByteArray::fromBase64(saved.value(u"docks"_s).toString().toLatin1()));
}

void MainWindow::loadRecent()
{
    changeRecent({});
}

/// Read, changed and written on the pool in one go: other windows note their folders in the same file.
void MainWindow::changeRecent(std::function<void(RecentFolders&)> change)
{
    using Found = std::pair<RecentFolders, QStringList>;
    m_pool.run(
        this,
        [file = QString(m_services.paths.state % u"/recent.json"_s), change = std::move(change)] {
            Found found;
            if (const auto bytes = readOwnFile(file, 1024 * 1024))
                found.first = RecentFolders::fromJson(*bytes);
            if (change) {
                change(found.first);
                std::ignore = writeOwnFile(file, found.first.toJson());
            }
            for (const QString& folder : found.first.folders()) {
                if (!QFileInfo(folder).isDir())
                    found.second.append(folder);
            }
            return found;
        },
        [this](const Found& found) {
            m_recent = found.first;
            if (m_start) {
                m_start->setRecent(m_recent.folders());
                m_start->setMissing(found.second);
            }
            fillRecentMenu();
        });
}

} // namespace aios
