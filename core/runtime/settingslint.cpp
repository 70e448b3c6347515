// SPDX-License-Identifier: MIT
#include "core/runtime/settingslint.h"

#include "core/base/hash.h"
#include "core/base/json.h"
#include "core/gate/settingsfile.h"

#include <algorithm>
#include <array>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kMostBytes = 1024 * 1024;

/// Keys of Claude Code that people set and expect to count. What only its own display uses is not worth a line.
constexpr std::array kUnused{"hooks", "env", "outputStyle", "sandbox", "claudeMdExcludes"};

/// 1-based line of the first place where `text` stands as a JSON text; 0 when it is written otherwise.
int lineOf(const QByteArray& bytes, const QString& text)
{
    const qsizetype at = bytes.indexOf(jsonString(text));
    return at < 0 ? 0 : 1 + static_cast<int>(QByteArrayView(bytes).first(at).count('\n'));
}

QString inVain(const PermissionRule& rule)
{
    const QString what = rule.problem.isEmpty() ? rule.warning : rule.problem;
    return what + (rule.effect == RuleEffect::Allow ? u" It allows nothing. Correct or remove it."_s : u" It protects nothing. Correct it."_s);
}

QList<ContentWarning> ruleWarnings(const SettingsFile& settings, const QByteArray& bytes)
{
    QList<ContentWarning> found;
    for (const PermissionRule& rule : settings.rules) {
        const bool unreadable = !rule.problem.isEmpty() && rule.effect != RuleEffect::Allow; // everything asks then, and the window says so
        if (unreadable || (rule.problem.isEmpty() && rule.warning.isEmpty()))
            continue;
        found.append({ContentWarning::Severity::Warning, u"settings.rule"_s, settings.file, lineOf(bytes, rule.text), inVain(rule)});
    }
    return found;
}

QList<ContentWarning> unusedKeys(const QByteArray& bytes, const QString& file)
{
    QList<ContentWarning> found;
    const auto add = [&](const char* key) {
        const QString name = QString::fromLatin1(key);
        found.append({ContentWarning::Severity::Info, u"settings.unused"_s, file, lineOf(bytes, name),
                      u"“%1” does nothing in this program, so do not rely on it. It stays as it is for Claude Code."_s.arg(name)});
    };
    const Result<json::value> value = parseJson(bytes);
    if (!value || !value->is_object())
        return found; // said elsewhere
    for (const char* key : kUnused) {
        if (value->as_object().contains(key))
            add(key);
    }
    if (const json::object* permissions = jsonObject(value->as_object(), "permissions");
        permissions && permissions->contains("additionalDirectories"))
        add("additionalDirectories");
    return found;
}

} // namespace

void applySkillOverrides(ContentSnapshot& content, const QHash<QString, QString>& overrides)
{
    QByteArray applied;
    const auto apply = [&](auto& each) {
        const QString word = overrides.value(each.name, u"on"_s);
        if (word == "on"_L1)
            return;
        applied += each.name.toUtf8() + '\0' + word.toUtf8() + '\n';
        each.nameOnly = word == "name-only"_L1;
        each.modelInvocable = each.modelInvocable && each.nameOnly;
        each.userInvocable = each.userInvocable && word != "off"_L1;
    };
    for (SkillFile& skill : content.skills)
        apply(skill);
    for (CommandFile& command : content.commands)
        apply(command);
    if (!applied.isEmpty())
        content.revision = sha256Hex(QByteArray(content.revision + applied));
}

void lintSettings(ContentSnapshot& content, const RootDir& root)
{
    QList<ContentWarning> found;
    for (const auto& [name, source] : {std::pair{u"settings.json"_s, RuleSource::Project}, std::pair{u"settings.local.json"_s, RuleSource::Local}}) {
        const QString relative = u".claude/"_s + name;
        const Result<FileContent> read = root.read(relative.toUtf8(), kMostBytes);
        if (!read)
            continue; // missing, or said elsewhere
        const QString file = content.root + u'/' + relative;
        found += ruleWarnings(readSettings(read->bytes, source, file, content.root), read->bytes);
        found += unusedKeys(read->bytes, file);
    }
    if (found.isEmpty())
        return;
    QByteArray state = content.revision;
    for (const ContentWarning& warning : std::as_const(found))
        state += warning.path.toUtf8() + '\0' + warning.text.toUtf8() + '\n';
    content.revision = sha256Hex(state); // a rule that changes is news, as for every other warning
    content.warnings += found;
    std::stable_sort(content.warnings.begin(), content.warnings.end(),
                     [](const ContentWarning& a, const ContentWarning& b) { return a.severity > b.severity; });
}

} // namespace aios
