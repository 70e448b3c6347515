// SPDX-License-Identifier: MIT
#include "core/model/providers/anthropic/anthropiccodec.h"

#include "core/base/text.h"
#include "core/model/errorwords.h"
#include "core/model/providererror.h"

namespace aios {

using namespace Qt::StringLiterals;

AnthropicCodec::AnthropicCodec(const CodecSetup& setup)
    : m_setup(setup), m_settings(AnthropicSettings::of(m_setup.profile)), m_encoder(m_setup, m_settings), m_stream(m_setup.profile)
{}

ProviderCodec::Encoded AnthropicCodec::encode(const ModelRequest& request)
{
    m_family = m_encoder.family(request);
    m_producer = producerName(m_setup, request);
    Encoded encoded = m_encoder.encode(request);
    for (const QByteArray& segment : encoded.body)
        m_sentBytes += segment.size();
    return encoded;
}

Result<void> AnthropicCodec::feed(const SseEvent& event, const std::function<void(const ModelEvent&)>& emit)
{
    return m_stream.feed(event, emit);
}

ModelReply AnthropicCodec::takeReply()
{
    ModelReply reply = m_stream.takeReply(m_producer, m_setup.prefix->toolNames);
    reply.sentBytes = m_sentBytes;
    if (reply.usage.estimated) {
        reply.usage.inputTokens = estimateTokens(m_sentBytes);
        reply.usage.outputTokens = estimateTokens(messageToJson(reply.message).size());
    }
    return reply;
}

Error AnthropicCodec::decodeFailure(const HttpHead& head, QByteArrayView body) const
{
    const Result<json::value> value = parseJson(body, {.refuseDuplicateKeys = false});
    const json::object* root = value ? value->if_object() : nullptr;
    const json::object* error = root ? jsonObject(*root, "error") : nullptr;
    const json::object* details = error ? jsonObject(*error, "details") : nullptr;
    const QString type = error ? jsonText(*error, "type") : QString();
    const QString reason = details ? jsonText(*details, "error_code") : QString();
    const QString said = error ? jsonText(*error, "message") : QString();

    ErrorCode code = type.isEmpty() ? errorCodeFromStatus(head.status) : errorCodeFromType(type.toUtf8());
    if (code == ErrorCode::Unavailable)
        code = errorCodeFromStatus(head.status);
    if (!reason.isEmpty() && errorCodeFromType(reason.toUtf8()) == ErrorCode::Billing)
        code = ErrorCode::Billing;
    // Anthropic leaves retry-after out when a spending limit is reached: waiting does not help then.
    if (code == ErrorCode::RateLimited && m_settings.official && head.header("retry-after").isEmpty())
        code = ErrorCode::Billing;
    // There is no word of its own for this; the text is the only sign.
    if (code == ErrorCode::InvalidInput && said.startsWith("prompt is too long"_L1))
        code = ErrorCode::ContextTooLong;
    return providerError(m_setup.profile, code, said,
                         u"HTTP %1 %2 %3 request-id %4"_s.arg(head.status).arg(type, reason, QString::fromLatin1(head.header("request-id"))));
}

} // namespace aios
