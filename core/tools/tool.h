// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/error.h"
#include "core/base/once.h"
#include "core/base/workpool.h"
#include "core/gate/access.h"
#include "core/gate/approval.h"
#include "core/net/httptransport.h"
#include "core/project/folderstate.h"
#include "core/tools/pathguard.h"
#include "core/tools/readledger.h"

#include <QByteArray>
#include <QHash>
#include <QList>
#include <QString>

#include <functional>
#include <memory>
#include <optional>

namespace aios {

class BackgroundTasks;
class WebCache;

struct ToolSpec {
    QString name;
    QString description;
    QByteArray inputSchemaJson; ///< Raw JSON Schema, as sent to the model.
    bool readOnly = false;      ///< May run in parallel with its neighbours.
    bool forSubAgents = true;
};

struct ToolCall {
    QString id;
    QByteArray inputJson; ///< Valid JSON object, checked against the schema by the orchestrator.
};

struct ToolImage {
    QByteArray mediaType;
    QByteArray base64;
};

struct ToolOutput {
    QString text; ///< For the model.
    QList<ToolImage> images;
    bool isError = false; ///< Text for the model that says what went wrong. Never ends the turn.
    QByteArray structured; ///< JSON stored beside the result (toolUseResult shapes of folder.md 7).
    QList<std::pair<QString, QByteArray>> filesRead;    ///< Real path, sha256: noted in the ledger.
    QList<QString> partialReads;                        ///< Of those, real paths read in part.
    struct FileChange {
        QString path; ///< Absolute.
        QByteArray beforeSha256; ///< Empty: did not exist.
        QByteArray afterSha256;
        int added = 0;
        int removed = 0;
    };
    QList<FileChange> filesChanged;
    QList<FolderState::Change> programChanges; ///< What a program did to the folder, as seen afterwards.
    QString workingDirectory; ///< Bash: where the shell ended, when that is another folder of the project; absolute. Empty: unchanged.
};

/// What the call would do, without doing it.
struct ToolPlan {
    AccessRequest access;
    QString title;  ///< "Write content/plans/x.md"
    QString verb;   ///< "Write File"
    ApprovalPreview preview;
    QList<Question> questions; ///< AskUserQuestion only.
    QByteArray digest;         ///< SHA-256 over everything that decides what will happen: input, working directory, base hashes, environment.
    QString refusal;           ///< Not empty: it cannot work (file not read first, old_string not unique …); text for the model, nothing is asked.
};

/// What plan() and start() may use. Values and services of the session; plan() runs on the pool and uses only the const parts.
struct ToolContext {
    const PathGuard* guard = nullptr;
    QString projectRoot;
    QString workingDirectory; ///< For Bash: absolute, inside the project.
    QString sessionId;
    QString scratchDir;       ///< Ours, 0700: spilled outputs.
    QString agent;
    QHash<QString, ReadRecord> reads; ///< Snapshot of the ledger.
    /// True for files that a deny rule keeps from being read (absolute path, real path): Glob and Grep leave them out. Thread-safe; may be empty.
    std::function<bool(const QString& path, const QString& realPath)> deniesRead;
    std::optional<Decision> decision; ///< start(): what the person answered (kept hunks, answers); input is already the edited one.
    WorkPool* pool = nullptr; ///< start() only.
    HttpTransport* transport = nullptr; ///< start() only.
    BackgroundTasks* tasks = nullptr; ///< start() only; the session's. Null: nothing can run in the background.
    std::shared_ptr<FolderMemory> folderMemory; ///< start() only; the session's. Null: what a program changed is not looked for.
    WebCache* webCache = nullptr; ///< start() only; the session's. Null: every page is fetched.
    /// start(): the digest of the plan that was allowed. Tools with an effect compare it with what they are about to do and refuse when it
    /// differs or is empty; reading tools compare it when it is there.
    QByteArray approvedDigest;
};

/// A started call. Destroying it stops the work (kills processes, drops streams); the reply is then not given by the tool. Never replies
/// from inside start(); the reply may destroy the run.
class ToolRun {
public:
    virtual ~ToolRun() = default;
};

/// Live output of a running tool (Bash), for the transcript: the text so far, which replaces what was told before; already capped and throttled.
using ToolProgress = std::function<void(const QString& text)>;

/// A built-in or served tool. Stateless; const members; one instance for the program. Never asks the person by itself.
class Tool {
public:
    virtual ~Tool() = default;
    [[nodiscard]] virtual const ToolSpec& spec() const = 0;
    /// Runs on the pool. No side effect. Input is valid JSON that passed the schema.
    [[nodiscard]] virtual ToolPlan plan(const ToolCall& call, const ToolContext& context) const = 0;
    /// Core thread. Error ends the turn; everything the model can mend is ToolOutput::isError.
    [[nodiscard]] virtual std::unique_ptr<ToolRun> start(const ToolCall& call, const ToolContext& context, ToolProgress progress,
                                                         Once<Result<ToolOutput>> reply) const = 0;
};

} // namespace aios
