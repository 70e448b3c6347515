// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/clock.h"
#include "core/model/model.h"
#include "core/model/providers/rehearsal/rehearsalscript.h"

#include <QHash>

namespace aios {

/// The built-in scripted model: answers from the files in resources/rehearsal (format: README.md there), or from one given file or recording.
/// Core thread.
class RehearsalModel : public Model {
public:
    /// Scripts by command and agent from a folder.
    [[nodiscard]] static std::shared_ptr<RehearsalModel> fromFolder(const QString& folder, const Clock& clock = Clock::system());
    /// One script for every request; a recording when it says so.
    [[nodiscard]] static Result<std::shared_ptr<RehearsalModel>> fromFile(const QString& file, const Clock& clock = Clock::system());

    /// Wins over the pace in the files: characters a second, 0 for as fast as possible.
    void setPace(int charactersPerSecond) { m_pace = charactersPerSecond; }

    [[nodiscard]] ModelInfo info() const override;
    [[nodiscard]] std::unique_ptr<ModelRun> stream(ModelRequest request, ModelHandlers handlers) override;
    [[nodiscard]] std::optional<double> cost(const Usage&) const override { return 0.0; }

private:
    explicit RehearsalModel(const Clock& clock) : m_clock(clock) {}
    [[nodiscard]] Result<ModelReply> answer(const ModelRequest& request, int& pace);
    [[nodiscard]] Result<const RehearsalScript*> scriptFor(const RequestOrigin& origin, QString& sought);
    [[nodiscard]] Result<const RehearsalScript*> load(const QString& file);
    [[nodiscard]] Result<const RehearsalStep*> recordedStep(const RehearsalScript& script, const RequestOrigin& origin);

    struct Cached {
        QDateTime modified;
        qint64 size = 0;
        RehearsalScript script;
    };
    const Clock& m_clock;
    QString m_folder;
    std::optional<int> m_pace;
    std::optional<RehearsalScript> m_single;
    QHash<QString, Cached> m_cache;
    QHash<QString, int> m_replayed; ///< How often a recorded place was asked for.
};

} // namespace aios
