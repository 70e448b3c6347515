// SPDX-License-Identifier: MIT
#include "core/gate/settingsfile.h"

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/gate/pathpattern.h"
#include "core/gate/rulegrammar.h"

#include <QDir>

using namespace Qt::StringLiterals;

namespace aios {

namespace {

constexpr qsizetype kMostRules = 5000;

QString shortFile(const QString& file)
{
    const QString home = QDir::homePath();
    return file.startsWith(QString(home + u'/')) ? QString(u'~' + file.sliced(home.size())) : file;
}

QString effectName(RuleEffect effect)
{
    return effect == RuleEffect::Deny ? u"deny"_s : effect == RuleEffect::Ask ? u"ask"_s : u"allow"_s;
}

/// What is wrong with a rule beyond its grammar.
QString ruleProblem(const QString& text, RuleEffect effect, const QString& anchor)
{
    const Result<RuleSyntax> syntax = parseRuleSyntax(text);
    if (!syntax)
        return syntax.error().message;
    if (!syntax->hasSpecifier || (syntax->tool != "Edit"_L1 && syntax->tool != "Read"_L1))
        return {};
    const PathAnchors anchors{u"/project"_s, u"/home/user"_s, anchor.isEmpty() ? u"/project"_s : anchor};
    const Result<PathPattern> pattern = PathPattern::compile(syntax->specifier, effect, anchors);
    return pattern ? QString() : u"The path of the rule %1 cannot be read: %2."_s.arg(text, pattern.error().message);
}

void addRule(SettingsFile& settings, RuleEffect effect, const json::value& element, const QString& anchor)
{
    const QString place = shortFile(settings.file);
    PermissionRule rule{.effect = effect, .source = settings.source, .file = settings.file, .anchor = anchor};
    if (!element.is_string()) {
        rule.text = elided(QString::fromUtf8(toJson(element)), 80);
        rule.problem = u"A rule is a text, and %1 is none."_s.arg(rule.text);
    } else {
        rule.text = toQString(element.as_string());
        rule.problem = ruleProblem(rule.text, effect, anchor);
    }
    if (rule.problem.isEmpty()) {
        if (const QString warning = ruleWarning(*parseRuleSyntax(rule.text), effect); !warning.isEmpty()) {
            rule.warning = u"The %1 rule %2 in %3 %4."_s.arg(effectName(effect), rule.text, place, warning);
            settings.warnings.append(rule.warning);
        }
    } else if (effect == RuleEffect::Allow) {
        settings.warnings.append(u"An allow rule in %1 is left out. %2"_s.arg(place, rule.problem));
    } else {
        settings.unreadable = true;
        settings.problems.append(
            u"A %1 rule in %2 cannot be read, so nothing is allowed by itself until it is mended. %3"_s.arg(effectName(effect), place, rule.problem));
    }
    settings.rules.append(std::move(rule));
}

/// A wrong type anywhere makes Claude Code ignore the file; here its deny and ask rules still count.
void refuse(SettingsFile& settings, bool& ignored, std::string_view key, const QString& wanted)
{
    ignored = true;
    settings.problems.append(u"%1 is ignored except for its deny and ask rules: “%2” must be %3. Mend it to use the rest."_s.arg(
        shortFile(settings.file), toQString(key), wanted));
}

void addRules(SettingsFile& settings, bool& ignored, const json::object& permissions, std::string_view key, RuleEffect effect, const QString& anchor)
{
    const json::value* value = permissions.if_contains(key);
    if (!value)
        return;
    if (!value->is_array()) {
        refuse(settings, ignored, key, u"a list"_s);
        settings.unreadable = settings.unreadable || effect != RuleEffect::Allow;
        return;
    }
    const json::array& list = value->as_array();
    if (static_cast<qsizetype>(list.size()) > kMostRules) {
        refuse(settings, ignored, key, u"a list of at most %1 rules"_s.arg(kMostRules));
        settings.unreadable = settings.unreadable || effect != RuleEffect::Allow;
        return;
    }
    for (const json::value& element : list)
        addRule(settings, effect, element, anchor);
}

QString readText(SettingsFile& settings, bool& ignored, const json::object& object, std::string_view key)
{
    const json::value* value = object.if_contains(key);
    if (!value)
        return {};
    if (!value->is_string()) {
        refuse(settings, ignored, key, u"a text"_s);
        return {};
    }
    return toQString(value->as_string());
}

/// Anything but a plain false counts as true: these switches only tighten.
bool readTightening(SettingsFile& settings, bool& ignored, const json::object& object, std::string_view key)
{
    const json::value* value = object.if_contains(key);
    if (!value)
        return false;
    if (!value->is_bool())
        refuse(settings, ignored, key, u"true or false"_s);
    return !value->is_bool() || value->as_bool();
}

/// A name with characters nobody types is a damaged one, and may have been "deny".
bool hasDamagedName(const json::object& object)
{
    return std::ranges::any_of(object, [](const json::key_value_pair& member) {
        const QString name = toQString(member.key());
        return hasHidden(name) || std::ranges::any_of(name, [](QChar c) { return c < u' ' || c == u'"' || c == u'\\'; });
    });
}

bool hasDamagedObject(const json::object& root)
{
    const json::object* permissions = jsonObject(root, "permissions");
    return hasDamagedName(root) || (permissions && hasDamagedName(*permissions));
}

void readPermissions(SettingsFile& settings, bool& ignored, const json::object& root, const QString& anchor)
{
    const json::value* value = root.if_contains("permissions");
    if (!value)
        return;
    const json::object* permissions = value->if_object();
    if (!permissions) {
        refuse(settings, ignored, "permissions", u"an object"_s);
        settings.unreadable = true;
        return;
    }
    addRules(settings, ignored, *permissions, "deny", RuleEffect::Deny, anchor);
    addRules(settings, ignored, *permissions, "ask", RuleEffect::Ask, anchor);
    addRules(settings, ignored, *permissions, "allow", RuleEffect::Allow, anchor);
    settings.mode = readText(settings, ignored, *permissions, "defaultMode");
    settings.denyInsteadOfPrompting = readTightening(settings, ignored, *permissions, "denyInsteadOfPrompting");
}

/// A word that is none of the four may have been meant to keep the skill away, so it does.
void readSkillSettings(SettingsFile& settings, bool& ignored, const json::object& root)
{
    if (const json::value* fraction = root.if_contains("skillListingBudgetFraction")) {
        if (fraction->is_number())
            settings.skillListingFraction = std::clamp(fraction->to_number<double>(), 0.0, 1.0);
        else
            refuse(settings, ignored, "skillListingBudgetFraction", u"a number"_s);
    }
    if (const json::value* most = root.if_contains("skillListingMaxDescChars")) {
        constexpr double kMost = 100'000;
        if (most->is_number())
            settings.skillDescriptionChars = static_cast<int>(std::clamp(most->to_number<double>(), 1.0, kMost));
        else
            refuse(settings, ignored, "skillListingMaxDescChars", u"a number"_s);
    }
    const json::value* overrides = root.if_contains("skillOverrides");
    if (overrides && !overrides->is_object())
        return refuse(settings, ignored, "skillOverrides", u"an object"_s);
    for (const auto& [key, value] : overrides ? overrides->get_object() : json::object()) {
        const QString name = toQString(key);
        const QString word = value.is_string() ? toQString(value.get_string()) : QString();
        const bool known = word == "on"_L1 || word == "name-only"_L1 || word == "user-invocable-only"_L1 || word == "off"_L1;
        if (!known)
            settings.warnings.append(
                u"%1: skillOverrides gives “%2” a word that is none of on, name-only, user-invocable-only and off, so it is off."_s.arg(
                    shortFile(settings.file), showHidden(name)));
        settings.skillOverrides.insert(name, known ? word : u"off"_s);
    }
}

} // namespace

SettingsFile readSettings(QByteArrayView text, RuleSource source, const QString& file, const QString& anchor)
{
    SettingsFile settings{.source = source, .file = file};
    const Result<json::value> parsed = parseJson(text);
    const bool damaged = parsed && parsed->is_object() && hasDamagedObject(parsed->as_object());
    if (!parsed || !parsed->is_object() || damaged) {
        const QString why = damaged  ? u"It holds names with characters that do not belong there."_s
                            : parsed ? u"It holds no object."_s
                                     : parsed.error().message;
        return unreadableSettings(Error{ErrorCode::InvalidInput, why, {}, std::nullopt}, source, file);
    }
    const json::object& root = parsed->as_object();
    bool ignored = false;
    readPermissions(settings, ignored, root, anchor);
    settings.model = readText(settings, ignored, root, "model");
    settings.disableSkillShell = readTightening(settings, ignored, root, "disableSkillShellExecution");
    readSkillSettings(settings, ignored, root);
    if (ignored) {
        settings.rules.removeIf([](const PermissionRule& rule) { return rule.effect == RuleEffect::Allow; });
        settings.mode.clear();
        settings.model.clear();
        settings.skillListingFraction = 0;
        settings.skillDescriptionChars = 0;
        settings.skillOverrides.removeIf([](const auto& entry) { return entry.value() == "on"_L1; }); // the others tighten
    }
    return settings;
}

SettingsFile unreadableSettings(const Error& error, RuleSource source, const QString& file)
{
    SettingsFile settings{.source = source, .file = file, .unreadable = true};
    settings.problems.append(
        u"%1 cannot be read and may hold deny rules, so nothing is allowed by itself until it is mended. %2"_s.arg(shortFile(file), error.message));
    return settings;
}

} // namespace aios
