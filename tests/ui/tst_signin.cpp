// SPDX-License-Identifier: MIT
// Signing in at a service from the window: a click, a browser that follows, an authorization server of ours; expiry, rotation, more rights, revocation.
#include "core/runtime/serviceslink.h"
#include "core/secrets/secretstore.h"
#include "tests/support/followingbrowser.h"
#include "tests/support/oauthstub.h"
#include "tests/support/toldevents.h"
#include "tests/ui/looks.h"
#include "tests/ui/shellfixtures.h"
#include "ui/panes/panehost.h"
#include "ui/services/servicespane.h"
#include "ui/services/serviceswords.h"

#include <QDesktopServices>
#include <QDialog>
#include <QLabel>
#include <QListWidget>
#include <QPointer>
#include <QPushButton>
#include <QSignalSpy>
#include <QTcpSocket>
#include <QTest>
#include <QUrlQuery>

using namespace aios;
using namespace aios::shell;

class TestSignIn : public QObject {
    Q_OBJECT

private:
    /// The pane on a core with a keychain, whose person has one service that wants a sign-in.
    struct House : test::ToldEvents {
        House() : keychain(makeMemorySecretStore())
        {
            write(dir.filePath(u"mine/CLAUDE.md"_s), "# Mine\n");
            write(dir.filePath(u"home/config/mcp.json"_s),
                  "{\"mcpServers\": {\"guarded\": {\"type\": \"http\", \"url\": \"" + stub.url().toEncoded() + "\"}}}\n");
            write(dir.filePath(u"script.yaml"_s),
                  "rehearsal: 1\nsteps:\n  - when: {turn: 1}\n    say:\n      - tool: mcp__guarded__look\n        as: look\n        input: {}\n"
                  "  - say: [{text: \"It said: {{last.text}}\"}]\n");
            open();
        }
        ~House() { close(); }
        void open()
        {
            Runtime::Options options;
            options.paths = Core::paths(dir.filePath(u"home"_s));
            options.environment.insert(u"CLAUDE_CONFIG_DIR"_s, dir.filePath(u"home/claude"_s));
            options.environment.insert(u"HOME"_s, dir.filePath(u"home"_s));
            options.watch = false;
            options.keychain = keychain.get();
            core = std::make_unique<CoreThread>(std::move(options));
            agent = std::make_unique<AgentClient>(core->runtime());
            project = std::make_unique<ProjectLink>(core->runtime());
            models = std::make_unique<ModelsLink>(core->runtime());
            listenTo(*agent);
            QObject::connect(&project->services(), &ServicesLink::browserWanted, agent.get(), [this](const QUrl& page) { browser.open(page); });
            host = std::make_unique<PaneHost>(*agent, *project, *models);
            pane = std::make_unique<ServicesPane>(*host);
            pane->resize(420, 760);
            pane->show();
            project->open(dir.filePath(u"mine"_s));
        }
        void close()
        {
            core.reset();
            pane.reset();
            host.reset();
            models.reset();
            project.reset();
            agent.reset();
        }
        [[nodiscard]] ServiceStatus status() const { return project->services().servers().value(0); }
        [[nodiscard]] bool waitFor(ServiceState state) const
        {
            return QTest::qWaitFor([&] { return !status().name.isEmpty() && status().state == state; }, 9000);
        }
        [[nodiscard]] QPushButton* button(const QString& name) const { return pane->findChild<QPushButton*>(name); }
        [[nodiscard]] QString words() const { return pane->findChild<QLabel*>(u"serviceWords"_s)->text(); }
        /// By mouse, where it can be seen.
        [[nodiscard]] bool click(const QString& name) const
        {
            if (!QTest::qWaitFor([&] { return button(name)->isVisible() && button(name)->isEnabled(); }))
                return false;
            QTest::mouseClick(button(name), Qt::LeftButton);
            return true;
        }
        [[nodiscard]] bool signIn() const { return waitFor(ServiceState::SignInNeeded) && click(u"signInButton"_s) && waitFor(ServiceState::Ready); }
        [[nodiscard]] TriedTool tryLook() const
        {
            QSignalSpy tried(&project->services(), &ServicesLink::toolTried);
            project->services().tryTool(u"guarded"_s, u"look"_s, "{}");
            std::ignore = !tried.isEmpty() || tried.wait(9000);
            return tried.isEmpty() ? TriedTool() : tried.first().first().value<TriedTool>();
        }
        [[nodiscard]] bool prompt()
        {
            agent->newSession();
            if (!QTest::qWaitFor([this] { return !session.isEmpty(); }))
                return false;
            agent->setModel(session, u"rehearsal:"_s + dir.filePath(u"script.yaml"_s));
            agent->send(session, u"go"_s);
            return true;
        }
        void decide(const ApprovalRequest& request, Decision::Kind kind) const
        {
            Decision decision;
            decision.kind = kind;
            agent->decide(request.id, request.digest, decision);
        }

        QTemporaryDir dir;
        test::OAuthStub stub;
        test::FollowingBrowser browser;
        std::unique_ptr<SecretStore> keychain;
        std::unique_ptr<CoreThread> core;
        std::unique_ptr<AgentClient> agent;
        std::unique_ptr<ProjectLink> project;
        std::unique_ptr<ModelsLink> models;
        std::unique_ptr<PaneHost> host;
        std::unique_ptr<ServicesPane> pane;
    };

    /// Whether somebody answers at the address that the browser is to come back to.
    static bool isListening(const QUrl& address)
    {
        QTcpSocket socket;
        socket.connectToHost(address.host(), static_cast<quint16>(address.port()));
        return socket.waitForConnected(3000);
    }

public Q_SLOTS:
    /// What QDesktopServices is told to open.
    void openPage(const QUrl& page) { m_pages.append(page); }

private:
    QList<QUrl> m_pages;

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }

    /// Nothing opens before the click; then the service is ready, and stays so after a restart of the program.
    void byMouse()
    {
        House house;
        QVERIFY(house.waitFor(ServiceState::SignInNeeded));
        QTRY_VERIFY(house.words().contains(u"It wants you to sign in."_s));
        QVERIFY(house.browser.opened.isEmpty() && !house.button(u"signOutButton"_s)->isVisible());
        QVERIFY(house.click(u"signInButton"_s));
        QVERIFY(house.waitFor(ServiceState::Ready));
        QCOMPARE(house.browser.opened.size(), 1);
        QTRY_VERIFY2(house.words().startsWith(u"Signed in until "_s), qPrintable(house.words()));
        QTRY_VERIFY(!house.button(u"signInButton"_s)->isVisible() && house.button(u"signOutButton"_s)->isVisible());
        QCOMPARE(house.tryLook().text, u"seen"_s);
        house.close();
        house.open();
        QVERIFY(house.waitFor(ServiceState::Ready));
        QCOMPARE(house.browser.opened.size(), 1);
    }

    void expiryAndRotation()
    {
        House house;
        house.stub.lifeSeconds = 0; // over as soon as it is given, so that each request renews it
        QVERIFY(house.signIn());
        const int before = house.stub.count(u"/as/token"_s);
        QCOMPARE(house.tryLook().text, u"seen"_s);
        QVERIFY(house.stub.count(u"/as/token"_s) > before);
        QCOMPARE(house.stub.thefts, 0);
        QCOMPARE(house.browser.opened.size(), 1);
    }

    void revocation()
    {
        House house;
        QVERIFY(house.signIn());
        house.stub.revoke();
        const TriedTool tried = house.tryLook();
        QVERIFY2(tried.isError && tried.text.contains(u"wants you to sign in"_s), qPrintable(tried.text));
        QVERIFY(house.waitFor(ServiceState::SignInNeeded));
        QCOMPARE(house.browser.opened.size(), 1); // not by itself
        QVERIFY(house.signIn());
        QCOMPARE(house.tryLook().text, u"seen"_s);
    }

    void signingOut()
    {
        House house;
        QVERIFY(house.signIn());
        QVERIFY(house.click(u"signOutButton"_s));
        QVERIFY(house.waitFor(ServiceState::SignInNeeded));
        QTRY_COMPARE(house.stub.count(u"/as/revoke"_s), 1);
        house.close();
        house.open();
        QVERIFY(house.waitFor(ServiceState::SignInNeeded)); // forgotten, not only ended
    }

    void refusedAndCancelled()
    {
        House house;
        house.stub.agrees = false;
        QVERIFY(house.waitFor(ServiceState::SignInNeeded));
        QVERIFY(house.click(u"signInButton"_s));
        QTRY_VERIFY2(house.words().contains(u"You were not signed in"_s), qPrintable(house.words()));
        house.stub.waits = true;
        QVERIFY(house.click(u"signInButton"_s));
        QTRY_COMPARE(house.button(u"signInButton"_s)->text(), u"Cancel Sign-In"_s);
        QTRY_COMPARE(house.browser.opened.size(), 2);
        const QUrl awaited(QUrlQuery(house.browser.opened.last()).queryItemValue(u"redirect_uri"_s, QUrl::FullyDecoded));
        QVERIFY(isListening(awaited));
        QVERIFY(house.click(u"signInButton"_s));
        QTRY_COMPARE(house.button(u"signInButton"_s)->text(), u"Sign In…"_s);
        QCOMPARE(house.status().state, ServiceState::SignInNeeded);
        // Nothing of it is left: nobody waits for the browser any more, nothing is stored, and another one goes through.
        QTRY_VERIFY(!isListening(awaited));
        QCOMPARE(house.stub.count(u"/as/token"_s), 0);
        house.stub.waits = false;
        house.stub.agrees = true;
        house.close();
        house.open();
        QVERIFY(house.waitFor(ServiceState::SignInNeeded));
        QVERIFY(house.signIn());
        QCOMPARE(house.tryLook().text, u"seen"_s);
    }

    /// A call that wants more rights asks with a card; the browser opens when that is answered, and the call goes on.
    void moreRights_data()
    {
        QTest::addColumn<bool>("agrees");
        QTest::newRow("agreed") << true;
        QTest::newRow("rejected") << false;
    }
    void moreRights()
    {
        QFETCH(bool, agrees);
        House house;
        QVERIFY(house.signIn());
        house.stub.callScope = u"write"_s;
        QVERIFY(house.prompt());
        QTRY_COMPARE_WITH_TIMEOUT(house.told<ApprovalAsked>().size(), 1, 9000);
        house.decide(house.told<ApprovalAsked>().first().request, Decision::Kind::Allow);
        QTRY_COMPARE_WITH_TIMEOUT(house.told<ApprovalAsked>().size(), 2, 9000);
        const ApprovalRequest request = house.told<ApprovalAsked>().last().request;
        QCOMPARE(request.title, u"Sign in at guarded again, with more rights"_s);
        QCOMPARE(request.preview.arguments, (QList<std::pair<QString, QString>>{{u"It wants these rights"_s, u"write"_s}}));
        QVERIFY(request.rememberable.isEmpty() && house.browser.opened.size() == 1);
        house.decide(request, agrees ? Decision::Kind::Allow : Decision::Kind::Deny);
        QTRY_COMPARE_WITH_TIMEOUT(house.told<TurnEnded>().size(), 1, 9000);
        QCOMPARE(house.browser.opened.size(), agrees ? 2 : 1);
        if (agrees)
            QCOMPARE(house.result(), u"seen"_s);
        else
            QVERIFY2(house.result().contains(u"wants more rights"_s), qPrintable(house.result()));
        QCOMPARE(house.status().state, ServiceState::Ready); // what it had still counts
        if (agrees)
            return;
        QTRY_COMPARE(house.button(u"signInButton"_s)->text(), u"Sign In Again…"_s);
        QVERIFY(house.click(u"signInButton"_s));
        QTRY_COMPARE(house.browser.opened.size(), 2);
        QTRY_VERIFY(house.status().signIn.scopes.contains(u"write"_s));
    }

    /// The window hands the page to the desktop, also while the pane of services is closed.
    void theWindowOpensTheBrowser()
    {
        QTemporaryDir dir;
        test::OAuthStub stub;
        write(dir.filePath(u"mine/CLAUDE.md"_s), "# Mine\n");
        write(dir.filePath(u"home/config/mcp.json"_s),
              "{\"mcpServers\": {\"guarded\": {\"type\": \"http\", \"url\": \"" + stub.url().toEncoded() + "\"}}}\n");
        Desk desk(dir.filePath(u"home"_s));
        desk.core.project().open(dir.filePath(u"mine"_s));
        const auto state = [&desk] { return desk.core.project().services().servers().value(0).state; };
        QTRY_COMPARE_WITH_TIMEOUT(state(), ServiceState::SignInNeeded, 9000);
        QDesktopServices::setUrlHandler(u"http"_s, this, "openPage");
        desk.core.project().services().signIn(u"guarded"_s);
        QTRY_COMPARE(m_pages.size(), 1);
        QDesktopServices::unsetUrlHandler(u"http"_s);
        test::FollowingBrowser browser;
        browser.open(m_pages.first());
        QTRY_COMPARE_WITH_TIMEOUT(state(), ServiceState::Ready, 9000);
    }

    void looks_data() { lookRows(); }
    void looks()
    {
        QFETCH(bool, dark);
        QFETCH(int, points);
        const Look look(dark, points);
        House house;
        QVERIFY(house.waitFor(ServiceState::SignInNeeded));
        keepRowLook(*house.pane, u"needed"_s);
        QVERIFY(house.signIn());
        QTRY_VERIFY(house.button(u"signOutButton"_s)->isVisible());
        keepRowLook(*house.pane, u"signedin"_s);
    }

    /// A service that is switched off is not asked: what the keychain keeps is given back and forgotten.
    void outOfOneThatIsOff()
    {
        House house;
        QVERIFY(house.signIn());
        QVERIFY(house.click(u"switchButton"_s));
        QTRY_VERIFY(!house.status().enabled);
        house.close();
        house.open(); // it has not run in this program
        QTRY_VERIFY(house.status().signIn.signedIn && !house.status().enabled);
        QVERIFY(!house.button(u"signInButton"_s)->isVisible());
        const int called = house.stub.count(u"/mcp"_s);
        QVERIFY(house.click(u"signOutButton"_s));
        QTRY_VERIFY_WITH_TIMEOUT(!house.status().signIn.signedIn, 9000);
        QCOMPARE(house.stub.count(u"/as/revoke"_s), 1);
        QCOMPARE(house.stub.count(u"/mcp"_s), called);
        QVERIFY(house.click(u"switchButton"_s));
        QVERIFY(house.waitFor(ServiceState::SignInNeeded));
    }

    /// One that is not in the configuration any more.
    void outOfOneThatIsGone()
    {
        House house;
        QVERIFY(house.signIn());
        QVERIFY(!house.button(u"keptButton"_s)->isVisible());
        house.project->services().addServer(ServiceScope::User, u"guarded"_s, R"({"command":"no-such-program"})"); // another of that name
        QTRY_VERIFY(house.button(u"keptButton"_s)->isVisible());
        house.project->services().removeServer(ServiceScope::User, u"guarded"_s);
        QTRY_VERIFY(house.project->services().servers().isEmpty());
        QVERIFY(house.click(u"keptButton"_s));
        QPointer<QDialog> dialog = house.pane->findChild<QDialog*>(u"keptSignIns"_s);
        QVERIFY(dialog);
        auto* list = dialog->findChild<QListWidget*>();
        QVERIFY(list->count() == 1 && list->item(0)->text().contains(house.stub.url().toString()));
        auto* out = dialog->findChild<QPushButton*>(u"signOutKept"_s);
        QVERIFY(!out->isEnabled()); // nothing is chosen
        list->item(0)->setSelected(true);
        keepLook(*dialog, u"kept"_s);
        QTest::mouseClick(out, Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(list->count(), 0, 9000);
        QCOMPARE(house.stub.count(u"/as/revoke"_s), 1);
        QTRY_VERIFY(!house.button(u"keptButton"_s)->isVisible());
    }
};

QTEST_MAIN(TestSignIn)
#include "tst_signin.moc"
