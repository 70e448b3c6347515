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
};

/// The codec for `setup.profile.wire`; null when there is none of that name.
[[nodiscard]] std::unique_ptr<ProviderCodec> makeCodec(const CodecSetup& setup);

/// "provider/id", as Message::model has it.
[[nodiscard]] inline QString producerName(const CodecSetup& setup, const ModelRequest& request)
{
    return setup.profile.id + QLatin1Char('/') + (request.model.isEmpty() ? setup.model.id : request.model);
}

} // namespace aios
