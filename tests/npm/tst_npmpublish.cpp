// SPDX-License-Identifier: MIT
#include "core/base/hash.h"
#include "core/content/publishing.h"
#include "core/runtime/corethread.h"
#include "core/runtime/facades.h"
#include "core/runtime/publishlink.h"
#include "core/runtime/serviceslink.h"
#include "tests/npm/npmservers.h"
#include "tests/support/tempproject.h"
#include "tests/support/toldevents.h"

#include <QSignalSpy>

using namespace aios;
using namespace aios::test;

namespace {

const QString kPiece = u"content/lights.md"_s;
// What could get lost on the way through two programs and JSON twice: quotes, ampersands, code, non-Latin letters, hard spaces, a table.
const QByteArray kFile = "---\ntitle: \"Lights & \\\"law\\\": what §67 wants\"\ntype: article\nplatform: website\nstatus: In Review\nsummary: Two "
                         "lights, one law.\n---\n"
                         "# Lights & \"law\": what §67 wants\n\n"
                         "White *front*, red **back**; 3 < 4 && 5 > 2, “quoted”, l'été, 東京, 🚲 and 50\u00A0km.\n\n"
                         "## A table\n\n| Light | Lux |\n|---|---:|\n| front | 10 |\n| back & side | 5 |\n\n"
                         "```html\n<a href=\"x\" onclick>it's \\n escaped</a>\n```\n\n1. one\n2. two\n   - inner\n\n"
                         "See [the law](https://example.org/a?b=1&c=%20#d \"§ 67\").\n";
// The model sends something of its own, and names the piece by its slug.
const QByteArray kScript = "rehearsal: 1\nsteps:\n  - when: {turn: 1}\n    say:\n      - tool: mcp__wordpress__wp_create_post\n        as: post\n"
                           "        input: {title: \"Buy this\", content: \"<p>lights</p>\", excerpt: lights, status: private}\n"
                           "  - say: [{text: \"It said: {{last.text}}\"}]\n";

struct House : ToldEvents {
    explicit House(const QString& mode) : wordpress(u"wordpress"_s, {posts.path(), mode})
    {
        place.write(u"mine/CLAUDE.md"_s, "# Mine\n");
        place.write(u"mine/"_s + kPiece, kFile);
        place.write(u"script.yaml"_s, kScript);
        place.write(u"config/mcp.json"_s,
                    "{\"mcpServers\": {" + npmEntry("wordpress", npmProgram("mcp-wordpress"), {}, wordpressEnvironment(wordpress.url())) + "}}\n");
        Runtime::Options options;
        options.paths = {place.path(u"config"_s), place.path(u"data"_s), place.path(u"cache"_s), place.path(u"state"_s),
                         qEnvironmentVariable("AIOS_RESOURCES")};
        options.environment.insert(u"CLAUDE_CONFIG_DIR"_s, place.path(u"claude"_s));
        options.watch = false;
        core = std::make_unique<CoreThread>(std::move(options));
        agent = std::make_unique<AgentClient>(core->runtime());
        project = std::make_unique<ProjectLink>(core->runtime());
        services = std::make_unique<ServicesLink>(core->runtime());
        publishing = std::make_unique<PublishLink>(core->runtime());
        listenTo(*agent);
    }
    ~House() { core.reset(); }

    [[nodiscard]] bool open()
    {
        project->open(place.path(u"mine"_s));
        const auto ready = [this] {
            return publishing->state() && services->servers().size() == 1 && services->servers().constFirst().state == ServiceState::Ready;
        };
        return QTest::qWaitFor(ready, 40'000);
    }
    /// The person's click on what the approval page shows.
    [[nodiscard]] bool approve()
    {
        QSignalSpy reviewed(publishing.get(), &PublishLink::reviewed);
        QSignalSpy approved(publishing.get(), &PublishLink::approved);
        publishing->review(kPiece);
        if (reviewed.isEmpty() && !reviewed.wait(9000)) // it may have come already, from the other thread
            return false;
        view = reviewed[0][0].value<ApprovalView>();
        publishing->approve(kPiece, view.sha256);
        return !approved.isEmpty() || approved.wait(9000);
    }
    /// One prompt that makes the model call the tool; the texts of the turn.
    [[nodiscard]] bool prompt()
    {
        if (session.isEmpty()) {
            agent->newSession();
            if (!QTest::qWaitFor([this] { return !session.isEmpty(); }))
                return false;
            agent->setModel(session, u"rehearsal:"_s + place.path(u"script.yaml"_s));
        }
        const qsizetype before = told<TurnEnded>().size();
        agent->send(session, u"publish it"_s);
        return QTest::qWaitFor([&] { return told<TurnEnded>().size() > before; }, 30'000);
    }
    [[nodiscard]] std::optional<Ticket> ticket() const
    {
        const PieceState* state = publishing->state() ? publishing->state()->piece(kPiece) : nullptr;
        return state ? state->ticket : std::nullopt;
    }
    [[nodiscard]] json::object arrived() const
    {
        QFile file(posts.filePath(u"post-1.json"_s));
        const auto value = file.open(QIODevice::ReadOnly) ? parseJson(file.readAll()) : Result<json::value>(json::value());
        return value && value->is_object() ? value->get_object() : json::object();
    }

    QTemporaryDir posts;
    RestStub wordpress;
    TempProject place;
    std::unique_ptr<AgentClient> agent;
    std::unique_ptr<ProjectLink> project;
    std::unique_ptr<ServicesLink> services;
    std::unique_ptr<PublishLink> publishing;
    std::unique_ptr<CoreThread> core;
    ApprovalView view;
};

} // namespace

/// `/publish` through mcp-wordpress from npm to a site of the shape of WordPress': what arrives is the approved piece, once; what is not certain is said.
class TestNpmPublish : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }

    void theApprovedPieceArrivesOnce()
    {
        House house(u"ok"_s);
        QVERIFY(house.open());
        QVERIFY(house.approve());
        QVERIFY(house.prompt());
        QVERIFY(house.told<ApprovalAsked>().isEmpty()); // the ticket is the approval
        const auto rendered = renderPiece(house.place.path(u"mine"_s), kPiece, house.view.file, {});
        QVERIFY(rendered && rendered->html.size() > 400);
        const json::object post = house.arrived();
        QCOMPARE(jsonText(post, "content").toUtf8(), rendered->html);
        QCOMPARE(jsonText(post, "title"), u"Lights & \"law\": what §67 wants"_s);
        QCOMPARE(jsonText(post, "excerpt"), u"Two lights, one law."_s);
        QCOMPARE(jsonText(post, "status"), u"publish"_s);
        QCOMPARE(post.size(), 4U);
        QTRY_VERIFY(house.ticket() && house.ticket()->state == Ticket::State::Spent);
        QCOMPARE(house.ticket()->proof, u"https://blog.example.org/1/"_s);
        QTRY_VERIFY(house.place.read(u"mine/"_s + kPiece).contains("status: Published"));
        QVERIFY(house.place.read(u"mine/"_s + kPiece).contains("url: https://blog.example.org/1/"));

        house.agent->newSession(); // a second /publish, in a session that knows nothing of the first
        house.session.clear();
        QVERIFY(QTest::qWaitFor([&] { return !house.session.isEmpty(); }));
        house.agent->setModel(house.session, u"rehearsal:"_s + house.place.path(u"script.yaml"_s));
        QVERIFY(house.prompt());
        QCOMPARE(house.wordpress.requests("POST "), QByteArrayList{"POST /wp-json/wp/v2/posts 201"});
        QVERIFY2(house.result().contains(u"is published already"_s), qPrintable(house.result()));
        noteResult(u"| ok | 201 with address | %1 bytes of HTML, as rendered | Spent, Published, its address in the piece | nothing sent |\n"_s.arg(
            rendered->html.size()));
    }

    void whatIsNotCertainIsUnknown_data()
    {
        QTest::addColumn<QByteArray>("request"); // As the site saw it.
        QTest::addColumn<bool>("stored");
        QTest::newRow("fails") << QByteArray("POST /wp-json/wp/v2/posts 500") << false;
        QTest::newRow("late") << QByteArray("POST /wp-json/wp/v2/posts 500") << true;
        QTest::newRow("cut") << QByteArray("POST /wp-json/wp/v2/posts 0") << true;
        QTest::newRow("refuses") << QByteArray("POST /wp-json/wp/v2/posts 403") << false;
    }
    void whatIsNotCertainIsUnknown()
    {
        QFETCH(const QByteArray, request);
        QFETCH(const bool, stored);
        House house(QString::fromLatin1(QTest::currentDataTag()));
        QVERIFY(house.open());
        QVERIFY(house.approve());
        QVERIFY(house.prompt());
        QVERIFY2(house.result().contains(u"Failed to create post"_s), qPrintable(house.result()));
        QTRY_VERIFY(house.ticket() && house.ticket()->state == Ticket::State::Unknown);
        QVERIFY(!house.place.read(u"mine/"_s + kPiece).contains("Published"));
        QCOMPARE(house.arrived().empty(), !stored);
        const QString why = house.ticket()->why;
        QVERIFY(house.prompt()); // nobody has looked yet, so nothing is sent
        QVERIFY2(house.result().contains(u"Say first whether it went out"_s), qPrintable(house.result()));
        QCOMPARE(house.wordpress.requests("POST "), QByteArrayList{request});
        noteResult(u"| %1 | %2 | %3 | Unknown: “%4” | nothing sent |\n"_s.arg(
            QLatin1String(QTest::currentDataTag()), QString::fromLatin1(request.mid(26)), stored ? u"stored"_s : u"not stored"_s, why));
    }
};

int main(int argc, char** argv)
{
    return npmMain<TestNpmPublish>(argc, argv);
}
#include "tst_npmpublish.moc"
