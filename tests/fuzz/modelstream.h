// SPDX-License-Identifier: MIT
#pragma once

#include "core/model/codecsetup.h"

namespace aios::fuzz {

/// Plays `stream` through a codec, and where a reply comes out, stores it, reads it back and sends it again.
inline void playStream(const QString& wire, const QByteArray& quirks, QByteArrayView stream)
{
    CodecSetup setup;
    setup.profile.id = wire;
    setup.profile.name = wire;
    setup.profile.wire = wire;
    setup.profile.raw = quirks;
    setup.model.id = QStringLiteral("m");
    const auto codec = makeCodec(setup);
    WireHistory history;
    history.append({.role = Role::User, .blocks = {TextBlock{QStringLiteral("x")}}, .model = {}});
    ModelRequest request{.model = {}, .system = {}, .tools = {}, .history = &history, .effort = {}, .origin = {}};
    (void)codec->encode(request);
    SseParser parser;
    bool failed = false;
    const auto parsed = parser.feed(stream, [&](const SseEvent& event) {
        if (!failed)
            failed = !codec->feed(event, [](const ModelEvent&) {});
    });
    if (failed || !parsed || !codec->complete())
        return;
    const ModelReply reply = codec->takeReply();
    const Result<Message> again = messageFromJson(QByteArrayView(messageToJson(reply.message)));
    if (!again || *again != reply.message)
        qFatal("storing a reply lost something");
    history.append(reply.message);
    const QByteArray body = makeCodec(setup)->encode(request).body.join();
    if (!parseJson(body, {.maxDepth = 200, .refuseDuplicateKeys = false}))
        qFatal("a request body is not JSON: %s", body.constData());
}

} // namespace aios::fuzz
