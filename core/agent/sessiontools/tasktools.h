// SPDX-License-Identifier: MIT
#pragma once

#include "core/agent/callrun.h"

namespace aios {

/// A session's own to-do list, kept by the model, shown to the person.
struct TaskItem {
    QString id;
    QString subject;
    QString description;
    QString activeForm;
    QString status; ///< pending, in_progress, completed
    QString owner;
    QStringList blockedBy;
};

/// The list behind TaskCreate, TaskGet, TaskList and TaskUpdate. One a session; core thread.
class TaskBoard {
public:
    [[nodiscard]] QString add(TaskItem item);
    [[nodiscard]] TaskItem* find(const QString& id);
    [[nodiscard]] bool remove(const QString& id);
    [[nodiscard]] const QList<TaskItem>& items() const { return m_items; }
    [[nodiscard]] QByteArray toJson() const; ///< Array of {id, subject, description, activeForm, status, owner, blockedBy}.
    void restore(QByteArrayView json);       ///< From toJson(); anything unreadable is left out.

    std::function<void()> changed;

private:
    QList<TaskItem> m_items;
    int m_last = 0;
};

/// The four tools over `board`, which outlives them.
[[nodiscard]] QList<std::shared_ptr<const Tool>> makeTaskTools(TaskBoard& board);

} // namespace aios
