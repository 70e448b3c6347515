// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QList>
#include <QString>

namespace aios {

/// Folders opened before, newest first, as the start screen lists them. A value; the window stores it.
class RecentFolders {
public:
    static constexpr qsizetype kMost = 12;
    void note(const QString& folder); ///< To the front.
    void remove(const QString& folder);
    [[nodiscard]] const QStringList& folders() const { return m_folders; }
    [[nodiscard]] QByteArray toJson() const;
    [[nodiscard]] static RecentFolders fromJson(const QByteArray& json); ///< What cannot be read is left out.

private:
    QStringList m_folders;
};

} // namespace aios
