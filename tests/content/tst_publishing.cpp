// SPDX-License-Identifier: MIT
#include "core/content/publishing.h"

#include <QDir>
#include <QFile>
#include <QTest>

using namespace aios;
using namespace Qt::StringLiterals;

/// The pipeline file, and what the core makes of a piece for the call that publishes it.
class TestPublishing : public QObject {
    Q_OBJECT

private:
    static PublishGate gateFrom(const QByteArray& arguments, const QByteArray& more = {})
    {
        const auto pipeline =
            parsePipeline("platforms:\n  website:\n    service: site\n    tool: create_post\n" + more + "    arguments: " + arguments + "\n");
        return pipeline && pipeline->gates.size() == 1 ? pipeline->gates.constFirst() : PublishGate();
    }
    static RenderedPiece pieceOf(const QByteArray& file, const PlatformLimits& limits = {})
    {
        auto made = renderPiece(u"/p"_s, u"content/a-piece.md"_s, file, limits);
        return made ? *made : RenderedPiece();
    }
    static QByteArray sample() { return "---\ntitle: A title\nplatform: website\nsummary: Short\n---\n# A title\n\nHello *there*.\n"; }

private Q_SLOTS:
    void init() { QTest::failOnWarning(); }

    void theSampleIsRead()
    {
        QFile file(QStringLiteral(AIOS_SOURCE_DIR "/resources/templates/content-engine/config/pipeline.yaml"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const auto pipeline = parsePipeline(file.readAll());
        QVERIFY(pipeline);
        QCOMPARE(pipeline->problems, QList<Pipeline::Problem>{});
        QVERIFY(!pipeline->gates.isEmpty());
    }

    void theShippedGatesAreWhole()
    {
        const QDir folder(QStringLiteral(AIOS_SOURCE_DIR "/resources/gates"));
        int gates = 0;
        for (const QString& file : folder.entryList({u"*.json"_s})) {
            QFile bytes(folder.filePath(file));
            QVERIFY(bytes.open(QIODevice::ReadOnly));
            const auto read = parseGates(bytes.readAll(), file);
            QVERIFY2(read, qPrintable(read ? QString() : read.error().message));
            gates += static_cast<int>(read->size());
        }
        QVERIFY(gates >= 6);
    }

    void problems_data()
    {
        QTest::addColumn<QByteArray>("file");
        QTest::addColumn<int>("line");
        QTest::addColumn<QString>("says");
        const QByteArray head = "platforms:\n  website:\n";
        QTest::newRow("unknown key") << QByteArray("modes: 1\n") << 1 << u"modes"_s;
        QTest::newRow("no tool") << head + "    service: s\n" << 3 << u"needs service, tool and arguments"_s;
        QTest::newRow("nothing of the piece") << head + "    service: s\n    tool: t\n    arguments: {a: free}\n" << 5 << u"Nothing of the piece"_s;
        QTest::newRow("bad source") << head + "    service: s\n    tool: t\n    arguments:\n      a: body\n" << 6 << u"needs a source"_s;
        QTest::newRow("looser right") << QByteArray("rights:\n  assistant: Approved\n") << 2 << u"at most"_s;
        QTest::newRow("right nobody knows") << QByteArray("rights:\n  assistant: anything\n") << 2 << u"at most"_s;
        QTest::newRow("approves by itself") << QByteArray("rights:\n  system: Approved\n") << 2 << u"not known"_s;
        QTest::newRow("publishes and prepares") << head + "    service: s\n    tool: t\n    prepares: [t]\n    arguments: {a: piece.title}\n"
                                                << 3 << u"only prepares"_s;
        QTest::newRow("rights as a word") << QByteArray("rights: none\n") << 1 << u"at most"_s;
        QTest::newRow("records as a list") << QByteArray("records: [a]\n") << 1 << u"by their names"_s;
        QTest::newRow("a record key") << QByteArray("records:\n  airtable:\n    allow: [Status]\n") << 3 << u"not known"_s;
        QTest::newRow("limit") << head + "    limits: {text: many}\n" << 3 << u"number"_s;
    }
    void problems()
    {
        QFETCH(const QByteArray, file);
        const auto pipeline = parsePipeline(file);
        QVERIFY(pipeline);
        QVERIFY(!pipeline->problems.isEmpty());
        QTEST(pipeline->problems.constFirst().line, "line");
        QFETCH(const QString, says);
        QVERIFY2(pipeline->problems.constFirst().text.contains(says), qPrintable(pipeline->problems.constFirst().text));
        QVERIFY(!pipeline->flow.assistantEnters(PieceStatus::Approved));
    }

    void notAPipeline()
    {
        QVERIFY(!parsePipeline("- a\n"));
        QVERIFY(!parsePipeline("a: [\n"));
        QVERIFY(!parsePipeline("a: 1\na: 2\n"));
        const StatusFlow flow = parsePipeline("rights: {assistant: Draft}")->flow;
        QVERIFY(flow.assistantEnters(PieceStatus::Draft) && !flow.assistantEnters(PieceStatus::InProgress));
    }

    void gates()
    {
        const auto pipeline = parsePipeline(
            "platforms:\n  X:\n    service: s\n    tool: t\n    accepts: [post]\n    prepares: upload, draft\n    arguments: {text: piece.text}\n"
            "  off:\n    enabled: false\n    service: s\n    tool: u\n    arguments: {text: piece.text}\n");
        QVERIFY(pipeline && pipeline->problems.isEmpty());
        QVERIFY(pipeline->gateFor(u"x"_s, u"Post"_s) && !pipeline->gateFor(u"x"_s, u"article"_s) && !pipeline->gateFor(u"off"_s, u"post"_s));
        QCOMPARE(pipeline->gatesOf(u"s"_s, u"t"_s).size(), 1);
        QVERIFY(pipeline->gatesOf(u"s"_s, u"u"_s).isEmpty());
        QVERIFY(pipeline->prepares(u"s"_s, u"upload"_s) && !pipeline->prepares(u"s"_s, u"t"_s) && !pipeline->prepares(u"z"_s, u"upload"_s));
    }

    /// How a gate says whether what it scheduled is out.
    void statusCalls_data()
    {
        QTest::addColumn<QByteArray>("status");
        QTest::addColumn<bool>("counts");
        QTest::newRow("whole") << QByteArray("{tool: get, id: post, proof: data.url, when: {state: done}}") << true;
        QTest::newRow("without a condition") << QByteArray("{tool: get, id: post, proof: url}") << true;
        QTest::newRow("no tool") << QByteArray("{id: post, proof: url}") << false;
        QTest::newRow("no proof") << QByteArray("{tool: get, id: post}") << false;
        QTest::newRow("a word") << QByteArray("get") << false;
        QTest::newRow("a condition that says nothing") << QByteArray("{tool: get, id: post, proof: url, when: {state: }}") << false;
        QTest::newRow("a condition that is none") << QByteArray("{tool: get, id: post, proof: url, when: done}") << false;
        QTest::newRow("another key") << QByteArray("{tool: get, id: post, proof: url, unless: {state: failed}}") << false;
    }
    void statusCalls()
    {
        QFETCH(const QByteArray, status);
        QFETCH(const bool, counts);
        const auto pipeline =
            parsePipeline("platforms:\n  x:\n    service: s\n    tool: t\n    arguments: {text: piece.text}\n    status: " + status + '\n');
        QVERIFY(pipeline && pipeline->gates.size() == 1); // the gate counts all the same
        QCOMPARE(pipeline->problems.isEmpty(), counts);
        const ProofCall call = pipeline->gates.constFirst().status;
        QCOMPARE(!call.tool.isEmpty(), counts);
        if (!counts)
            return;
        QCOMPARE(call.inputJson(u"a\"b"_s), QByteArray("{\"post\":\"a\\\"b\"}"));
        const bool deep = call.proof.contains(u'.');
        QCOMPARE(call.provenBy("{\"state\":\"DONE\",\"url\":\"u\",\"data\":{\"url\":\"d\"}}"), deep ? u"d"_s : u"u"_s);
        QCOMPARE(call.provenBy("{\"state\":\"failed\",\"url\":\"u\",\"data\":{\"url\":\"d\"}}"), deep ? QString() : u"u"_s);
        QCOMPARE(call.provenBy("{\"state\":\"done\"}"), QString());
        QCOMPARE(call.provenBy({}), QString());
    }

    void theDigestIsOverEverythingThatIsSent()
    {
        const QByteArray digest = gateFrom("{title: piece.title, content: piece.html}").digest();
        QCOMPARE(gateFrom("{title: piece.title, content: piece.html}").digest(), digest);
        QSet<QByteArray> digests{digest};
        for (const char* arguments :
             {"{title: piece.title, content: piece.body}", "{content: piece.html, title: piece.title}",
              "{title: piece.title, content: piece.html, status: fixed:publish}", "{title: piece.title, content: piece.html, status: fixed:draft}",
              "{title: piece.title, content: piece.html, status: free}"})
            digests.insert(gateFrom(arguments).digest());
        digests.insert(gateFrom("{title: piece.title, content: piece.html}", "    accepts: [article]\n").digest());
        QCOMPARE(digests.size(), 7);
    }

    void call_data()
    {
        QTest::addColumn<QByteArray>("arguments");
        QTest::addColumn<QByteArray>("asked");
        QTest::addColumn<QByteArray>("sent"); // empty: refused
        QTest::addColumn<QStringList>("differs");
        const QByteArray gate =
            "{title: piece.title, content: piece.html, status: fixed:publish, excerpt: piece.summary, image: piece.image, tags: free}";
        const QByteArray all = R"({"title":"A title","content":"<p>Hello <em>there</em>.</p>\n","status":"publish","excerpt":"Short"})";
        QTest::newRow("nothing asked") << gate << QByteArray("{}") << all << QStringList{};
        QTest::newRow("as the core makes it") << gate << all << all << QStringList{};
        QTest::newRow("another body and status") << gate << QByteArray(R"({"title":"A title","content":"<p>Buy now</p>","status":"draft"})") << all
                                                 << QStringList{u"content"_s, u"status"_s};
        QTest::newRow("an argument the piece does not have")
            << gate << QByteArray("{\"image\":\"https://evil.example/x.png\"}") << all << QStringList{u"image"_s};
        QTest::newRow("free") << gate << QByteArray(R"({"tags":["a",{"b":1}]})") << all.chopped(1) + R"(,"tags":["a",{"b":1}]})" << QStringList{};
        QTest::newRow("unknown argument") << gate << QByteArray(R"({"author":"me"})") << QByteArray() << QStringList{};
        QTest::newRow("no object") << gate << QByteArray("[1]") << QByteArray() << QStringList{};
        const QByteArray nested = "{post.content.text: piece.text, post.target: {fixed: {kind: page, id: 7}}, post.when: piece.scheduled}";
        QTest::newRow("nested") << nested << QByteArray(R"({"post":{"content":{"text":"other"}}})")
                                << QByteArray(R"({"post":{"content":{"text":"Hello there."},"target":{"kind":"page","id":7}}})")
                                << QStringList{u"post.content.text"_s};
        QTest::newRow("unknown inside") << nested << QByteArray(R"({"post":{"content":{"text":"Hello there.","first_comment":"spam"}}})")
                                        << QByteArray() << QStringList{};
        QTest::newRow("no further parts, no media") << QByteArray("{text: piece.text, more: piece.more, media: piece.media}") << QByteArray("{}")
                                                    << QByteArray(R"({"text":"Hello there."})") << QStringList{};
        QTest::newRow("thread") << QByteArray("{parts: piece.thread}") << QByteArray("{}") << QByteArray(R"({"parts":["Hello there."]})")
                                << QStringList{};
    }
    void call()
    {
        QFETCH(const QByteArray, arguments);
        QFETCH(const QByteArray, asked);
        QFETCH(const QByteArray, sent);
        const auto made = makePublishCall(pieceOf(sample()), gateFrom(arguments), asked);
        QCOMPARE(made.has_value(), !sent.isEmpty());
        if (!made)
            return;
        QCOMPARE(made->inputJson, sent);
        QStringList differs;
        for (const PublishArgument& argument : made->arguments) {
            if (argument.differs)
                differs.append(argument.name);
        }
        QTEST(differs, "differs");
    }

    void whatIsBoundDoesNotHangOnTheCall()
    {
        const PublishGate gate = gateFrom("{title: piece.title, content: piece.html, tags: free}");
        const auto one = makePublishCall(pieceOf(sample()), gate, R"({"tags":["a"],"content":"x"})");
        const auto two = makePublishCall(pieceOf(sample()), gate, "{}");
        QVERIFY(one && two);
        QCOMPARE(one->boundJson, two->boundJson);
        QVERIFY(one->inputJson != two->inputJson);
    }

    void furtherParts()
    {
        const RenderedPiece piece = pieceOf("---\ntitle: T\n---\nOne\n\n---\n\nTwo\n\n---\n\nThree\n");
        const auto made = makePublishCall(piece, gateFrom("{text: piece.text, more: piece.more}"), "{}");
        QVERIFY(made);
        QCOMPARE(made->inputJson, QByteArray(R"({"text":"One","more":[{"text":"Two"},{"text":"Three"}]})"));
    }

    void scheduled()
    {
        const PublishGate gate = gateFrom("{text: piece.text, scheduledTime: piece.scheduled}", "    schedules: scheduledTime\n");
        QVERIFY(!makePublishCall(pieceOf(sample()), gate, "{}")->scheduled);
        QVERIFY(!makePublishCall(pieceOf(sample()), gate, R"({"scheduledTime":"2030-01-01"})")->scheduled); // the piece does not say so
        const RenderedPiece later = pieceOf("---\ntitle: T\nscheduled: 2030-01-01T10:00:00Z\n---\nText\n");
        const auto made = makePublishCall(later, gate, "{}");
        QVERIFY(made && made->scheduled);
        QCOMPARE(made->inputJson, QByteArray(R"({"text":"Text","scheduledTime":"2030-01-01T10:00:00Z"})"));
    }

    void rendered_data()
    {
        QTest::addColumn<QByteArray>("file");
        QTest::addColumn<QString>("platform");
        QTest::addColumn<QString>("says");
        QTest::addColumn<bool>("blocks");
        QTest::newRow("fine") << sample() << u"website"_s << QString() << false;
        QTest::newRow("empty") << QByteArray("---\ntitle: T\n---\n\n") << u"website"_s << u"no text"_s << true;
        QTest::newRow("mark") << QByteArray("---\ntitle: T\n---\nIt has 3 [check] wheels.\n") << u"website"_s << u"[check]"_s << false;
        QTest::newRow("notes") << QByteArray("---\ntitle: T\n---\nText.\n\n## Notes for review\n\n- x\n") << u"website"_s << u"Notes for review"_s
                               << false;
        QTest::newRow("html") << QByteArray("---\ntitle: T\n---\nText <b>x</b>\n") << u"website"_s << u"Raw HTML"_s << false;
        QTest::newRow("too long for X") << "---\ntitle: T\nplatform: x\n---\n" + QByteArray(281, 'a') + '\n' << u"x"_s << u"281 characters"_s << true;
        QTest::newRow("links count 23 on X") << "---\ntitle: T\nplatform: x\n---\n" + QByteArray(256, 'a') + " https://example.org/" +
                                                    QByteArray(100, 'b') + '\n'
                                             << u"x"_s << QString() << false;
        QTest::newRow("part of a thread") << "---\ntitle: T\nplatform: x\n---\nOne\n\n---\n\n" + QByteArray(300, 'a') + '\n'
                                          << u"x"_s << u"Part 2"_s << true;
        QTest::newRow("hidden") << QByteArray("---\ntitle: T\n---\na\xE2\x80\x8B"
                                              "b\n")
                                << u"website"_s << u"invisible"_s << false;
    }
    void rendered()
    {
        QFETCH(const QByteArray, file);
        QFETCH(const QString, platform);
        QFETCH(const QString, says);
        const RenderedPiece made = pieceOf(file, Pipeline().limitsOf(platform));
        QCOMPARE(made.problems.size(), says.isEmpty() ? 0 : 1);
        if (says.isEmpty())
            return;
        QVERIFY2(made.problems.constFirst().text.contains(says), qPrintable(made.problems.constFirst().text));
        QTEST(made.problems.constFirst().blocks, "blocks");
    }

    void likeness_data()
    {
        QTest::addColumn<QByteArray>("asked");
        QTest::addColumn<int>("how");
        QTest::newRow("body") << QByteArray(R"({"content":"<p>Hello <em>there</em>.</p>"})") << 3;
        QTest::newRow("title") << QByteArray(R"({"title":"A title","content":"<p>Else</p>"})") << 2;
        QTest::newRow("slug") << QByteArray(R"({"slug":"a-piece"})") << 2;
        QTest::newRow("nothing") << QByteArray(R"({"title":"Other"})") << 0;
        QTest::newRow("hostile") << QByteArray("[") << 0;
    }
    void likeness()
    {
        QFETCH(const QByteArray, asked);
        QFETCH(const int, how);
        QCOMPARE(aios::likeness(pieceOf(sample()), gateFrom("{title: piece.title, slug: piece.slug, content: piece.html}"), asked), how);
    }

    void proof_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<QByteArray>("field");
        QTest::addColumn<QString>("proof");
        QTest::newRow("url before id") << QByteArray("{\"id\":7,\"url\":\"https://e.org/7\"}") << QByteArray() << u"https://e.org/7"_s;
        QTest::newRow("one level deep") << QByteArray(R"({"post":{"id":7}})") << QByteArray() << u"7"_s;
        QTest::newRow("words around") << QByteArray("Done! {\"link\":\"https://e.org/x\"} Enjoy.") << QByteArray() << u"https://e.org/x"_s;
        QTest::newRow("named field") << QByteArray(R"({"url":"u","data":{"postId":"p1"}})") << QByteArray("data.postId") << u"p1"_s;
        QTest::newRow("named field is missing") << QByteArray(R"({"url":"u"})") << QByteArray("data.postId") << QString();
        QTest::newRow("words only") << QByteArray("Published.") << QByteArray() << QString();
        QTest::newRow("nested too deep") << QByteArray(R"({"a":{"b":{"url":"u"}}})") << QByteArray() << QString();
        const QByteArray prose =
            "\u2705 **Post Created**\n\n**Title**: Why: a {guide}\n**ID**: 7\n**Link**: https://e.org/7/\n\n- View: https://e.org/7/\n";
        QTest::newRow("a line in bold") << prose << QByteArray("Link") << u"https://e.org/7/"_s;
        QTest::newRow("a line of a list") << prose << QByteArray("view") << u"https://e.org/7/"_s;
        QTest::newRow("a line nobody named") << prose << QByteArray() << QString();
        QTest::newRow("another line is named") << prose << QByteArray("url") << QString();
        QTest::newRow("no line of its own") << QByteArray("Error: no Link: https://e.org/7") << QByteArray("Link") << QString();
        QTest::newRow("two that differ") << QByteArray("Link: https://e.org/7\nLink: https://evil.org") << QByteArray("Link") << QString();
        QTest::newRow("nothing behind it") << QByteArray("**Link**: \n**ID**: 7") << QByteArray("Link") << QString();
        QTest::newRow("empty") << QByteArray() << QByteArray() << QString();
    }
    void proof()
    {
        QFETCH(const QByteArray, answer);
        QFETCH(const QByteArray, field);
        PublishGate gate;
        gate.proof = QString::fromUtf8(field);
        QTEST(proofIn(answer, gate), "proof");
    }

    /// Blotato answers with nothing but what it calls the post.
    void theShippedGatesReadBlotatosAnswer()
    {
        QFile file(QStringLiteral(AIOS_SOURCE_DIR "/resources/gates/blotato.json"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const auto gates = parseGates(file.readAll(), u"blotato.json"_s);
        QVERIFY(gates && gates->size() >= 2);
        const QByteArray answer = "{\"postSubmissionId\":\"0f5a-77\"}";
        for (const PublishGate& gate : *gates)
            QCOMPARE(proofIn(answer, gate), u"0f5a-77"_s);
        QCOMPARE(proofIn(answer, PublishGate()), u"0f5a-77"_s);
        QCOMPARE(proofIn("{\"error\":\"no such account\"}", gates->constFirst()), QString());
    }

    void proofInLines()
    {
        // As mcp-wordpress answers.
        const QByteArray answer = "✅ **Post Created Successfully**\n\n**Title**: **Link**: https://evil.example\n**ID**: 7\n**Status**: publish\n"
                                  "**Link**: https://example.org/?p=7\n\n**Management**:\n- Edit: https://example.org/wp-admin/\n";
        PublishGate gate;
        QCOMPARE(proofIn(answer, gate), QString()); // words prove nothing where the gate does not say which
        gate.proof = u"link"_s;
        QCOMPARE(proofIn(answer, gate), u"https://example.org/?p=7"_s);
        QCOMPARE(idIn(answer, gate), QString());
        gate.id = u"id"_s;
        QCOMPARE(idIn(answer, gate), u"7"_s);
        QCOMPARE(idIn(R"({"id":7,"url":"u"})", gate), u"7"_s);
        QCOMPARE(proofIn("Post with ID 7 not found. Please verify the ID and try again.", gate), QString());
        QCOMPARE(proofIn("It is all done: published", gate), QString());
    }

    void thePublishedId()
    {
        const PublishGate gate = gateFrom("{id: piece.published_id, content: piece.html}");
        QVERIFY(!makePublishCall(pieceOf(sample()), gate, R"({"id":9})")); // nobody knows which
        const auto with = [&](const QByteArray& id) {
            const auto call = makePublishCall(pieceOf(QByteArray(sample()).replace("summary", QByteArray("published_id: " + id + "\nsummary"))), gate,
                                              R"({"id":9})");
            return call ? call->inputJson : QByteArray();
        };
        QVERIFY(with("7").startsWith("{\"id\":7,"));
        QVERIFY(with("abc-7").startsWith("{\"id\":\"abc-7\","));
        QVERIFY(with("007").startsWith("{\"id\":\"007\","));
        QVERIFY(with("12345678901234567890").startsWith("{\"id\":\"12345678901234567890\","));
        QVERIFY(gateFrom("{id: piece.published_id}").tool.isEmpty()); // nothing of the piece in it
    }
};

QTEST_GUILESS_MAIN(TestPublishing)
#include "tst_publishing.moc"
