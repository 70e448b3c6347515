// SPDX-License-Identifier: MIT
#pragma once

#include "core/net/httptransport.h"

#include <QObject>
#include <QPointer>

namespace aios::test {

/// Stands for the person's browser at a sign-in: opens an address and goes wherever it is sent, as one does whose owner agrees at once. Lives with its
/// thread's event loop.
class FollowingBrowser : public QObject {
public:
    explicit FollowingBrowser(QObject* parent = nullptr) : QObject(parent), m_http(makeCurlTransport({})) {}

    void open(const QUrl& url)
    {
        opened.append(url);
        go(url, 10);
    }

    QList<QUrl> opened; ///< What it was asked to open.
    QByteArray page; ///< The last one it saw.

private:
    void go(const QUrl& url, int redirects)
    {
        HttpRequest request;
        request.url = url;
        m_location.clear();
        m_body.clear();
        HttpHandlers handlers;
        handlers.onHead = [this](const HttpHead& head) {
            m_location = head.status >= 300 && head.status < 400 ? head.header("location") : QByteArray();
        };
        handlers.onData = [this](QByteArrayView data) { m_body.append(data); };
        handlers.onEnd = [this, url, redirects](const Result<void>&) {
            QMetaObject::invokeMethod(
                this,
                [this, url, redirects] {
                    page = m_body;
                    if (!m_location.isEmpty() && redirects > 0)
                        go(url.resolved(QUrl::fromEncoded(m_location)), redirects - 1);
                },
                Qt::QueuedConnection);
        };
        m_stream = m_http->start(std::move(request), std::move(handlers));
    }

    std::unique_ptr<HttpTransport> m_http;
    std::unique_ptr<HttpStream> m_stream;
    QByteArray m_location;
    QByteArray m_body;
};

} // namespace aios::test
