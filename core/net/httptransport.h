// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/error.h"
#include "core/base/secret.h"

#include <QByteArray>
#include <QList>
#include <QUrl>

#include <chrono>
#include <functional>
#include <memory>

namespace aios {

struct HttpHeader {
    QByteArray name;
    QByteArray value;
};

/// A header whose value is `prefix` + the secret ("Bearer " + token). Never logged, never recorded.
struct SecretHeader {
    QByteArray name;
    QByteArray prefix;
    Secret secret;
};

struct HttpLimits {
    std::chrono::milliseconds connectTimeout{15'000};
    /// No byte of the reply (headers included) for this long ends the request. Watchdogs on complete events are the caller's.
    std::chrono::milliseconds idleTimeout{300'000};
    std::chrono::milliseconds totalTimeout{0}; ///< 0: none.
    qint64 maxBodyBytes = 256LL * 1024 * 1024; ///< Decompressed.
    qint64 maxHeaderBytes = 256 * 1024;
};

struct HttpRequest {
    QByteArray method = "GET";
    QUrl url; ///< http or https only; no user info.
    QList<HttpHeader> headers;
    QList<SecretHeader> secretHeaders;
    QList<QByteArray> body; ///< Segments sent one after the other with a Content-Length; implicitly shared, so cheap to keep.
    HttpLimits limits;
    /// When set, called with each resolved address before connecting; false refuses it (WebFetch: no private addresses).
    std::function<bool(const QByteArray& numericAddress)> acceptAddress;
};

struct HttpHead {
    int status = 0;
    QList<HttpHeader> headers;
    /// First value of a header, name compared without case; empty when missing.
    [[nodiscard]] QByteArray header(QByteArrayView name) const;
};

struct HttpHandlers {
    std::function<void(const HttpHead&)> onHead;
    std::function<void(QByteArrayView)> onData;
    /// Once, last. Success means the transport saw a complete reply of any status; what the reply means is the caller's business.
    std::function<void(Result<void>)> onEnd;
};

/// A running exchange; destroying it aborts at once and no handler is called afterwards.
class HttpStream {
public:
    virtual ~HttpStream() = default;
    /// Stops reading from the socket until resumed (back pressure).
    virtual void setPaused(bool paused) = 0;
};

/// The one door to the network. Never follows redirects, never retries, never sends a request twice, honours the system's
/// proxy and CA (or the user's settings). Lives on the core thread; handlers run there, never from inside start().
class HttpTransport {
public:
    virtual ~HttpTransport() = default;
    [[nodiscard]] virtual std::unique_ptr<HttpStream> start(HttpRequest request, HttpHandlers handlers) = 0;
};

struct HttpTransportOptions {
    QByteArray proxyUrl;   ///< Empty: from the environment (http_proxy, https_proxy, no_proxy). User settings only.
    QString caFile;        ///< Own CA bundle in PEM; empty: the system's.
    QByteArray userAgent = "aios-desktop";
};

/// libcurl's multi interface driven by QSocketNotifier and one QTimer on the calling thread.
[[nodiscard]] std::unique_ptr<HttpTransport> makeCurlTransport(const HttpTransportOptions& options);

} // namespace aios
