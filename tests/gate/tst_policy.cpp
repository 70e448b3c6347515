// SPDX-License-Identifier: MIT
#include "gatetest.h"

#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace aios;
using namespace aios::test;

/// The order of decisions for everything that is not a command line, and the modes.
class PolicyTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void grammar_data();
    void grammar();
    void files_data();
    void files();
    void modes_data();
    void modes();
    void hosts_data();
    void hosts();
    void otherTools_data();
    void otherTools();
    void parameters_data();
    void parameters();
    void commandsAndFiles_data();
    void commandsAndFiles();
    void projectRulesAreNarrow_data();
    void projectRulesAreNarrow();
    void protectedIsNeverRemembered();
    void alwaysAskBeatsEveryRule();
    void unreadableRulesAllowNothing();
    void unresolvedLinkIsNotAllowed();
    void linkNeedsBothNames();
    void folderOpenedThroughALink();
    void remembers_data();
    void remembers();
    void addsAndRemovesRules();
    void harmlessCallsStillObeyRules();
    void removesTools();
    void saysWhy();

private:
    QTemporaryDir m_folder;
    QString m_root;
};

namespace {

constexpr auto kReadIt = PathAccess::Kind::Read;
constexpr auto kWriteIt = PathAccess::Kind::Write;

} // namespace

void PolicyTest::initTestCase()
{
    const QString base = QFileInfo(m_folder.path()).canonicalFilePath();
    m_root = base + "/proj"_L1;
    put(m_root + "/content/a.md"_L1, "a");
    put(m_root + "/notes.md"_L1, "a");
    put(m_root + "/secrets/key.txt"_L1, "k");
    put(base + "/outside.txt"_L1, "o");
    QVERIFY(QFile::link(m_root + "/secrets/key.txt"_L1, m_root + "/content/link.md"_L1));
    QVERIFY(QFile::link(m_root, base + "/alias"_L1));
}

void PolicyTest::grammar_data()
{
    QTest::addColumn<bool>("good");
    for (const char* rule : {"Bash", "Bash(ls)", "Bash(git status:*)", "Bash(echo (a) b)", " Bash(ls) ", "mcp__a-b__c.d", "mcp__*", "*",
                             "Read(./a b/**)", "Task(x)", "Telepathy(*)", "Bash( ls )"})
        QTest::newRow(rule) << true;
    for (const char* rule :
         {"", "  ", "(ls)", "Bash(", "Bash(ls", "Bash)", "Bash()", "Bash(  )", "Bash(ls)x", "Ba sh(ls)", "Bäsh", "Bash(l\u200bs)", "Bash(a\nb)"})
        QTest::addRow("%s.", rule) << false;
}

void PolicyTest::grammar()
{
    QFETCH(const bool, good);
    QString rule = QString::fromUtf8(QTest::currentDataTag());
    if (!good)
        rule.chop(1);
    QCOMPARE(checkRule(rule).has_value(), good);
    QVERIFY(!checkRule(QString(5000, u'a')));
}

void PolicyTest::files_data()
{
    QTest::addColumn<QString>("allow");
    QTest::addColumn<QString>("deny");
    QTest::addColumn<QString>("ask");
    QTest::addColumn<QString>("call"); // "r path" or "w path"
    QTest::addColumn<QString>("expected");
    const QString none;
    const auto row = [&](const char* name, const QString& allow, const QString& deny, const QString& ask, const QString& call, const char* expected) {
        QTest::newRow(name) << allow << deny << ask << call << QString::fromLatin1(expected);
    };
    row("reads are free", none, none, none, u"r content/a.md"_s, "allow");
    row("reads of what is not there too", none, none, none, u"r content/b.md"_s, "allow");
    row("reading the folder", none, none, none, u"r ."_s, "allow");
    row("secrets are not", none, none, none, u"r config/x.yaml"_s, "ask");
    row("secrets by a bare rule are not", u"Read"_s, none, none, u"r .env"_s, "ask");
    row("secrets by a wide rule are not", u"Read(**)"_s, none, none, u"r .env"_s, "ask");
    row("secrets by name", u"Read(config/**)"_s, none, none, u"r config/x.yaml"_s, "allow");
    row("a link to a secret", none, none, none, u"r content/link.md"_s, "ask");
    row("edits ask", none, none, none, u"w content/a.md"_s, "ask");
    row("edit rule", u"Edit(content/**)"_s, none, none, u"w content/a.md"_s, "allow");
    row("edit rule for new files", u"Edit(content/**)"_s, none, none, u"w content/new.md"_s, "allow");
    row("edit rule elsewhere", u"Edit(content/**)"_s, none, none, u"w notes.md"_s, "ask");
    row("edit rule covers reading", u"Edit(config/**)"_s, none, none, u"r config/x.yaml"_s, "allow");
    row("read rule covers no edit", u"Read(content/**)"_s, none, none, u"w content/a.md"_s, "ask");
    row("bare Edit", u"Edit"_s, none, none, u"w notes.md"_s, "allow");
    row("bare Write", u"Write"_s, none, none, u"w notes.md"_s, "allow");
    row("Write with a path is not consulted", u"Write(content/**)"_s, none, none, u"w content/a.md"_s, "ask");
    row("denied Write with a path is not consulted", none, u"Write(content/**)"_s, none, u"w content/a.md"_s, "ask");
    row("deny beats allow", u"Edit(content/**)"_s, u"Edit(content/a.md)"_s, none, u"w content/a.md"_s, "deny");
    row("deny is not specific", u"Edit(content/a.md)"_s, u"Edit(content/**)"_s, none, u"w content/a.md"_s, "deny");
    row("ask beats allow", u"Edit(content/**)"_s, none, u"Edit(content/a.md)"_s, u"w content/a.md"_s, "ask");
    row("deny beats ask", none, u"Edit(content/**)"_s, u"Edit(content/**)"_s, u"w content/a.md"_s, "deny");
    row("denied reading", none, u"Read(secrets/**)"_s, none, u"r secrets/key.txt"_s, "deny");
    row("denied reading of the folder", none, u"Read(secrets/**)"_s, none, u"r secrets"_s, "deny");
    row("denied reading stops edits", u"Edit"_s, u"Read(content/**)"_s, none, u"w content/a.md"_s, "deny");
    row("denied edits stop no reading", none, u"Edit(content/**)"_s, none, u"r content/a.md"_s, "allow");
    row("denied through a link", none, u"Read(secrets/**)"_s, none, u"r content/link.md"_s, "deny");
    row("denied by the link's name", none, u"Read(content/link.md)"_s, none, u"r content/link.md"_s, "deny");
    row("denied in another case", none, u"Read(Secrets/**)"_s, none, u"r secrets/key.txt"_s, "deny");
    row("denied bare Read", none, u"Read"_s, none, u"r content/a.md"_s, "deny");
    row("denied bare Edit", u"Edit"_s, u"Edit"_s, none, u"w content/a.md"_s, "deny");
    row("denied everything", none, u"*"_s, none, u"r content/a.md"_s, "deny");
    row("asked reading", none, none, u"Read(content/**)"_s, u"r content/a.md"_s, "ask");
    row("protected", u"Edit"_s, none, none, u"w CLAUDE.md"_s, "ask");
    row("protected, named", u"Edit(.claude/**)"_s, none, none, u"w .claude/rules/x.md"_s, "ask");
    row("protected, denied", none, u"Edit(.claude/**)"_s, none, u"w .claude/rules/x.md"_s, "deny");
    row("outside", u"Edit"_s, none, none, u"w ../outside.txt"_s, "deny");
    row("outside, named", u"Edit(//**)"_s, none, none, u"w /etc/x"_s, "deny");
    row("reading outside", none, none, none, u"r ../outside.txt"_s, "deny");
    row("a sibling with the same start", none, none, none, u"r ../proj-evil/a.md"_s, "deny");
}

void PolicyTest::files()
{
    QFETCH(const QString, allow);
    QFETCH(const QString, deny);
    QFETCH(const QString, ask);
    QFETCH(const QString, call);
    QFETCH(const QString, expected);
    const auto list = [](const QString& text) { return text.isEmpty() ? QStringList() : QStringList{text}; };
    const Policy policy(settings(list(allow), list(deny), list(ask)), m_root);
    const AccessRequest request = call.startsWith(u'w') ? write(m_root, call.sliced(2)) : read(m_root, call.sliced(2));
    const Verdict verdict = policy.decide(request, PermissionMode::Default);
    QVERIFY2(effectName(verdict.effect) == expected, qPrintable(effectName(verdict.effect) + u": "_s + verdict.reason));
    // Without anybody to ask, what would ask is denied, and what is allowed or denied stays so.
    const Verdict silent = policy.decide(request, PermissionMode::DontAsk);
    QCOMPARE(effectName(silent.effect), expected == "ask"_L1 ? u"deny"_s : expected);
    QVERIFY(silent.rememberable.isEmpty());
}

void PolicyTest::modes_data()
{
    QTest::addColumn<QString>("call");
    QTest::addColumn<QStringList>(
        "expected"); // default, acceptEdits, plan, dontAsk; with the rules Bash(git status), Edit(drafts/**), WebFetch(domain:a.b)
    QTest::newRow("read") << u"r content/a.md"_s << QStringList{u"allow"_s, u"allow"_s, u"allow"_s, u"allow"_s};
    QTest::newRow("secret") << u"r .env"_s << QStringList{u"ask"_s, u"ask"_s, u"ask"_s, u"deny"_s};
    QTest::newRow("edit") << u"w content/a.md"_s << QStringList{u"ask"_s, u"allow"_s, u"deny"_s, u"deny"_s};
    QTest::newRow("edit by rule") << u"w drafts/a.md"_s << QStringList{u"allow"_s, u"allow"_s, u"deny"_s, u"allow"_s};
    QTest::newRow("protected edit") << u"w CLAUDE.md"_s << QStringList{u"ask"_s, u"ask"_s, u"deny"_s, u"deny"_s};
    QTest::newRow("edit of settings") << u"w config/site.yaml"_s << QStringList{u"ask"_s, u"ask"_s, u"deny"_s, u"deny"_s};
    QTest::newRow("command by rule") << u"$ git status"_s << QStringList{u"allow"_s, u"allow"_s, u"deny"_s, u"allow"_s};
    QTest::newRow("command") << u"$ mkdir x"_s << QStringList{u"ask"_s, u"ask"_s, u"deny"_s, u"deny"_s};
    QTest::newRow("fetch by rule") << u"https://a.b/c"_s << QStringList{u"allow"_s, u"allow"_s, u"allow"_s, u"allow"_s};
    QTest::newRow("fetch") << u"https://c.d/c"_s << QStringList{u"ask"_s, u"ask"_s, u"ask"_s, u"deny"_s};
    QTest::newRow("service") << u"mcp__a__b"_s << QStringList{u"ask"_s, u"ask"_s, u"deny"_s, u"deny"_s};
    QTest::newRow("own list") << u"TaskList"_s << QStringList{u"allow"_s, u"allow"_s, u"allow"_s, u"allow"_s};
}

void PolicyTest::modes()
{
    QFETCH(const QString, call);
    QFETCH(const QStringList, expected);
    const Policy policy(settings({u"Bash(git status)"_s, u"Edit(drafts/**)"_s, u"WebFetch(domain:a.b)"_s}), m_root);
    AccessRequest request = call.startsWith("w "_L1)     ? write(m_root, call.sliced(2))
                            : call.startsWith("r "_L1)   ? read(m_root, call.sliced(2))
                            : call.startsWith("$ "_L1)   ? bash(call.sliced(2), m_root)
                            : call.startsWith("http"_L1) ? fetch(call)
                                                         : service(call);
    request.neverAsks = call == "TaskList"_L1;
    QStringList got;
    for (const PermissionMode mode : {PermissionMode::Default, PermissionMode::AcceptEdits, PermissionMode::Plan, PermissionMode::DontAsk}) {
        const Verdict verdict = policy.decide(request, mode);
        got.append(effectName(verdict.effect));
        if (verdict.by == Verdict::By::Mode)
            QVERIFY2(verdict.reason.contains(permissionModeName(mode)), qPrintable(verdict.reason));
    }
    QCOMPARE(got, expected);
}

void PolicyTest::hosts_data()
{
    QTest::addColumn<QString>("domain");
    QTest::addColumn<QString>("url");
    QTest::addColumn<bool>("allowed");
    QTest::newRow("same") << u"docs.python.org"_s << u"https://docs.python.org/3/"_s << true;
    QTest::newRow("case") << u"Docs.Python.ORG"_s << u"HTTPS://DOCS.python.org"_s << true;
    QTest::newRow("port") << u"docs.python.org"_s << u"https://docs.python.org:8443/"_s << true;
    QTest::newRow("root dot") << u"docs.python.org"_s << u"https://docs.python.org./"_s << true;
    QTest::newRow("longer name") << u"docs.python.org"_s << u"https://docs.python.org.evil.example/"_s << false;
    QTest::newRow("before it") << u"python.org"_s << u"https://evilpython.org/"_s << false;
    QTest::newRow("subdomain") << u"python.org"_s << u"https://docs.python.org/"_s << false;
    QTest::newRow("user name") << u"example.com"_s << u"https://example.com@evil.example/"_s << false;
    QTest::newRow("user name on the right host") << u"example.com"_s << u"https://a:b@example.com/"_s << false;
    QTest::newRow("empty user name") << u"example.com"_s << u"https://@example.com/"_s << false;
    QTest::newRow("fragment") << u"example.com"_s << u"https://evil.example/#example.com"_s << false;
    QTest::newRow("backslash") << u"example.com"_s << u"https://evil.example\\@example.com/"_s << false;
    QTest::newRow("wildcard") << u"*.example.com"_s << u"https://a.b.example.com/"_s << true;
    QTest::newRow("wildcard is not the apex") << u"*.example.com"_s << u"https://example.com/"_s << false;
    QTest::newRow("wildcard in a label") << u"api-*.example.com"_s << u"https://api-1.example.com/"_s << true;
    QTest::newRow("wildcard stays in its label") << u"api-*.example.com"_s << u"https://api-1.x.example.com/"_s << false;
    QTest::newRow("international") << u"bücher.example"_s << u"https://xn--bcher-kva.example/"_s << true;
    QTest::newRow("shared by strangers") << u"github.com"_s << u"https://github.com/x"_s << false;
    QTest::newRow("shared, subdomain") << u"*.github.io"_s << u"https://x.github.io/"_s << false;
    QTest::newRow("file") << u"example.com"_s << u"file://example.com/etc/passwd"_s << false;
    QTest::newRow("ftp") << u"example.com"_s << u"ftp://example.com/"_s << false;
    QTest::newRow("no address") << u"*"_s << u"nothing at all"_s << false;
    QTest::newRow("empty") << u"*"_s << u""_s << false;
}

void PolicyTest::hosts()
{
    QFETCH(const QString, domain);
    QFETCH(const QString, url);
    QFETCH(const bool, allowed);
    const Policy policy(settings({u"WebFetch(domain:%1)"_s.arg(domain)}), m_root);
    QCOMPARE(effectName(policy.decide(fetch(url), PermissionMode::Default).effect), allowed ? u"allow"_s : u"ask"_s);
}

void PolicyTest::otherTools_data()
{
    QTest::addColumn<QString>("rule");
    QTest::addColumn<QString>("tool");
    QTest::addColumn<QString>("subject");
    QTest::addColumn<bool>("allowed");
    QTest::addColumn<bool>("denied");
    const auto row = [](const char* rule, const char* tool, const char* subject, bool allowed, bool denied) {
        QTest::addRow("%s: %s %s", rule, tool, subject)
            << QString::fromLatin1(rule) << QString::fromLatin1(tool) << QString::fromLatin1(subject) << allowed << denied;
    };
    row("mcp__srv__tool", "mcp__srv__tool", "", true, true);
    row("mcp__srv__tool", "mcp__srv__tool2", "", false, false);
    row("mcp__srv", "mcp__srv__tool", "", true, true);
    row("mcp__srv", "mcp__srv2__tool", "", false, false);
    row("mcp__srv__*", "mcp__srv__tool", "", true, true);
    row("mcp__srv__get_*", "mcp__srv__get_x", "", true, true);
    row("mcp__srv__get_*", "mcp__srv__set_x", "", false, false);
    row("mcp__*", "mcp__srv__tool", "", false, true);
    row("*", "mcp__srv__tool", "", false, true);
    row("mcp__srv__tool(x)", "mcp__srv__tool", "", false, false);
    row("Agent(Writer)", "Agent", "Writer", true, true);
    row("Agent(Writer)", "Agent", "Editor", false, false);
    row("Task(Writer)", "Agent", "Writer", true, true);
    row("Skill(brand)", "Skill", "brand", true, true);
    row("Skill(brand *)", "Skill", "brand", true, true);
    row("Skill(brand:*)", "Skill", "brandish", false, false);
    row("WebSearch", "WebSearch", "", true, true);
    row("WebSearch(x)", "WebSearch", "", false, false);
    row("Telepathy", "Telepathy", "", false, true);
}

void PolicyTest::otherTools()
{
    QFETCH(const QString, rule);
    QFETCH(const QString, tool);
    QFETCH(const QString, subject);
    QFETCH(const bool, allowed);
    QFETCH(const bool, denied);
    AccessRequest request = service(tool, Grade::RunsProgram);
    request.subject = subject;
    QCOMPARE(Policy(settings({rule}), m_root).decide(request, PermissionMode::Default).effect == RuleEffect::Allow, allowed);
    QCOMPARE(Policy(settings({}, {rule}), m_root).decide(request, PermissionMode::Default).effect == RuleEffect::Deny, denied);
}

void PolicyTest::parameters_data()
{
    QTest::addColumn<QString>("rule");
    QTest::addColumn<bool>("denied");
    QTest::newRow("text") << u"mcp__a__b(status:publish)"_s << true;
    QTest::newRow("other text") << u"mcp__a__b(status:draft)"_s << false;
    QTest::newRow("star") << u"mcp__a__b(status:pub*)"_s << true;
    QTest::newRow("boolean") << u"mcp__a__b(now:true)"_s << true;
    QTest::newRow("number") << u"mcp__a__b(count:3)"_s << true;
    QTest::newRow("not top level") << u"mcp__a__b(inner:x)"_s << false;
    QTest::newRow("the primary field is not one") << u"mcp__a__b(url:*)"_s << false;
}

void PolicyTest::parameters()
{
    QFETCH(const QString, rule);
    QFETCH(const bool, denied);
    AccessRequest request = service(u"mcp__a__b"_s);
    request.inputJson = R"({"status":"publish","now":true,"count":3,"deep":{"inner":"x"},"url":"u"})";
    QCOMPARE(Policy(settings({}, {rule}), m_root).decide(request, PermissionMode::Default).effect == RuleEffect::Deny, denied);
    // The same argument allows, once the tool's effect is known to be no publishing; what publishes is asked whatever rules say.
    QCOMPARE(Policy(settings({rule}), m_root).decide(request, PermissionMode::Default).effect == RuleEffect::Allow, denied);
    request.alwaysAsk = true;
    QVERIFY(Policy(settings({rule}), m_root).decide(request, PermissionMode::Default).effect == RuleEffect::Ask);
}

void PolicyTest::commandsAndFiles_data()
{
    QTest::addColumn<QString>("deny");
    QTest::addColumn<QString>("command");
    QTest::addColumn<QString>("expected");
    QTest::newRow("reads what may not be read") << u"Read(secrets/**)"_s << u"cat secrets/key.txt"_s << u"deny"_s;
    QTest::newRow("through a link") << u"Read(secrets/**)"_s << u"cat content/link.md"_s << u"deny"_s;
    QTest::newRow("by redirection") << u"Read(secrets/**)"_s << u"cat < secrets/key.txt"_s << u"deny"_s;
    QTest::newRow("as an option's value") << u"Read(secrets/**)"_s << u"cat --x=secrets/key.txt"_s << u"deny"_s;
    QTest::newRow("writes by redirection") << u"Edit(content/**)"_s << u"cat x > content/a.md"_s << u"deny"_s;
    QTest::newRow("writes at all") << u"Edit"_s << u"cat x > y"_s << u"deny"_s;
    QTest::newRow("names what may not be changed") << u"Edit(content/**)"_s << u"cat content/a.md"_s << u"ask"_s;
    QTest::newRow("something else") << u"Edit(content/**)"_s << u"cat notes.md"_s << u"allow"_s;
    QTest::newRow("bare Bash") << u"Bash"_s << u"cat notes.md"_s << u"deny"_s;
    QTest::newRow("in the background") << u"Bash(run_in_background:true)"_s << u"cat notes.md"_s << u"allow"_s;
}

void PolicyTest::commandsAndFiles()
{
    QFETCH(const QString, deny);
    QFETCH(const QString, command);
    QFETCH(const QString, expected);
    const Policy policy(settings({u"Bash(cat *)"_s}, {deny}), m_root);
    QCOMPARE(effectName(policy.decide(bash(command, m_root), PermissionMode::Default).effect), expected);
}

void PolicyTest::projectRulesAreNarrow_data()
{
    QTest::addColumn<QString>("rule");
    QTest::addColumn<QString>("call");
    QTest::addColumn<bool>("allowed");
    QTest::newRow("edit") << u"Edit(content/**)"_s << u"w content/a.md"_s << true;
    QTest::newRow("bare") << u"Edit"_s << u"w content/a.md"_s << false;
    QTest::newRow("everything") << u"Edit(**)"_s << u"w content/a.md"_s << false;
    QTest::newRow("everything below") << u"Edit(./**)"_s << u"w content/a.md"_s << false;
    QTest::newRow("everything anywhere") << u"Edit(//**)"_s << u"w content/a.md"_s << false;
    QTest::newRow("secrets") << u"Read(.env)"_s << u"r .env"_s << false;
    QTest::newRow("commands") << u"Bash(git status)"_s << u"$ git status"_s << true;
    QTest::newRow("all commands") << u"Bash(*)"_s << u"$ git status"_s << false;
    QTest::newRow("all commands, colon") << u"Bash(:*)"_s << u"$ git status"_s << false;
    QTest::newRow("all commands, stars") << u"Bash(* *)"_s << u"$ git status"_s << false;
    QTest::newRow("one service tool") << u"mcp__a__b"_s << u"mcp__a__b"_s << true;
    QTest::newRow("a whole service") << u"mcp__a"_s << u"mcp__a__b"_s << false;
    QTest::newRow("a whole service, star") << u"mcp__a__*"_s << u"mcp__a__b"_s << false;
    QTest::newRow("a host") << u"WebFetch(domain:a.b)"_s << u"https://a.b/"_s << true;
    QTest::newRow("all hosts") << u"WebFetch(domain:*)"_s << u"https://a.b/"_s << false;
    QTest::newRow("all addresses") << u"WebFetch"_s << u"https://a.b/"_s << false;
}

void PolicyTest::projectRulesAreNarrow()
{
    QFETCH(const QString, rule);
    QFETCH(const QString, call);
    QFETCH(const bool, allowed);
    AccessRequest request = call.startsWith("w "_L1)     ? write(m_root, call.sliced(2))
                            : call.startsWith("r "_L1)   ? read(m_root, call.sliced(2))
                            : call.startsWith("$ "_L1)   ? bash(call.sliced(2), m_root)
                            : call.startsWith("http"_L1) ? fetch(call)
                                                         : service(call);
    for (const RuleSource source : {RuleSource::Project, RuleSource::Local, RuleSource::Skill}) {
        const Policy policy(settings({rule}, {}, {}, source), m_root);
        QCOMPARE(policy.decide(request, PermissionMode::Default).effect == RuleEffect::Allow, allowed);
    }
}

void PolicyTest::protectedIsNeverRemembered()
{
    const Policy policy(settings({u"Edit"_s, u"Edit(**)"_s, u"Edit(.claude/**)"_s}), m_root);
    for (const QString& path : {u".claude/settings.json"_s, u".mcp.json"_s, u"CLAUDE.md "_s, u".git"_s, u"config/pipeline.yaml"_s}) {
        const Verdict verdict = policy.decide(write(m_root, path), PermissionMode::AcceptEdits);
        QCOMPARE(verdict.effect, RuleEffect::Ask);
        QCOMPARE(verdict.by, Verdict::By::Protected);
        QVERIFY(verdict.rememberable.isEmpty());
    }
}

void PolicyTest::alwaysAskBeatsEveryRule()
{
    AccessRequest request = service(u"mcp__wp__publish"_s);
    request.alwaysAsk = true;
    request.alwaysAskReason = u"Publishing always asks."_s;
    const Policy policy(settings({u"mcp__wp"_s, u"mcp__wp__publish"_s}), m_root);
    const Verdict verdict = policy.decide(request, PermissionMode::AcceptEdits);
    QCOMPARE(verdict.effect, RuleEffect::Ask);
    QCOMPARE(verdict.reason, request.alwaysAskReason);
    QVERIFY(verdict.rememberable.isEmpty());
    request.neverAsks = true;
    QCOMPARE(Policy(settings({}, {u"mcp__wp"_s}), m_root).decide(request, PermissionMode::Default).effect, RuleEffect::Deny);
}

void PolicyTest::unreadableRulesAllowNothing()
{
    const QStringList allow{u"Bash(git status)"_s, u"Edit(content/**)"_s};
    for (const QString& broken : {u"Bash(rm -rf"_s, u"Read([x)"_s, u""_s}) {
        for (const bool ask : {false, true}) {
            const Policy policy(settings(allow, ask ? QStringList() : QStringList{broken}, ask ? QStringList{broken} : QStringList()), m_root);
            QCOMPARE(policy.decide(bash(u"git status"_s, m_root), PermissionMode::Default).by, Verdict::By::Problem);
            QCOMPARE(policy.decide(write(m_root, u"content/a.md"_s), PermissionMode::AcceptEdits).effect, RuleEffect::Ask);
            QCOMPARE(policy.decide(read(m_root, u"content/a.md"_s), PermissionMode::Default).effect, RuleEffect::Ask);
        }
        const Policy policy(settings(allow + QStringList{broken}), m_root);
        QCOMPARE(policy.decide(bash(u"git status"_s, m_root), PermissionMode::Default).effect, RuleEffect::Allow);
    }
    PermissionSettings closed = settings(allow, {u"Bash(curl *)"_s});
    closed.failClosed = true;
    const Policy policy(closed, m_root);
    QCOMPARE(policy.decide(bash(u"git status"_s, m_root), PermissionMode::Default).effect, RuleEffect::Ask);
    QCOMPARE(policy.decide(bash(u"curl x"_s, m_root), PermissionMode::Default).effect, RuleEffect::Deny);
}

void PolicyTest::unresolvedLinkIsNotAllowed()
{
    const Policy policy(settings({u"Edit"_s, u"Edit(content/**)"_s}), m_root);
    for (const PathAccess::Kind kind : {kReadIt, kWriteIt}) {
        AccessRequest request = onFile(kind == kReadIt ? u"Read"_s : u"Write"_s, kind, m_root, u"content/a.md"_s);
        request.paths.first().realPath.clear();
        QCOMPARE(policy.decide(request, PermissionMode::AcceptEdits).effect, RuleEffect::Ask);
    }
    AccessRequest nothing = write(m_root, u"content/a.md"_s);
    nothing.paths.clear();
    QCOMPARE(policy.decide(nothing, PermissionMode::AcceptEdits).effect, RuleEffect::Ask);
}

void PolicyTest::linkNeedsBothNames()
{
    const AccessRequest request = write(m_root, u"content/link.md"_s);
    QCOMPARE(Policy(settings({u"Edit(content/**)"_s}), m_root).decide(request, PermissionMode::Default).effect, RuleEffect::Ask);
    QCOMPARE(Policy(settings({u"Edit(secrets/**)"_s}), m_root).decide(request, PermissionMode::Default).effect, RuleEffect::Ask);
}

void PolicyTest::folderOpenedThroughALink()
{
    const QString alias = QFileInfo(m_folder.path()).canonicalFilePath() + "/alias"_L1;
    const Policy policy(settings({u"Edit(content/**)"_s}, {u"Read(secrets/**)"_s}), alias);
    QCOMPARE(policy.decide(write(alias, u"content/a.md"_s), PermissionMode::Default).effect, RuleEffect::Allow);
    QCOMPARE(policy.decide(write(m_root, u"content/a.md"_s), PermissionMode::Default).effect, RuleEffect::Allow);
    QCOMPARE(policy.decide(read(m_root, u"secrets/key.txt"_s), PermissionMode::Default).effect, RuleEffect::Deny);
    QCOMPARE(policy.decide(read(alias, u"secrets/key.txt"_s), PermissionMode::Default).effect, RuleEffect::Deny);
    QVERIFY(policy.deniesRead(alias + "/secrets/key.txt"_L1, m_root + "/secrets/key.txt"_L1));
    QVERIFY(policy.deniesRead(m_root + "/content/link.md"_L1, m_root + "/secrets/key.txt"_L1));
    QVERIFY(!policy.deniesRead(m_root + "/content/a.md"_L1, m_root + "/content/a.md"_L1));
}

void PolicyTest::remembers_data()
{
    QTest::addColumn<QString>("call");
    QTest::addColumn<QStringList>("rules");
    QTest::newRow("edit") << u"w content/a.md"_s << QStringList{u"Edit(content/a.md)"_s};
    QTest::newRow("edit at the top") << u"w notes.md"_s << QStringList{u"Edit(/notes.md)"_s};
    QTest::newRow("name with a pattern") << u"w content/[x] *.md"_s << QStringList{u"Edit(content/\\[x\\] \\*.md)"_s};
    QTest::newRow("name with hidden characters") << u"w content/a\u200b.md"_s << QStringList{};
    QTest::newRow("protected") << u"w .claude/rules/a.md"_s << QStringList{};
    QTest::newRow("secret") << u"r .env"_s << QStringList{};
    QTest::newRow("write of a secret") << u"w config/a.yaml"_s << QStringList{};
    QTest::newRow("link") << u"w content/link.md"_s << QStringList{};
    QTest::newRow("fetch") << u"https://A.example.com:81/x?y"_s << QStringList{u"WebFetch(domain:a.example.com)"_s};
    QTest::newRow("fetch from a shared host") << u"https://github.com/x"_s << QStringList{};
    QTest::newRow("fetch with a user name") << u"https://a@b.example/"_s << QStringList{};
    QTest::newRow("service that changes") << u"mcp__a__b"_s << QStringList{};
    QTest::newRow("one thing in a service") << u"mcp__a__b tableId:tbl1"_s << QStringList{u"mcp__a__b(tableId:tbl1)"_s};
    QTest::newRow("a pattern of the service's making") << u"mcp__a__b tableId:*"_s << QStringList{};
}

void PolicyTest::remembers()
{
    QFETCH(const QString, call);
    QFETCH(const QStringList, rules);
    AccessRequest request = call.startsWith("w "_L1)     ? write(m_root, call.sliced(2))
                            : call.startsWith("r "_L1)   ? read(m_root, call.sliced(2))
                            : call.startsWith("http"_L1) ? fetch(call)
                                                         : service(call.section(u' ', 0, 0));
    if (call.startsWith("mcp__"_L1))
        request.subject = call.section(u' ', 1);
    if (request.subject == u"tableId:tbl1"_s)
        request.inputJson = R"({"tableId":"tbl1"})";
    const Verdict verdict = Policy({}, m_root).decide(request, PermissionMode::Default);
    QCOMPARE(verdict.effect, RuleEffect::Ask);
    QCOMPARE(verdict.rememberable, rules);
    QCOMPARE(verdict.widerRules, rules.isEmpty() || !call.startsWith("w content/"_L1) ? QStringList() : QStringList{u"Edit(content/**)"_s});
    // Each one, remembered alone, allows exactly this the next time.
    for (const QString& text : verdict.rememberable + verdict.widerRules) {
        Policy policy({}, m_root);
        policy.addRule(rule(RuleEffect::Allow, text, RuleSource::Session));
        const Verdict again = policy.decide(request, PermissionMode::Default);
        QVERIFY2(again.effect == RuleEffect::Allow, qPrintable(text + u": "_s + again.reason));
        QCOMPARE(again.rule, text);
        QCOMPARE(again.source, RuleSource::Session);
    }
}

void PolicyTest::addsAndRemovesRules()
{
    Policy policy(settings({}, {u"Edit(secrets/**)"_s}), m_root);
    policy.addRule(rule(RuleEffect::Allow, u"Edit(content/**)"_s, RuleSource::Session));
    policy.addRule(rule(RuleEffect::Allow, u"Edit(secrets/**)"_s, RuleSource::Session));
    QCOMPARE(policy.decide(write(m_root, u"content/a.md"_s), PermissionMode::Default).effect, RuleEffect::Allow);
    QCOMPARE(policy.decide(write(m_root, u"secrets/a.md"_s), PermissionMode::Default).effect, RuleEffect::Deny);
    policy.removeRules(RuleSource::Session);
    QCOMPARE(policy.decide(write(m_root, u"content/a.md"_s), PermissionMode::Default).effect, RuleEffect::Ask);
    QCOMPARE(policy.settings().rules.size(), 1);
}

void PolicyTest::harmlessCallsStillObeyRules()
{
    AccessRequest request = service(u"Agent"_s, Grade::Read);
    request.subject = u"Writer"_s;
    request.neverAsks = true;
    QCOMPARE(Policy({}, m_root).decide(request, PermissionMode::Plan).effect, RuleEffect::Allow);
    QCOMPARE(Policy(settings({}, {}, {u"Agent(Writer)"_s}), m_root).decide(request, PermissionMode::Default).effect, RuleEffect::Ask);
    QCOMPARE(Policy(settings({}, {u"Agent(Writer)"_s}), m_root).decide(request, PermissionMode::Default).effect, RuleEffect::Deny);
}

void PolicyTest::removesTools()
{
    const Policy policy(settings({}, {u"Bash(*)"_s, u"mcp__x"_s, u"mcp__y__*"_s, u"WebFetch(domain:a.b)"_s, u"Edit"_s}), m_root);
    for (const QString& tool : {u"Bash"_s, u"mcp__x__a"_s, u"mcp__y__b"_s, u"Edit"_s, u"Write"_s})
        QVERIFY2(policy.removesTool(tool), qPrintable(tool));
    for (const QString& tool : {u"WebFetch"_s, u"mcp__z__a"_s, u"Read"_s})
        QVERIFY2(!policy.removesTool(tool), qPrintable(tool));
}

void PolicyTest::saysWhy()
{
    const Policy policy(settings({u"Edit(content/**)"_s}, {u"Bash(curl:*)"_s}), m_root);
    QCOMPARE(policy.decide(write(m_root, u"content/a.md"_s), PermissionMode::Default).reason,
             u"The rule Edit(content/**) of your settings allows it."_s);
    const Verdict denied = policy.decide(bash(u"curl x"_s, m_root), PermissionMode::Default);
    QCOMPARE(denied.reason, u"The rule Bash(curl:*) of your settings denies it."_s);
    QCOMPARE(denied.by, Verdict::By::Rule);
}

QTEST_GUILESS_MAIN(PolicyTest)
#include "tst_policy.moc"
