// SPDX-License-Identifier: MIT
#pragma once

#include "core/model/providers/openai/openaistream.h"

namespace aios {

/// OpenAI's Chat Completions API and the servers that speak it.
class OpenAiCodec : public ProviderCodec {
public:
    explicit OpenAiCodec(const CodecSetup& setup);

    [[nodiscard]] QByteArray family() const override { return m_family; }
    [[nodiscard]] Encoded encode(const ModelRequest& request) override;
    [[nodiscard]] Result<void> feed(const SseEvent& event, const std::function<void(const ModelEvent&)>& emit) override;
    [[nodiscard]] bool complete() const override { return m_stream.complete(); }
    [[nodiscard]] bool nothingMore() const override { return m_stream.nothingMore(); }
    [[nodiscard]] ModelReply takeReply() override;
    [[nodiscard]] Error decodeFailure(const HttpHead& head, QByteArrayView body) const override;

private:
    CodecSetup m_setup;
    OpenAiQuirks m_quirks;
    OpenAiEncoder m_encoder;
    OpenAiStream m_stream;
    QByteArray m_family;
    QString m_producer;
    QString m_idBase; ///< For calls the server gave no id.
    qsizetype m_sentBytes = 0;
};

} // namespace aios
