// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/error.h"

#include <curl/curl.h>

namespace aios {

/// libcurl's verdict on a request to `host` as a sentence for a person; `text` is its error buffer, for the log.
[[nodiscard]] Error curlError(CURLcode code, const QString& host, const char* text);

} // namespace aios
