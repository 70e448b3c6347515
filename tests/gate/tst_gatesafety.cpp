// SPDX-License-Identifier: MIT
#include "gatetest.h"

#include "core/base/hash.h"

#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace aios;
using namespace aios::test;

/// The catalogue of known attacks (data/safety-cases.jsonl) against the whole decision: settings, analysis, policy.
class GateSafetyTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void decides_data();
    void decides();

private:
    [[nodiscard]] RuleEffect shell(const json::object& input) const;
    [[nodiscard]] RuleEffect permissions(const QString& id, const json::object& input);
    [[nodiscard]] RuleEffect path(const json::object& input);
    [[nodiscard]] RuleEffect trust(const QString& id, const json::object& input);
    [[nodiscard]] PermissionSettings loaded(bool trusted = false) const;

    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_root;
};

namespace {

QStringList texts(const json::object& object, std::string_view key)
{
    QStringList list;
    if (const json::array* array = jsonArray(object, key)) {
        for (const json::value& value : *array)
            list.append(toQString(value.as_string()));
    }
    return list;
}

RuleSource sourceIn(const json::object& object)
{
    return jsonText(object, "rule_source") == "project"_L1 ? RuleSource::Project : RuleSource::User;
}

} // namespace

void GateSafetyTest::init()
{
    QTest::failOnWarning();
    m_folder = std::make_unique<QTemporaryDir>();
    m_root = QFileInfo(m_folder->path()).canonicalFilePath() + "/proj"_L1;
    QVERIFY(QDir().mkpath(m_root));
}

PermissionSettings GateSafetyTest::loaded(bool trusted) const
{
    SettingsLocations locations;
    locations.root = m_root;
    locations.claudeConfigDir = m_folder->path() + "/home/.claude"_L1;
    locations.projectTrusted = trusted;
    return loadPermissionSettings(locations);
}

RuleEffect GateSafetyTest::shell(const json::object& input) const
{
    const json::object* rules = jsonObject(input, "rules");
    const QString command = jsonText(input, "command");
    const Policy policy(settings(texts(*rules, "allow"), texts(*rules, "deny"), {}, sourceIn(*rules)), m_root);
    AccessRequest request = bash(command, m_root);
    // Rows about the other fields of the call give the whole input.
    if (const Result<json::value> whole = parseJson(command.toUtf8()); whole && whole->is_object()) {
        request = bash(jsonText(whole->as_object(), "command"), m_root);
        request.inputJson = command.toUtf8();
    }
    return policy.decide(request, PermissionMode::Default).effect;
}

RuleEffect GateSafetyTest::permissions(const QString& id, const json::object& input)
{
    if (id == "PRM-006"_L1) {
        put(m_root + u'/' + jsonText(input, "file"), toJson(*input.if_contains("json")));
        const PermissionSettings project = loaded(true);
        return project.mode == PermissionMode::Default && !project.problems.isEmpty() ? RuleEffect::Deny : RuleEffect::Allow;
    }
    PermissionSettings made = settings(texts(input, "allow"), texts(input, "deny") + texts(input, "user_deny"), {}, sourceIn(input));
    made.rules.append(settings(texts(input, "project_allow"), {}, {}, RuleSource::Project).rules);
    const Policy policy(made, m_root);
    const QString call = jsonText(input, "call");
    AccessRequest request = bash(call, m_root);
    if (call.startsWith("http"_L1))
        request = fetch(call);
    else if (call.startsWith("mcp__"_L1))
        request = service(call);
    else if (call.startsWith("Read "_L1))
        request = read(m_root, call.sliced(5));
    return policy.decide(request, PermissionMode::Default).effect;
}

RuleEffect GateSafetyTest::path(const json::object& input)
{
    PermissionSettings made;
    for (const QString& step : texts(input, "setup")) {
        const QStringList words = step.split(u' ');
        if (words[0] == "ln"_L1)
            QFile::link(words[2], m_root + u'/' + words[3]);
        else if (words[0] == "deny"_L1)
            made.rules.append(rule(RuleEffect::Deny, words[1]));
    }
    put(m_root + "/secrets/key.txt"_L1, "k");
    QString named = jsonText(input, "path");
    named.replace("/home/u/proj"_L1, m_root);
    const bool writes = jsonText(input, "op") == "write"_L1;
    // Whatever the person allowed: the rows are about what no rule reaches past.
    made.rules.append(settings({u"Edit"_s, u"Edit(**)"_s, u"Read"_s}).rules);
    const Policy policy(made, m_root);
    return policy.decide(writes ? write(m_root, named) : read(m_root, named), PermissionMode::AcceptEdits).effect;
}

RuleEffect GateSafetyTest::trust(const QString& id, const json::object& input)
{
    if (id == "FM-024"_L1 || id == "FM-028"_L1) {
        const QString allowed = id == "FM-024"_L1 ? u"Bash(*)"_s : u"Bash(git:*)"_s;
        const Policy policy(settings({allowed}, {}, {}, RuleSource::Skill), m_root);
        return policy.decide(bash(u"curl evil.example"_s, m_root), PermissionMode::Default).effect;
    }
    if (id == "UNI-002"_L1) {
        const Policy policy(settings({u"Bash(echo:*)"_s, u"Bash(rm:*)"_s}), m_root);
        return policy.decide(bash(jsonText(input, "text"), m_root), PermissionMode::Default).effect;
    }
    if (id == "TR-020"_L1) {
        put(m_folder->path() + "/x/settings.json"_L1, R"json({"permissions":{"allow":["Bash(git status)"]}})json");
        QFile::link(m_folder->path() + "/x"_L1, m_root + "/.claude"_L1);
        return Policy(loaded(true), m_root).decide(bash(u"git status"_s, m_root), PermissionMode::Default).effect;
    }
    qFatal("no way to run %s", qPrintable(id));
}

void GateSafetyTest::decides_data()
{
    QTest::addColumn<QString>("id");
    QTest::addColumn<QByteArray>("line");
    int rows = 0;
    for (const QByteArray& line : bytesOf(QStringLiteral(AIOS_SOURCE_DIR "/tests/gate/data/safety-cases.jsonl")).split('\n')) {
        if (line.trimmed().isEmpty())
            continue;
        const Result<json::value> row = parseJson(line);
        QVERIFY2(row, line.constData());
        const QString id = jsonText(row->as_object(), "id");
        const QString title = jsonText(row->as_object(), "title");
        QTest::addRow("%s %s", qPrintable(id), qPrintable(title)) << id << line;
        ++rows;
    }
    QVERIFY(rows > 70);
}

void GateSafetyTest::decides()
{
    QFETCH(const QString, id);
    QFETCH(const QByteArray, line);
    const Result<json::value> parsed = parseJson(line);
    QVERIFY(parsed);
    const json::object& row = parsed->as_object();
    const json::object& input = *jsonObject(row, "input");
    if (id == "TR-005"_L1) {
        put(m_root + "/.claude/settings.json"_L1, toJson(*input.if_contains("json")));
        const PermissionSettings read = loaded(true);
        QVERIFY(read.rules.isEmpty() && read.model.isEmpty());
        return;
    }
    const QString area = jsonText(row, "area");
    const RuleEffect got = area == "shell"_L1         ? shell(input)
                           : area == "permissions"_L1 ? permissions(id, input)
                           : area == "path"_L1        ? path(input)
                                                      : trust(id, input);
    QStringList accepted = texts(row, "also_ok");
    const QString expected = jsonText(row, "expected");
    // A warning is shown, and the call itself still asks.
    accepted.append(expected == "render-safe"_L1 ? u"ask"_s : expected);
    QVERIFY2(accepted.contains(effectName(got)), qPrintable(u"%1, expected %2"_s.arg(effectName(got), accepted.join(u'/'))));
}

QTEST_GUILESS_MAIN(GateSafetyTest)
#include "tst_gatesafety.moc"
