// SPDX-License-Identifier: MIT
#include "core/model/modelregistry.h"

#include "core/model/providers/rehearsal/recording.h"
#include "core/model/providers/rehearsal/rehearsalmodel.h"

namespace aios {

using namespace Qt::StringLiterals;

struct ModelRegistry::Private {
    Options options;
    std::shared_ptr<RehearsalModel> rehearsal;
};

ModelRegistry::ModelRegistry(Options options, QObject* parent) : QObject(parent), d(std::make_unique<Private>())
{
    d->rehearsal = RehearsalModel::fromFolder(options.rehearsalDir);
    d->options = std::move(options);
}

ModelRegistry::~ModelRegistry() = default;

void ModelRegistry::refresh(bool)
{
}

QList<ProviderStatus> ModelRegistry::status() const
{
    return {};
}

void ModelRegistry::setKey(const QString& providerId, const Secret&, bool, QObject* context, std::function<void(Result<void>)> reply)
{
    QMetaObject::invokeMethod(
        context, [reply, providerId] { reply(fail(ErrorCode::NotFound, u"There is no provider \"%1\"."_s.arg(providerId))); }, Qt::QueuedConnection);
}

void ModelRegistry::forgetKey(const QString& providerId, QObject* context, std::function<void(Result<void>)> reply)
{
    setKey(providerId, {}, false, context, std::move(reply));
}

void ModelRegistry::resolve(const QString& selector, QObject* context, std::function<void(Result<std::shared_ptr<Model>>)> reply)
{
    Result<std::shared_ptr<Model>> found = std::shared_ptr<Model>(d->rehearsal);
    if (!selector.isEmpty() && selector != "rehearsal"_L1)
        found = fail(ErrorCode::NotFound, u"There is no model \"%1\"."_s.arg(selector));
    QMetaObject::invokeMethod(context, [reply = std::move(reply), found] { reply(found); }, Qt::QueuedConnection);
}

Result<std::shared_ptr<Model>> ModelRegistry::replay(const QString& file, QObject*)
{
    return RehearsalModel::fromFile(file).transform([](std::shared_ptr<RehearsalModel> model) { return std::shared_ptr<Model>(std::move(model)); });
}

Result<std::shared_ptr<Model>> ModelRegistry::record(std::shared_ptr<Model> inner, const QString& file)
{
    return RecordingModel::make(std::move(inner), file);
}

} // namespace aios
