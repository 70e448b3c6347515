// SPDX-License-Identifier: MIT
#pragma once

#include "core/tools/tool.h"

namespace aios {

/// The input of one of our own tools as its schema wants it, where what the model wrote can mean only one thing: a null for something optional is left out, a
/// text that is a number or truth value becomes one where one is wanted, a number beyond its limits becomes the limit above and the default below, and
/// parameters that the same tool has elsewhere and that change nothing here are dropped. Everything else stays for checkToolInput() to refuse. Given back
/// byte for byte where nothing had to change. To be called before the plan is made: what is approved must be what runs.
[[nodiscard]] QByteArray fittedInput(const ToolSpec& spec, const QByteArray& inputJson);

} // namespace aios
