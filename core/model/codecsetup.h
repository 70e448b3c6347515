// SPDX-License-Identifier: MIT
#pragma once

#include "core/model/modelregistry.h"
#include "core/model/providercodec.h"
#include "core/model/wirenames.h"

namespace aios {

/// What a codec needs to know of its provider and model.
struct CodecSetup {
    ProviderProfile profile;
    ModelInfo model;
    std::shared_ptr<WirePrefix> prefix = std::make_shared<WirePrefix>(); ///< Shared by the codecs of one Model.
    /// Address and key, told apart without telling the key. Signed thinking counts for the account it was made for only (Anthropic, newer models).
    QByteArray account{};
};

/// The codec for `setup.profile.wire`; null when there is none of that name.
[[nodiscard]] std::unique_ptr<ProviderCodec> makeCodec(const CodecSetup& setup);

/// "provider/id", as Message::model has it.
[[nodiscard]] inline QString producerName(const CodecSetup& setup, const ModelRequest& request)
{
    return setup.profile.id + QLatin1Char('/') + (request.model.isEmpty() ? setup.model.id : request.model);
}

/// Whether `message` was made by the model, at the address and with the key that the request goes to: then it gets its own thinking back.
[[nodiscard]] inline bool isOwnMessage(const Message& message, const CodecSetup& setup, const QString& producer)
{
    return message.model == producer && message.account == setup.account;
}

} // namespace aios
