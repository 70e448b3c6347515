// SPDX-License-Identifier: MIT
#include "app/headless/partialmessages.h"

#include "core/agent/jsonline.h"
#include "core/base/ids.h"

namespace aios {

namespace {
using namespace Qt::StringLiterals;
} // namespace

void PartialMessages::textStarted(const QString& entryId, bool thinking)
{
    m_thinking = thinking;
    startBlock(thinking ? R"({"type":"thinking","thinking":"","signature":""})" : R"({"type":"text","text":""})", entryId);
}

void PartialMessages::textAdded(const QString& entryId, const QString& text)
{
    if (entryId != m_entryId || m_entryId.isEmpty())
        return;
    JsonLine delta(m_thinking ? "thinking_delta" : "text_delta");
    delta.text(m_thinking ? "thinking" : "text", text);
    addDelta(delta.take());
}

void PartialMessages::textEnded(const QString& entryId)
{
    if (entryId == m_entryId)
        stopBlock();
}

void PartialMessages::toolCalled(const ToolRow& row)
{
    JsonLine block("tool_use");
    block.text("id", row.id);
    block.text("name", row.name);
    block.raw("input", "{}");
    startBlock(block.take(), row.id);
    JsonLine delta("input_json_delta");
    delta.textUtf8("partial_json", row.inputJson);
    addDelta(delta.take());
    stopBlock();
}

void PartialMessages::ended(const QString& stopReason)
{
    if (!m_inMessage)
        return;
    stopBlock();
    m_emit("{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":" + jsonString(stopReason) +
           ",\"stop_sequence\":null},\"usage\":{\"output_tokens\":" + QByteArray::number(m_outputTokens - m_outputBefore) + "}}");
    m_emit(R"({"type":"message_stop"})");
    m_inMessage = false;
}

void PartialMessages::startMessage()
{
    if (std::exchange(m_inMessage, true))
        return;
    m_blocks = 0;
    m_outputBefore = m_outputTokens;
    JsonLine message;
    message.text("id", u"msg_"_s + newId());
    message.text("type", u"message"_s);
    message.text("role", u"assistant"_s);
    message.text("model", m_model);
    message.raw("content", "[]");
    message.raw("stop_reason", "null");
    message.raw("stop_sequence", "null");
    message.raw("usage", R"({"input_tokens":0,"output_tokens":0})");
    m_emit("{\"type\":\"message_start\",\"message\":" + message.take() + '}');
}

void PartialMessages::startBlock(const QByteArray& blockJson, const QString& entryId)
{
    stopBlock();
    startMessage();
    m_entryId = entryId;
    m_emit("{\"type\":\"content_block_start\",\"index\":" + QByteArray::number(m_blocks) + ",\"content_block\":" + blockJson + '}');
}

void PartialMessages::addDelta(const QByteArray& deltaJson)
{
    m_emit("{\"type\":\"content_block_delta\",\"index\":" + QByteArray::number(m_blocks) + ",\"delta\":" + deltaJson + '}');
}

void PartialMessages::stopBlock()
{
    if (std::exchange(m_entryId, {}).isEmpty())
        return;
    m_emit("{\"type\":\"content_block_stop\",\"index\":" + QByteArray::number(m_blocks++) + '}');
}

} // namespace aios
