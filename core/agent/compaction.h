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

    /// The history that goes on from a summary: project context, summary, the newest loaded skills (at most 5,000 tokens each, 25,000 in all). What of
    /// `skills` does not stand there whole loses its digest, so that it can be loaded again. `parts` gains what stands there besides the context.
    [[nodiscard]] static QList<Message> continued(const QString& projectContext, const QString& summary, QHash<QString, LoadedSkill>& skills,
                                                  QList<ContextPart>& parts);

private:
    void ended(Result<ModelReply> reply);

    std::shared_ptr<Model> m_model;
    WireHistory m_history;
    std::unique_ptr<ModelRun> m_run;
    std::function<void(Result<Outcome>)> m_done;
};

} // namespace aios
