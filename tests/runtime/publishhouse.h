// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/hash.h"
#include "core/runtime/publishtool.h"
#include "core/runtime/runtime.h"
#include "core/tools/poolrun.h"
#include "tests/support/tempproject.h"

#include <QSignalSpy>
#include <QTest>

namespace aios::test {

using namespace Qt::StringLiterals;

/// Stands for a tool of a service: keeps what arrives and answers as it is told to.
class StandInTool final : public Tool {
public:
    explicit StandInTool(const QString& name, Grade grade = Grade::LeavesComputer) : m_grade(grade)
    {
        m_spec = {name, {}, R"({"type":"object"})", false, true};
    }
    const ToolSpec& spec() const override { return m_spec; }
    ToolPlan plan(const ToolCall& call, const ToolContext&) const override
    {
        ToolPlan plan;
        plan.access = {.tool = m_spec.name, .inputJson = call.inputJson, .grade = m_grade};
        plan.access.alwaysAsk = m_grade == Grade::LeavesComputer;
        plan.digest = sha256Hex(call.inputJson);
        return plan;
    }
    std::unique_ptr<ToolRun> start(const ToolCall& call, const ToolContext& context, ToolProgress, Once<Result<ToolOutput>> reply) const override
    {
        arrived.append(call.inputJson);
        if (context.approvedDigest != sha256Hex(call.inputJson))
            arrived.append("without approval");
        if (hangs) {
            held.emplace(std::move(reply));
            return std::make_unique<ToolRun>();
        }
        return std::make_unique<QueuedRun>([output = answer] { return output; }, std::move(reply));
    }
    mutable QByteArrayList arrived;
    mutable std::optional<Once<Result<ToolOutput>>> held;
    Result<ToolOutput> answer = ToolOutput{.text = u"ok"_s, .structured = "{\"url\":\"https://example.org/1\"}"};
    bool hangs = false;
    ToolSpec m_spec;

private:
    Grade m_grade;
};

/// A folder with one piece, its gates, and the real keeper over a tool that stands for its service.
struct PublishHouse {
    static inline const QString kPiece = u"content/lights.md"_s;

    PublishHouse(const QByteArray& file, const QByteArray& gates, const QString& name = u"create_post"_s)
    {
        place.write(u"mine/CLAUDE.md"_s, "# Mine\n");
        place.write(u"mine/"_s + kPiece, file);
        place.write(u"resources/gates/a.json"_s, gates);
        Runtime::Options options;
        options.paths = {place.path(u"config"_s), place.path(u"data"_s), place.path(u"cache"_s), place.path(u"state"_s), place.path(u"resources"_s)};
        options.environment.insert(u"CLAUDE_CONFIG_DIR"_s, place.path(u"claude"_s));
        options.watch = false;
        runtime = std::make_unique<Runtime>(std::move(options));
        service = std::make_shared<StandInTool>(u"mcp__site__"_s + name);
        tool = std::make_shared<const PublishTool>(service, u"site"_s, name, identity, keeper());
    }
    [[nodiscard]] PublishKeeper& keeper() const { return runtime->publishing(); }
    [[nodiscard]] bool open()
    {
        QSignalSpy looked(&keeper(), &PublishKeeper::changed);
        runtime->openProject(place.path(u"mine"_s), [](const Result<void>&) {});
        const bool opened = looked.wait(5000);
        keeper().identify = [this](const QString&, const QString&) { return std::optional(identity); };
        return opened;
    }
    [[nodiscard]] ToolPlan plan(const QByteArray& input) const { return tool->plan({u"c"_s, input}, {}); }
    /// Runs it as the call run does: with the digest that was allowed.
    [[nodiscard]] Result<ToolOutput> run(const QByteArray& input, const QByteArray& digest)
    {
        std::optional<Result<ToolOutput>> got;
        ToolContext context;
        context.pool = &runtime->pool();
        context.approvedDigest = digest;
        running = tool->start(
            {u"c"_s, input}, context, {},
            Once<Result<ToolOutput>>([&got](Result<ToolOutput> output) { got = std::move(output); }, fail(ErrorCode::Internal, u"dropped"_s)));
        return QTest::qWaitFor([&got] { return got.has_value(); }, 5000) ? *got : Result<ToolOutput>(fail(ErrorCode::Timeout, u"no answer"_s));
    }
    [[nodiscard]] QByteArray piece() const { return place.read(u"mine/"_s + kPiece); }
    [[nodiscard]] Ticket ticket() const
    {
        const QList<Ticket> all = TicketStore(runtime->project()->stateDir() + u"/tickets"_s, Clock::system()).all();
        return all.isEmpty() ? Ticket{.state = Ticket::State::Void} : all.constLast();
    }

    TempProject place;
    ServiceIdentity identity{"server", "tool"};
    std::unique_ptr<Runtime> runtime;
    std::shared_ptr<StandInTool> service;
    std::shared_ptr<const PublishTool> tool;
    std::unique_ptr<ToolRun> running;
};

} // namespace aios::test
