// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/error.h"
#include "core/gate/access.h"

#include <QHash>

#include <memory>
#include <optional>

namespace aios {

enum class PermissionMode : std::uint8_t { Default, AcceptEdits, Plan, DontAsk };
[[nodiscard]] QString permissionModeName(PermissionMode mode); ///< "default", "acceptEdits", "plan", "dontAsk"
[[nodiscard]] std::optional<PermissionMode> permissionModeFromName(QStringView name); ///< also "manual"

enum class RuleSource : std::uint8_t { Managed, Flag, Local, Project, User, Session, Skill };
[[nodiscard]] QString ruleSourceName(RuleSource source);
enum class RuleEffect : std::uint8_t { Deny, Ask, Allow };

/// A permission rule as written, with where it stands.
struct PermissionRule {
    RuleEffect effect = RuleEffect::Ask;
    RuleSource source = RuleSource::User;
    QString text; ///< "Bash(git status *)"
    QString file;
    QString problem; ///< Why it cannot be read; an unreadable deny or ask rule means nothing is auto-allowed.
    QString warning; ///< It is read, but does not do what its writer may think.
    QString anchor;  ///< Folder that `/x` in a path rule starts from; empty: the project.
};

/// Everything that decides, merged: managed > flag > local > project > user, arrays added up. Immutable value.
struct PermissionSettings {
    QList<PermissionRule> rules;
    PermissionMode mode = PermissionMode::Default;
    QStringList problems;     ///< Unreadable files and the like, for a banner. When a file that may hold deny rules is unreadable, `failClosed`.
    bool failClosed = false;  ///< Nothing is auto-allowed, not even by rules.
    bool disableSkillShell = false;
    double skillListingFraction = 0;
    int skillDescriptionChars = 0; ///< 0: not set.
    QHash<QString, QString> skillOverrides; ///< By skill or command: "on", "name-only", "user-invocable-only" or "off".
    QString model;            ///< `model` of user/local settings (never the project before trust).
    bool denyInsteadOfPrompting = false; ///< What would ask is denied, in every mode.
    QStringList warnings;     ///< One sentence each: rules that are not consulted, unknown tools.
};

struct SettingsLocations {
    QString root;            ///< Project folder.
    QString managedFile;     ///< /etc/claude-code/managed-settings.json
    QString claudeConfigDir; ///< ~/.claude ; its settings.json is the user's
    QString ownSettingsFile; ///< our own user rules (config/permissions.json), where "remember" of this program writes
    bool projectTrusted = false; ///< The project's and local `model` counts only then.
    QStringList trustedItems;    ///< TrustItem::sha256 of trusted items. A project or local allow rule counts only when it is among them as it
        ///< stands in the file now: one that appeared since the person looked does not, whatever `projectTrusted` says.
};

/// Reads the settings files. Never fails: what cannot be read becomes a problem and the stricter case.
[[nodiscard]] PermissionSettings loadPermissionSettings(const SettingsLocations& locations);

struct Verdict {
    RuleEffect effect = RuleEffect::Ask;
    QString reason; ///< Plain words: "rule Edit(content/**) of this project allows it"
    enum class By : std::uint8_t { Default, Rule, Mode, Protected, Unparsed, Problem, Ticket };
    By by = By::Default;
    QString rule; ///< The rule's text when by == Rule.
    RuleSource source = RuleSource::User;
    QStringList rememberable; ///< Rules that "remember" would store, all of them; empty: must not be remembered.
    QStringList widerRules; ///< What the person may choose instead of them: the file's whole folder. Never stored unasked.
};

/// Who or what decided, as the log of decisions and the row of a call name it: "rule R", "mode M", "ticket", else "default".
[[nodiscard]] QString decidedBy(const Verdict& verdict, PermissionMode mode);

class CompiledRules;
struct RuleSubject;

/// Decides calls: deny -> ask -> allow, first match, any scope's deny beats any allow, unknown asks; protected paths always ask and are never
/// remembered. Immutable after construction except session rules. Thread-safe for decide(), which reads no file.
class Policy {
public:
    Policy(PermissionSettings settings, QString root);
    [[nodiscard]] Verdict decide(const AccessRequest& request, PermissionMode mode) const;
    /// Bare-name denies take the tool out of the request.
    [[nodiscard]] bool removesTool(const QString& tool) const;
    /// True when a deny rule forbids reading this file: searches leave it out. Absolute paths; `realPath` with links resolved.
    [[nodiscard]] bool deniesRead(const QString& path, const QString& realPath) const;
    [[nodiscard]] const PermissionSettings& settings() const { return m_settings; }
    void addRule(PermissionRule rule); ///< Session, flag or skill rules.
    void removeRules(RuleSource source);

private:
    [[nodiscard]] Verdict decideBeforeMode(const AccessRequest& request, PermissionMode mode) const;
    [[nodiscard]] Verdict decideByAllowing(const RuleSubject& subject, PermissionMode mode) const;
    [[nodiscard]] Verdict decideFiles(const AccessRequest& request, PermissionMode mode) const;
    void compile();

    PermissionSettings m_settings;
    QStringList m_roots; ///< The folder as given and with links resolved.
    std::shared_ptr<const CompiledRules> m_rules;
};

/// Reads one rule's grammar (folder.md 6.3); an Error says what is wrong with it.
[[nodiscard]] Result<void> checkRule(const QString& rule);

/// Adds an allow rule to a settings file (`permissions.allow`) as a text splice; makes the file when missing.
[[nodiscard]] Result<void> rememberRule(const QString& settingsFile, const QString& rule);
/// Takes it out again.
[[nodiscard]] Result<void> forgetRule(const QString& settingsFile, RuleEffect effect, const QString& rule);

/// True for paths no rule or mode may write without asking: .git, .claude, rules, .mcp.json, config/pipeline.yaml, shell rc files, editor configs
/// and their like; case-folded, trailing dots and spaces ignored, whether or not the file exists. `relative` is beneath the project.
[[nodiscard]] bool isProtectedPath(const QString& relative);
/// True for paths whose reading asks although reads in the project are free: config/**, .env and key files.
[[nodiscard]] bool isSensitivePath(const QString& relative);

/// Parses a command line with shfmt. Blocking (about 2 ms, at most 250 ms); for the pool. A shfmt beneath the working directory or `projectRoot`
/// is never used.
[[nodiscard]] ShellScript analyseShell(const QString& command, const QString& workingDirectory, const QString& projectRoot = {});

} // namespace aios
