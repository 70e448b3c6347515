// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/error.h"

#include <QByteArray>
#include <QSet>
#include <QString>
#include <QTimer>

#include <chrono>
#include <memory>
#include <optional>

namespace aios {

/// What a server says of a task (extension io.modelcontextprotocol/tasks, and the tasks of 2025-11-25).
struct TaskStatus {
    enum class State : std::uint8_t { Working, InputRequired, Completed, Failed, Cancelled };
    State state = State::Working;
    QString id;
    QString message;
    std::optional<std::chrono::milliseconds> pollInterval;
};
/// `task`: an object with taskId and status. Protocol: it is none, or its status is not known here.
[[nodiscard]] Result<TaskStatus> readTaskStatus(QByteArrayView task);

/// How long to wait before asking again: as the server wishes, but neither so often that it is a burden nor so seldom that nobody knows. `polls` so far.
[[nodiscard]] std::chrono::milliseconds taskPollInterval(const TaskStatus& status, int polls);

/// A request that has become a task, as its client follows it.
struct McpTask {
    QString id;
    bool legacy = false; ///< 2025-11-25: its result is asked for by itself.
    QTimer next;
    std::chrono::steady_clock::time_point until; ///< Whatever happens.
    int polls = 0;
    std::shared_ptr<const void> progress; ///< JsonRpcPeer::followProgress
    QString said; ///< What was last told of it.
    bool tells = false; ///< Its server tells of its progress by itself.
    bool resultAsked = false; ///< Likewise.
    int resultsMissed = 0; ///< Likewise: how often it was lost on its way.
    int missed = 0; ///< Questions after it in a row that were not answered.
    QSet<QString> asked; ///< Keys of its questions that the person has been asked.
    int open = 0; ///< Of them, how many are not answered yet.
    bool refused = false; ///< It did not want one of the answers.
};

} // namespace aios
