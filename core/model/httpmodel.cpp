// SPDX-License-Identifier: MIT
#include "core/model/httpmodel.h"

#include "core/model/modelexchange.h"

#include <QRandomGenerator>

namespace aios {

namespace {

class HttpModelRun : public ModelRun {
public:
    explicit HttpModelRun(ModelExchange* exchange) : m_exchange(exchange) {}
    HttpModelRun(const HttpModelRun&) = delete;
    HttpModelRun& operator=(const HttpModelRun&) = delete;
    ~HttpModelRun() override { m_exchange->letGo(); }

private:
    ModelExchange* m_exchange; ///< Owned; ended by letGo().
};

} // namespace

HttpModel::HttpModel(HttpModelSetup setup) : m_orphans(std::make_unique<QObject>())
{
    if (!setup.random)
        setup.random = [] { return QRandomGenerator::global()->generateDouble(); };
    m_setup = std::make_shared<const HttpModelSetup>(std::move(setup));
}

HttpModel::~HttpModel() = default;

std::unique_ptr<ModelRun> HttpModel::stream(ModelRequest request, ModelHandlers handlers)
{
    auto* exchange = new ModelExchange(m_setup, std::move(request), std::move(handlers), m_orphans.get());
    exchange->start();
    return std::make_unique<HttpModelRun>(exchange);
}

std::optional<double> HttpModel::cost(const Usage& usage) const
{
    if (m_setup->codec.profile.local)
        return 0.0;
    return m_setup->price.transform([&usage](const Price& price) { return price.cost(usage); });
}

} // namespace aios
