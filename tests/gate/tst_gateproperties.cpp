// SPDX-License-Identifier: MIT
#include "gatetest.h"

#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace aios;
using namespace aios::test;

/// What must hold for any configuration and any wrapping over many random ones with a fixed seed.
class GatePropertiesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void projectNeverLoosens();
    void deniedStaysDeniedInAnyWrapping();
    void brokenSettingsNeverAllowMore();

private:
    [[nodiscard]] QString pick(const QStringList& list) { return list[m_random.bounded(list.size())]; }
    [[nodiscard]] QByteArray randomSettings(const QStringList& modes);
    [[nodiscard]] QString randomWrapping(const QString& command);
    [[nodiscard]] QList<RuleEffect> decisions(const PermissionSettings& settings) const;
    [[nodiscard]] PermissionSettings load() const
    {
        SettingsLocations locations;
        locations.root = m_root;
        locations.claudeConfigDir = m_root + "/../home"_L1;
        return loadPermissionSettings(locations);
    }
    [[nodiscard]] QString describe(qsizetype call) const
    {
        return m_calls[call].tool + u' ' + QString::fromUtf8(m_calls[call].inputJson) + m_calls[call].url;
    }

    QRandomGenerator m_random{20261122};
    QTemporaryDir m_folder;
    QString m_root;
    QList<AccessRequest> m_calls;
};

void GatePropertiesTest::initTestCase()
{
    m_root = QFileInfo(m_folder.path()).canonicalFilePath() + "/proj"_L1;
    for (const char* name : {"content/a.md", "notes.md", ".env", "config/x.yaml", "CLAUDE.md", "secrets/key.txt"})
        put(m_root + u'/' + QLatin1StringView(name), "x");
    for (const QString& path :
         {u"content/a.md"_s, u"content/new.md"_s, u"notes.md"_s, u".env"_s, u"config/x.yaml"_s, u"CLAUDE.md"_s, u".claude/settings.json"_s}) {
        m_calls.append(write(m_root, path));
        m_calls.append(read(m_root, path));
    }
    for (const QString& command : {u"git status"_s, u"git log --oneline"_s, u"curl x"_s, u"ls; curl x"_s, u"cat notes.md"_s, u"cat secrets/key.txt"_s,
                                   u"rm -rf ."_s, u"echo 'x"_s, u"make test"_s, u"ls > out"_s})
        m_calls.append(bash(command, m_root));
    for (const QString& url : {u"https://a.example/"_s, u"https://b.example/"_s, u"https://x@a.example/"_s})
        m_calls.append(fetch(url));
    m_calls.append(service(u"mcp__a__b"_s));
    m_calls.append(service(u"mcp__a__c"_s, Grade::Read));
}

QByteArray GatePropertiesTest::randomSettings(const QStringList& modes)
{
    const QStringList rules{u"Bash"_s,
                            u"Bash(*)"_s,
                            u"Bash(git *)"_s,
                            u"Bash(git status)"_s,
                            u"Bash(curl:*)"_s,
                            u"Bash(ls:*)"_s,
                            u"Bash(cat *)"_s,
                            u"Bash(make *)"_s,
                            u"Edit"_s,
                            u"Edit(**)"_s,
                            u"Edit(content/**)"_s,
                            u"Edit(.claude/**)"_s,
                            u"Edit(notes.md)"_s,
                            u"Read"_s,
                            u"Read(**)"_s,
                            u"Read(.env)"_s,
                            u"Read(secrets/**)"_s,
                            u"Read(config/**)"_s,
                            u"Write"_s,
                            u"Write(notes.md)"_s,
                            u"WebFetch"_s,
                            u"WebFetch(domain:a.example)"_s,
                            u"WebFetch(domain:*.example)"_s,
                            u"mcp__a"_s,
                            u"mcp__*"_s,
                            u"mcp__a__b"_s,
                            u"*"_s,
                            u"Agent(x)"_s,
                            u"Bash(rm"_s,
                            u"!"_s,
                            u"Read([)"_s};
    const auto list = [&](int most) {
        QByteArray text = "[";
        for (int count = m_random.bounded(most + 1); count > 0; --count)
            text += (text.size() > 1 ? "," : "") + jsonString(QStringView(pick(rules)));
        return QByteArray(text + "]");
    };
    QByteArray text = "{\"permissions\":{\"allow\":" + list(5) + ",\"ask\":" + list(1) + ",\"deny\":" + list(1);
    if (const QString mode = pick(modes); !mode.isEmpty())
        text += ",\"defaultMode\":" + jsonString(QStringView(mode));
    if (m_random.bounded(8) == 0)
        text += ",\"denyInsteadOfPrompting\":true";
    text += "}";
    const QList<QByteArray> extras{"", ",\"model\":\"m\"", ",\"env\":{\"PATH\":\".\"}", ",\"model\":5", ",\"hooks\":{}", ",\"x\":[1,2]"};
    return QByteArray(text + extras[m_random.bounded(extras.size())] + "}");
}

QList<RuleEffect> GatePropertiesTest::decisions(const PermissionSettings& settings) const
{
    const Policy policy(settings, m_root);
    QList<RuleEffect> effects;
    for (const AccessRequest& call : m_calls)
        effects.append(policy.decide(call, settings.mode).effect);
    return effects;
}

/// I4: whatever stands in the folder's files, no call fares better than without them before the person has trusted it.
void GatePropertiesTest::projectNeverLoosens()
{
    const QStringList modes{u""_s, u""_s, u"default"_s, u"acceptEdits"_s, u"plan"_s, u"dontAsk"_s, u"bypassPermissions"_s, u"auto"_s};
    int allowed = 0;
    for (int round = 0; round < 250; ++round) {
        QFile::remove(m_root + "/.claude/settings.json"_L1);
        QFile::remove(m_root + "/.claude/settings.local.json"_L1);
        const QByteArray user = randomSettings(modes);
        put(m_root + "/../home/settings.json"_L1, user);
        const QList<RuleEffect> before = decisions(load());
        const QByteArray project = randomSettings(modes);
        put(m_root + (m_random.bounded(2) ? "/.claude/settings.json"_L1 : "/.claude/settings.local.json"_L1), project);
        const QList<RuleEffect> after = decisions(load());
        for (qsizetype i = 0; i < before.size(); ++i) {
            allowed += before[i] == RuleEffect::Allow;
            // Deny, Ask, Allow stand in this order.
            QVERIFY2(after[i] <= before[i],
                     qPrintable(describe(i) + u"\nuser "_s + QString::fromUtf8(user) + u"\nproject "_s + QString::fromUtf8(project)));
        }
    }
    QVERIFY(allowed > 300); // otherwise the above says nothing
}

QString GatePropertiesTest::randomWrapping(const QString& command)
{
    static const QStringList forms{u"env %1"_s,
                                   u"env A=1 %1"_s,
                                   u"env -i -u B %1"_s,
                                   u"timeout 5 %1"_s,
                                   u"timeout -s KILL 5 %1"_s,
                                   u"nice -n 3 %1"_s,
                                   u"nohup %1"_s,
                                   u"stdbuf -oL %1"_s,
                                   u"command %1"_s,
                                   u"builtin %1"_s,
                                   u"exec %1"_s,
                                   u"time %1"_s,
                                   u"xargs %1"_s,
                                   u"xargs -n 1 %1"_s,
                                   u"sudo %1"_s,
                                   u"sudo -u root %1"_s,
                                   u"setsid %1"_s,
                                   u"bash -c \"%1\""_s,
                                   u"sh -c '%1'"_s,
                                   u"bash -lc \"%1\""_s,
                                   u"eval \"%1\""_s,
                                   u"eval %1"_s,
                                   u"find . -exec %1 {} +"_s,
                                   u"watch %1"_s,
                                   u"(%1)"_s,
                                   u"{ %1; }"_s,
                                   u"%1 &"_s,
                                   u"true; %1"_s,
                                   u"true && %1"_s,
                                   u"echo a | %1"_s,
                                   u"%1 | cat"_s,
                                   u"! %1"_s,
                                   u"if true; then %1; fi"_s,
                                   u"while %1; do :; done"_s,
                                   u"for i in 1; do %1; done"_s,
                                   u"f() { %1; }; f"_s,
                                   u"echo $(%1)"_s,
                                   u"echo \"$(%1)\""_s,
                                   u"echo `%1`"_s,
                                   u"cat <(%1)"_s,
                                   u"A=$(%1) true"_s,
                                   u"%1 > out"_s,
                                   u"%1 2>&1"_s,
                                   u"strace %1"_s,
                                   u"busybox %1"_s,
                                   u"trap \"%1\" EXIT"_s,
                                   u"ssh host %1"_s,
                                   u"flock l %1"_s,
                                   u"doas %1"_s,
                                   u"unknownwrapper %1"_s,
                                   u"case a in *) %1;; esac"_s,
                                   u"[[ -n $(%1) ]]"_s,
                                   u"coproc %1"_s,
                                   u"%1 \\\n x"_s,
                                   u"\n%1\n"_s,
                                   u"# c\n%1"_s,
                                   u"${x:-$(%1)}"_s,
                                   u"$((`%1`))"_s};
    return pick(forms).arg(command);
}

/// I5: a denied command is denied, or at the very least asked about, whatever stands around it.
void GatePropertiesTest::deniedStaysDeniedInAnyWrapping()
{
    const QStringList commands{u"curl x"_s, u"c''url x"_s, u"\\curl x"_s, u"/usr/bin/curl x"_s, u"curl"_s, u"\"curl\" $X"_s};
    const QStringList allow{u"Bash"_s, u"Bash(*)"_s};
    const Policy policy(settings(allow, {u"Bash(curl:*)"_s}), m_root);
    const Policy bare(settings(allow, {u"Bash"_s}), m_root);
    int denied = 0;
    constexpr int kRounds = 150;
    for (int round = 0; round < kRounds; ++round) {
        QString command = pick(commands);
        for (int depth = 1 + m_random.bounded(3); depth > 0; --depth)
            command = randomWrapping(command);
        const AccessRequest request = bash(command, m_root);
        const RuleEffect effect = policy.decide(request, PermissionMode::AcceptEdits).effect;
        QVERIFY2(effect != RuleEffect::Allow, qPrintable(command));
        QCOMPARE(bare.decide(request, PermissionMode::Default).effect, RuleEffect::Deny);
        denied += effect == RuleEffect::Deny;
    }
    QVERIFY2(denied > kRounds * 3 / 4, qPrintable(QString::number(denied)));
}

/// I6: a settings file cut off or damaged at any byte never allows what the whole one did not.
void GatePropertiesTest::brokenSettingsNeverAllowMore()
{
    const QByteArray whole = R"j({
  "permissions": {
    "allow": ["Bash(git status)", "Edit(content/**)", "WebFetch(domain:a.example)"],
    "ask": ["Bash(git log *)"],
    "deny": ["Bash(curl:*)", "Read(secrets/**)", "Edit(notes.md)"],
    "defaultMode": "dontAsk"
  },
  "model": "m"
}
)j";
    // What another of the person's files allows, and the broken one denies.
    put(m_root + "/../own.json"_L1, R"j({"permissions":{"allow":["Bash(cat *)","Edit(notes.md)","Bash(git log *)"]}})j");
    SettingsLocations locations;
    locations.root = m_root;
    locations.claudeConfigDir = m_root + "/../home"_L1;
    locations.ownSettingsFile = m_root + "/../own.json"_L1;
    QFile::remove(m_root + "/.claude/settings.json"_L1);
    QFile::remove(m_root + "/.claude/settings.local.json"_L1);
    const QString file = m_root + "/../home/settings.json"_L1;
    put(file, whole);
    const QList<RuleEffect> before = decisions(loadPermissionSettings(locations));
    QVERIFY(before.contains(RuleEffect::Allow));
    const auto check = [&](const QByteArray& broken, const char* how, qsizetype at) {
        put(file, broken);
        const PermissionSettings settings = loadPermissionSettings(locations);
        const QList<RuleEffect> after = decisions(settings);
        for (qsizetype i = 0; i < before.size(); ++i) {
            if (after[i] == RuleEffect::Allow && before[i] != RuleEffect::Allow)
                QFAIL(qPrintable(u"%1 at byte %2: %3"_s.arg(QString::fromLatin1(how)).arg(at).arg(describe(i))));
        }
    };
    for (qsizetype at = 0; at < whole.size(); ++at) {
        // The last bytes are white space: without them it is still whole.
        check(whole.first(at), "cut off", at);
        for (const char c : {'\0', '\xff', '"', '\n', '\\'}) {
            QByteArray damaged = whole;
            damaged[at] = c;
            check(damaged, "damaged", at);
        }
        QByteArray zeroed = whole;
        for (qsizetype i = at; i < zeroed.size(); ++i)
            zeroed[i] = '\0';
        check(zeroed, "zeroed", at);
    }
}

QTEST_GUILESS_MAIN(GatePropertiesTest)
#include "tst_gateproperties.moc"
