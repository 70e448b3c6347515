// SPDX-License-Identifier: MIT
#pragma once

#include "core/model/codecsetup.h"

namespace aios {

/// How a server differs from the Chat Completions API as OpenAI has it; the "quirks" of its provider file (resources/providers/README.md).
struct OpenAiQuirks {
    bool sendsIndex = true;
    bool toolChoice = false;
    bool parallelToolCalls = false;
    bool imageUrl = true;
    bool includeUsage = true;
    bool echoReasoning = false;
    QString reasoningField = QStringLiteral("reasoning_content");
    QByteArray maxTokensField = "max_tokens";
    QByteArray effortField;
    QByteArray systemRole = "system";
    int maxToolName = 64;
    IdShape idShape = IdShape::Any;

    [[nodiscard]] static OpenAiQuirks of(const ProviderProfile& profile);
};

/// Builds Chat Completions bodies from our Anthropic-shaped messages. The wire text of one message may be several wire messages (each tool result
/// is one), joined by commas.
class OpenAiEncoder {
public:
    OpenAiEncoder(const CodecSetup& setup, const OpenAiQuirks& quirks) : m_setup(setup), m_quirks(quirks) {}

    [[nodiscard]] ProviderCodec::Encoded encode(const ModelRequest& request);
    [[nodiscard]] QByteArray family(const ModelRequest& request) const;
    [[nodiscard]] QByteArray wireMessages(const Message& message, const QString& producer) const; ///< Empty when nothing of it may be sent.

private:
    [[nodiscard]] QByteArray assistant(const Message& message, bool sameModel) const;
    [[nodiscard]] QByteArray user(const Message& message) const;
    [[nodiscard]] QByteArray imagePart(const ImageBlock& image) const;
    [[nodiscard]] QByteArray prefix(const ModelRequest& request) const;
    [[nodiscard]] QByteArray settingsText(const ModelRequest& request) const;

    const CodecSetup& m_setup;
    const OpenAiQuirks& m_quirks;
};

} // namespace aios
