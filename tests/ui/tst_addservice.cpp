// SPDX-License-Identifier: MIT
// Adding a service: presets, form, pasted text, and the page of the settings that does it against a real server (tests/stubs/mcpserver).
#include "core/runtime/serviceslink.h"
#include "tests/ui/looks.h"
#include "tests/ui/shellfixtures.h"
#include "ui/settings/importdialog.h"
#include "ui/settings/servicedraft.h"
#include "ui/settings/servicepreset.h"
#include "ui/settings/servicespage.h"

#include <QApplication>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QTest>

using namespace aios;
using namespace aios::shell;

class TestAddService : public QObject {
    Q_OBJECT

private:
    static QString presetFolder() { return qEnvironmentVariable("AIOS_RESOURCES") + u"/services"_s; }
    static json::object object(const QByteArray& text) { return parseJson(text)->get_object(); }

    /// A page on a core with an open, empty folder.
    struct House {
        explicit House(const QByteArray& projectServers = {}) : core(dir.filePath(u"home"_s))
        {
            write(dir.filePath(u"mine/CLAUDE.md"_s), "# Mine\n");
            if (!projectServers.isEmpty())
                write(dir.filePath(u"mine/.mcp.json"_s), projectServers);
            page = std::make_unique<ServicesPage>(core.project(), presetFolder());
            page->resize(900, 700);
            page->show();
            core.project().open(dir.filePath(u"mine"_s));
        }
        [[nodiscard]] bool begin()
        {
            page->activateWindow();
            return QTest::qWaitFor([this] { return list()->count() > 15 && core.project().content(); }, 9000);
        }
        void choose(const QString& name) const
        {
            for (int row = 0; row < list()->count(); ++row) {
                if (list()->item(row)->text().trimmed() == name)
                    list()->setCurrentRow(row);
            }
        }
        [[nodiscard]] QListWidget* list() const { return page->findChild<QListWidget*>(u"presetList"_s); }
        template <typename Widget>
        [[nodiscard]] Widget* find(const QString& name) const
        {
            auto* widget = page->findChild<Widget*>(name);
            if (!widget)
                qFatal("no %s", qPrintable(name));
            return widget;
        }
        [[nodiscard]] QString told() const { return find<QLabel>(u"told"_s)->text(); }
        void click(const QString& name) const { QTest::mouseClick(find<QPushButton>(name), Qt::LeftButton); }

        QTemporaryDir dir;
        Core core;
        std::unique_ptr<ServicesPage> page;
    };

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }

    /// What Claude Code has: shown first, added on the click, its file left as it is; where there is no keychain the lost key is said.
    void imports()
    {
        House house;
        const QByteArray theirs = "{\"mcpServers\": {\"plain\": {\"command\": \"x\"}, \"keyed\": {\"command\": \"y\", \"env\": {\"API_KEY\": "
                                  "\"sk-12345678\"}}, \"bad\": {\"url\": \"https://e.org\"}}}";
        const QString file = house.dir.filePath(u"home/claude/.claude.json"_s);
        write(file, theirs);
        QVERIFY(house.begin());
        house.click(u"importOthers"_s);
        auto* dialog = house.page->findChild<ImportDialog*>();
        QVERIFY(dialog && !dialog->isModal());
        auto* list = dialog->findChild<QListWidget*>(u"importList"_s);
        QTRY_COMPARE_WITH_TIMEOUT(list->count(), 3, 9000);
        QCOMPARE(list->item(2)->text(), u"bad (left out)"_s);
        QVERIFY(!(list->item(2)->flags() & Qt::ItemIsUserCheckable));
        list->setCurrentRow(1);
        const QString detail = dialog->findChild<QPlainTextEdit*>(u"importDetail"_s)->toPlainText();
        QVERIFY2(detail.contains(u"${API_KEY}"_s) && !detail.contains(u"sk-12345678"_s), qPrintable(detail));
        {
            const Look look(false, 10);
            keepLook(*dialog, u"import"_s);
        }
        auto* button = dialog->findChild<QPushButton*>(u"importButton"_s);
        QVERIFY(button->isEnabled());
        QTest::mouseClick(button, Qt::LeftButton);
        auto* told = dialog->findChild<QLabel*>(u"importTold"_s);
        QTRY_VERIFY_WITH_TIMEOUT(told->text().contains(u"keyed: the key API_KEY was not kept"_s), 9000);
        const QByteArray stored = read(house.dir.filePath(u"home/config/mcp.json"_s));
        QVERIFY2(stored.contains("\"plain\"") && stored.contains("${API_KEY}") && !stored.contains("sk-12345678"), stored.constData());
        QCOMPARE(read(file), theirs);
        QTRY_VERIFY_WITH_TIMEOUT(list->count() == 3 && !button->isEnabled(), 9000); // they are there now
    }

    void presetsAreComplete()
    {
        const ServicePresets all = loadServicePresets(presetFolder());
        QCOMPARE(all.problems, QStringList());
        QStringList ids;
        for (const ServicePreset& preset : all.presets)
            ids += preset.id;
        QCOMPARE(ids,
                 (QStringList{u"desk-records"_s, u"desk-site"_s, u"desk-social"_s, u"desk-research"_s, u"airtable"_s, u"wordpress"_s, u"blotato"_s,
                              u"dataforseo"_s, u"heygen"_s, u"n8n"_s, u"zapier"_s, u"make"_s, u"files"_s, u"memory"_s, u"custom"_s}));
        for (const ServicePreset& preset : all.presets) {
            const auto here = [&](const char* what) { return QByteArray(preset.id.toUtf8() + ": " + what); };
            QVERIFY2(!preset.needs.isEmpty() && !preset.group.isEmpty(), here("what it needs").constData());
            if (preset.byForm)
                continue;
            // Filled in, the core takes it; the keys it refers to are those it asks for, and it says where they are got.
            QHash<QString, QString> values;
            QStringList secrets;
            for (const ServicePresetField& field : preset.fields) {
                values.insert(field.id, field.kind == ServicePresetField::Kind::Address ? u"https://example.org/x"_s : u"filled"_s);
                if (field.kind == ServicePresetField::Kind::Secret)
                    secrets += field.id;
            }
            QHash<QString, QString> problems;
            const ServiceDraft draft = serviceDraft(preset.server, presetEntry(preset, values, problems));
            QVERIFY2(problems.isEmpty(), here("fields").constData());
            QCOMPARE(draft.problem, QString());
            QCOMPARE(serviceNameProblem(preset.server), QString());
            QCOMPARE(draft.variables, secrets);
            QVERIFY2(draft.keys.isEmpty(), here("no key stands in it").constData());
            QVERIFY2(!draft.json.contains("{{"), here("a mark is left").constData());
            QCOMPARE(preset.keyFrom.isEmpty(), secrets.isEmpty());
        }
    }

    void presetFields()
    {
        const auto preset =
            readServicePreset(R"({"id":"x","name":"X","summary":"S","server":"x","entry":{"command":"run","args":["-a","{{dirs}}","{{opt}}"],
            "env":{"SITE":"{{site}}","OPT":"{{opt}}"}},"fields":[{"id":"dirs","kind":"lines","label":"D"},{"id":"site","kind":"address","label":"A"},
            {"id":"opt","kind":"text","label":"O","required":false}]})");
        QVERIFY(preset.has_value());
        QHash<QString, QString> problems;
        const json::object full =
            presetEntry(*preset, {{u"dirs"_s, u"/a\n\n /b c\n"_s}, {u"site"_s, u"https://x.org"_s}, {u"opt"_s, u"\"o\\"_s}}, problems);
        QVERIFY(problems.isEmpty());
        const QByteArray expected =
            "{\"command\": \"run\", \"args\": [\"-a\", \"/a\", \"/b c\", \"\\\"o\\\\\"], \"env\": {\"SITE\": \"https://x.org\", \"OPT\": \"\\\"o\\\\\"}}";
        QCOMPARE(entryText(full), expected);
        const json::object less = presetEntry(*preset, {{u"dirs"_s, u"/a"_s}, {u"site"_s, u"x.org"_s}}, problems);
        QCOMPARE(QStringList(problems.keys()), QStringList{u"site"_s});
        QVERIFY(!entryText(less).contains("OPT"));
        for (const char* bad : {"", "[]", "{}", R"({"id":"x","name":"X","summary":"S"})",
                                R"({"id":"x","name":"X","summary":"S","entry":{"command":"x"},"fields":[{"id":"a","kind":"dance","label":"A"}]})"})
            QVERIFY2(!readServicePreset(bad), bad);
    }

    void pasted_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QStringList>("expected"); ///< "name=entry"; nothing: refused.
        const QString npx = uR"({"command":"npx","args":["-y","x"]})"_s;
        const QString one = u"one="_s + QString::fromUtf8(entryText(parseJson(npx.toUtf8()).value()));
        const QString nameless = one.sliced(3);
        QTest::newRow("a file") << QString(u"{\"mcpServers\":{\"one\":"_s % npx % u"}}"_s) << QStringList{one};
        QTest::newRow("servers") << QString(u"{\"servers\":{\"one\":"_s % npx % u"}}"_s) << QStringList{one};
        QTest::newRow("one entry") << npx << QStringList{nameless};
        QTest::newRow("entries by name") << QString(u"{\"one\":"_s % npx % u"}"_s) << QStringList{one};
        QTest::newRow("without braces") << QString(u"\"one\": "_s % npx % u","_s) << QStringList{one};
        QTest::newRow("in a fence") << QString(u"```json\n{\"mcpServers\":{\"one\":"_s % npx % u"}}\n```"_s) << QStringList{one};
        QTest::newRow("address without type") << u"{\"url\":\"https://x.org/mcp\"}"_s
                                              << QStringList{u"={\"url\": \"https://x.org/mcp\", \"type\": \"http\"}"_s};
        QTest::newRow("serverUrl") << u"{\"serverUrl\":\"https://x.org/mcp\"}"_s
                                   << QStringList{u"={\"url\": \"https://x.org/mcp\", \"type\": \"http\"}"_s};
        QTest::newRow("two") << QString(u"{\"mcpServers\":{\"one\":"_s % npx %
                                        u",\"two\":{\"url\":\"https://x.org\",\"type\":\"http\"},\"bad\":7}}"_s)
                             << QStringList{one, u"two={\"url\": \"https://x.org\", \"type\": \"http\"}"_s};
        for (const auto& [name, text] :
             std::initializer_list<std::pair<const char*, QString>>{{"nothing", u"  \n"_s},
                                                                    {"prose", u"Run npx -y x"_s},
                                                                    {"a list", u"[1]"_s},
                                                                    {"cut off", u"{\"mcpServers\":{\"one\":"_s},
                                                                    {"a key twice", u"{\"command\":\"a\",\"command\":\"rm\"}"_s},
                                                                    {"no service", u"{\"a\":{\"b\":1}}"_s},
                                                                    {"empty", u"{\"mcpServers\":{}}"_s},
                                                                    {"deep", QString(100'000, u'[')},
                                                                    {"huge", QString(300'000, u' ') + u'x'},
                                                                    {"comment", u"{\"command\":\"a\" // the program\n}"_s}})
            QTest::newRow(name) << text << QStringList();
    }
    void pasted()
    {
        QFETCH(QString, text);
        QFETCH(QStringList, expected);
        const PastedServices pasted = pastedServices(text);
        QStringList found;
        for (const PastedService& service : pasted.services)
            found += service.name + u'=' + QString::fromUtf8(entryText(service.entry));
        QCOMPARE(found, expected);
        QCOMPARE(pasted.problem.isEmpty(), !expected.isEmpty());
        QVERIFY(pasted.problem.isEmpty() || pasted.problem.size() < 400);
    }

    void drafts_data()
    {
        QTest::addColumn<QByteArray>("entry");
        QTest::addColumn<QByteArray>("stored");
        QTest::addColumn<QStringList>("keys"); ///< "NAME=value" for the keychain.
        QTest::addColumn<QStringList>("variables");
        QTest::addColumn<bool>("usable");
        QTest::newRow("a key in plain text") << QByteArray(R"({"command":"x","env":{"API_KEY":"patABC.123","MODE":"fast-and-loose"}})")
                                             << QByteArray(R"({"command": "x", "env": {"API_KEY": "${API_KEY}", "MODE": "fast-and-loose"}})")
                                             << QStringList{u"API_KEY=patABC.123"_s} << QStringList{u"API_KEY"_s} << true;
        QTest::newRow("a bearer")
            << QByteArray("{\"type\":\"http\",\"url\":\"https://x.org\",\"headers\":{\"Authorization\":\"Bearer abcdefgh\"}}")
            << QByteArray("{\"type\": \"http\", \"url\": \"https://x.org\", \"headers\": {\"Authorization\": \"Bearer ${ONE_TOKEN}\"}}")
            << QStringList{u"ONE_TOKEN=abcdefgh"_s} << QStringList{u"ONE_TOKEN"_s} << true;
        QTest::newRow("a reference already") << QByteArray(R"({"command":"x","env":{"API_KEY":"${MINE}","B":"${B:-c}"}})")
                                             << QByteArray(R"({"command": "x", "env": {"API_KEY": "${MINE}", "B": "${B:-c}"}})") << QStringList()
                                             << QStringList{u"MINE"_s} << true;
        QTest::newRow("no command") << QByteArray(R"({"args":["x"]})") << QByteArray(R"({"args": ["x"]})") << QStringList() << QStringList() << false;
        QTest::newRow("old transport") << QByteArray("{\"type\":\"sse\",\"url\":\"https://x.org/sse\"}")
                                       << QByteArray("{\"type\": \"sse\", \"url\": \"https://x.org/sse\"}") << QStringList() << QStringList() << true;
        QTest::newRow("a socket") << QByteArray("{\"type\":\"ws\",\"url\":\"wss://x.org\"}")
                                  << QByteArray("{\"type\": \"ws\", \"url\": \"wss://x.org\"}") << QStringList() << QStringList() << true;
        QTest::newRow("a transport not spoken") << QByteArray("{\"type\":\"grpc\",\"url\":\"https://x.org\"}")
                                                << QByteArray("{\"type\": \"grpc\", \"url\": \"https://x.org\"}") << QStringList() << QStringList()
                                                << false;
    }
    void drafts()
    {
        QFETCH(QByteArray, entry);
        QFETCH(QByteArray, stored);
        QFETCH(QStringList, keys);
        const ServiceDraft draft = serviceDraft(u"one"_s, object(entry));
        QCOMPARE(draft.json, stored);
        QStringList found;
        for (const auto& [name, value] : draft.keys)
            found += name + u'=' + QString::fromUtf8(value);
        QCOMPARE(found, keys);
        QTEST(draft.variables, "variables");
        QTEST(draft.problem.isEmpty(), "usable");
    }

    void names_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<bool>("fine");
        QTest::newRow("plain") << u"my-site_2"_s << true;
        QTest::newRow("empty") << QString() << false;
        QTest::newRow("space") << u"my site"_s << false;
        QTest::newRow("two lines") << u"a__b"_s << false;
        QTest::newRow("hidden") << u"a\u202Eb"_s << false;
        QTest::newRow("long") << QString(41, u'a') << false;
    }
    void names()
    {
        QFETCH(QString, name);
        QTEST(serviceNameProblem(name).isEmpty(), "fine");
    }

    void forms_data()
    {
        QTest::addColumn<ServiceForm>("form");
        QTest::addColumn<QByteArray>("entry");
        QTest::addColumn<QString>("wrong");
        QTest::newRow("program") << ServiceForm{false, u"npx -y \"a b\""_s, u"one\n two"_s, u"A=b=c\nK=${K}"_s, {}, {}}
                                 << QByteArray(R"({"command": "npx", "args": ["-y", "a b", "one", "two"], "env": {"A": "b=c", "K": "${K}"}})")
                                 << QString();
        QTest::newRow("address") << ServiceForm{true, {}, {}, {}, u" https://x.org/mcp "_s, u"X-Key: ${K}"_s}
                                 << QByteArray("{\"type\": \"http\", \"url\": \"https://x.org/mcp\", \"headers\": {\"X-Key\": \"${K}\"}}")
                                 << QString();
        QTest::newRow("key in the address") << ServiceForm{true, {}, {}, {}, u"https://x.org/u/${K}/mcp"_s, {}}
                                            << QByteArray("{\"type\": \"http\", \"url\": \"https://x.org/u/${K}/mcp\"}") << QString();
        QTest::newRow("socket") << ServiceForm{true, {}, {}, {}, u"wss://x.org/mcp"_s, u"X-Key: ${K}"_s}
                                << QByteArray("{\"type\": \"ws\", \"url\": \"wss://x.org/mcp\", \"headers\": {\"X-Key\": \"${K}\"}}") << QString();
        QTest::newRow("plain socket") << ServiceForm{true, {}, {}, {}, u"ws://x.org/mcp"_s, {}} << QByteArray() << u"url"_s;
        QTest::newRow("no program") << ServiceForm{} << QByteArray() << u"command"_s;
        QTest::newRow("no equals sign") << ServiceForm{false, u"x"_s, {}, u"just words"_s, {}, {}} << QByteArray() << u"environment"_s;
        QTest::newRow("no host") << ServiceForm{true, {}, {}, {}, u"x.org"_s, {}} << QByteArray() << u"url"_s;
        QTest::newRow("file address") << ServiceForm{true, {}, {}, {}, u"file:///etc/passwd"_s, {}} << QByteArray() << u"url"_s;
        QTest::newRow("plain http") << ServiceForm{true, {}, {}, {}, u"http://x.org/mcp"_s, {}} << QByteArray() << u"url"_s;
        QTest::newRow("plain http to here") << ServiceForm{true, {}, {}, {}, u"http://localhost:3000/mcp"_s, {}}
                                            << QByteArray("{\"type\": \"http\", \"url\": \"http://localhost:3000/mcp\"}") << QString();
        QTest::newRow("bad header") << ServiceForm{true, {}, {}, {}, u"https://x.org"_s, u"no colon"_s} << QByteArray() << u"headers"_s;
    }
    void forms()
    {
        QFETCH(ServiceForm, form);
        QFETCH(QByteArray, entry);
        QFETCH(QString, wrong);
        QHash<QString, QString> problems;
        const json::object made = formEntry(form, problems);
        QCOMPARE(problems.keys().join(u' '), wrong);
        if (wrong.isEmpty())
            QCOMPARE(entryText(made), entry);
    }

    void whatANameReplaces()
    {
        ServiceStatus status;
        status.name = u"one"_s;
        status.scope = ServiceScope::Project;
        QVERIFY(serviceNameTaken(u"two"_s, ServiceScope::Project, {status}).isEmpty());
        QVERIFY(serviceNameTaken(u"one"_s, ServiceScope::Project, {status}).contains(u"replaces"_s));
        QVERIFY(serviceNameTaken(u"one"_s, ServiceScope::Local, {status}).contains(u"instead of it"_s));
        QVERIFY(serviceNameTaken(u"one"_s, ServiceScope::User, {status}).contains(u"would not be used"_s));
    }

    /// By form, with the mouse and keys: validated, tried, stored, and a second one of the name is said.
    void byForm()
    {
        House house;
        QVERIFY(house.begin());
        house.choose(u"Custom service"_s);
        house.click(u"storeButton"_s);
        QTRY_VERIFY(house.find<QLabel>(u"problem:command"_s)->isVisible()); // a page just put in is shown by the event loop
        QVERIFY(house.told().contains(u"missing"_s));
        QTest::keyClicks(house.find<QLineEdit>(u"field:command"_s), QStringLiteral(AIOS_BIN_DIR "/stubs/mcpserver ok"));
        QTest::keyClicks(house.find<QLineEdit>(u"serviceName"_s), u"one"_s);
        QVERIFY(house.core.project().services().servers().isEmpty());
        house.click(u"testButton"_s);
        QTRY_VERIFY_WITH_TIMEOUT(house.told().contains(u"6 tool"_s), 9000);
        QVERIFY(house.core.project().services().servers().isEmpty()); // nothing is stored by a test
        house.click(u"storeButton"_s);
        QTRY_COMPARE(house.core.project().services().servers().size(), 1);
        QTRY_VERIFY(house.told().contains(u"is stored"_s));
        QTRY_COMPARE_WITH_TIMEOUT(house.core.project().services().servers().constFirst().state, ServiceState::Ready, 9000);
        QCOMPARE(house.core.project().services().servers().constFirst().scope, ServiceScope::Local);
        QTest::keyClicks(house.find<QLineEdit>(u"serviceName"_s), u"one"_s);
        QCOMPARE(house.find<QPushButton>(u"storeButton"_s)->text(), u"&Replace Service"_s);
        QVERIFY(house.find<QLabel>(u"nameProblem"_s)->text().contains(u"already"_s));
    }

    void aTestThatFails()
    {
        House house;
        QVERIFY(house.begin());
        house.choose(u"Custom service"_s);
        QTest::keyClicks(house.find<QLineEdit>(u"field:command"_s), u"no-such-program"_s);
        QTest::keyClicks(house.find<QLineEdit>(u"serviceName"_s), u"one"_s);
        house.click(u"testButton"_s);
        QTRY_VERIFY(house.told().contains(u"was not found"_s));
        QVERIFY(house.find<QPushButton>(u"testButton"_s)->isEnabled());
    }

    /// The file gets a reference; the key goes to the keychain, which is not there in a test, and that is said.
    void pastedKey()
    {
        House house;
        QVERIFY(house.begin());
        house.choose(u"Paste JSON"_s);
        house.find<QPlainTextEdit>(u"pasteField"_s)
            ->setPlainText(u"{\"mcpServers\":{\"one\":{\"command\":\"" AIOS_BIN_DIR
                           "/stubs/mcpserver\",\"args\":[\"ok\"],\"env\":{\"API_KEY\":\"patABC.secret\"}}}}"_s);
        QCOMPARE(house.find<QLineEdit>(u"serviceName"_s)->text(), u"one"_s);
        QCOMPARE(house.find<QLineEdit>(u"key:API_KEY"_s)->echoMode(), QLineEdit::Password);
        QCOMPARE(house.find<QLineEdit>(u"key:API_KEY"_s)->text(), u"patABC.secret"_s);
        QVERIFY(!house.find<QLabel>(u"entryPreview"_s)->text().contains(u"secret"_s));
        house.find<QComboBox>(u"serviceScope"_s)->setCurrentIndex(1); // this folder
        house.click(u"storeButton"_s);
        QTRY_VERIFY_WITH_TIMEOUT(house.told().contains(u"There is no keychain"_s), 9000);
        const QByteArray stored = read(house.dir.filePath(u"mine/.mcp.json"_s));
        QVERIFY2(stored.contains("\"API_KEY\": \"${API_KEY}\"") && !stored.contains("secret"), stored.constData());
        QVERIFY(house.find<QPlainTextEdit>(u"pasteField"_s)->toPlainText().isEmpty());
    }

    void looks_data() { lookRows(); }
    void looks()
    {
        QFETCH(bool, dark);
        QFETCH(int, points);
        const Look look(dark, points);
        House house;
        QVERIFY(house.begin());
        for (const auto& name : {u"WordPress"_s, u"Custom service"_s, u"Paste JSON"_s}) {
            house.choose(name);
            house.click(u"storeButton"_s);
            keepRowLook(*house.page, QString(name).toLower().replace(u' ', u'-'));
        }
    }
};

QTEST_MAIN(TestAddService)
#include "tst_addservice.moc"
