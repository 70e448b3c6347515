// SPDX-License-Identifier: MIT
#include "core/gate/protectedpaths.h"

#include "core/base/text.h"
#include "core/gate/policy.h"
#include "core/gate/rulegrammar.h"

#include <QDir>

#include <array>

using namespace Qt::StringLiterals;

namespace aios {

namespace {

/// Folders that steer other programs, version control, or this one. At any depth; case folded.
constexpr std::array kProtectedFolders{
    ".git"_L1, ".vscode"_L1, ".idea"_L1,     ".husky"_L1, ".cargo"_L1,  ".devcontainer"_L1, ".yarn"_L1, ".mvn"_L1,   ".claude"_L1,
    ".zed"_L1, ".cursor"_L1, ".windsurf"_L1, ".codex"_L1, ".gemini"_L1, ".circleci"_L1,     ".ssh"_L1,  ".gnupg"_L1, ".emacs.d"_L1,
    ".vim"_L1, ".nvim"_L1,   ".hg"_L1,       ".svn"_L1,   ".jj"_L1,     ".direnv"_L1,       ".aios"_L1, ".fleet"_L1,
};

/// Two neighbouring components with the same weight.
constexpr std::array<std::pair<QLatin1StringView, QLatin1StringView>, 7> kProtectedPairs{{
    {".config"_L1, "git"_L1},
    {".config"_L1, "fish"_L1},
    {".config"_L1, "autostart"_L1},
    {".config"_L1, "systemd"_L1},
    {".config"_L1, "environment.d"_L1},
    {".github"_L1, "workflows"_L1},
    {".github"_L1, "actions"_L1},
}};

/// Files, at any depth, as globs; case folded.
constexpr std::array kProtectedFiles{
    // What the model is told, and which services start.
    "claude.md"_L1,
    "claude.local.md"_L1,
    "agents.md"_L1,
    ".mcp.json"_L1,
    ".claude.json"_L1,
    // Version control.
    ".gitconfig"_L1,
    ".gitmodules"_L1,
    ".gitattributes"_L1,
    ".hgrc"_L1,
    ".pre-commit-config.y*ml"_L1,
    "lefthook*.y*ml"_L1,
    ".lefthook*"_L1,
    "lefthook*.toml"_L1,
    "lefthook*.json"_L1,
    ".gitlab-ci.y*ml"_L1,
    // Shells and what they read.
    ".bashrc"_L1,
    ".bash_*"_L1,
    ".profile"_L1,
    ".zshrc"_L1,
    ".zshenv"_L1,
    ".zprofile"_L1,
    ".zlogin"_L1,
    ".zlogout"_L1,
    ".kshrc"_L1,
    ".mkshrc"_L1,
    ".cshrc"_L1,
    ".tcshrc"_L1,
    ".login"_L1,
    ".logout"_L1,
    ".inputrc"_L1,
    ".xprofile"_L1,
    ".xinitrc"_L1,
    ".xsession*"_L1,
    ".pam_environment"_L1,
    ".envrc"_L1,
    ".screenrc"_L1,
    ".tmux.conf"_L1,
    // Package managers, build tools and debuggers that run what stands there.
    ".npmrc"_L1,
    ".yarnrc*"_L1,
    ".pnp.*"_L1,
    ".pnpmfile.*"_L1,
    "bunfig.toml"_L1,
    ".bazelrc"_L1,
    ".bazeliskrc"_L1,
    ".pypirc"_L1,
    "mise.toml"_L1,
    ".mise*.toml"_L1,
    ".tool-versions"_L1,
    ".gdbinit"_L1,
    ".lldbinit"_L1,
    ".ripgreprc"_L1,
    ".curlrc"_L1,
    ".wgetrc"_L1,
    ".netrc"_L1,
    // Editors.
    ".vimrc"_L1,
    ".nvimrc"_L1,
    ".nvim.lua"_L1,
    ".exrc"_L1,
    ".gvimrc"_L1,
    ".dir-locals.el"_L1,
    ".emacs"_L1,
    "*.code-workspace"_L1,
};

/// Names under which keys are kept. At any depth; case folded globs.
constexpr std::array kSensitiveFiles{
    ".env"_L1,
    "*.pem"_L1,
    "*.key"_L1,
    "*.p12"_L1,
    "*.pfx"_L1,
    "*.jks"_L1,
    "*.keystore"_L1,
    "*.kdbx"_L1,
    "*.ppk"_L1,
    "*.asc"_L1,
    "*.gpg"_L1,
    "id_rsa"_L1,
    "id_dsa"_L1,
    "id_ecdsa"_L1,
    "id_ecdsa_sk"_L1,
    "id_ed25519"_L1,
    "id_ed25519_sk"_L1,
    ".netrc"_L1,
    "_netrc"_L1,
    ".pgpass"_L1,
    ".my.cnf"_L1,
    ".npmrc"_L1,
    ".yarnrc*"_L1,
    ".pypirc"_L1,
    ".htpasswd"_L1,
    ".git-credentials"_L1,
    "credentials"_L1,
    "credentials.*"_L1,
    "client_secret*.json"_L1,
    "service-account*.json"_L1,
    "service_account*.json"_L1,
    "secret"_L1,
    "secrets"_L1,
    "secret.*"_L1,
    "secrets.*"_L1,
    "token.json"_L1,
    "tokens.json"_L1,
    "*.tfvars"_L1,
    "*.tfstate"_L1,
    ".envrc"_L1,
    ".mcp.json"_L1,
    ".claude.json"_L1,
    ".boto"_L1,
};

constexpr std::array kSensitiveFolders{
    ".ssh"_L1, ".gnupg"_L1, ".aws"_L1, ".azure"_L1, ".gcloud"_L1, ".kube"_L1, ".docker"_L1, "secrets"_L1, ".secrets"_L1, ".password-store"_L1,
};

template <typename List>
bool matchesAny(const List& globs, const QString& component)
{
    return std::ranges::any_of(globs, [&component](QLatin1StringView glob) { return wildcardMatch(QString(glob), component); });
}

bool isEnvironmentFile(const QString& name)
{
    if (!name.startsWith(".env."_L1))
        return name.endsWith(".env"_L1);
    return !(name.endsWith(".example"_L1) || name.endsWith(".sample"_L1) || name.endsWith(".template"_L1) || name.endsWith(".dist"_L1));
}

QString withoutHidden(QStringView text)
{
    QString visible;
    for (const char32_t c : text.toUcs4()) {
        if (!isHidden(c))
            visible += QString::fromUcs4(&c, 1);
    }
    return visible;
}

bool isGitFolder(const QString& component)
{
    // Short names of FAT and NTFS: GIT~1 is .git there.
    return component == ".git"_L1 || component.startsWith("git~"_L1);
}

bool isClaudeFolder(const QString& component)
{
    return component == ".claude"_L1 || component.startsWith("claude~"_L1);
}

} // namespace

QStringList comparableComponents(const QString& relative)
{
    if (relative.isEmpty() || relative.startsWith(u'/') || relative.contains(QChar(u'\0')))
        return {};
    QStringList components;
    for (const QStringView part : QStringView(relative).split(u'/', Qt::SkipEmptyParts)) {
        if (part == "."_L1)
            continue;
        if (part == ".."_L1)
            return {};
        QString name = withoutHidden(part).normalized(QString::NormalizationForm_C).toCaseFolded();
        if (const qsizetype stream = name.indexOf(u':'); stream > 0)
            name.truncate(stream);
        while (name.endsWith(u'.') || name.endsWith(u' '))
            name.chop(1);
        components.append(name);
    }
    return components;
}

std::optional<QString> relativeTo(const QString& root, const QString& absolute)
{
    const QString cleanRoot = QDir::cleanPath(root);
    const QString clean = QDir::cleanPath(absolute);
    if (!clean.startsWith(u'/') || cleanRoot.isEmpty())
        return std::nullopt;
    if (clean == cleanRoot)
        return QString();
    const QString prefix = cleanRoot == "/"_L1 ? cleanRoot : QString(cleanRoot + u'/');
    if (!clean.startsWith(prefix))
        return std::nullopt;
    return clean.sliced(prefix.size());
}

std::optional<QString> relativeToAny(const QStringList& roots, const QString& absolute)
{
    for (const QString& root : roots) {
        if (std::optional<QString> relative = relativeTo(root, absolute))
            return relative;
    }
    return std::nullopt;
}

bool isProtectedPath(const QString& relative)
{
    const QStringList components = comparableComponents(relative);
    if (components.isEmpty() || hasHidden(relative))
        return true;
    for (qsizetype i = 0; i < components.size(); ++i) {
        const QString& name = components[i];
        if (name.isEmpty() || isGitFolder(name) || isClaudeFolder(name) || matchesAny(kProtectedFolders, name) || matchesAny(kProtectedFiles, name))
            return true;
        if (i == 0)
            continue;
        const QString& parent = components[i - 1];
        for (const auto& [first, second] : kProtectedPairs) {
            if (parent == first && name == second)
                return true;
        }
    }
    return components.size() == 2 && components[0] == "config"_L1 && (components[1] == "pipeline.yaml"_L1 || components[1] == "pipeline.yml"_L1);
}

bool isSensitivePath(const QString& relative)
{
    const QStringList components = comparableComponents(relative);
    if (components.isEmpty())
        return !relative.isEmpty() && QDir::cleanPath(relative) != "."_L1;
    if (components.constFirst() == "config"_L1)
        return true;
    for (qsizetype i = 0; i < components.size(); ++i) {
        const QString& name = components[i];
        if (matchesAny(kSensitiveFolders, name) || matchesAny(kSensitiveFiles, name) || isEnvironmentFile(name))
            return true;
        const bool inGit = i > 0 && isGitFolder(components[i - 1]);
        if (inGit && (name == "config"_L1 || name == "credentials"_L1))
            return true;
        const bool inClaude = i > 0 && isClaudeFolder(components[i - 1]);
        if (inClaude && name.startsWith("settings"_L1) && name.endsWith(".json"_L1))
            return true;
    }
    return false;
}

} // namespace aios
