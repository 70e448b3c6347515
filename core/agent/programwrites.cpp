// SPDX-License-Identifier: MIT
#include "core/agent/programwrites.h"

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/gate/policy.h"
#include "core/gate/rulegrammar.h"
#include "core/gate/shelldanger.h"
#include "core/gate/shellforms.h"

#include <QDir>
#include <QSet>

namespace aios {

namespace {

using namespace Qt::StringLiterals;

/// A rule about edits, ready to be asked about files.
class EditRule {
public:
    EditRule(const QString& rule, QString root) : m_root(std::move(root))
    {
        const auto syntax = parseRuleSyntax(rule);
        if (!syntax || !isEditTool(syntax->tool))
            return;
        m_isEdit = true;
        const QString specifier = syntax->hasSpecifier ? syntax->specifier : u"**"_s;
        PermissionSettings settings;
        settings.rules = {{RuleEffect::Deny, RuleSource::Project, u"Edit(%1)"_s.arg(specifier), {}, {}, {}, {}}};
        m_policy.emplace(settings, m_root);
        m_folder = literalFolder(specifier);
    }

    [[nodiscard]] bool isEdit() const { return m_isEdit; }
    [[nodiscard]] bool matches(const PathAccess& path) const
    {
        AccessRequest edit;
        edit.tool = u"Edit"_s;
        edit.grade = Grade::ChangesFiles;
        edit.inputJson = "{}";
        edit.paths = {path};
        edit.paths.first().kind = PathAccess::Kind::Write;
        const Verdict verdict = m_policy->decide(edit, PermissionMode::Default);
        return verdict.effect == RuleEffect::Deny && verdict.by == Verdict::By::Rule;
    }
    /// The file, what may be made beneath it, or a folder above all that the rule speaks of.
    [[nodiscard]] bool reaches(const PathAccess& path) const
    {
        const auto beneath = [](const QString& each) { return each.isEmpty() ? each : QString(each + u"/x"_s); };
        if (matches(path) || matches({path.kind, beneath(path.path), beneath(path.realPath), true}))
            return true;
        const QString all = QDir::cleanPath(m_root + u'/' + m_folder) + u'/';
        return std::ranges::any_of(QStringList{path.path, path.realPath},
                                   [&all](const QString& each) { return !each.isEmpty() && all.startsWith(QString(each + u'/')); });
    }
    /// "content/articles" of content/articles/**; empty when the rule names no folder.
    [[nodiscard]] const QString& folder() const { return m_folder; }

private:
    static QString literalFolder(QString specifier)
    {
        if (specifier.startsWith("//"_L1) || specifier.startsWith(u'~'))
            return {};
        while (specifier.startsWith("./"_L1) || specifier.startsWith(u'/'))
            specifier.remove(0, specifier.startsWith(u'/') ? 1 : 2);
        qsizetype end = 0;
        while (end < specifier.size() && !u"*?[{\\"_s.contains(specifier[end]))
            ++end;
        if (end == specifier.size())
            return specifier;
        return specifier.first(std::max<qsizetype>(0, specifier.lastIndexOf(u'/', end)));
    }

    QString m_root;
    QString m_folder;
    std::optional<Policy> m_policy;
    bool m_isEdit = false;
};

/// Programs that change no file with the options that commandDanger() has nothing against.
bool onlyReads(const SimpleCommand& command)
{
    static const QSet<QString> programs{
        u"cat"_s,  u"tac"_s,     u"head"_s, u"tail"_s,   u"wc"_s,     u"ls"_s,      u"dir"_s,      u"tree"_s,     u"stat"_s,      u"file"_s,
        u"du"_s,   u"df"_s,      u"grep"_s, u"egrep"_s,  u"fgrep"_s,  u"rg"_s,      u"ag"_s,       u"ack"_s,      u"cut"_s,       u"tr"_s,
        u"sort"_s, u"uniq"_s,    u"diff"_s, u"cmp"_s,    u"comm"_s,   u"md5sum"_s,  u"sha1sum"_s,  u"nl"_s,       u"date"_s,      u"echo"_s,
        u"pwd"_s,  u"cd"_s,      u"true"_s, u"false"_s,  u"test"_s,   u"["_s,       u":"_s,        u"basename"_s, u"jq"_s,        u"which"_s,
        u"type"_s, u"od"_s,      u"fold"_s, u"column"_s, u"printf"_s, u"dirname"_s, u"realpath"_s, u"readlink"_s, u"sha256sum"_s, u"find"_s,
        u"fd"_s,   u"hexdump"_s, u"seq"_s,  u"sed"_s,    u"sleep"_s,
    };
    static const QSet<QString> gitCommands{u"status"_s,    u"log"_s,      u"diff"_s, u"show"_s,   u"add"_s,      u"commit"_s,
                                           u"blame"_s,     u"branch"_s,   u"tag"_s,  u"remote"_s, u"ls-files"_s, u"grep"_s,
                                           u"rev-parse"_s, u"shortlog"_s, u"push"_s, u"fetch"_s,  u"describe"_s};
    const QStringList& words = command.words.isEmpty() ? command.roughWords : command.words;
    if (words.isEmpty() || words.constFirst().isEmpty() || !command.assignments.isEmpty() || !commandDanger(words).isEmpty())
        return false;
    const QString program = programName(words.constFirst());
    return programs.contains(program) || (program == "git"_L1 && words.size() > 1 && gitCommands.contains(words.at(1)));
}

/// What of a command line nobody can say before it runs; empty when there is nothing.
QString unknownIn(const ShellScript& script)
{
    if (!script.unparsed.isEmpty())
        return u"the command line is not fully understood (%1)"_s.arg(script.unparsed);
    for (const PathAccess& redirect : script.redirects) {
        const bool open = redirect.path.isEmpty() || redirect.path.contains(u'$') || redirect.path.contains(u'*') || redirect.path.contains(u'`');
        if (redirect.kind == PathAccess::Kind::Write && open)
            return u"where it writes is only known when it runs"_s;
    }
    const bool open = std::ranges::any_of(script.commands, [](const SimpleCommand& command) { return !command.literal && !onlyReads(command); });
    return open || script.hasSubstitution ? u"a part of it is only known when it runs"_s : QString();
}

QString byCommandLine(const EditRule& rule, const ShellScript& script)
{
    if (const QString unknown = unknownIn(script); !unknown.isEmpty())
        return unknown;
    if (std::ranges::all_of(script.commands, onlyReads))
        return {}; // what it writes by redirection is known, and looked at as an edit
    const auto reached = std::ranges::find_if(script.mentions, [&rule](const PathAccess& path) { return rule.reaches(path); });
    if (reached != script.mentions.cend())
        return u"it names %1 and may write there"_s.arg(elided(showHidden(reached->path), 120));
    if (!rule.folder().isEmpty() && script.source.contains(rule.folder()))
        return u"it names %1 and may write there"_s.arg(rule.folder());
    if (rule.matches({PathAccess::Kind::Write, script.workingDirectory + u"/x"_s, {}, true}))
        return u"it runs in a folder that the rule is about"_s;
    return {};
}

/// Paths among the arguments of a service's tool that handles files (mcp__files__write_file).
QString byService(const EditRule& rule, const AccessRequest& access, const QString& root)
{
    const bool files = access.tool.startsWith("mcp__"_L1) && access.tool.section(u"__"_s, 2).contains("file"_L1, Qt::CaseInsensitive);
    const auto input = files && access.grade != Grade::Read ? parseJson(access.inputJson) : Result<json::value>(json::value());
    if (!input || !input->is_object())
        return {};
    for (const auto& [key, value] : input->as_object()) {
        const QString text = value.is_string() ? toQString(value.get_string()) : QString();
        if (text.isEmpty() || text.size() > 1024 || text.contains(u'\n'))
            continue;
        const QString path = QDir::cleanPath(QDir(root).absoluteFilePath(text));
        if (rule.reaches({PathAccess::Kind::Write, path, {}, true}))
            return u"it names %1 and may write there"_s.arg(elided(showHidden(text), 120));
    }
    return {};
}

} // namespace

QString mayWrite(const QString& rule, const AccessRequest& access, const QString& root)
{
    if (!access.shell && !access.tool.startsWith("mcp__"_L1))
        return {};
    const EditRule edits(rule, root);
    if (!edits.isEdit())
        return {};
    return access.shell ? byCommandLine(edits, *access.shell) : byService(edits, access, root);
}

bool isAboutFile(const QString& rule, const QString& relative, const QString& root)
{
    const EditRule edits(rule, root);
    return edits.isEdit() && edits.matches({PathAccess::Kind::Write, QDir::cleanPath(root + u'/' + relative), {}, true});
}

} // namespace aios
