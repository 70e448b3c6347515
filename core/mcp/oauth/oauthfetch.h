// SPDX-License-Identifier: MIT
#pragma once

#include "core/mcp/oauth/oauthaddresses.h"

#include <QObject>

namespace aios {

struct OAuthReply {
    HttpHead head;
    QByteArray body; ///< At most 256 kB.
};

/// Short requests of a sign-in: bounded in size and time, only to addresses that may be used. A GET follows redirects within its own origin, a POST none.
/// Core thread; what is on its way ends with this, unanswered.
class OAuthFetch : public QObject {
    Q_OBJECT
public:
    using Reply = std::function<void(Result<OAuthReply>)>;
    OAuthFetch(HttpTransport& http, OAuthAddresses addresses, QObject* parent = nullptr);

    void get(const QUrl& url, Reply reply);
    void post(const QUrl& url, const QByteArray& contentType, const QByteArray& body, const QList<SecretHeader>& headers, Reply reply);
    [[nodiscard]] const OAuthAddresses& addresses() const { return m_addresses; }

private:
    class Exchange;
    void get(const QUrl& url, int redirects, Reply reply);
    void run(HttpRequest request, Reply reply);

    HttpTransport& m_http;
    OAuthAddresses m_addresses;
};

} // namespace aios
