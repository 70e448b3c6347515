// SPDX-License-Identifier: MIT
#include "core/model/codecsetup.h"

#include "core/model/providers/anthropic/anthropiccodec.h"
#include "core/model/providers/openai/openaicodec.h"

#include <array>

namespace aios {

namespace {

struct WireFormat {
    QLatin1StringView name;
    std::unique_ptr<ProviderCodec> (*make)(const CodecSetup&);
};

/// A provider with its own wire format adds its row here.
constexpr std::array kFormats{
    WireFormat{QLatin1StringView("anthropic"),
               [](const CodecSetup& setup) -> std::unique_ptr<ProviderCodec> { return std::make_unique<AnthropicCodec>(setup); }},
    WireFormat{QLatin1StringView("openai-chat"),
               [](const CodecSetup& setup) -> std::unique_ptr<ProviderCodec> { return std::make_unique<OpenAiCodec>(setup); }},
};

} // namespace

std::unique_ptr<ProviderCodec> makeCodec(const CodecSetup& setup)
{
    for (const WireFormat& format : kFormats) {
        if (format.name == setup.profile.wire)
            return format.make(setup);
    }
    return nullptr;
}

} // namespace aios
