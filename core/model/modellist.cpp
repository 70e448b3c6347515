// SPDX-License-Identifier: MIT
#include "core/model/providerfiles.h"

#include <QRegularExpression>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMaxModels = 5'000;

/// {"supported": true} or true.
bool isSupported(const json::object& object, std::string_view key)
{
    const json::object* detail = jsonObject(object, key);
    return detail ? jsonBool(*detail, "supported") : jsonBool(object, key);
}

void takeAnthropicCapabilities(const json::object& capabilities, ModelInfo& info)
{
    if (capabilities.contains("image_input"))
        info.images = isSupported(capabilities, "image_input");
    if (const json::object* thinking = jsonObject(capabilities, "thinking")) {
        if (const json::object* types = jsonObject(*thinking, "types")) {
            for (const char* kind : {"adaptive", "enabled"}) {
                if (isSupported(*types, kind))
                    info.thinking.append(QLatin1StringView(kind));
            }
        }
    }
    if (const json::object* effort = jsonObject(capabilities, "effort")) {
        for (const char* word : {"low", "medium", "high", "xhigh", "max"}) {
            if (isSupported(*effort, word))
                info.efforts.append(QLatin1StringView(word));
        }
    }
}

/// Dollars a token, as a text, in OpenRouter's list.
std::optional<Price> listedPrice(const json::object& object)
{
    const json::object* pricing = jsonObject(object, "pricing");
    if (!pricing)
        return std::nullopt;
    bool good = true;
    const auto perMillion = [&](std::string_view key, double fallback) {
        const QString text = jsonText(*pricing, key);
        bool isNumber = false;
        const double value = text.toDouble(&isNumber) * 1e6;
        if (text.isEmpty())
            return fallback;
        good = good && isNumber && value >= 0;
        return value;
    };
    Price::Tier tier{.input = perMillion("prompt", -1), .output = perMillion("completion", -1)};
    tier.cacheRead = perMillion("input_cache_read", tier.input);
    tier.cacheWrite = perMillion("input_cache_write", tier.input);
    return good && tier.input >= 0 && tier.output >= 0 ? std::optional(Price{{tier}}) : std::nullopt;
}

qint64 firstPositive(const json::object& object, std::initializer_list<std::string_view> keys)
{
    for (const std::string_view key : keys) {
        if (const qint64 value = jsonInt(object, key); value > 0)
            return value;
    }
    return 0;
}

ListedModel listedModel(const json::object& object, const ProviderFile& file)
{
    ListedModel model;
    ModelInfo& info = model.info;
    info.provider = file.profile.id;
    info.local = file.profile.local;
    info.id = jsonText(object, "id", jsonText(object, "model", jsonText(object, "name")));
    info.displayName = jsonText(object, "display_name", jsonText(object, "name", info.id));
    info.contextWindow =
        firstPositive(object, {"max_input_tokens", "context_length", "max_model_len", "loaded_context_length", "max_context_length"});
    info.maxOutput = firstPositive(object, {"max_tokens", "max_output_tokens"});
    if (const json::object* meta = jsonObject(object, "meta"); meta && info.contextWindow == 0)
        info.contextWindow = firstPositive(*meta, {"n_ctx", "n_ctx_train"});
    if (const json::object* top = jsonObject(object, "top_provider"); top && info.maxOutput == 0)
        info.maxOutput = firstPositive(*top, {"max_completion_tokens"});
    info.line = jsonText(object, "line");
    const QString lifecycle = jsonText(object, "lifecycle");
    info.retired = lifecycle == "retired"_L1;
    info.released = QDateTime::fromString(jsonText(object, "created_at"), Qt::ISODate);
    if (!info.released.isValid() && jsonInt(object, "created") > 0)
        info.released = QDateTime::fromSecsSinceEpoch(jsonInt(object, "created"), QTimeZone::UTC);
    if (const json::object* capabilities = jsonObject(object, "capabilities"))
        takeAnthropicCapabilities(*capabilities, info);
    if (const json::object* architecture = jsonObject(object, "architecture")) {
        if (const json::array* inputs = jsonArray(*architecture, "input_modalities"))
            info.images = std::ranges::any_of(*inputs, [](const json::value& input) { return input == "image"; });
    }
    model.price = listedPrice(object);
    return model;
}

/// The entry of the provider file that `id` is: the same, or the same with a date.
const ModelInfo* knownModel(const QString& id, const ProviderFile& file)
{
    for (const ModelInfo& known : file.models) {
        if (isSameModel(id, known.id))
            return &known;
    }
    return nullptr;
}

/// When it came out; a model without a date is older than one with.
qint64 releaseTime(const ModelInfo& model)
{
    return model.released.isValid() ? model.released.toSecsSinceEpoch() : 0;
}

} // namespace

Result<QList<ListedModel>> parseModelList(QByteArrayView body, const ProviderFile& file)
{
    const Result<json::value> root = parseJson(body, {.maxBytes = 32 * 1024 * 1024, .refuseDuplicateKeys = false});
    const json::object* object = root ? root->if_object() : nullptr;
    const json::array* entries = object ? jsonArray(*object, "data") : nullptr;
    if (object && !entries)
        entries = jsonArray(*object, "models");
    if (!entries)
        return fail(ErrorCode::Protocol, u"%1 did not answer with a list of models."_s.arg(file.profile.name));
    QList<ListedModel> models;
    for (const json::value& entry : *entries) {
        if (!entry.is_object() || models.size() >= kMaxModels)
            continue;
        ListedModel model = listedModel(entry.get_object(), file);
        if (model.info.id.isEmpty() || model.info.id.size() > 200)
            continue;
        model.info = describeModel(model.info.id, file, {model});
        models.append(std::move(model));
    }
    return models;
}

ModelInfo describeModel(const QString& id, const ProviderFile& file, const QList<ListedModel>& listed)
{
    const ModelInfo* known = knownModel(id, file);
    ModelInfo info = known ? *known : ModelInfo{.provider = file.profile.id, .id = id, .displayName = id, .local = file.profile.local};
    info.id = id;
    if (info.efforts.isEmpty() && !file.effortPattern.isEmpty() &&
        QRegularExpression(u"\\A(?:"_s + file.effortPattern + u")\\z"_s).match(id).hasMatch())
        info.efforts = file.effortWords;
    const auto found = std::ranges::find_if(listed, [&id](const ListedModel& model) { return model.info.id == id; });
    if (found == listed.end())
        return info;
    const ModelInfo& told = found->info;
    if (!told.displayName.isEmpty() && told.displayName != id)
        info.displayName = told.displayName;
    info.contextWindow = told.contextWindow > 0 ? told.contextWindow : info.contextWindow;
    info.maxOutput = told.maxOutput > 0 ? told.maxOutput : info.maxOutput;
    info.images = told.images;
    info.efforts = told.efforts.isEmpty() ? info.efforts : told.efforts;
    info.thinking = told.thinking.isEmpty() ? info.thinking : told.thinking;
    info.line = told.line.isEmpty() ? info.line : told.line;
    info.released = told.released.isValid() ? told.released : info.released;
    info.retired = told.retired;
    return info;
}

QString newestOfLine(const QString& line, const ProviderFile& file, const QList<ListedModel>& listed)
{
    QList<ModelInfo> candidates;
    for (const ListedModel& model : listed)
        candidates.append(model.info);
    if (listed.isEmpty())
        candidates = file.models;
    const ModelInfo* best = nullptr;
    for (const ModelInfo& model : candidates) {
        if (model.line != line || model.retired)
            continue;
        if (!best || releaseTime(model) > releaseTime(*best))
            best = &model;
    }
    return best ? best->id : QString();
}

} // namespace aios
