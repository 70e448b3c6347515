// SPDX-License-Identifier: MIT
#pragma once

#include <QString>

#include <chrono>
#include <cstdint>
#include <expected>
#include <optional>

namespace aios {

/// What kind of failure it is, for code that must react. People read Error::message.
enum class ErrorCode : std::uint8_t {
    InvalidInput,    ///< Malformed text, JSON, arguments.
    NotFound,        ///< The named thing does not exist.
    AlreadyExists,   ///< It exists and must not.
    Changed,         ///< It changed since it was read; nothing was overwritten.
    Denied,          ///< A rule, a guard or the operating system forbids it.
    TooLarge,        ///< Over a stated cap.
    Io,              ///< Reading or writing failed (disk full, broken device).
    Network,         ///< No connection, cut connection, TLS failure.
    Timeout,         ///< No complete answer in the stated time.
    Protocol,        ///< The peer broke its own protocol.
    Authentication,  ///< Key or token missing or refused.
    RateLimited,     ///< Too many requests; see Error::retryAfter.
    Overloaded,      ///< The service says it is overloaded; retrying may help.
    Billing,         ///< Credit or spending cap reached; retrying does not help.
    ContextTooLong,  ///< The request does not fit the model's context window.
    Cancelled,       ///< A person or the program stopped it.
    Unavailable,     ///< A needed program, service or feature is missing here.
    Internal,        ///< Our own defect.
};

/// A failure of the world (ours are Q_ASSERTs). `message` is one plain sentence for a person: what failed, why, what to do.
/// `detail` is for the log and never holds secrets.
struct Error {
    ErrorCode code = ErrorCode::Internal;
    QString message;
    QString detail;
    std::optional<std::chrono::milliseconds> retryAfter;
};

template <typename T>
using Result = std::expected<T, Error>;

[[nodiscard]] inline std::unexpected<Error> fail(ErrorCode code, QString message, QString detail = {})
{
    return std::unexpected(Error{code, std::move(message), std::move(detail), std::nullopt});
}

/// The failure of an operating-system call: `what` plus the text of `errnoValue`, with the fitting code.
[[nodiscard]] std::unexpected<Error> failErrno(int errnoValue, const QString& what);

} // namespace aios
