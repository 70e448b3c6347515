// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/error.h"

#include <QByteArray>

namespace aios {

/// The meaning of an `error.type` or `error.code` word of the Anthropic and OpenAI APIs; Unavailable when the word is not known.
[[nodiscard]] ErrorCode errorCodeFromType(QByteArrayView type);

/// The meaning of an HTTP status when the body says no more.
[[nodiscard]] ErrorCode errorCodeFromStatus(int status);

} // namespace aios
