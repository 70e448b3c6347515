// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/hash.h"
#include "core/tools/tool.h"

#include <QObject>

#include <map>

namespace aios::test {

/// A tool the test drives: it notes what happens to it and answers when told to, or by itself from the event loop. Its plan names no path, so whether
/// it asks is up to `asks`. Lives on the test's thread; plan() runs on the pool and reads only what the test set before.
class FakeTool final : public Tool {
public:
    enum class Answers : std::uint8_t { Soon, Inside, WhenTold };

    FakeTool(const QString& name, bool readOnly, bool asks = false) : m_asks(asks)
    {
        m_spec.name = name;
        m_spec.description = QStringLiteral("For tests");
        m_spec.inputSchemaJson = R"({"type":"object","properties":{"n":{"type":"integer"}}})";
        m_spec.readOnly = readOnly;
    }

    mutable Answers answers = Answers::Soon;
    mutable Result<ToolOutput> output = textOutput(QStringLiteral("done"));
    mutable QStringList log; ///< "start ID", "drop ID" in order.
    mutable QList<ToolContext> contexts; ///< Of each start.
    mutable std::atomic<int> world = 0; ///< Part of the digest: what the call depends on.
    mutable std::atomic<int> plans = 0;
    QString refusal;

    [[nodiscard]] static ToolOutput textOutput(const QString& text)
    {
        ToolOutput output;
        output.text = text;
        return output;
    }
    [[nodiscard]] qsizetype waiting() const { return static_cast<qsizetype>(m_waiting.size()); }
    void tell(const QString& id, Result<ToolOutput> result) const
    {
        auto reply = std::move(m_waiting.at(id));
        m_waiting.erase(id);
        reply(std::move(result));
    }

    /// Drops the reply unanswered, as a defective tool would.
    void forget(const QString& id) const
    {
        const auto reply = std::move(m_waiting.at(id));
        m_waiting.erase(id);
    }

    [[nodiscard]] const ToolSpec& spec() const override { return m_spec; }
    [[nodiscard]] ToolPlan plan(const ToolCall& call, const ToolContext&) const override
    {
        ++plans;
        ToolPlan plan;
        plan.access.grade = m_spec.readOnly ? Grade::Read : Grade::LeavesComputer;
        plan.access.neverAsks = !m_asks;
        plan.title = m_spec.name + QStringLiteral(" ") + QString::fromUtf8(call.inputJson);
        plan.verb = QStringLiteral("Do It");
        plan.digest = sha256Fields({m_spec.name.toUtf8(), call.inputJson, QByteArray::number(world.load())});
        plan.refusal = refusal;
        return plan;
    }
    [[nodiscard]] std::unique_ptr<ToolRun> start(const ToolCall& call, const ToolContext& context, ToolProgress,
                                                 Once<Result<ToolOutput>> reply) const override
    {
        log.append(QStringLiteral("start ") + call.id);
        contexts.append(context);
        inputs.append(call.inputJson);
        if (answers == Answers::Inside) {
            reply(output);
            return nullptr;
        }
        m_waiting.insert_or_assign(call.id, std::move(reply));
        auto run = std::make_unique<Run>(*this, call.id);
        if (answers == Answers::Soon)
            QMetaObject::invokeMethod(run.get(), [this, id = call.id] { tell(id, output); }, Qt::QueuedConnection);
        return run;
    }
    mutable QList<QByteArray> inputs;

private:
    class Run final : public QObject, public ToolRun {
    public:
        Run(const FakeTool& tool, QString id) : m_tool(tool), m_id(std::move(id)) {}
        ~Run() override
        {
            if (m_tool.m_waiting.contains(m_id)) {
                m_tool.log.append(QStringLiteral("drop ") + m_id);
                m_tool.forget(m_id);
            }
        }

    private:
        const FakeTool& m_tool;
        QString m_id;
    };

    ToolSpec m_spec;
    bool m_asks;
    mutable std::map<QString, Once<Result<ToolOutput>>> m_waiting;
};

} // namespace aios::test
