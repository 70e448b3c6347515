// SPDX-License-Identifier: MIT
#pragma once

#include "core/mcp/mcptransport.h"
#include "core/net/lineframer.h"
#include "core/tools/processrunner.h"

#include <QTimer>

namespace aios {

/// The last megabyte (and at most another) of what a program wrote to its standard error, whatever its lines.
class ErrorRing {
public:
    static constexpr qsizetype kMost = 1024 * 1024;
    void add(QByteArrayView bytes);
    [[nodiscard]] QString tail(qsizetype maxChars) const; ///< Cleaned, from a line's start.

private:
    QByteArray m_old; ///< Before m_new.
    QByteArray m_new;
};

/// A server that is a program: one message a line over its pipes, under aios-guard, so that nothing it started outlives it or us. Lines that are no JSON
/// are skipped with a warning (banners), too many of them end it. Core thread.
class StdioTransport final : public McpTransport {
    Q_OBJECT
public:
    /// `request`: program, arguments, environment and folder; the rest is set here.
    explicit StdioTransport(ProcessRequest request, QObject* parent = nullptr);
    ~StdioTransport() override;

    [[nodiscard]] Result<void> open() override;
    void send(McpOutgoing message) override;
    /// Closes its input, waits 2 s, SIGTERM to all of it, 3 s, SIGKILL.
    void close() override;
    [[nodiscard]] bool isProgram() const override { return true; }
    [[nodiscard]] const ErrorRing& errors() const { return m_errors; }

private:
    void takeOutput(QByteArrayView bytes);
    void takeLine(Result<QByteArray> line);
    void end(const ProcessResult& result);
    void giveUp(const QString& why);

    ProcessRequest m_request;
    std::unique_ptr<ProcessRunner> m_runner;
    LineFramer m_framer;
    ErrorRing m_errors;
    QTimer m_patience;
    QTimer m_deaf; ///< It has closed its output.
    QString m_why; ///< Why we ended it.
    int m_oddLines = 0;
    bool m_closing = false;
};

} // namespace aios
