// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/rootdir.h"
#include "core/model/model.h"

namespace aios {

/// A model that passes everything on to `inner` and appends what it really said to a file in the rehearsal format, one step a line, each written
/// before the reply is handed on. Keys and headers never come by here. Core thread.
class RecordingModel : public Model {
public:
    [[nodiscard]] static Result<std::shared_ptr<Model>> make(std::shared_ptr<Model> inner, const QString& file);

    [[nodiscard]] ModelInfo info() const override { return m_inner->info(); }
    [[nodiscard]] std::unique_ptr<ModelRun> stream(ModelRequest request, ModelHandlers handlers) override;
    [[nodiscard]] std::optional<double> cost(const Usage& usage) const override { return m_inner->cost(usage); }

private:
    RecordingModel(std::shared_ptr<Model> inner, AppendFile file) : m_inner(std::move(inner)), m_file(std::make_shared<AppendFile>(std::move(file)))
    {}

    std::shared_ptr<Model> m_inner;
    std::shared_ptr<AppendFile> m_file; ///< Shared with runs that outlive the model.
};

/// The line of a reply: a flow-style step. Split out for tests.
[[nodiscard]] QByteArray recordedStepLine(const RequestOrigin& origin, const ModelReply& reply);

} // namespace aios
