// SPDX-License-Identifier: MIT
// A rehearsal file: its YAML, its steps, and their templates with the text itself as the result of a call.
#include "core/model/providers/rehearsal/rehearsalscript.h"
#include "core/model/providers/rehearsal/rehearsalstep.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
    using namespace aios;
    const QByteArrayView bytes(reinterpret_cast<const char*>(data), static_cast<qsizetype>(size));
    const Result<RehearsalScript> script = parseRehearsal(bytes, QStringLiteral("fuzz.yaml"), {.maxBytes = 64 * 1024, .maxNodes = 2000});
    if (!script)
        return 0;
    WireHistory history;
    ModelRequest request{.model = {}, .system = {}, .tools = {}, .history = &history, .effort = {}, .origin = {}};
    request.origin.arguments = QString::fromUtf8(bytes.first(std::min<qsizetype>(bytes.size(), 200)));
    const QString id = RehearsalConversation::callId(request.origin, 0, QStringLiteral("read"));
    history.append({.role = Role::User, .blocks = {TextBlock{request.origin.arguments}}, .model = {}});
    history.append({.role = Role::Assistant,
                    .blocks = {ToolUseBlock{.id = id, .name = QStringLiteral("Read"), .inputJson = "{\"k\":\"v\"}", .problem = {}}},
                    .model = {}});
    history.append({.role = Role::User, .blocks = {ToolResultBlock{id, QString::fromUtf8(bytes), {}, false, false}}, .model = {}});
    const RehearsalConversation conversation(request);
    for (const RehearsalStep& step : script->steps) {
        (void)holds(step.when, request, conversation);
        const Result<ModelReply> reply = replyOf(*script, step, request, conversation, QDateTime(QDate(2026, 1, 2), QTime(3, 4)));
        if (reply && !messageFromJson(QByteArrayView(messageToJson(reply->message))))
            qFatal("a rehearsed reply cannot be stored");
    }
    return 0;
}
