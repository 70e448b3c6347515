// SPDX-License-Identifier: MIT
#pragma once

#include "core/mcp/mcplaunch.h"

#include <QObject>

namespace aios {

/// Runs the `headersHelper` of a service (folder.md 5.2): a shell command of the entry that prints the headers of this connection as a JSON object. It is
/// given to the shell as it stands, in an environment without keys, and ended after its time. Only for what may be started. Core thread.
class HeadersHelper : public QObject {
    Q_OBJECT
public:
    using Done = std::function<void(Result<QList<SecretHeader>>)>;
    explicit HeadersHelper(std::chrono::milliseconds patience = std::chrono::seconds(10), QObject* parent = nullptr);
    ~HeadersHelper() override; ///< Ends what runs; `done` is not called then.

    /// `done` comes from the event loop.
    void run(const McpServerConfig& config, const McpLaunchPlace& place, const McpLaunch& launch, Done done);

private:
    void end(const ProcessResult& result);
    void tell(Result<QList<SecretHeader>> headers);

    std::chrono::milliseconds m_patience;
    std::unique_ptr<ProcessRunner> m_runner;
    QByteArray m_output;
    Done m_done;
};

/// What it printed. Error: it is no object of texts, or holds what no header may.
[[nodiscard]] Result<QList<SecretHeader>> readHelperHeaders(QByteArrayView output);

/// The entry's own headers, with those of the helper in the place of the same names.
[[nodiscard]] QList<SecretHeader> withHelperHeaders(const QList<SecretHeader>& own, const QList<SecretHeader>& helper);

} // namespace aios
