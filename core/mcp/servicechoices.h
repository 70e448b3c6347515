// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/mcp/mcptransport.h"
#include "core/mcp/servicestatus.h"
#include "core/mcp/toollist.h"

#include <QHash>
#include <QTimer>

#include <functional>

namespace aios {

/// What the person chose about a project's services, in one file in their data folder (never in the project: a folder cannot choose for them): which
/// servers and tools are on, what each tool does. A choice counts for the tool as it was then; a tool that says something else now is unset again.
/// An unreadable file means nothing was chosen. Other programs (a window, one in a terminal) change the same file: each change is made to what stands there at
/// that moment, under a lock, and takes what the others chose with it. Small blocking file access; core thread.
class ServiceChoices {
public:
    explicit ServiceChoices(QString file);
    ~ServiceChoices();
    ServiceChoices(const ServiceChoices&) = delete;
    ServiceChoices& operator=(const ServiceChoices&) = delete;

    [[nodiscard]] bool isEnabled(const QString& server) const { return !m_servers.value(server).off; }
    [[nodiscard]] Result<void> setEnabled(const QString& server, bool on);
    [[nodiscard]] bool instructionsOn(const QString& server) const { return !m_servers.value(server).quiet; }
    /// Switching them on means that they were looked at as they are now.
    [[nodiscard]] Result<void> setInstructionsOn(const QString& server, const QByteArray& configHash, const QString& text, bool on);
    /// What a server says of its tools, as it turns out. What it says first is known from then on; what it says later, and otherwise, is held back until the
    /// person has looked at it. `own`: of this program itself, whose updates count as known.
    void meetInstructions(const QString& server, const QByteArray& configHash, const QString& text, bool own);
    /// It says something that the person has not seen.
    [[nodiscard]] bool instructionsChanged(const QString& server, const QByteArray& configHash, const QString& text) const;
    [[nodiscard]] Result<void> setEffect(const QString& server, const ServiceTool& tool, ServiceEffect effect);
    [[nodiscard]] Result<void> setToolOn(const QString& server, const ServiceTool& tool, bool on);

    /// Fills in effect, on, fresh and changed. The first list of a server makes its tools known, with their presets; what appears later is fresh, and off,
    /// and what says something else later is off too, until the person has looked at it (any choice about it means that). Of this program's own tools (those
    /// with a preset) a changed one is an update of it.
    void apply(const QString& server, const QByteArray& configHash, QList<McpToolInfo>& tools);

    /// A skill of a server as the person turned it on; what the model is told of it stands here too, so that nobody waits for the server.
    struct SkillChoice {
        QByteArray digest; ///< ServerSkill::digest of then.
        QString name; ///< `server:name`
        QString description;

        friend bool operator==(const SkillChoice&, const SkillChoice&) = default;
    };
    /// Those that are on, by the address of their SKILL.md; none when they were turned on for another configuration.
    [[nodiscard]] QHash<QString, SkillChoice> skills(const QString& server, const QByteArray& configHash) const;
    [[nodiscard]] Result<void> setSkill(const QString& server, const QByteArray& configHash, const QString& uri,
                                        const std::optional<SkillChoice>& on);

    /// Names of the variables whose values are in the keychain, for this configuration.
    [[nodiscard]] QStringList secrets(const QString& server) const { return m_servers.value(server).secrets; }
    [[nodiscard]] Result<void> setSecrets(const QString& server, const QStringList& names);

    [[nodiscard]] std::optional<McpEra> era(const QString& server, const QByteArray& configHash) const;
    void setEra(const QString& server, const QByteArray& configHash, McpEra era);
    /// Takes over what other programs have chosen since. False: nothing is otherwise than when this was last called, also by what was read in between.
    [[nodiscard]] bool refresh();
    [[nodiscard]] const QString& problem() const { return m_problem; } ///< Why the file cannot be read; empty when it can.

private:
    struct ToolChoice {
        QByteArray digest; ///< The tool as the person last saw it.
        ServiceEffect effect = ServiceEffect::Unset;
        bool off = false;
        bool own = false; ///< A tool of this program itself. Not stored.

        friend bool operator==(const ToolChoice& a, const ToolChoice& b) { return a.digest == b.digest && a.effect == b.effect && a.off == b.off; }
    };
    struct Server {
        QByteArray configHash; ///< Of which `tools` are known.
        QString era;
        bool off = false;
        bool quiet = false; ///< Models are not given its instructions.
        QStringList secrets;
        QHash<QString, ToolChoice> tools;
        QByteArray wordsHash; ///< The configuration of which `words` are known.
        QByteArray words; ///< Digest of its instructions as the person last saw them.
        QByteArray skillsHash; ///< The configuration of which `skills` are.
        QHash<QString, SkillChoice> skills;

        friend bool operator==(const Server&, const Server&) = default;
    };
    using Servers = QHash<QString, Server>;
    using Change = std::function<void(Servers&)>;
    [[nodiscard]] static Server serverFrom(const json::object& object);
    [[nodiscard]] Result<Servers> read() const; ///< None: there is no file yet.
    [[nodiscard]] Result<void> write(const Servers& servers) const;
    [[nodiscard]] Result<void> change(const Change& change); ///< At once, and what was noted with it.
    void takeOver(Servers now); ///< As it was read, with what is noted.
    void note(const Change& change); ///< Holds at once, and is written soon.
    void storeNoted();

    QString m_file;
    QString m_problem;
    Servers m_servers;
    bool m_otherwise = false; ///< Others have chosen something that nobody has asked about yet.
    QList<Change> m_noted;
    QTimer m_storing; ///< What was noted by itself is written together: many servers start at once.
};

} // namespace aios
