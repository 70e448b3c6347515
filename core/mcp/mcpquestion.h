// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/error.h"
#include "core/base/once.h"

#include <QByteArray>
#include <QPointer>
#include <QString>

#include <functional>
#include <optional>

namespace aios {

/// What a server wants to know in the middle of its work: from the person (`elicitation/create`) or from a model (`sampling/createMessage`).
struct McpQuestion {
    QByteArray method;
    QByteArray params; ///< Raw object.
    /// Lives as long as anybody wants the answer. Whoever has asked takes the question back when it is destroyed.
    QPointer<QObject> asker{};
    std::optional<QString> session{}; ///< Of the call in which it is asked, where that is known.

    /// The raw result for the server. An error is told to it as one.
    using Reply = Once<Result<QByteArray>>;
};
using AskMcpQuestion = std::function<void(const McpQuestion& question, McpQuestion::Reply reply)>;

} // namespace aios
