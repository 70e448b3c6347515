// SPDX-License-Identifier: MIT
#pragma once

#include <QObject>
#include <QString>
#include <QVariantMap>

namespace aios {

/// One window a folder: a name on the session bus made from the folder's real path. Who comes second asks the first to come to the front, with the desktop's
/// activation token. Without a session bus there is nothing to ask, and every window just opens.
class FolderClaim : public QObject {
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.Application")
public:
    enum class Outcome : std::uint8_t { Mine, Raised, Unanswered }; ///< Unanswered: another window has it and does not answer.
    /// First thing in main(): keeps the launcher's activation token, which QApplication takes out of the environment.
    static void keepLaunchToken();
    explicit FolderClaim(QObject* parent = nullptr);
    ~FolderClaim() override;
    [[nodiscard]] Outcome claim(const QString& folder);
    [[nodiscard]] static QString busName(const QString& folder);

public Q_SLOTS:
    Q_SCRIPTABLE void Activate(const QVariantMap& data); // NOLINT(readability-identifier-naming): the interface's own name.

Q_SIGNALS:
    void activated();

private:
    QString m_name;
};

} // namespace aios
