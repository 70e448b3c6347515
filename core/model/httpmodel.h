// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/clock.h"
#include "core/model/codecsetup.h"
#include "core/model/pricelist.h"
#include "core/model/retrypolicy.h"

#include <QObject>

namespace aios {

/// How long a stream may be silent. Only complete events count as life: bytes that trickle in do not.
struct StreamTimeouts {
    std::chrono::milliseconds firstEvent{300'000};
    std::chrono::milliseconds event{90'000};
    std::chrono::milliseconds turn{30 * 60'000};
    /// A reply that is whole waits this long for the usage that should follow, and its connection for its end.
    std::chrono::milliseconds afterwards{2'000};
};

struct HttpModelSetup {
    CodecSetup codec;
    QByteArray keyHeader;                ///< "x-api-key", "Authorization"
    QByteArray keyPrefix;                ///< "Bearer "
    std::shared_ptr<const Secret> key;   ///< Read for each request, so a new key works in a running session. May be empty.
    QList<HttpHeader> headers;           ///< Of the provider file.
    HttpTransport* transport = nullptr;  ///< Not owned.
    RetryPolicy retry;
    StreamTimeouts timeouts;
    std::chrono::milliseconds connectTimeout{15'000};
    std::optional<Price> price;
    const Clock* clock = &Clock::system();
    std::function<double()> random;      ///< In [0, 1); empty: the system's.
};

/// A provider over HTTP: a codec, the transport, retries and watchdogs. Core thread.
class HttpModel : public Model {
public:
    explicit HttpModel(HttpModelSetup setup);
    ~HttpModel() override;

    [[nodiscard]] ModelInfo info() const override { return m_setup->codec.model; }
    [[nodiscard]] std::unique_ptr<ModelRun> stream(ModelRequest request, ModelHandlers handlers) override;
    [[nodiscard]] std::optional<double> cost(const Usage& usage) const override;

private:
    std::shared_ptr<const HttpModelSetup> m_setup;
    std::unique_ptr<QObject> m_orphans; ///< Connections whose reply is already delivered and which only end.
};

} // namespace aios
