// SPDX-License-Identifier: MIT
#include "tests/e2e/samplefolder.h"
#include "tests/support/onterminal.h"

using namespace aios;
using namespace aios::test;
using namespace Qt::StringLiterals;

/// /setup, /signals and /video of the sample with real services: tables that are missing, the brand's record, sample data that says so, a video's records.
class TestSampleDesk : public QObject {
    Q_OBJECT

private:
    const Programs m_programs;
    const SampleFolder m_sample{m_programs};

    /// The program's resources, but with only two of the six tables: what an older program left behind.
    [[nodiscard]] QString resourcesWithTwoTables() const
    {
        const QString all = qEnvironmentVariable("AIOS_RESOURCES");
        const auto linkAll = [&](const QString& folder, const QString& but) {
            for (const QString& name : QDir(all + folder).entryList(QDir::AllEntries | QDir::NoDotAndDotDot)) {
                if (name != but)
                    m_programs.place.link(all + folder + u'/' + name, u"few"_s + folder + u'/' + name);
            }
        };
        linkAll(QString(), u"desk"_s);
        linkAll(u"/desk"_s, u"records"_s);
        linkAll(u"/desk/records"_s, u"tables.json"_s);
        json::array two;
        for (const json::value& table : templateTables()) {
            if (table.at("name") == "Brand Profile" || table.at("name") == "Sources")
                two.push_back(table);
        }
        m_programs.place.write(u"few/desk/records/tables.json"_s, toJson(json::object{{"name", "Content Engine"}, {"tables", std::move(two)}}));
        return m_programs.place.path(u"few"_s);
    }
    [[nodiscard]] static json::array templateTables()
    {
        QFile file(qEnvironmentVariable("AIOS_RESOURCES") + u"/desk/records/tables.json"_s);
        if (!file.open(QIODevice::ReadOnly))
            qFatal("no tables");
        return parseJson(file.readAll())->at("tables").as_array();
    }
    /// Tables with fields, types, choices and where links lead, one line each, sorted.
    [[nodiscard]] static QStringList shapes(const json::array& tables)
    {
        QHash<QString, QString> names;
        for (const json::value& table : tables) {
            const QString name = toQString(table.at("name").as_string());
            names.insert(jsonText(table.as_object(), "id", name), name);
        }
        QStringList lines;
        for (const json::value& table : tables) {
            QStringList fields{toQString(table.at("name").as_string()), jsonText(table.as_object(), "description")};
            for (const json::value& field : table.at("fields").as_array()) {
                const json::object& one = field.as_object();
                const json::object* options = jsonObject(one, "options");
                const json::array* choices = options ? jsonArray(*options, "choices") : nullptr;
                const QString link = options ? jsonText(*options, "linkedTableId") : QString();
                fields.append(jsonText(one, "name") + u' ' + jsonText(one, "type") + (jsonBool(one, "required") ? u" required "_s : u" "_s) +
                              (choices ? QString::fromUtf8(toJson(*choices)) : QString()) + names.value(link, link) + u' ' +
                              jsonText(one, "description"));
            }
            lines.append(fields.join(u'\n'));
        }
        lines.sort();
        return lines;
    }

private Q_SLOTS:
    void initTestCase()
    {
        QTest::failOnWarning();
        const QByteArray all = qgetenv("AIOS_RESOURCES");
        qputenv("AIOS_RESOURCES", resourcesWithTwoTables().toUtf8());
        const std::size_t tables = m_sample.call("list_tables", js("{'baseId':'Content Engine'}")).at("tables").as_array().size();
        qputenv("AIOS_RESOURCES", all);
        QCOMPARE(tables, 2U);
        m_sample.trust();
    }

    /// What /setup makes is what the template has. The person keeps the reader and the voice, and gives another name.
    void setup()
    {
        OnTerminal run(m_programs, QStringList{u"run"_s, u"--project"_s, m_sample.path(), u"--model"_s, u"rehearsal"_s} + SampleFolder::rules() +
                                       QStringList{u"/setup"_s});
        for (const char* answer : {"2\n", "1\n", "1\n"}) {
            QVERIFY(run.shows("or your own words: "));
            run.type(answer);
        }
        QVERIFY(run.shows("n = reject")); // the profile, which the folder's settings ask for
        run.type("y\n");
        const int code = run.exitCode();
        const QByteArray out = run.out();
        QVERIFY2(code == 0, out.constData());
        QVERIFY2(out.contains("`site` (pages): answers; pages that are out: 0") && out.contains("`social` (posts): answers") &&
                     out.contains("`research`: SAMPLE DATA"),
                 out.constData());
        QCOMPARE(shapes(m_sample.call("list_tables", js("{'baseId':'Content Engine'}")).at("tables").as_array()), shapes(templateTables()));
        QCOMPARE(m_sample.column("Brand Profile", "Name"), u"Our Workshop"_s);
        QVERIFY(m_sample.read(u"brand/profile.md"_s).contains("- Name: Our Workshop\n"));
    }

    /// The skill from which a real model would make the tables names every field.
    void theSkillKnowsTheTables()
    {
        const QString skill = QString::fromUtf8(m_sample.read(u".claude/skills/record-tables/SKILL.md"_s));
        for (const json::value& table : templateTables()) {
            const QString part = skill.section(u"\n## "_s + toQString(table.at("name").as_string()) + u'\n', 1).section(u"\n## "_s, 0, 0);
            QVERIFY2(part.contains(toQString(table.at("description").as_string())), qPrintable(part));
            for (const json::value& field : table.at("fields").as_array()) {
                const QString name = toQString(field.at("name").as_string());
                const QString cell = jsonBool(field.as_object(), "required") ? u"\n| **"_s + name + u"** | "_s : u"\n| "_s + name + u" | "_s;
                QVERIFY2(part.contains(cell), qPrintable(name));
            }
        }
    }

    void signalsAreLabelled()
    {
        const Ran ran = m_sample.run(u"/signals brakes"_s);
        QVERIFY2(ran.code == 0 && !ran.out.contains("I did not expect that"), ran.err.constData());
        const QStringList notes = QDir(m_sample.path() + u"/content/signals"_s).entryList(QDir::Files, QDir::Name);
        QCOMPARE(notes.size(), 2);
        const QByteArray note = m_sample.read(u"content/signals/"_s + notes.constLast());
        const QByteArray searches = note.sliced(note.indexOf("\n## Searches\n"));
        QVERIFY2(searches.startsWith("\n## Searches\n- SAMPLE DATA: made up"), searches.constData());
        QVERIFY2(searches.contains("\"bike brake pad replacement\", 2900 a month") && searches.contains("January to December: 2") &&
                     searches.contains("People also ask: nothing on record for the first; Does squealing mean"),
                 searches.constData());
        QVERIFY2(searches.contains("- Queued: none\n- Out: none\n"), searches.constData());
    }

    /// A video's records need the plan's, and lead to the article's where there is one.
    void video()
    {
        const Ran early = m_sample.run(u"/video"_s);
        QVERIFY2(early.code == 0 && early.out.contains("does not know the plan"), early.err.constData());
        QCOMPARE(m_sample.column("Content Pieces", "Slug"), QString());
        QVERIFY(m_sample.run(u"/write quiet-drivetrain"_s).out.contains("the plan is Done there too"));
        const Ran ran = m_sample.run(u"/video quiet-drivetrain-guide"_s);
        QVERIFY2(ran.code == 0 && ran.out.contains("both have a record that leads to the plan"), ran.err.constData());
        QVERIFY(ran.out.contains("need a service such as HeyGen"));
        QCOMPARE(m_sample.column("Content Pieces", "Slug"), u"quiet-drivetrain-video, quiet-drivetrain-video-storyboard"_s);
        QCOMPARE(m_sample.column("Content Pieces", "Plan"), u"1, 1"_s);
        QCOMPARE(m_sample.column("Content Pieces", "Article"), u"1, 1"_s);
    }
};

QTEST_GUILESS_MAIN(TestSampleDesk)
#include "tst_sampledesk.moc"
