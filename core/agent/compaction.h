// SPDX-License-Identifier: MIT
#pragma once

#include "core/agent/sessioncore.h"

namespace aios {

/// Summarises a conversation by asking the model for it (no tools run), so that the history can start anew from the summary. Core thread.
class Compaction : public QObject {
    Q_OBJECT
public:
    struct Outcome {
        QString summary;
        Usage usage;
        std::optional<double> cost;
    };
    struct Input {
        std::shared_ptr<Model> model;
        QString system;
        QList<ToolDefinition> tools;
        RequestOrigin origin;
        QString focus;
        bool shorten = false; ///< The conversation no longer fits: long tool results are cut in what is summarised.
    };
    /// `history` is copied; the caller's stays as it is until it replaces it.
    void start(Input input, const WireHistory& history, std::function<void(Result<Outcome>)> done);
    void cancel();
    [[nodiscard]] bool running() const { return static_cast<bool>(m_done); }

    /// The history of a loop that goes on from a summary: project context, what services say and the names of deferred tools, the summary, the newest loaded skills (at
    /// most 5,000 tokens each, 25,000 in all). Skills that do not stand there whole can be loaded again, and so can rules and tools. `parts` gains what stands there besides
    /// the context.
    [[nodiscard]] static QList<Message> continued(const SessionCore& core, LoopScope& scope, const QString& projectContext, const QString& summary,
                                                  QList<ContextPart>& parts);
    /// Whether a context of that many tokens has to be summarised before the next request. Never where the window is not known (0).
    [[nodiscard]] static bool isDue(qint64 contextTokens, qint64 contextWindow);

private:
    void ended(Result<ModelReply> reply);

    std::shared_ptr<Model> m_model;
    WireHistory m_history;
    std::unique_ptr<ModelRun> m_run;
    std::function<void(Result<Outcome>)> m_done;
};

} // namespace aios
