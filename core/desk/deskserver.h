// SPDX-License-Identifier: MIT
#pragma once

#include "core/desk/desktool.h"

#include <QHash>

namespace aios::desk {

/// The protocol side of a built-in service: one message's bytes in, the reply's bytes out, nothing else. Speaks the era of initialize (2024-11-05 to
/// 2025-11-25) and the stateless one (2026-07-28, where every request carries its version); each request says by itself which it belongs to.
/// Calls run one after the other in the caller's thread.
class DeskServer {
public:
    static constexpr qsizetype kMaxMessage = 8 * 1024 * 1024;
    static constexpr int kMaxDepth = 48;

    DeskServer(DeskService service, QByteArray version);
    DeskServer(const DeskServer&) = delete;
    DeskServer& operator=(const DeskServer&) = delete;

    /// The reply to one message, without a line end; empty when there is none to give (a notification, a response).
    [[nodiscard]] QByteArray handle(QByteArrayView message);
    /// What to say to a message that was too long to read.
    [[nodiscard]] static QByteArray tooLong();

private:
    struct Request;
    [[nodiscard]] QByteArray handleBatch(const json::array& messages);
    [[nodiscard]] QByteArray handleOne(const json::value& message);
    [[nodiscard]] QByteArray answerLegacy(const Request& request);
    [[nodiscard]] QByteArray answerStateless(const Request& request);
    [[nodiscard]] QByteArray initialize(const Request& request);
    [[nodiscard]] QByteArray discover(const Request& request) const;
    [[nodiscard]] QByteArray listTools(const Request& request) const;
    [[nodiscard]] QByteArray callTool(const Request& request);
    [[nodiscard]] static json::object describe(const DeskTool& tool, QByteArrayView version);
    [[nodiscard]] json::object serverInfo(QByteArrayView version) const;
    [[nodiscard]] QByteArray result(const Request& request, json::object result) const;

    DeskService m_service;
    QByteArray m_version;
    QByteArray m_legacyVersion; ///< As agreed by initialize.
    QHash<QByteArray, const DeskTool*> m_byName; ///< Into m_service.tools.
};

} // namespace aios::desk
