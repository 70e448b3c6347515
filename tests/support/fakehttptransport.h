// SPDX-License-Identifier: MIT
#pragma once

#include "core/net/httptransport.h"

#include <QObject>
#include <QPointer>

#include <deque>
#include <memory>
#include <vector>

namespace aios::test {

/// What the fake answers to one request. Chunks arrive in separate turns of the event loop, as from a network.
struct FakeReply {
    int status = 200;
    QList<HttpHeader> headers;
    QList<QByteArray> chunks;
    /// After the chunks: a complete reply, or this failure.
    std::optional<Error> failure;
    /// Fail at once, before any head.
    bool refuse = false;
    /// Never ends by itself (a stalled server).
    bool hang = false;

    static FakeReply text(const QByteArray& body, int status = 200);
    /// One SSE stream cut into chunks of `chunkSize` bytes.
    static FakeReply stream(const QByteArray& body, qsizetype chunkSize = 64);
    static FakeReply error(Error error);
};

/// An HttpTransport that answers from a script, in order, and keeps the requests. A request without a scripted reply ends with an error, so a test
/// that sends more than it should fails. Handlers run from the event loop, never inside start().
class FakeHttpTransport final : public QObject, public HttpTransport {
public:
    void add(FakeReply reply) { m_replies.push_back(std::move(reply)); }

    [[nodiscard]] std::unique_ptr<HttpStream> start(HttpRequest request, HttpHandlers handlers) override;

    [[nodiscard]] const std::vector<HttpRequest>& requests() const { return m_requests; }
    /// The whole body of the request at `index`.
    [[nodiscard]] QByteArray body(std::size_t index) const;
    /// The value of a header of the request at `index`, secret ones included (that is what tests are for).
    [[nodiscard]] QByteArray header(std::size_t index, QByteArrayView name) const;
    [[nodiscard]] int open() const { return m_open; }       ///< Streams neither ended nor destroyed.
    [[nodiscard]] int aborted() const { return m_aborted; } ///< Streams destroyed before their end.

private:
    friend class FakeStream;
    std::deque<FakeReply> m_replies;
    std::vector<HttpRequest> m_requests;
    int m_open = 0;
    int m_aborted = 0;
};

} // namespace aios::test
