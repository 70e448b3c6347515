// SPDX-License-Identifier: MIT
#include "core/mcp/helperheaders.h"

namespace aios {

HelperHeaders::HelperHeaders(McpServerConfig config, McpLaunchPlace place, McpLaunch launch, HttpTransport& http, QObject* parent)
    : QObject(parent), m_config(std::move(config)), m_place(std::move(place)), m_launch(std::move(launch)), m_way(http, *this)
{}

void HelperHeaders::make(std::function<void(Result<void>)> done)
{
    run(this, [this, done = std::move(done)] { done(m_problem.isEmpty() ? Result<void>() : fail(ErrorCode::Unavailable, m_problem)); });
}

void HelperHeaders::run(QObject* context, std::function<void()> done)
{
    m_waiting.push_back({context, std::move(done)});
    if (m_helper)
        return;
    m_helper = std::make_unique<HeadersHelper>();
    m_helper->run(m_config, m_place, m_launch, [this](Result<QList<SecretHeader>> headers) { ran(std::move(headers)); });
}

/// After a run that did not work the headers stay as they were: the refusal they got is then what is told.
void HelperHeaders::ran(Result<QList<SecretHeader>> headers)
{
    m_helper.release()->deleteLater(); // its own function is on the stack
    m_problem = headers ? QString() : headers.error().message;
    if (headers)
        m_headers = withHelperHeaders(m_launch.headers, *headers);
    const QPointer<HelperHeaders> self(this);
    for (const Waiting& waiting : std::exchange(m_waiting, {})) {
        if (self && waiting.context)
            waiting.done();
    }
}

void HelperHeaders::prepare(const QByteArray&, const QUrl&, QObject* context, std::function<void(QList<SecretHeader>)> ready)
{
    if (!m_helper)
        return ready(m_headers);
    run(context, [this, ready = std::move(ready)] { ready(m_headers); });
}

void HelperHeaders::refused(const Refusal& refusal, QObject* context, std::function<void(bool)> decided)
{
    if ((refusal.head.status != 401 && refusal.head.status != 403) || refusal.tries > 0)
        return decided(false);
    if (sentFingerprint(m_headers) != refusal.sent && !m_helper) // made anew while it was on its way
        return decided(true);
    run(context, [this, sent = refusal.sent, decided = std::move(decided)] { decided(sentFingerprint(m_headers) != sent); });
}

} // namespace aios
