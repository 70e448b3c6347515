// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/error.h"
#include "core/gate/access.h"

#include <QDateTime>

#include <memory>

namespace aios {

/// One line of the append-only log of who or what allowed each action.
struct DecisionRecord {
    QDateTime time;
    QString project;      ///< Root.
    QString sessionId;
    QString toolUseId;
    int turn = 0;         ///< Which of the session's prompts it served, from 1; 0: not known, or no session's.
    QString agent;
    QString tool;
    QString target;       ///< Path, command (first 200 characters) or URL, for people.
    QByteArray argumentHash; ///< SHA-256 of the input that ran.
    QByteArray digest;
    Grade grade = Grade::Read;
    QString decision;     ///< "allowed", "denied", "cancelled", "stale"
    QString by;           ///< "person", "rule", "mode", "default", "core", "ticket", "condition"
    QString rule;         ///< Rule text or mode name; of a condition the rule's file, or "status".
    QString feedback;
    QByteArray beforeHash; ///< File effects: content hash before ("" when it did not exist) …
    QByteArray afterHash;  ///< … and after; filled by a second record of kind "done".
    QString outcome;       ///< "", "done", "failed", "unknown"
};

/// One JSONL file a project in the user's data folder. Core thread.
class DecisionLog {
public:
    DecisionLog(QString directory, QString projectRoot);
    ~DecisionLog();
    [[nodiscard]] Result<void> append(const DecisionRecord& record);
    /// Newest last; unreadable lines are skipped and counted.
    struct Page {
        QList<DecisionRecord> records;
        int unreadable = 0;
    };
    [[nodiscard]] Result<Page> read() const { return readFile(file()); }
    [[nodiscard]] static Result<Page> readFile(const QString& path); ///< Blocking; for the pool. A log that is not there is empty.
    [[nodiscard]] QString file() const;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

[[nodiscard]] QByteArray decisionToJson(const DecisionRecord& record);
[[nodiscard]] Result<DecisionRecord> decisionFromJson(QByteArrayView line);

} // namespace aios
