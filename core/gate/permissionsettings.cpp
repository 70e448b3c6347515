// SPDX-License-Identifier: MIT
#include "core/gate/policy.h"

#include "core/base/hash.h"
#include "core/base/rootdir.h"
#include "core/gate/rulegrammar.h"
#include "core/gate/settingsfile.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <sys/stat.h>

using namespace Qt::StringLiterals;

namespace aios {

namespace {

constexpr qint64 kLargestFile = 4LL * 1024 * 1024;

std::optional<SettingsFile> readFile(const QString& file, RuleSource source, const QString& anchor)
{
    if (file.isEmpty())
        return std::nullopt;
    const Result<QByteArray> bytes = readOwnFile(file, kLargestFile);
    if (bytes)
        return readSettings(*bytes, source, file, anchor);
    if (bytes.error().code == ErrorCode::NotFound)
        return std::nullopt;
    return unreadableSettings(bytes.error(), source, file);
}

/// A file of the folder: beneath it only, so that a `.claude` that leads elsewhere is not followed.
std::optional<SettingsFile> readProjectFile(const Result<RootDir>& root, const QString& path, QByteArrayView relative, RuleSource source)
{
    const QString file = path + u'/' + QString::fromUtf8(relative);
    if (!root)
        return unreadableSettings(root.error(), source, file);
    const Result<FileContent> content = root->read(relative, kLargestFile);
    if (content)
        return readSettings(content->bytes, source, file, {});
    if (content.error().code == ErrorCode::NotFound)
        return std::nullopt;
    return unreadableSettings(content.error(), source, file);
}

/// Administrators' settings loosen only when nobody else can have written them.
bool isWrittenByAdministrator(const QString& file)
{
    struct stat info = {};
    const auto owned = [&info](const QString& path) {
        return ::stat(QFile::encodeName(path).constData(), &info) == 0 && info.st_uid == 0 && (info.st_mode & (S_IWGRP | S_IWOTH)) == 0;
    };
    return owned(file) && owned(QFileInfo(file).absolutePath());
}

void dropLoosening(SettingsFile& settings)
{
    settings.rules.removeIf([](const PermissionRule& rule) { return rule.effect == RuleEffect::Allow; });
    settings.model.clear();
    if (const std::optional<PermissionMode> mode = permissionModeFromName(settings.mode); !mode || *mode == PermissionMode::AcceptEdits)
        settings.mode.clear();
}

void addManaged(QList<SettingsFile>& files, const QString& managedFile)
{
    if (managedFile.isEmpty())
        return;
    QStringList names{managedFile};
    const QDir dropIns(QFileInfo(managedFile).absolutePath() + "/managed-settings.d"_L1);
    for (const QString& name : dropIns.entryList({u"*.json"_s}, QDir::Files | QDir::System, QDir::Name))
        names.append(dropIns.filePath(name));
    for (const QString& name : std::as_const(names)) {
        std::optional<SettingsFile> settings = readFile(name, RuleSource::Managed, QFileInfo(name).absolutePath());
        if (!settings)
            continue;
        if (!isWrittenByAdministrator(name)) {
            settings->problems.append(u"%1 can be changed by others than the administrator, so it only tightens here."_s.arg(name));
            dropLoosening(*settings);
        }
        files.append(std::move(*settings));
    }
}

/// TrustItem::sha256 of an allow rule (core/project/trust.h), under either name of the file.
bool isTrustedItem(const PermissionRule& rule, const SettingsLocations& locations)
{
    const QByteArray kind = "allow-rule"_ba;
    const QByteArray detail = rule.text.toUtf8();
    const QString relative = QDir(locations.root).relativeFilePath(rule.file);
    return std::ranges::any_of(QStringList{rule.file, relative}, [&](const QString& path) {
        return locations.trustedItems.contains(QString::fromLatin1(sha256Fields({kind, detail, path.toUtf8()})));
    });
}

/// Until the person has trusted them, allow rules and the model of the folder do not count; blanket ones never do.
void keepTrusted(SettingsFile& settings, const SettingsLocations& locations)
{
    settings.rules.removeIf([&](const PermissionRule& rule) {
        if (rule.effect != RuleEffect::Allow)
            return false;
        if (!isTrustedItem(rule, locations))
            return true;
        const Result<RuleSyntax> syntax = parseRuleSyntax(rule.text);
        if (!syntax || !isBlanket(*syntax))
            return false;
        settings.warnings.append(u"The allow rule %1 of the project is left out: a project cannot allow a whole tool."_s.arg(rule.text));
        return true;
    });
    if (!locations.projectTrusted)
        settings.model.clear();
}

std::optional<PermissionMode> readMode(const SettingsFile& settings, QStringList& problems)
{
    if (settings.mode.isEmpty())
        return std::nullopt;
    if (settings.mode == "bypassPermissions"_L1 || settings.mode == "auto"_L1) {
        problems.append(u"%1 asks for the mode %2. This program has no such mode and uses default."_s.arg(settings.file, settings.mode));
        return PermissionMode::Default;
    }
    const std::optional<PermissionMode> mode = permissionModeFromName(settings.mode);
    if (!mode)
        problems.append(
            u"%1 names the mode %2, which does not exist. Use default, acceptEdits, plan or dontAsk."_s.arg(settings.file, settings.mode));
    return mode;
}

/// plan and dontAsk tighten default and acceptEdits, and default tightens acceptEdits. Neither of plan and dontAsk is stricter than the other in
/// everything, so what the person chose of them stays.
bool tightens(PermissionMode wanted, PermissionMode chosen)
{
    if (chosen == PermissionMode::Plan || chosen == PermissionMode::DontAsk)
        return false;
    return wanted == PermissionMode::Plan || wanted == PermissionMode::DontAsk ||
           (wanted == PermissionMode::Default && chosen == PermissionMode::AcceptEdits);
}

PermissionMode mergedMode(const QList<SettingsFile>& files, QStringList& problems)
{
    std::optional<PermissionMode> chosen;
    for (const SettingsFile& settings : files) {
        if (settings.source != RuleSource::Local && settings.source != RuleSource::Project && !chosen)
            chosen = readMode(settings, problems);
    }
    const PermissionMode own = chosen.value_or(PermissionMode::Default);
    for (const SettingsFile& settings : files) {
        if (settings.source != RuleSource::Local && settings.source != RuleSource::Project)
            continue;
        const std::optional<PermissionMode> wanted = permissionModeFromName(settings.mode);
        if (wanted && tightens(*wanted, own))
            return *wanted;
        if (!settings.mode.isEmpty() && wanted != own) {
            problems.append(u"The project asks for the mode %1 in %2. A project can only tighten, so the mode stays %3."_s.arg(
                settings.mode, settings.file, permissionModeName(own)));
        }
    }
    return own;
}

int strictness(const QString& word)
{
    static const QStringList kWords{u"on"_s, u"name-only"_s, u"user-invocable-only"_s, u"off"_s};
    return static_cast<int>(kWords.indexOf(word));
}

/// Of the folder's own files the higher one counts, and so of the person's; a folder gives no skill back that the person has taken away.
QHash<QString, QString> mergedOverrides(const QList<SettingsFile>& files)
{
    QHash<QString, QString> own;
    QHash<QString, QString> folders;
    for (const SettingsFile& settings : files) { // from the highest down
        const bool ofFolder = settings.source == RuleSource::Local || settings.source == RuleSource::Project;
        QHash<QString, QString>& group = ofFolder ? folders : own;
        for (auto each = settings.skillOverrides.cbegin(); each != settings.skillOverrides.cend(); ++each) {
            if (!group.contains(each.key()))
                group.insert(each.key(), each.value());
        }
    }
    for (auto each = folders.cbegin(); each != folders.cend(); ++each) {
        if (strictness(each.value()) > strictness(own.value(each.key(), u"on"_s)))
            own.insert(each.key(), each.value());
    }
    return own;
}

void merge(PermissionSettings& merged, const SettingsFile& settings)
{
    for (const PermissionRule& rule : settings.rules) {
        const bool known = std::ranges::any_of(merged.rules, [&rule](const PermissionRule& other) {
            return other.effect == rule.effect && other.text == rule.text && other.source == rule.source && other.anchor == rule.anchor;
        });
        if (!known)
            merged.rules.append(rule);
    }
    merged.problems.append(settings.problems);
    merged.warnings.append(settings.warnings);
    merged.failClosed = merged.failClosed || settings.unreadable;
    merged.disableSkillShell = merged.disableSkillShell || settings.disableSkillShell;
    merged.denyInsteadOfPrompting = merged.denyInsteadOfPrompting || settings.denyInsteadOfPrompting;
    if (merged.skillListingFraction == 0)
        merged.skillListingFraction = settings.skillListingFraction;
    if (merged.skillDescriptionChars == 0)
        merged.skillDescriptionChars = settings.skillDescriptionChars;
    if (merged.model.isEmpty())
        merged.model = settings.model;
}

} // namespace

PermissionSettings loadPermissionSettings(const SettingsLocations& locations)
{
    QList<SettingsFile> files;
    const auto add = [&files](std::optional<SettingsFile> settings) {
        if (settings)
            files.append(std::move(*settings));
    };
    addManaged(files, locations.managedFile);
    if (!locations.root.isEmpty()) {
        const Result<RootDir> root = RootDir::open(locations.root);
        for (const auto& [relative, source] :
             {std::pair{".claude/settings.local.json"_ba, RuleSource::Local}, std::pair{".claude/settings.json"_ba, RuleSource::Project}}) {
            std::optional<SettingsFile> settings = readProjectFile(root, QDir::cleanPath(locations.root), relative, source);
            if (settings)
                keepTrusted(*settings, locations);
            add(std::move(settings));
        }
    }
    if (!locations.claudeConfigDir.isEmpty())
        add(readFile(locations.claudeConfigDir + "/settings.json"_L1, RuleSource::User, QDir::cleanPath(locations.claudeConfigDir)));
    add(readFile(locations.ownSettingsFile, RuleSource::User, {}));

    PermissionSettings merged;
    for (const SettingsFile& settings : std::as_const(files))
        merge(merged, settings);
    merged.skillOverrides = mergedOverrides(files);
    merged.mode = mergedMode(files, merged.problems);
    return merged;
}

} // namespace aios
