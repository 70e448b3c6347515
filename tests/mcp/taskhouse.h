// SPDX-License-Identifier: MIT
#pragma once

#include "core/mcp/mcptask.h"
#include "tests/mcp/clienthouse.h"

namespace aios::test {

inline constexpr char kModernTasks[] = R"({"supportedVersions":["2026-07-28"],"capabilities":{"tools":{}}})";
inline constexpr char kLegacyTasks[] = R"({"protocolVersion":"2025-11-25","capabilities":{"tools":{},"tasks":{"requests":{"tools":{"call":{}}}}}})";
inline constexpr char kTaskDone[] = R"({"taskId":"t","status":"completed","result":{"content":[]}})";

/// A client whose server answers `tasks/…` as the test says.
struct TaskHouse : ClientHouse {
    explicit TaskHouse(ClientServer tasks, bool older = false)
        : ClientHouse(
              [this, tasks = std::move(tasks), older](const RpcMessage& m, PipeTransport& p) {
                  if (m.method == (older ? "initialize" : "server/discover") && !refuses)
                      return p.answer(m, older ? QByteArray(kLegacyTasks) : discovery);
                  if (m.method == "initialize")
                      return p.refuse(m, 0, {}, 503);
                  if (m.method == "tools/call") {
                      call = m;
                      if (!late)
                          taskBegins();
                      return;
                  }
                  if (m.method == "tasks/cancel") {
                      cancelled = m.params;
                      return p.answer(m, "{}");
                  }
                  if (!m.id.isEmpty() && !m.method.isEmpty())
                      tasks(m, p);
              },
              !older, older ? McpEra::Legacy : McpEra::Modern),
          modernEra(!older)
    {}
    void taskBegins() const
    {
        last->answer(call, modernEra ? R"({"resultType":"task","taskId":"t","status":"working","pollIntervalMs":1})"
                                     : R"({"task":{"taskId":"t","status":"working","pollInterval":1}})");
    }
    [[nodiscard]] bool begin()
    {
        renew(modernEra);
        if (!connect())
            return false;
        number = client->callTool(
            "work", "{}", callOptions,
            JsonRpcPeer::Reply([this](Result<RpcAnswer> given) { answer = std::move(given); }, fail(ErrorCode::Internal, u"dropped"_s)));
        return true;
    }
    [[nodiscard]] ErrorCode code() const { return answer && !*answer ? answer->error().code : ErrorCode::Internal; }
    [[nodiscard]] QString words() const { return answer && !*answer ? answer->error().message : QString(); }

    bool modernEra;
    RpcOptions callOptions;
    bool late = false;
    bool refuses = false;
    RpcMessage call;
    QByteArray cancelled;
    QByteArray discovery = kModernTasks;
    qint64 number = 0;
    std::optional<Result<RpcAnswer>> answer;
};
/// A task that waits for answers to questions of these keys.
[[nodiscard]] inline QByteArray asking(const QByteArrayList& keys, const QByteArray& method = "elicitation/create")
{
    QByteArrayList questions;
    for (const QByteArray& key : keys)
        questions.append("\"" + key + "\":{\"method\":\"" + method + "\",\"params\":{}}");
    return "{\"taskId\":\"t\",\"status\":\"input_required\",\"pollIntervalMs\":1,\"inputRequests\":{" + questions.join(',') + "}}";
}

} // namespace aios::test
