// SPDX-License-Identifier: MIT
#pragma once

#include "core/mcp/serverskills.h"
#include "core/mcp/serviceskill.h"

#include <QHash>
#include <QObject>
#include <QPointer>
#include <QSet>

#include <functional>
#include <map>
#include <optional>

namespace aios {

class McpClient;
class McpServer;
class ServerManager;

/// The skills that a folder's services offer (extension io.modelcontextprotocol/skills). Each service that has some is asked for its list once it is ready;
/// nothing of a skill is fetched before it is wanted, and nothing fetched is given to anybody before it was checked against the list. A skill is off until the
/// person turns it on, and off again when the service says anything else of it. Core thread; owned by ServerManager.
class SkillShelf : public QObject {
    Q_OBJECT
public:
    using Loaded = std::function<void(Result<QByteArray> markdown)>;

    explicit SkillShelf(ServerManager& manager);
    ~SkillShelf() override;

    /// A server's state is another one.
    void look(const QString& server);

    [[nodiscard]] bool isListed(const QString& server) const; ///< Its skills are known, or could not be listed.
    [[nodiscard]] QList<ServiceSkill> skills() const; ///< Of the services that have listed theirs, in order of name.
    /// Those the model may be told of: on, and not known to be another one now. A service that is still on its way counts with what it had.
    [[nodiscard]] QList<ServiceSkill> offered() const;

    /// `digest`: of the skill as the person saw it. Changed: it is another one by now.
    [[nodiscard]] Result<void> setOn(const QString& server, const QString& uri, const QByteArray& digest, bool on);

    /// Its SKILL.md, checked; waits for a service that is on its way. `onlyIfOn`: for the model. Denied: it is off, or is not what the list promises. Answers
    /// from the event loop, and never once `context` is gone.
    void load(const QString& server, const QString& uri, const QByteArray& digest, bool onlyIfOn, QObject* context, Loaded loaded);

    /// The skill to which this address of a service belongs, when it is a file of one that is on. Nothing: it belongs to none, and is a resource like others.
    /// Error: it belongs to one that is off, or is none of its files.
    [[nodiscard]] Result<std::optional<ServerSkill>> skillOf(const QString& server, const QString& uri) const;

    /// A read gave something else than what is listed: it is said, and the list is asked for again.
    void noteTampered(const QString& server, const ServerSkill& skill, const QString& words);

Q_SIGNALS:
    void changed();

private:
    struct Shelf {
        QPointer<McpClient> client; ///< That listed them; another one lists anew.
        int attempt = 0; ///< Of the list on its way; answers for an earlier one no longer count.
        bool listed = false;
        QList<ServerSkill> coming; ///< Of the pages so far.
        qsizetype bytes = 0; ///< Likewise.
        QList<ServerSkill> skills;
        QStringList names;
        QHash<QByteArray, QString> tampered; ///< By digest.
        QSet<QByteArray> checked;
    };
    struct Waiting {
        QString server;
        QString uri;
        QByteArray digest;
        bool onlyIfOn = true;
        QPointer<QObject> context;
        Loaded loaded;
        QPointer<QObject> guard; ///< Of its time-out; gone once it is settled.
    };
    void list(const QString& server, const QString& cursor, int page);
    void tookBytes(const QString& server, const Result<QByteArray>& result, int page);
    void took(const QString& server, const Result<ServerSkillPage>& result, int page);
    void endList(const QString& server);
    [[nodiscard]] bool isAnswerTo(const QString& server, int attempt) const;
    void settle();
    [[nodiscard]] bool isComing(const QString& server) const;
    void fetch(const Waiting& waiting);
    void fetched(const Waiting& waiting, const ServerSkill& skill, const Result<QByteArray>& result);
    [[nodiscard]] Result<ServerSkill> ready(const Waiting& waiting) const;
    void ask(McpServer& server, const QByteArray& method, const QByteArray& members, const QString& name,
             std::function<void(const Result<QByteArray>&)> told);
    [[nodiscard]] McpServer* readyServer(const QString& name) const;
    [[nodiscard]] bool isOn(const QString& server, const ServerSkill& skill) const;
    [[nodiscard]] ServiceSkill shown(const QString& server, const Shelf& shelf, qsizetype index) const;

    ServerManager& m_manager;
    std::map<QString, Shelf> m_shelves;
    std::vector<Waiting> m_waiting;
    int m_lastAttempt = 0;
};

} // namespace aios
