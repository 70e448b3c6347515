// SPDX-License-Identifier: MIT
#include "core/gate/compiledrules.h"

#include "core/gate/shellforms.h"

#include <QDir>
#include <QFileInfo>
#include <QRegularExpression>
#include <QUrl>

using namespace Qt::StringLiterals;

namespace aios {

namespace {

/// Hosts where anyone can publish and read under the same name: a rule for the name says nothing about who is behind an address there.
constexpr std::array kSharedHosts{
    "huggingface.co"_L1,
    "hf.co"_L1,
    "github.com"_L1,
    "githubusercontent.com"_L1,
    "github.io"_L1,
    "gitlab.com"_L1,
    "gitlab.io"_L1,
    "bitbucket.org"_L1,
    "codeberg.org"_L1,
    "codeberg.page"_L1,
    "sr.ht"_L1,
    "pastebin.com"_L1,
    "paste.rs"_L1,
    "amazonaws.com"_L1,
    "storage.googleapis.com"_L1,
    "web.app"_L1,
    "firebaseapp.com"_L1,
    "appspot.com"_L1,
    "run.app"_L1,
    "blob.core.windows.net"_L1,
    "azurewebsites.net"_L1,
    "cloudfront.net"_L1,
    "pages.dev"_L1,
    "workers.dev"_L1,
    "r2.dev"_L1,
    "vercel.app"_L1,
    "netlify.app"_L1,
    "herokuapp.com"_L1,
    "onrender.com"_L1,
    "fly.dev"_L1,
    "glitch.me"_L1,
    "repl.co"_L1,
    "replit.app"_L1,
    "surge.sh"_L1,
    "ngrok.io"_L1,
    "ngrok.app"_L1,
    "ngrok-free.app"_L1,
    "trycloudflare.com"_L1,
    "webhook.site"_L1,
    "requestbin.com"_L1,
    "pipedream.net"_L1,
    "docs.google.com"_L1,
    "drive.google.com"_L1,
    "sites.google.com"_L1,
    "script.google.com"_L1,
    "dropbox.com"_L1,
    "dropboxusercontent.com"_L1,
    "notion.site"_L1,
    "discord.com"_L1,
    "discordapp.com"_L1,
    "t.me"_L1,
    "bit.ly"_L1,
    "tinyurl.com"_L1,
    "archive.org"_L1,
    "jsdelivr.net"_L1,
    "unpkg.com"_L1,
    "blogspot.com"_L1,
    "wordpress.com"_L1,
    "medium.com"_L1,
    "tumblr.com"_L1,
    "readthedocs.io"_L1,
    "kaggle.com"_L1,
};

QString hostOf(const QString& address)
{
    if (address.isEmpty())
        return {};
    const QUrl url(address, QUrl::StrictMode);
    const QString scheme = url.scheme();
    if (!url.isValid() || (scheme != "https"_L1 && scheme != "http"_L1) || !url.userInfo().isEmpty() || url.authority().contains(u'@'))
        return {};
    QString host = url.host(QUrl::FullyEncoded).toLower();
    while (host.endsWith(u'.'))
        host.chop(1);
    return host;
}

bool namesTool(const RuleSyntax& rule, const QString& tool)
{
    if (wildcardMatch(rule.tool, tool))
        return true;
    if (rule.tool.startsWith("mcp__"_L1) && rule.tool.indexOf("__"_L1, 5) < 0)
        return tool.startsWith(QString(rule.tool + "__"_L1));
    return (rule.tool == "Edit"_L1 && isEditTool(tool)) || (rule.tool == "Read"_L1 && (isReadTool(tool) || isEditTool(tool)));
}

/// `Tool` or `Tool(*)`.
bool coversWholeTool(const RuleSyntax& rule)
{
    return !rule.hasSpecifier || rule.specifier == "*"_L1 || rule.specifier == ":*"_L1;
}

bool isPathRule(const RuleSyntax& rule)
{
    return rule.hasSpecifier && (rule.tool == "Edit"_L1 || rule.tool == "Read"_L1);
}

bool anyMatches(const QList<PathPattern>& patterns, const QString& path)
{
    return std::ranges::any_of(patterns, [&path](const PathPattern& pattern) { return pattern.matches(path); });
}

/// Deny and ask: the link or what it leads to; an edit is also stopped by a rule about reading.
bool touchesPath(const CompiledRule& rule, const PathAccess& access)
{
    if (rule.syntax.tool == "Edit"_L1 && access.kind != PathAccess::Kind::Write)
        return false;
    return anyMatches(rule.paths, access.path) || (!access.realPath.isEmpty() && anyMatches(rule.paths, access.realPath));
}

bool touchesAnyPath(const CompiledRule& rule, const AccessRequest& request)
{
    const auto touches = [&rule](const PathAccess& access) { return touchesPath(rule, access); };
    if (std::ranges::any_of(request.paths, touches))
        return true;
    if (!request.shell)
        return false;
    // Whether a command changes a file it names is not known: rules about changing only make it ask (doubting()).
    return std::ranges::any_of(request.shell->redirects, touches) ||
           (rule.syntax.tool == "Read"_L1 && std::ranges::any_of(request.shell->mentions, touches));
}

bool subjectMatches(const QString& specifier, const QString& subject)
{
    QString name = specifier;
    if (name.endsWith(":*"_L1) || name.endsWith(" *"_L1))
        name.chop(2);
    return !subject.isEmpty() && wildcardMatch(name, subject);
}

/// `Tool(param:value)`: a top-level scalar of the input.
bool parameterMatches(const QString& specifier, const RuleSubject& subject)
{
    static const QRegularExpression form(u"^([A-Za-z_][A-Za-z0-9_-]*):(.*)$"_s, QRegularExpression::DotMatchesEverythingOption);
    const QRegularExpressionMatch match = form.match(specifier);
    if (!match.hasMatch() || !subject.input)
        return false;
    const QByteArray key = match.captured(1).toUtf8();
    for (const QByteArrayView primary : {"command"_ba, "file_path"_ba, "path"_ba, "notebook_path"_ba, "url"_ba}) {
        if (key == primary)
            return false;
    }
    const json::value* value = subject.input->as_object().if_contains(toView(key));
    if (!value || value->is_object() || value->is_array())
        return false;
    const QString text = value->is_string() ? toQString(value->as_string()) : QString::fromUtf8(toJson(*value));
    return wildcardMatch(match.captured(2).trimmed(), text);
}

bool forbids(const CompiledRule& rule, const RuleSubject& subject)
{
    const RuleSyntax& syntax = rule.syntax;
    const AccessRequest& request = subject.request;
    if (isPathRule(syntax) && !rule.paths.isEmpty() && touchesAnyPath(rule, request))
        return true;
    if (!namesTool(syntax, request.tool)) {
        // A bare Edit also stops what a command line would write by redirection.
        return syntax.tool == "Edit"_L1 && coversWholeTool(syntax) && request.shell &&
               std::ranges::any_of(request.shell->redirects, [](const PathAccess& access) { return access.kind == PathAccess::Kind::Write; });
    }
    if (coversWholeTool(syntax) || parameterMatches(syntax.specifier, subject))
        return true;
    if (isEditTool(syntax.tool) || isReadTool(syntax.tool))
        return false;
    if (syntax.tool == "WebFetch"_L1)
        return syntax.specifier.startsWith("domain:"_L1) && !subject.host.isEmpty() && hostMatches(syntax.specifier.sliced(7), subject.host);
    if (syntax.tool == "Bash"_L1) {
        return std::ranges::any_of(subject.shellForms, [&syntax](const QString& form) { return bashPatternMatches(syntax.specifier, form); });
    }
    return subjectMatches(syntax.specifier, request.subject);
}

bool allowsUnderSource(const CompiledRule& rule, const PathAccess& access, bool sensitive)
{
    return (access.insideProject || !isFromProject(rule.rule.source)) && !(sensitive && (rule.blanket || isFromProject(rule.rule.source)));
}

/// One pattern for each name of the folder and of the home folder, which may have been reached through links.
Result<QList<PathPattern>> compilePaths(const PermissionRule& rule, const QString& specifier, const QStringList& roots)
{
    QStringList homes{QDir::homePath()};
    if (const QString real = QFileInfo(homes.constFirst()).canonicalFilePath(); specifier.startsWith(u'~') && !real.isEmpty() && real != homes[0])
        homes.append(real);
    QList<PathPattern> patterns;
    for (const QString& root : roots) {
        for (const QString& home : std::as_const(homes)) {
            Result<PathPattern> pattern = PathPattern::compile(specifier, rule.effect, {root, home, rule.anchor.isEmpty() ? root : rule.anchor});
            if (!pattern)
                return std::unexpected(pattern.error());
            patterns.append(std::move(*pattern));
        }
    }
    return patterns;
}

} // namespace

RuleSubject::RuleSubject(const AccessRequest& access) : request(access), host(hostOf(access.url))
{
    if (Result<json::value> parsed = parseJson(access.inputJson); parsed && parsed->is_object())
        input = std::move(*parsed);
    if (access.shell) {
        shellForms = denyForms(*access.shell);
    } else if (access.tool == "Bash"_L1 && input) {
        ShellScript script;
        script.source = jsonText(input->as_object(), "command");
        script.unparsed = u"not analysed"_s;
        shellForms = denyForms(script);
    }
}

bool isSharedHost(const QString& host)
{
    return std::ranges::any_of(kSharedHosts, [&host](QLatin1StringView shared) {
        return host == shared || (host.endsWith(shared) && host.at(host.size() - shared.size() - 1) == u'.');
    });
}

bool isFromProject(RuleSource source)
{
    return source == RuleSource::Project || source == RuleSource::Local || source == RuleSource::Skill;
}

bool hostMatches(const QString& pattern, const QString& host)
{
    QString wanted = pattern.trimmed().toLower();
    while (wanted.endsWith(u'.'))
        wanted.chop(1);
    if (!wanted.contains(u'*')) {
        const QByteArray ace = QUrl::toAce(wanted);
        return host == wanted || (!ace.isEmpty() && host == QString::fromLatin1(ace));
    }
    if (wanted == "*"_L1)
        return true;
    QStringList labels = wanted.split(u'.');
    QStringList given = host.split(u'.');
    if (labels.constFirst() == "*"_L1) {
        labels.removeFirst();
        if (given.size() <= labels.size())
            return false;
        given = given.last(labels.size());
    }
    return labels.size() == given.size() &&
           std::ranges::equal(labels, given, [](const QString& label, const QString& name) { return wildcardMatch(label, name); });
}

CompiledRules::CompiledRules(const QList<PermissionRule>& rules, const QStringList& roots)
{
    for (const PermissionRule& rule : rules)
        add(rule, roots);
}

void CompiledRules::add(const PermissionRule& rule, const QStringList& roots)
{
    const Result<RuleSyntax> syntax = parseRuleSyntax(rule.text);
    const bool allow = rule.effect == RuleEffect::Allow;
    if (!syntax || !rule.problem.isEmpty()) {
        m_unreadable = m_unreadable || !allow;
        return;
    }
    CompiledRule compiled{rule, *syntax, {}, isBlanket(*syntax)};
    if (allow && (!ruleWarning(*syntax, rule.effect).isEmpty() || (compiled.blanket && isFromProject(rule.source))))
        return;
    if (isPathRule(*syntax) && !coversWholeTool(*syntax)) {
        Result<QList<PathPattern>> patterns = compilePaths(rule, syntax->specifier, roots);
        if (!patterns) {
            m_unreadable = m_unreadable || !allow;
            return;
        }
        compiled.paths = std::move(*patterns);
    }
    (rule.effect == RuleEffect::Deny ? m_deny : allow ? m_allow : m_ask).append(std::move(compiled));
}

const CompiledRule* CompiledRules::forbidding(RuleEffect effect, const RuleSubject& subject) const
{
    const QList<CompiledRule>& rules = effect == RuleEffect::Deny ? m_deny : m_ask;
    const auto found = std::ranges::find_if(rules, [&subject](const CompiledRule& rule) { return forbids(rule, subject); });
    return found == rules.end() ? nullptr : &*found;
}

const CompiledRule* CompiledRules::doubting(const AccessRequest& request) const
{
    if (!request.shell)
        return nullptr;
    const QStringList tails = doubtfulForms(*request.shell);
    for (const QList<CompiledRule>* rules : {&m_deny, &m_ask}) {
        for (const CompiledRule& rule : *rules) {
            if (std::ranges::any_of(request.shell->mentions, [&rule](const PathAccess& access) { return touchesPath(rule, access); }))
                return &rule;
            if (rule.syntax.tool != "Bash"_L1)
                continue;
            if (std::ranges::any_of(tails, [&rule](const QString& tail) { return bashPatternMatches(rule.syntax.specifier, tail); }))
                return &rule;
        }
    }
    return nullptr;
}

const CompiledRule* CompiledRules::allowingPath(const QString& tool, const PathAccess& access, bool sensitive) const
{
    // Both names must be covered; a path whose links nobody resolved is not.
    for (const CompiledRule& rule : m_allow) {
        const RuleSyntax& syntax = rule.syntax;
        const bool writes = access.kind == PathAccess::Kind::Write;
        const bool itself = syntax.tool == tool && coversWholeTool(syntax);
        if (!itself && syntax.tool != "Edit"_L1 && (writes || syntax.tool != "Read"_L1))
            continue;
        if (!allowsUnderSource(rule, access, sensitive) || access.realPath.isEmpty())
            continue;
        if (coversWholeTool(syntax) || (anyMatches(rule.paths, access.path) && anyMatches(rule.paths, access.realPath)))
            return &rule;
    }
    return nullptr;
}

const CompiledRule* CompiledRules::allowing(const RuleSubject& subject) const
{
    const AccessRequest& request = subject.request;
    for (const CompiledRule& rule : m_allow) {
        const RuleSyntax& syntax = rule.syntax;
        const bool pathGroup = syntax.tool == "Edit"_L1 || syntax.tool == "Read"_L1;
        if (pathGroup || syntax.tool == "Bash"_L1 || !namesTool(syntax, request.tool))
            continue;
        if (syntax.tool == "WebFetch"_L1) {
            // An address that is not a plain one is never covered, and a name shared by strangers only by the person.
            const bool named =
                coversWholeTool(syntax) || (syntax.specifier.startsWith("domain:"_L1) && hostMatches(syntax.specifier.sliced(7), subject.host));
            if (!subject.host.isEmpty() && named && !isSharedHost(subject.host))
                return &rule;
            continue;
        }
        const bool service = request.tool.startsWith("mcp__"_L1);
        const bool about =
            service ? namesArgument(syntax) && parameterMatches(syntax.specifier, subject) : subjectMatches(syntax.specifier, request.subject);
        if (coversWholeTool(syntax) || about)
            return &rule;
    }
    return nullptr;
}

const CompiledRule* CompiledRules::allowingCommand(const QString& canonical, const QString& source) const
{
    for (const CompiledRule& rule : m_allow) {
        if (rule.syntax.tool != "Bash"_L1)
            continue;
        if (coversWholeTool(rule.syntax) || bashPatternMatches(rule.syntax.specifier, canonical) || rule.syntax.specifier == source)
            return &rule;
    }
    return nullptr;
}

bool CompiledRules::removesTool(const QString& tool) const
{
    return std::ranges::any_of(m_deny, [&tool](const CompiledRule& rule) { return coversWholeTool(rule.syntax) && namesTool(rule.syntax, tool); });
}

bool CompiledRules::deniesRead(const PathAccess& path) const
{
    return std::ranges::any_of(m_deny, [&path](const CompiledRule& rule) {
        return rule.syntax.tool == "Read"_L1 && (coversWholeTool(rule.syntax) || touchesPath(rule, path));
    });
}

} // namespace aios
