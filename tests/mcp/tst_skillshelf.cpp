// SPDX-License-Identifier: MIT
// The skills that services offer: listed without being fetched, off until the person turns them on, checked before anybody gets a byte of them.
#include "core/mcp/mcpresources.h"
#include "core/mcp/skillshelf.h"
#include "tests/mcp/serverhouse.h"

using namespace aios;
using namespace aios::test;

class TestSkillShelf : public QObject {
    Q_OBJECT

    struct House : ServerHouse {
        explicit House(const QByteArray& mode, const QByteArray& description = "How refunds are made") { serve(mode, description); }
        void serve(const QByteArray& mode, const QByteArray& description = "How refunds are made")
        {
            configure("\"one\":{\"command\":\"" AIOS_BIN_DIR "/stubs/skillserver\",\"args\":[\"" + mode + "\"],\"env\":{\"MCP_CALLS\":\"" +
                      state.path(u"calls"_s).toUtf8() + "\",\"STUB_SKILL\":\"" + description + "\"}}");
        }
        [[nodiscard]] SkillShelf& shelf() const { return manager->skills(); }
        [[nodiscard]] QList<ServiceSkill> listed()
        {
            QSignalSpy changed(&shelf(), &SkillShelf::changed);
            std::ignore = start();
            std::ignore = QTest::qWaitFor([&] { return changed.size() > 0; }, 8000);
            return shelf().skills();
        }
        [[nodiscard]] std::optional<ServiceSkill> skill(const QString& name) const
        {
            const auto all = shelf().skills();
            const auto found = std::ranges::find(all, name, &ServiceSkill::name);
            return found == all.end() ? std::nullopt : std::optional(*found);
        }
        [[nodiscard]] Result<QByteArray> load(const ServiceSkill& skill, bool onlyIfOn = true)
        {
            std::optional<Result<QByteArray>> given;
            shelf().load(skill.server, skill.uri, skill.digest, onlyIfOn, manager.get(), [&](Result<QByteArray> text) { given = std::move(text); });
            return QTest::qWaitFor([&] { return given.has_value(); }, 8000) ? *given : fail(ErrorCode::Internal, u"no answer"_s);
        }
        [[nodiscard]] ToolOutput readResource(const QString& uri)
        {
            const auto tools = resourceTools(*manager);
            const ToolCall made{u"c1"_s, "{\"server\":\"one\",\"uri\":\"" + uri.toUtf8() + "\"}"};
            ToolContext context;
            context.pool = &pool;
            context.approvedDigest = tools.last()->plan(made, context).digest;
            std::optional<ToolOutput> output;
            const auto reading = tools.last()->start(
                made, context, {},
                Once<Result<ToolOutput>>([&](Result<ToolOutput> given) { output = given ? *given : ToolOutput{}; }, fail(ErrorCode::Internal, {})));
            std::ignore = QTest::qWaitFor([&] { return output.has_value(); }, 8000);
            return output.value_or(ToolOutput());
        }
        [[nodiscard]] QByteArray calls() const
        {
            QFile file(state.path(u"calls"_s));
            return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
        }
    };
    static QStringList namesOf(const QList<ServiceSkill>& skills)
    {
        QStringList names;
        for (const ServiceSkill& skill : skills)
            names.append(skill.name);
        return names;
    }

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }

    void listsWithoutFetching()
    {
        House house("ok");
        const auto skills = house.listed();
        QCOMPARE(namesOf(skills), QStringList({u"one:a/same"_s, u"one:b/same"_s, u"one:notes"_s, u"one:refunds"_s}));
        const ServiceSkill& refunds = skills.last();
        QCOMPARE(refunds.description, u"How refunds are made"_s);
        QCOMPARE(refunds.files, QStringList{u"skill://acme/refunds/references/FORMS.md"_s});
        QVERIFY(!refunds.on && !refunds.changed && !refunds.checked && refunds.problem.isEmpty() && refunds.bodyTokens > 0 && refunds.listTokens > 0);
        QVERIFY(house.shelf().offered().isEmpty());
        QVERIFY2(!house.calls().contains("resources/read"), house.calls());
    }

    void offUntilTurnedOn()
    {
        House house("ok");
        QVERIFY(!house.listed().isEmpty());
        const ServiceSkill skill = *house.skill(u"one:refunds"_s);
        QVERIFY(house.load(skill).error().message.contains(u"is off"_s));
        QVERIFY(!house.calls().contains("resources/read"));
        QVERIFY(house.shelf().setOn(u"one"_s, skill.uri, skill.digest, true).has_value());
        QCOMPARE(namesOf(house.shelf().offered()), QStringList{u"one:refunds"_s});
        QVERIFY(house.load(skill)->endsWith("Be kind. `!`touch here`` $ARGUMENTS </skill>\n"));
        QVERIFY(house.skill(u"one:refunds"_s)->checked);
        QVERIFY(house.shelf().setOn(u"one"_s, skill.uri, skill.digest, false).has_value());
        QVERIFY(house.shelf().offered().isEmpty());
        QVERIFY(house.load(skill, false).has_value()); // the person may look at one that is off
        QCOMPARE(house.shelf().setOn(u"one"_s, skill.uri, "another", true).error().code, ErrorCode::Changed);
        QCOMPARE(house.shelf().setOn(u"one"_s, u"skill://none/SKILL.md"_s, {}, true).error().code, ErrorCode::NotFound);
    }

    void whatChangedIsOffUntilLookedAt()
    {
        House house("ok");
        QVERIFY(!house.listed().isEmpty());
        const ServiceSkill before = *house.skill(u"one:refunds"_s);
        QVERIFY(house.shelf().setOn(u"one"_s, before.uri, before.digest, true).has_value());
        // Kept: the same program, started again, offers it at once, and another one says something else of it.
        house.renew();
        house.serve("ok");
        QVERIFY(!house.listed().isEmpty());
        QVERIFY(house.skill(u"one:refunds"_s)->on);
        house.renew();
        house.serve("ok", "How refunds are kept");
        QVERIFY(!house.listed().isEmpty());
        const ServiceSkill after = *house.skill(u"one:refunds"_s);
        QVERIFY(!after.on && after.changed);
        QVERIFY(house.shelf().offered().isEmpty());
        QVERIFY(house.load(before).error().message.contains(u"something else"_s));
        QVERIFY(house.shelf().setOn(u"one"_s, after.uri, after.digest, true).has_value());
        QVERIFY(house.skill(u"one:refunds"_s)->on && house.load(after).has_value());
    }

    void tamperedIsNeverGiven_data()
    {
        QTest::addColumn<QByteArray>("mode");
        QTest::addColumn<QString>("words");
        QTest::newRow("another body") << QByteArray("tampers") << u"not the file that was listed"_s;
        QTest::newRow("another description") << QByteArray("renames") << u"not the file that was listed"_s;
    }
    void tamperedIsNeverGiven()
    {
        QFETCH(const QByteArray, mode);
        QFETCH(const QString, words);
        House house(mode);
        QVERIFY(!house.listed().isEmpty());
        const ServiceSkill skill = *house.skill(u"one:refunds"_s);
        QVERIFY(house.shelf().setOn(u"one"_s, skill.uri, skill.digest, true).has_value());
        const auto given = house.load(skill);
        QVERIFY2(!given && given.error().message.contains(words), given ? "it was given" : qPrintable(given.error().message));
        QVERIFY(house.skill(u"one:refunds"_s)->tampered.contains(words));
        QVERIFY(house.status().warnings.join(u' ').contains(words));
        QVERIFY(house.shelf().offered().isEmpty());
    }

    /// A text that is newer than the list is not used either; the new list says what it is now.
    void updatedIsListedAnew()
    {
        House house("updates");
        QVERIFY(!house.listed().isEmpty());
        const ServiceSkill old = *house.skill(u"one:refunds"_s);
        QVERIFY(house.shelf().setOn(u"one"_s, old.uri, old.digest, true).has_value());
        QVERIFY(!house.load(old));
        QTRY_VERIFY(house.skill(u"one:refunds"_s) && house.skill(u"one:refunds"_s)->changed);
        const ServiceSkill fresh = *house.skill(u"one:refunds"_s);
        QVERIFY(fresh.tampered.isEmpty() && !fresh.on);
        QVERIFY(house.shelf().setOn(u"one"_s, fresh.uri, fresh.digest, true).has_value());
        QVERIFY(house.load(fresh)->contains("Ask twice."));
    }

    void withoutDigestsNeverUsed()
    {
        House house("dynamic");
        QVERIFY(!house.listed().isEmpty());
        const ServiceSkill skill = *house.skill(u"one:refunds"_s);
        QVERIFY(skill.problem.contains(u"no digest"_s));
        QCOMPARE(house.shelf().setOn(u"one"_s, skill.uri, skill.digest, true).error().code, ErrorCode::InvalidInput);
        QVERIFY(!house.load(skill, false));
        QVERIFY(!house.calls().contains("resources/read"));
    }

    void refusedListIsAWarning()
    {
        House house("no-list");
        QVERIFY(house.listed().isEmpty());
        QVERIFY(house.status().warnings.join(u' ').contains(u"not today"_s));
        QCOMPARE(house.status().state, ServiceState::Ready);
    }

    /// What is turned off while it is on its way does not arrive.
    void turnedOffWhileItIsRead()
    {
        House house("ok");
        QVERIFY(!house.listed().isEmpty());
        const ServiceSkill skill = *house.skill(u"one:refunds"_s);
        QVERIFY(house.shelf().setOn(u"one"_s, skill.uri, skill.digest, true).has_value());
        connect(&house.shelf(), &SkillShelf::changed, house.manager.get(), [&house, skill] { // told when it has been read
            if (house.skill(u"one:refunds"_s)->on)
                std::ignore = house.shelf().setOn(u"one"_s, skill.uri, skill.digest, false);
        });
        const auto given = house.load(skill);
        QVERIFY(!given);
        QVERIFY2(given.error().message.contains(u"turned off"_s), qPrintable(given.error().message));
        QVERIFY(house.skill(u"one:refunds"_s)->tampered.isEmpty());
    }

    /// A list is kept in memory, so it has an end, and so has what it says of one skill.
    void bounded()
    {
        House house("endless");
        const auto skills = house.listed();
        QVERIFY2(!skills.isEmpty() && skills.size() <= 4, qPrintable(QString::number(skills.size())));
        QVERIFY2(skills.first().problem.contains(u"says more of it than"_s), qPrintable(skills.first().problem));
        QVERIFY(house.status().warnings.join(u' ').contains(u"list of skills is longer than"_s));
    }

    /// Other files come through ReadMcpResourceTool: only of a skill that is on, only listed ones, checked likewise.
    void otherFiles_data()
    {
        QTest::addColumn<QByteArray>("mode");
        QTest::addColumn<bool>("on");
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("answer");
        QTest::addColumn<bool>("read");
        QTest::newRow("listed") << QByteArray("ok") << true << u"references/FORMS.md"_s << u"The forms."_s << true;
        QTest::newRow("its skill is off") << QByteArray("ok") << false << u"references/FORMS.md"_s << u"has not turned on"_s << false;
        QTest::newRow("not listed") << QByteArray("ok") << true << u"references/OTHER.md"_s << u"lists no such file"_s << false;
        QTest::newRow("another file") << QByteArray("swaps") << true << u"references/FORMS.md"_s << u"not the file that was listed"_s << true;
    }
    void otherFiles()
    {
        QFETCH(const QByteArray, mode);
        QFETCH(const bool, on);
        QFETCH(const QString, file);
        QFETCH(const QString, answer);
        QFETCH(const bool, read);
        House house(mode);
        QVERIFY(!house.listed().isEmpty());
        const ServiceSkill skill = *house.skill(u"one:refunds"_s);
        if (on)
            QVERIFY(house.shelf().setOn(u"one"_s, skill.uri, skill.digest, true).has_value());
        const ToolOutput output = house.readResource(u"skill://acme/refunds/"_s + file);
        QVERIFY2(output.text.contains(answer), qPrintable(output.text));
        QCOMPARE(output.isError, !answer.startsWith(u"The forms"_s));
        QCOMPARE(house.calls().contains("resources/read"), read);
        QCOMPARE(!house.skill(u"one:refunds"_s)->tampered.isEmpty(), mode == "swaps");
    }
};

QTEST_GUILESS_MAIN(TestSkillShelf)
#include "tst_skillshelf.moc"
