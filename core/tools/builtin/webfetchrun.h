// SPDX-License-Identifier: MIT
#pragma once

#include "core/tools/tool.h"
#include "core/tools/webcache.h"

#include <QObject>

namespace aios {

struct WebFetchJob {
    QUrl url;
    QString prompt; ///< Echoed with the page; no second model reads it.
    qint64 offset = 0;
};

/// A page on its way: up to five redirects on the same host, then converted on the pool. Core thread.
class WebFetchRun final : public QObject, public ToolRun {
public:
    WebFetchRun(WebFetchJob job, const ToolContext& context, Once<Result<ToolOutput>> reply);

private:
    void fetch();
    void onHead(const HttpHead& head);
    void onEnd(const Result<void>& result);
    void redirect(const QByteArray& location);
    void convert();
    void finish(const WebPage& page);
    void answer(const ToolOutput& output);
    void later(void (WebFetchRun::*step)()); ///< Not inside a handler of the stream that the step destroys.

    WebFetchJob m_job;
    HttpTransport& m_transport;
    WorkPool& m_pool;
    WebCache* m_cache; ///< The session's, which owns this run too.
    QUrl m_url;        ///< Where we are.
    int m_redirects = 0;
    HttpHead m_head;
    bool m_decided = false; ///< What still comes of this reply is of no interest.
    QByteArray m_body;
    std::unique_ptr<HttpStream> m_stream;
    Once<Result<ToolOutput>> m_reply;
};

/// True for media types that are given as text.
[[nodiscard]] bool isTextType(const QByteArray& mediaType);

} // namespace aios
