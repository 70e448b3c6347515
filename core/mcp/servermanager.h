// SPDX-License-Identifier: MIT
#pragma once

#include "core/mcp/mcpserver.h"

#include <QTimer>

#include <map>

namespace aios {

class ResourceWatch;
class SkillShelf;

/// The tools of services as a turn gets them, and what is missing, in words.
struct ServedTools {
    QList<std::shared_ptr<const Tool>> tools;
    QString notice; ///< Empty when nothing is missing.
};

/// All configured servers of an open folder. Nothing starts before ensureStarted(), and of the folder's own only what was trusted as it is now. Core
/// thread; owned by the runtime.
class ServerManager : public QObject {
    Q_OBJECT
public:
    /// What a service says of its tools, and which it offers.
    struct Instructions {
        QString server;
        QString text; ///< Empty: nothing, or models are not to be given it.
        QStringList tools;
    };
    explicit ServerManager(McpSurroundings surroundings, QObject* parent = nullptr);
    ~ServerManager() override;

    /// The configuration as it is now. Servers whose entry did not change go on; others are stopped, and started anew when they ran.
    void setConfig(McpConfigSet config);
    /// What the person trusts (TrustItem::sha256), and whether the folder itself is trusted.
    void setTrust(const QSet<QByteArray>& trustedItems, bool folderDecided);

    /// Where programs run from their next start on.
    void setPlace(McpLaunchPlace place);
    /// TrustItem::sha256 of every entry of the folder.
    [[nodiscard]] QList<QByteArray> projectItems() const;

    /// Starts what may run and does not. Failed ones that were ready before get another try, a few times.
    void ensureStarted();
    /// What to wait for: Offered: for those on their way of which nobody knows what they will offer. Live: for all, until each has listed its tools.
    enum class WaitFor : std::uint8_t { Offered, Live };
    /// Starts what is missing, waits for what is on its way, at most `patience`, and gives the tools.
    void servedTools(QObject* context, std::chrono::milliseconds patience, std::function<void(ServedTools)> reply, WaitFor wait = WaitFor::Offered);
    [[nodiscard]] ServedTools toolsNow() const;
    [[nodiscard]] QList<Instructions> instructionsNow() const; ///< Of those that offer tools now.
    /// What each said of its tools when it last ran. Read from what is kept of that; nothing is started.
    struct KeptInstructions {
        QString server;
        QString text;
        bool given = false; ///< It may run, and models are to be given it.
    };
    void keptInstructions(QObject* context, std::function<void(QList<KeptInstructions>)> done) const;

    [[nodiscard]] QList<ServiceStatus> status() const;
    [[nodiscard]] McpServer* server(const QString& name) const;
    [[nodiscard]] QString whyBlocked(const QString& name) const; ///< Why it is not to be started; empty: it may, or there is none.
    [[nodiscard]] SkillShelf& skills() const { return *m_skills; }
    [[nodiscard]] QStringList names() const;
    [[nodiscard]] ServiceChoices& choices() const { return *m_around.choices; }
    [[nodiscard]] QList<McpServer*> withResources() const; ///< Those that hold some, and are ready or will be.
    [[nodiscard]] const QStringList& problems() const { return m_config.problems; }
    [[nodiscard]] const McpSurroundings& surroundings() const { return m_around; }

    /// Ends all servers, and starts none any more. What their sessions still need is with McpSurroundings::goodbyes then.
    void leave();
    void restart(const QString& name);
    void signIn(const QString& name, std::function<void(Result<void>)> done);
    void cancelSignIn(const QString& name);
    /// `which`: a service's name, or the address of a sign-in that is kept; it need not be configured here (any more).
    void signOut(const QString& which, std::function<void(Result<void>)> done);
    [[nodiscard]] QList<KeptSignIn> keptSignIns() const; ///< All that the keychain keeps, for whichever folder.
    void choicesChanged(); ///< Another program has changed what the person chose.
    [[nodiscard]] Result<void> setEnabled(const QString& name, bool on);
    [[nodiscard]] Result<void> setInstructionsOn(const QString& name, bool on);
    [[nodiscard]] ResourceWatch& resources() { return *m_resources; }
    [[nodiscard]] Result<void> setEffect(const QString& name, const QString& tool, ServiceEffect effect);
    [[nodiscard]] Result<void> setToolOn(const QString& name, const QString& tool, bool on);

Q_SIGNALS:
    void changed(); ///< status() gives something else; merged.
    void offersChanged(const QString& server); ///< A server that is ready says so.

private:
    struct Waiting {
        QPointer<QObject> context;
        std::function<void(ServedTools)> reply;
        std::chrono::steady_clock::time_point until;
        WaitFor wait = WaitFor::Offered;
    };
    void addServer(const McpServerConfig& config, bool start);
    [[nodiscard]] QString whyBlocked(const McpServerConfig& config) const;
    void block(McpServer& server);
    void connectOffers(McpServer& server);
    void settle();
    void signOutKept(const QList<KeptSignIn>& kept, std::function<void(Result<void>)> done);
    void askShell();
    void addKept(ServiceStatus& status, const QList<KeptSignIn>& kept) const;
    void tell();
    [[nodiscard]] bool anyComing(WaitFor wait) const;
    [[nodiscard]] Result<const McpToolInfo*> toolOf(const QString& name, const QString& tool) const;

    McpSurroundings m_around;
    McpConfigSet m_config;
    QSet<QByteArray> m_trusted;
    bool m_folderDecided = false;
    bool m_started = false;
    bool m_left = false;
    bool m_shellAsked = false;
    std::unique_ptr<SkillShelf> m_skills;
    std::map<QString, std::unique_ptr<McpServer>> m_servers;
    QList<std::shared_ptr<const Tool>> m_resourceTools; ///< The same ones in every turn.
    ResourceWatch* m_resources; ///< A child.
    std::vector<Waiting> m_waiting;
    QTimer m_patience;
    QTimer m_telling;
};

} // namespace aios
