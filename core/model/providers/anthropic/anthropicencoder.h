// SPDX-License-Identifier: MIT
#pragma once

#include "core/model/codecsetup.h"

#include <QSet>

namespace aios {

/// The provider file's settings for the Messages API.
struct AnthropicSettings {
    QByteArray version;      ///< anthropic-version
    bool official = false;   ///< api.anthropic.com: its own rules hold exactly
    bool cacheControl = true;
    int maxToolName = 64;
    bool toolReferences = false; ///< Takes deferred tools, and loads what a tool's result refers to.

    [[nodiscard]] static AnthropicSettings of(const ProviderProfile& profile);
};

/// Builds request bodies. A message's wire text is kept open before the end of its last block (`}]}` is missing), so that a cache breakpoint can
/// be put in or left out without making the text again: breakpoints move with every turn, the text before them must not.
class AnthropicEncoder {
public:
    AnthropicEncoder(const CodecSetup& setup, const AnthropicSettings& settings) : m_setup(setup), m_settings(settings) {}

    [[nodiscard]] ProviderCodec::Encoded encode(const ModelRequest& request);
    [[nodiscard]] QByteArray family(const ModelRequest& request) const;
    /// Open wire text of one message; empty when nothing of it may be sent.
    [[nodiscard]] QByteArray openMessage(const Message& message, const QString& producer) const;

private:
    [[nodiscard]] QByteArray prefix(const ModelRequest& request) const;
    [[nodiscard]] QByteArray settingsText(const ModelRequest& request) const;
    [[nodiscard]] QByteArray thinkingText(const ModelRequest& request, qint64 maxTokens) const;

    void noteDeferred(const ModelRequest& request);

    QSet<QString> m_deferred; ///< Tools of the request that a result may refer to.
    const CodecSetup& m_setup;
    const AnthropicSettings& m_settings;
};

} // namespace aios
