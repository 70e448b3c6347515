// SPDX-License-Identifier: MIT
// Where a model for a service's request comes from, and who pays for it.
#include "core/runtime/runtime.h"
#include "core/runtime/servicesampling.h"

namespace aios {

std::unique_ptr<ServiceSampling> Runtime::makeSampling()
{
    ServiceSampling::Options options;
    options.model = [this](const QString& sessionId, QObject* context, std::function<void(Result<std::shared_ptr<Model>>)> reply) {
        const Session* asking = session(sessionId);
        if (asking && asking->model())
            return reply(asking->model());
        resolveModel(asking ? asking->modelSelector() : QString(), context, std::move(reply));
    };
    options.count = [this](const QString& sessionId, const Usage& usage, std::optional<double> cost) {
        if (Session* paying = session(sessionId))
            paying->countOther(usage, cost);
    };
    options.record = [this](DecisionRecord record) -> Result<void> {
        if (!m_project)
            return fail(ErrorCode::NotFound, {});
        record.project = m_project->root();
        return m_project->decisions().append(record);
    };
    return std::make_unique<ServiceSampling>(m_broker, std::move(options));
}

} // namespace aios
