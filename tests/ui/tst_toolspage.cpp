// SPDX-License-Identifier: MIT
// The page of the settings for how the model hears of services' tools, over the real core: what is clicked stands in the person's file and holds at once.
#include "core/base/json.h"
#include "core/runtime/serviceslink.h"
#include "tests/ui/looks.h"
#include "tests/ui/shellfixtures.h"
#include "ui/settings/toolspage.h"

#include <QLabel>
#include <QRadioButton>
#include <QSignalSpy>
#include <QSpinBox>

using namespace aios;
using namespace aios::shell;

class TestToolsPage : public QObject {
    Q_OBJECT

private:
    /// The page over a core that was just started.
    struct House {
        explicit House(const QString& home) : core(home), page(core.project().services())
        {
            QSignalSpy told(&core.project().services(), &ServicesLink::toolSearchChanged);
            page.resize(720, 420);
            page.show();
            if (told.isEmpty() && !told.wait())
                qFatal("the core does not say what is set");
        }
        [[nodiscard]] QRadioButton& choice(const QString& name) { return *page.findChild<QRadioButton*>(name); }
        void click(const QString& name)
        {
            QTest::mouseClick(&choice(name), Qt::LeftButton, {}, QPoint(20, choice(name).height() / 2));
        } // on its words
        [[nodiscard]] QSpinBox& share() { return *page.findChild<QSpinBox*>(u"toolSearchShare"_s); }
        [[nodiscard]] QString told() { return page.findChild<QLabel*>(u"toolSearchTold"_s)->text(); }
        Core core;
        ToolsPage page;
    };
    static QString stored(const QString& home)
    {
        const auto value = parseJson(read(home + u"/config/settings.json"_s));
        return value && value->is_object() ? jsonText(value->get_object(), "toolSearch") : u"(none)"_s;
    }

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(QRegularExpression(u"^(?!This plugin does not support)"_s)); }

    void choices()
    {
        const QTemporaryDir dir;
        const QString home = dir.filePath(u"home"_s);
        write(home + u"/config/settings.json"_s, "{\"defaultModel\": \"rehearsal\"}\n");
        {
            House house(home);
            QVERIFY(house.choice(u"toolSearchSome"_s).isChecked() && house.share().isEnabled());
            QCOMPARE(house.share().value(), 10);
            house.click(u"toolSearchAlways"_s);
            QTRY_COMPARE(stored(home), u"true"_s);
            QTRY_VERIFY(!house.share().isEnabled());
            house.click(u"toolSearchNever"_s);
            QTRY_COMPARE(stored(home), u"false"_s);
            house.click(u"toolSearchSome"_s);
            QTRY_COMPARE(stored(home), u"auto"_s);
            QTRY_VERIFY(house.share().isEnabled());
            house.share().selectAll();
            QTest::keyClicks(&house.share(), u"25"_s);
            QTest::keyClick(&house.share(), Qt::Key_Return);
            QTRY_COMPARE(stored(home), u"auto:25"_s);
        }
        QVERIFY(read(home + u"/config/settings.json"_s).contains("\"defaultModel\": \"rehearsal\"")); // what else stands there stays
        House again(home);
        QCOMPARE(again.share().value(), 25);
        QCOMPARE(again.told(), QString());
    }

    void looks_data()
    {
        QTest::addColumn<bool>("dark");
        QTest::addColumn<double>("points");
        for (const double points : {10.0, 14.0}) {
            for (const bool dark : {false, true})
                QTest::addRow("%s-%d", dark ? "dark" : "light", int(points)) << dark << points;
        }
    }
    void looks()
    {
        QFETCH(const bool, dark);
        QFETCH(const double, points);
        const Look look(dark, points);
        const QTemporaryDir dir;
        House house(dir.filePath(u"home"_s));
        keepLook(house.page, u"tools-"_s + QLatin1StringView(QTest::currentDataTag()));
    }

    void theEnvironmentWins()
    {
        const QTemporaryDir dir;
        Runtime::Options options;
        options.paths = Core::paths(dir.filePath(u"home"_s));
        options.environment.insert(u"CLAUDE_CONFIG_DIR"_s, dir.filePath(u"claude"_s));
        options.environment.insert(u"ENABLE_TOOL_SEARCH"_s, u"true"_s);
        auto core = std::make_unique<CoreThread>(std::move(options));
        ProjectLink project(core->runtime());
        {
            ToolsPage page(project.services());
            auto* told = page.findChild<QLabel*>(u"toolSearchTold"_s);
            QTRY_VERIFY2(told->text().contains(u"wins over what is chosen here"_s), qPrintable(told->text()));
        }
        core.reset(); // before the facades, as the program does
    }

    void aBrokenFileIsNotWrittenOver()
    {
        const QTemporaryDir dir;
        const QString home = dir.filePath(u"home"_s);
        write(home + u"/config/settings.json"_s, "{ not json\n");
        House house(home);
        house.click(u"toolSearchNever"_s);
        QTRY_VERIFY2(house.told().contains(u"not valid JSON"_s), qPrintable(house.told()));
        QVERIFY(house.choice(u"toolSearchSome"_s).isChecked()); // what holds is shown
        QCOMPARE(read(home + u"/config/settings.json"_s), QByteArray("{ not json\n"));
    }
};

QTEST_MAIN(TestToolsPage)
#include "tst_toolspage.moc"
