// SPDX-License-Identifier: MIT
#pragma once

#include "core/model/providers/anthropic/anthropicencoder.h"
#include "core/model/providers/anthropic/anthropicstream.h"

namespace aios {

/// The Anthropic Messages API (spec: platform documentation, versions 2023-06-01 and 2026-10-21).
class AnthropicCodec : public ProviderCodec {
public:
    explicit AnthropicCodec(const CodecSetup& setup);

    [[nodiscard]] QByteArray family() const override { return m_family; }
    [[nodiscard]] Encoded encode(const ModelRequest& request) override;
    [[nodiscard]] Result<void> feed(const SseEvent& event, const std::function<void(const ModelEvent&)>& emit) override;
    [[nodiscard]] bool complete() const override { return m_stream.complete(); }
    [[nodiscard]] ModelReply takeReply() override;
    [[nodiscard]] Error decodeFailure(const HttpHead& head, QByteArrayView body) const override;

private:
    CodecSetup m_setup;
    AnthropicSettings m_settings;
    AnthropicEncoder m_encoder;
    AnthropicStream m_stream;
    QByteArray m_family;
    QString m_producer;
    qsizetype m_sentBytes = 0;
};

} // namespace aios
