// SPDX-License-Identifier: MIT
#pragma once

#include "core/model/model.h"
#include "core/net/httptransport.h"
#include "core/net/sseparser.h"

namespace aios {

/// A provider's wire format, pure: no I/O, no time, one instance per stream.
class ProviderCodec {
public:
    virtual ~ProviderCodec() = default;
    /// Family of the wire text of messages; messages are encoded once per family.
    [[nodiscard]] virtual QByteArray family() const = 0;
    /// Path (appended to the provider's base URL), headers without the key, and body segments. Equal history prefixes give byte-equal prefixes.
    struct Encoded {
        QByteArray path;
        QList<HttpHeader> headers;
        QList<QByteArray> body;
    };
    [[nodiscard]] virtual Encoded encode(const ModelRequest& request) = 0;
    /// Takes one complete event; emits what to show. A protocol break or an error event is an Error and ends the stream.
    [[nodiscard]] virtual Result<void> feed(const SseEvent& event, const std::function<void(const ModelEvent&)>& emit) = 0;
    /// True once the reply is known to be whole (message_stop, [DONE] or finish_reason): without it the turn is incomplete.
    [[nodiscard]] virtual bool complete() const = 0;
    /// True once nothing worth waiting for can follow: a whole reply may still be waiting for its usage.
    [[nodiscard]] virtual bool nothingMore() const { return complete(); }
    [[nodiscard]] virtual ModelReply takeReply() = 0;
    /// An HTTP failure's meaning: code, plain message, retry-after.
    [[nodiscard]] virtual Error decodeFailure(const HttpHead& head, QByteArrayView body) const = 0;
};

} // namespace aios
