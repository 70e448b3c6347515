// SPDX-License-Identifier: MIT
#pragma once

#include "core/runtime/projectservices.h"
#include "core/runtime/runtime.h"
#include "tests/support/tempproject.h"

#include <QSignalSpy>
#include <QTest>

namespace aios::test {

using namespace Qt::StringLiterals;

/// A folder with one service, tests/stubs/mcpasker, a script as the model, and a person who answers cards. One thread. For test programs only (they know
/// AIOS_BIN_DIR).
struct AskerHouse {
    /// `entry`: another server, as an entry of "mcpServers".
    explicit AskerHouse(const QByteArray& era = "legacy", const QByteArray& steps = {}, bool canAsk = true, const QByteArray& entry = {})
    {
        place.write(u"mine/CLAUDE.md"_s, "# Mine\n");
        const QByteArray stub = "\"one\": {\"command\": \"" AIOS_BIN_DIR "/stubs/mcpasker\", \"args\": [\"" + era + "\"]}";
        place.write(u"config/mcp.json"_s, "{\"mcpServers\": {" + (entry.isEmpty() ? stub : entry) + "}}");
        place.write(u"script.yaml"_s, "rehearsal: 1\nsteps:\n" + steps);
        Runtime::Options options;
        options.paths = {place.path(u"config"_s), place.path(u"data"_s), place.path(u"cache"_s), place.path(u"state"_s),
                         qEnvironmentVariable("AIOS_RESOURCES")};
        options.environment.insert(u"CLAUDE_CONFIG_DIR"_s, place.path(u"claude"_s));
        options.watch = false;
        options.canAsk = canAsk;
        runtime = std::make_unique<Runtime>(std::move(options));
        runtime->addEventSink(runtime.get(), [this](const AgentEvent& event) { events.append(event); });
    }
    [[nodiscard]] bool open()
    {
        QSignalSpy opened(runtime.get(), &Runtime::projectOpened);
        runtime->openProject(place.path(u"mine"_s), [](const Result<void>&) {});
        if (!opened.wait(9000))
            return false;
        bool served = false;
        runtime->services()->servedTools(runtime.get(), [&served](const ServedTools&) { served = true; });
        return QTest::qWaitFor([&served] { return served; }, 9000);
    }
    Session& send(const QString& words)
    {
        if (!session) {
            session = &runtime->newSession();
            session->setModel(u"rehearsal:"_s + place.path(u"script.yaml"_s));
        }
        session->send(words);
        return *session;
    }
    /// Waits for a card whose title begins so, and leaves it open.
    [[nodiscard]] ApprovalRequest card(const QString& title) const
    {
        ApprovalRequest found;
        const auto there = [&] {
            for (const ApprovalRequest& request : runtime->broker().open()) {
                if (request.title.startsWith(title))
                    found = request;
            }
            return !found.id.isEmpty();
        };
        std::ignore = QTest::qWaitFor(there, 8000);
        return found;
    }
    [[nodiscard]] bool answer(const QString& title, Decision::Kind kind)
    {
        const ApprovalRequest request = card(title);
        Decision decision;
        decision.kind = kind;
        runtime->broker().decide(request.id, request.digest, decision);
        return !request.id.isEmpty();
    }
    template <typename Event>
    [[nodiscard]] QList<Event> told() const
    {
        QList<Event> out;
        for (const AgentEvent& event : events) {
            if (const auto* what = std::get_if<Event>(&event.what))
                out.append(*what);
        }
        return out;
    }
    [[nodiscard]] bool waitForEnds(qsizetype count) const
    {
        return QTest::qWaitFor([&] { return told<TurnEnded>().size() >= count; }, 8000);
    }
    /// Of the last tool row.
    [[nodiscard]] QString result() const
    {
        QString output;
        for (const EntryChanged& changed : told<EntryChanged>()) {
            if (changed.entry.kind == TranscriptEntry::Kind::Tool)
                output = changed.entry.tool.output;
        }
        return output;
    }
    [[nodiscard]] QStringList notices() const
    {
        QStringList texts;
        for (const EntryAdded& added : told<EntryAdded>()) {
            if (added.entry.kind == TranscriptEntry::Kind::Notice)
                texts.append(added.entry.text);
        }
        return texts;
    }
    TempProject place;
    QList<AgentEvent> events;
    std::unique_ptr<Runtime> runtime;
    Session* session = nullptr;
};

} // namespace aios::test
