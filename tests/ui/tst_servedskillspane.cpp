// SPDX-License-Identifier: MIT
// Skills of services in the skill browser, against a real server (tests/stubs/skillserver): seen, looked at, turned on and off, and what is not as listed.
// The pictures go to looks/ in the test's home.
#include "chatfixtures.h"
#include "core/runtime/serviceskillslink.h"
#include "core/runtime/serviceslink.h"
#include "tests/ui/looks.h"
#include "tests/ui/shellfixtures.h"
#include "ui/common/detailtext.h"
#include "ui/panes/panehost.h"
#include "ui/panes/skills/layerlistmodel.h"
#include "ui/panes/skills/skillspane.h"

#include <QListView>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace aios;
using namespace aios::shell;

class TestServedSkillsPane : public QObject {
    Q_OBJECT

    struct House {
        explicit House(const QByteArray& mode, const QByteArrayList& names = {"shop"}) : core(dir.filePath(u"home"_s))
        {
            write(dir.filePath(u"mine/CLAUDE.md"_s), "# Mine\n");
            write(dir.filePath(u"mine/.claude/skills/voice/SKILL.md"_s), "---\ndescription: How we write\n---\nPlainly.\n");
            QByteArrayList servers;
            for (const QByteArray& name : names)
                servers +=
                    QByteArray('"' + name + "\": {\"command\": \"" AIOS_BIN_DIR "/stubs/skillserver\", \"args\": [\"" + mode +
                               "\"], \"env\": {\"STUB_SKILL\": \"How refunds are made, who may make them, and what to write to the customer\"}}");
            write(dir.filePath(u"home/config/mcp.json"_s), "{\"mcpServers\": {" + servers.join(", ") + "}}\n");
            host = std::make_unique<PaneHost>(core.agent(), core.project(), core.models());
            pane = std::make_unique<SkillsPane>(*host);
            pane->resize(420, 700);
            pane->show();
            core.project().open(dir.filePath(u"mine"_s));
        }
        [[nodiscard]] bool choose(const QString& name) const
        {
            return QTest::qWaitFor([&] { return pane->choose(name); }, 9000);
        }
        [[nodiscard]] QPushButton* button(const QString& name) const { return pane->findChild<QPushButton*>(name); }
        [[nodiscard]] QString details() const { return pane->findChild<DetailText*>()->text(); }
        [[nodiscard]] QStringList badges() const
        {
            return pane->findChild<QListView*>(u"skillList"_s)->currentIndex().data(LayerListModel::BadgesRole).toStringList();
        }
        void click(const QString& name) const { QTest::mouseClick(button(name), Qt::LeftButton); }

        QTemporaryDir dir;
        mutable Core core;
        std::unique_ptr<PaneHost> host;
        std::unique_ptr<SkillsPane> pane;
    };

private Q_SLOTS:
    void init() { fixtures::failOnOurWarnings(); }

    void lookedAtAndTurnedOn()
    {
        const House house("ok");
        QVERIFY(house.choose(u"shop:refunds"_s));
        QCOMPARE(house.pane->model().count(LayerKind::Skill), 5);
        QCOMPARE(house.badges(), QStringList{u"Off"_s});
        QVERIFY2(house.details().contains(u"service shop"_s) && house.details().contains(u"skill://acme/refunds/references/FORMS.md"_s),
                 qPrintable(house.details()));
        QVERIFY(!house.details().contains(u"Be kind"_s));
        QVERIFY(!house.button(u"runButton"_s)->isVisible() && !house.button(u"convertButton"_s)->isVisible());
        house.click(u"showSkillTextButton"_s);
        QTRY_VERIFY_WITH_TIMEOUT(house.details().contains(u"Be kind."_s), 9000);
        QCOMPARE(house.badges(), QStringList{u"Off"_s}); // seen is not turned on
        QCOMPARE(house.button(u"turnSkillButton"_s)->text(), u"Turn On"_s);
        house.click(u"turnSkillButton"_s);
        QTRY_COMPARE_WITH_TIMEOUT(house.badges(), QStringList{u"Checked"_s}, 9000);
        QCOMPARE(house.button(u"turnSkillButton"_s)->text(), u"Turn Off"_s);
        house.click(u"turnSkillButton"_s);
        QTRY_COMPARE_WITH_TIMEOUT(house.badges(), QStringList{u"Off"_s}, 9000);
        // One of the folder has nothing to do with any of that.
        QVERIFY(house.choose(u"voice"_s));
        QVERIFY(!house.button(u"turnSkillButton"_s)->isVisible() && house.button(u"runButton"_s)->isVisible());
    }

    void byKeys()
    {
        const House house("ok");
        QVERIFY(house.choose(u"shop:notes"_s));
        auto* list = house.pane->findChild<QListView*>(u"skillList"_s);
        list->setFocus();
        QTest::keyClick(list, Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(house.details().contains(u"Be kind."_s), 9000);
        house.button(u"turnSkillButton"_s)->setFocus();
        QTest::keyClick(house.button(u"turnSkillButton"_s), Qt::Key_Space);
        QTRY_COMPARE_WITH_TIMEOUT(house.badges(), QStringList{u"Checked"_s}, 9000);
    }

    /// Two services with a skill at the same address, and of the same words: what one gives never stands under the other's name.
    void theTextOfOneIsNotShownAsAnothers()
    {
        const House house("ok", {"shop", "store"});
        QVERIFY(house.choose(u"store:refunds"_s));
        QVERIFY(house.choose(u"shop:refunds"_s));
        QSignalSpy loaded(&house.core.project().services().skills(), &ServiceSkillsLink::textLoaded);
        house.click(u"showSkillTextButton"_s);
        QVERIFY(house.pane->choose(u"store:refunds"_s)); // before the answer is here
        QTRY_COMPARE_WITH_TIMEOUT(loaded.size(), 1, 9000);
        QCOMPARE(loaded.at(0).at(0).value<ServiceSkill>().server, u"shop"_s);
        QCOMPARE(loaded.at(0).at(2).toString(), QString());
        QVERIFY2(house.details().contains(u"service store"_s) && !house.details().contains(u"Be kind"_s), qPrintable(house.details()));
        house.click(u"showSkillTextButton"_s);
        QTRY_VERIFY_WITH_TIMEOUT(house.details().contains(u"Be kind."_s), 9000);
        QVERIFY2(house.details().contains(u"service store"_s), qPrintable(house.details())); // it stays the chosen one when the list is told anew
        QVERIFY(house.pane->choose(u"shop:refunds"_s));
        QVERIFY2(!house.details().contains(u"Be kind"_s), qPrintable(house.details()));
        house.click(u"turnSkillButton"_s);
        QTRY_COMPARE_WITH_TIMEOUT(house.badges(), QStringList{u"Checked"_s}, 9000);
        QVERIFY2(house.details().contains(u"service shop"_s), qPrintable(house.details()));
    }

    void notWhatWasListed()
    {
        const House house("tampers");
        QVERIFY(house.choose(u"shop:refunds"_s));
        house.click(u"showSkillTextButton"_s);
        QTRY_VERIFY_WITH_TIMEOUT(house.badges().contains(u"Not what was listed"_s), 9000);
        QVERIFY2(house.details().contains(u"is not the file that was listed"_s), qPrintable(house.details()));
        QVERIFY(!house.details().contains(u"Be evil"_s));
    }

    void withoutDigests()
    {
        const House house("dynamic");
        QVERIFY(house.choose(u"shop:refunds"_s));
        QCOMPARE(house.badges(), QStringList{u"Cannot be used"_s});
        QVERIFY(!house.button(u"turnSkillButton"_s)->isEnabled() && !house.button(u"showSkillTextButton"_s)->isEnabled());
    }

    void looks_data()
    {
        QTest::addColumn<bool>("dark");
        QTest::addColumn<int>("points");
        for (const auto& [name, dark, points] :
             {std::tuple{"light-10", false, 10}, {"dark-10", true, 10}, {"light-14", false, 14}, {"dark-14", true, 14}})
            QTest::newRow(name) << dark << points;
    }
    void looks()
    {
        QFETCH(const bool, dark);
        QFETCH(const int, points);
        const Look look(dark, points);
        const House house(points == 10 ? "ok" : "tampers");
        QVERIFY(house.choose(u"shop:refunds"_s));
        house.click(u"showSkillTextButton"_s);
        QTRY_VERIFY_WITH_TIMEOUT(points == 10 ? house.details().contains(u"Be kind."_s) : house.badges().contains(u"Not what was listed"_s), 9000);
        keepLook(*house.pane, QString::fromLatin1(QTest::currentDataTag()));
    }
};

QTEST_MAIN(TestServedSkillsPane)
#include "tst_servedskillspane.moc"
