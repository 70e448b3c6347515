// SPDX-License-Identifier: MIT
#pragma once

#include "core/net/httptransport.h"

namespace aios {

/// An HttpTransport that remembers how the replies of another began, for a diagnosis. Core thread; outlives the streams it gave.
class HttpNotes final : public HttpTransport {
public:
    explicit HttpNotes(HttpTransport& http) : m_http(http) {}
    [[nodiscard]] std::unique_ptr<HttpStream> start(HttpRequest request, HttpHandlers handlers) override;

    [[nodiscard]] int failedStatus() const { return m_failedStatus; } ///< The last that was no success, of a request that posts; 0: none.
    [[nodiscard]] bool signsIn() const { return m_signsIn; } ///< A refusal named where one signs in (RFC 9728).

private:
    HttpTransport& m_http;
    int m_failedStatus = 0;
    bool m_signsIn = false;
};

} // namespace aios
