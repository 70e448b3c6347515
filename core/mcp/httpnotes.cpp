// SPDX-License-Identifier: MIT
#include "core/mcp/httpnotes.h"

namespace aios {

std::unique_ptr<HttpStream> HttpNotes::start(HttpRequest request, HttpHandlers handlers)
{
    const bool posts = request.method == "POST";
    handlers.onHead = [this, posts, told = std::move(handlers.onHead)](const HttpHead& head) {
        if (head.status >= 300 && posts) {
            m_failedStatus = head.status; // of the handshake that was tried last
            m_signsIn = m_signsIn || head.header("www-authenticate").toLower().contains("resource_metadata");
        }
        if (told)
            told(head);
    };
    return m_http.start(std::move(request), std::move(handlers));
}

} // namespace aios
