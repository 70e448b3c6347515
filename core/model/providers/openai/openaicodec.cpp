// SPDX-License-Identifier: MIT
#include "core/model/providers/openai/openaicodec.h"

#include "core/base/text.h"
#include "core/model/errorwords.h"
#include "core/model/providererror.h"

namespace aios {

using namespace Qt::StringLiterals;

OpenAiCodec::OpenAiCodec(const CodecSetup& setup)
    : m_setup(setup), m_quirks(OpenAiQuirks::of(m_setup.profile)), m_encoder(m_setup, m_quirks), m_stream(m_setup.profile, m_quirks)
{}

ProviderCodec::Encoded OpenAiCodec::encode(const ModelRequest& request)
{
    m_family = m_encoder.family(request);
    m_producer = producerName(m_setup, request);
    // Unique in the conversation: the history only grows.
    m_idBase = u"call_%1_%2"_s.arg(request.history ? request.history->generation() : 0).arg(request.history ? request.history->messages().size() : 0);
    Encoded encoded = m_encoder.encode(request);
    for (const QByteArray& segment : encoded.body)
        m_sentBytes += segment.size();
    return encoded;
}

Result<void> OpenAiCodec::feed(const SseEvent& event, const std::function<void(const ModelEvent&)>& emit)
{
    return m_stream.feed(event, emit);
}

ModelReply OpenAiCodec::takeReply()
{
    ModelReply reply = m_stream.takeReply(m_producer, m_idBase, m_setup.prefix->toolNames);
    reply.sentBytes = m_sentBytes;
    if (reply.usage.estimated) {
        reply.usage.inputTokens = estimateTokens(m_sentBytes);
        reply.usage.outputTokens = estimateTokens(messageToJson(reply.message).size());
    }
    return reply;
}

Error OpenAiCodec::decodeFailure(const HttpHead& head, QByteArrayView body) const
{
    const Result<json::value> value = parseJson(body, {.refuseDuplicateKeys = false});
    const json::object* root = value ? value->if_object() : nullptr;
    const json::object* error = root ? jsonObject(*root, "error") : nullptr;
    QString said;
    QString type;
    QString reason;
    if (error) {
        said = jsonText(*error, "message");
        type = jsonText(*error, "type");
        reason = jsonText(*error, "code");
    } else if (root) { // Ollama and others: {"error": "text"}, {"detail": "text"}
        said = jsonText(*root, "error", jsonText(*root, "detail", jsonText(*root, "message")));
    }
    ErrorCode code = errorCodeFromType(reason.toUtf8());
    if (code == ErrorCode::Unavailable)
        code = errorCodeFromType(type.toUtf8());
    if (code == ErrorCode::Unavailable || code == ErrorCode::InvalidInput)
        code = errorCodeFromStatus(head.status);
    return providerError(m_setup.profile, code, said, u"HTTP %1 %2 %3"_s.arg(head.status).arg(type, reason));
}

} // namespace aios
