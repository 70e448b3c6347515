// SPDX-License-Identifier: MIT
#pragma once

#include "core/mcp/headershelper.h"
#include "core/mcp/oauth/authorizedhttp.h"

#include <QPointer>

namespace aios {

/// The way to a service whose headers a command of its entry makes: once for each connection, and once more when a request is refused (401 or 403), one run for all
/// that wait. A refused request was not carried out, so it is sent again then, once and with other headers only. Core thread; owned by McpServer, outlives
/// the streams of its way.
class HelperHeaders final : public QObject, public HttpAuthorizer {
    Q_OBJECT
public:
    HelperHeaders(McpServerConfig config, McpLaunchPlace place, McpLaunch launch, HttpTransport& http, QObject* parent = nullptr);

    /// Makes the headers; `done` comes from the event loop.
    void make(std::function<void(Result<void>)> done);
    [[nodiscard]] HttpTransport& way() { return m_way; }
    [[nodiscard]] const QList<SecretHeader>& headers() const { return m_headers; } ///< Of the last run that worked, with the entry's own.
    [[nodiscard]] const QString& problem() const { return m_problem; } ///< Of the last run, empty when that worked.

    void prepare(const QByteArray& method, const QUrl& url, QObject* context, std::function<void(QList<SecretHeader>)> ready) override;
    void refused(const Refusal& refusal, QObject* context, std::function<void(bool again)> decided) override;

private:
    struct Waiting {
        QPointer<QObject> context;
        std::function<void()> done;
    };
    void run(QObject* context, std::function<void()> done);
    void ran(Result<QList<SecretHeader>> headers);

    McpServerConfig m_config;
    McpLaunchPlace m_place;
    McpLaunch m_launch; ///< Its headers are those of the entry itself.
    AuthorizedHttp m_way;
    QList<SecretHeader> m_headers;
    std::unique_ptr<HeadersHelper> m_helper; ///< Null: none runs.
    std::vector<Waiting> m_waiting;
    QString m_problem;
};

} // namespace aios
