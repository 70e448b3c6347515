// SPDX-License-Identifier: MIT
#pragma once

#include "core/tools/processrunner.h"

#include <QPointer>
#include <QProcessEnvironment>

namespace aios {

/// Where services' programs are looked for besides our own PATH, which is short when a desktop has started us: the PATH of the person's login shell, then
/// where version managers (nvm, fnm, mise, volta, asdf) and language tools put programs. The shell is asked once, in bounded time: when a program is missing,
/// and beside the first start of a service where what stands in our PATH may be an older one than the person's own. Core thread; owned by the runtime.
class ProgramFolders : public QObject {
    Q_OBJECT
public:
    /// `environment`: HOME, SHELL and the variables with which version managers are moved elsewhere.
    explicit ProgramFolders(QProcessEnvironment environment, std::chrono::milliseconds patience = std::chrono::seconds(3), QObject* parent = nullptr);
    ~ProgramFolders() override;

    [[nodiscard]] bool asked() const { return m_asked; }
    /// No terminal has started us, so our PATH is a desktop's: the login shell's comes before it. From a terminal our PATH is what the person has chosen there.
    [[nodiscard]] bool prefersShell() const;
    /// `done` comes from the event loop, once the folders are known; not at all when `context` is gone by then.
    void ask(QObject* context, std::function<void()> done);
    /// Absolute ones that exist and do not lie in the project; none before they were asked for.
    [[nodiscard]] QStringList folders(const QString& projectRoot) const;
    /// Those of the shell's PATH alone, where they come first; else none.
    [[nodiscard]] QStringList shellFolders(const QString& projectRoot) const;

private:
    [[nodiscard]] Result<void> startShell();
    void finish();

    QProcessEnvironment m_environment;
    std::chrono::milliseconds m_patience;
    std::unique_ptr<ProcessRunner> m_shell;
    QByteArray m_output;
    QStringList m_shellFolders;
    QStringList m_folders;
    std::vector<std::pair<QPointer<QObject>, std::function<void()>>> m_waiting;
    bool m_asked = false;
};

/// The folders of PATH out of what the login shell printed, whatever its own files printed before.
[[nodiscard]] QStringList foldersOfShell(QByteArrayView output);

/// The folders of version managers and language tools beneath this home that exist: the default version first, then the newest. Small directory reads.
[[nodiscard]] QStringList versionManagerFolders(const QProcessEnvironment& environment);

} // namespace aios
