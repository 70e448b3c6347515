// SPDX-License-Identifier: MIT
#include "core/mcp/servicechoices.h"
#include "tests/support/programrun.h"

using namespace aios;
using namespace aios::test;
using namespace Qt::StringLiterals;

/// `aios project show` lists what services said of their tools when they last ran, because that counts in every session, and starts nothing for it.
class TestProjectWords : public QObject {
    Q_OBJECT

    struct House {
        Programs programs;
        QString folder = programs.house(u"h"_s);
        QString starts = programs.place.path(u"starts"_s);

        /// The command of a service that leaves a line at each start.
        [[nodiscard]] QStringList command() const
        {
            return {u"sh"_s, u"-c"_s, u"echo started >> '%1'; exec '%2' ok"_s.arg(starts, QStringLiteral(AIOS_BIN_DIR "/stubs/mcpserver"))};
        }
        [[nodiscard]] Ran mcp(const QStringList& words) const { return programs.run(QStringList{u"mcp"_s, u"--project"_s, folder} + words); }
        [[nodiscard]] QByteArray text() const { return programs.run({u"project"_s, u"show"_s, folder}).out; }
        [[nodiscard]] json::object service() const
        {
            const auto value = parseJson(programs.run({u"project"_s, u"show"_s, folder, u"--json"_s}).out.trimmed());
            const json::array* services = value && value->is_object() ? jsonArray(value->get_object(), "services") : nullptr;
            return services && services->size() == 1 ? (*services)[0].get_object() : json::object();
        }
        /// As the switch beside them in the window does it.
        [[nodiscard]] bool quiet() const
        {
            QDirIterator files(programs.place.path(u"home/aios"_s), {u"services.json"_s}, QDir::Files, QDirIterator::Subdirectories);
            const QString file = files.hasNext() ? files.next() : QString();
            return !file.isEmpty() && ServiceChoices(file).setInstructionsOn(u"one"_s, {}, {}, false).has_value();
        }
        [[nodiscard]] qsizetype started() const
        {
            QFile file(starts);
            return file.open(QIODevice::ReadOnly) ? file.readAll().count('\n') : 0;
        }
    };

private Q_SLOTS:
    void ofThePerson()
    {
        const House house;
        QCOMPARE(house.mcp(QStringList{u"add"_s, u"one"_s, u"--"_s} + house.command()).code, 0);
        QVERIFY(!house.text().contains("says")); // nothing is known yet
        QCOMPARE(house.mcp({u"list"_s}).code, 0);
        QCOMPARE(house.started(), 1);
        const QByteArray text = house.text();
        QVERIFY2(text.contains("Services (1, ~") && text.contains("says: Use me well."), text.constData());
        const json::object service = house.service();
        QCOMPARE(jsonText(service, "name"), u"one"_s);
        QCOMPARE(jsonText(service, "origin"), u"user"_s);
        const json::object* words = jsonObject(service, "instructions");
        QVERIFY(words);
        QCOMPARE(jsonText(*words, "text"), u"Use me well."_s);
        QVERIFY(jsonBool(*words, "given") && jsonInt(*words, "tokens") > 0);
        QCOMPARE(house.started(), 1);
    }

    /// Those that are not given cost nothing, and that is said.
    void ofTheFolder()
    {
        const House house;
        QCOMPARE(house.mcp(QStringList{u"add"_s, u"one"_s, u"--scope=project"_s, u"--"_s} + house.command()).code, 0);
        json::object service = house.service();
        QCOMPARE(jsonText(service, "name"), u"one"_s);
        QVERIFY(service["instructions"].is_null());
        QCOMPARE(house.programs.run({u"project"_s, u"trust"_s, house.folder, u"--yes"_s}).code, 0);
        QCOMPARE(house.mcp({u"list"_s}).code, 0);
        const QByteArray trusted = house.text();
        QVERIFY2(trusted.contains("says: Use me well."), trusted.constData());
        // The person does not want the model to hear them.
        QVERIFY(house.quiet());
        const QByteArray quiet = house.text();
        QVERIFY2(quiet.contains("says, but it is not given: Use me well."), quiet.constData());
        const json::object silent = house.service();
        const json::object* words = jsonObject(silent, "instructions");
        QVERIFY(words && !jsonBool(*words, "given", true) && jsonInt(*words, "tokens", -1) == 0);
        QCOMPARE(house.started(), 1);
    }
};

QTEST_GUILESS_MAIN(TestProjectWords)
#include "tst_projectwords.moc"
