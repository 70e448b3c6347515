// SPDX-License-Identifier: MIT
#pragma once

#include "core/net/httptransport.h"

#include <QObject>

namespace aios {

/// Tells whether two lists of headers are the same, without their values.
[[nodiscard]] QByteArray sentFingerprint(const QList<SecretHeader>& headers);

/// Knows what lets requests in at one server. Core thread.
class HttpAuthorizer {
public:
    struct Refusal {
        HttpHead head; ///< 401 or 403
        QByteArray token; ///< Fingerprint of the token that was refused; empty: there was none.
        QByteArray sent; ///< sentFingerprint() of all headers that it was given.
        int tries = 0; ///< How often this request was sent again already.
    };
    virtual ~HttpAuthorizer() = default;
    /// Gives the headers for a request, now or when a token has been renewed. Not at all once `context` is gone.
    virtual void prepare(const QByteArray& method, const QUrl& url, QObject* context, std::function<void(QList<SecretHeader>)> ready) = 0;
    /// A request was refused. `again`: something has changed, so it is worth another try.
    virtual void refused(const Refusal& refusal, QObject* context, std::function<void(bool again)> decided) = 0;
};

/// The way to a server that wants tokens: adds them to every request, and sends a request once more that was refused (401, 403) and so not carried out, when
/// there is a new token. What it cannot mend is handed on as it came. Core thread; outlives its streams.
class AuthorizedHttp final : public HttpTransport {
public:
    AuthorizedHttp(HttpTransport& http, HttpAuthorizer& authorizer) : m_http(http), m_authorizer(authorizer) {}
    [[nodiscard]] std::unique_ptr<HttpStream> start(HttpRequest request, HttpHandlers handlers) override;

private:
    class Stream;
    HttpTransport& m_http;
    HttpAuthorizer& m_authorizer;
};

} // namespace aios
