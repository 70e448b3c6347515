// SPDX-License-Identifier: MIT
#include "core/model/pricelist.h"

#include "core/base/json.h"

#include <QRegularExpression>

#include <cmath>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

std::optional<Price::Tier> tierFrom(const json::object& object)
{
    Price::Tier tier{.upTo = jsonInt(object, "upTo"), .input = jsonDouble(object, "input", -1), .output = jsonDouble(object, "output", -1)};
    // What Anthropic charges where nothing else is said: reading a tenth, writing a quarter more.
    tier.cacheRead = jsonDouble(object, "cacheRead", tier.input * jsonDouble(object, "cacheReadMultiplier", 0.1));
    tier.cacheWrite = jsonDouble(object, "cacheWrite", tier.input * jsonDouble(object, "cacheWriteMultiplier", 1.25));
    const bool good = tier.upTo >= 0 && tier.input >= 0 && tier.output >= 0 && tier.cacheRead >= 0 && tier.cacheWrite >= 0 &&
                      std::isfinite(tier.input + tier.output + tier.cacheRead + tier.cacheWrite);
    return good ? std::optional(tier) : std::nullopt;
}

std::optional<Price> priceFrom(const json::object& object)
{
    Price price;
    const json::array* tiers = jsonArray(object, "tiers");
    if (!tiers) {
        const std::optional<Price::Tier> only = tierFrom(object);
        return only ? std::optional(Price{{*only}}) : std::nullopt;
    }
    for (const json::value& value : *tiers) {
        const std::optional<Price::Tier> tier = value.is_object() ? tierFrom(value.get_object()) : std::nullopt;
        if (!tier)
            return std::nullopt;
        price.tiers.append(*tier);
    }
    std::ranges::sort(price.tiers,
                      [](const Price::Tier& a, const Price::Tier& b) { return b.upTo == 0 ? a.upTo != 0 : a.upTo != 0 && a.upTo < b.upTo; });
    return price.tiers.isEmpty() ? std::nullopt : std::optional(price);
}

} // namespace

double Price::cost(const Usage& usage) const
{
    const qint64 prompt = usage.inputTokens + usage.cacheWriteTokens + usage.cacheReadTokens;
    const auto fits = [prompt](const Tier& tier) { return tier.upTo == 0 || prompt <= tier.upTo; };
    const auto found = std::ranges::find_if(tiers, fits);
    const Tier& tier = found == tiers.end() ? tiers.last() : *found;
    return (static_cast<double>(usage.inputTokens) * tier.input + static_cast<double>(usage.outputTokens) * tier.output +
            static_cast<double>(usage.cacheReadTokens) * tier.cacheRead + static_cast<double>(usage.cacheWriteTokens) * tier.cacheWrite) /
           1e6;
}

void PriceList::add(QByteArrayView text, const QString& fileName, QStringList& problems)
{
    const Result<json::value> root = parseJson(text);
    const json::array* models = root && root->is_object() ? jsonArray(root->get_object(), "models") : nullptr;
    if (!models) {
        problems.append(u"%1 is not a price list: %2"_s.arg(fileName, root ? u"it has no \"models\" list."_s : root.error().message));
        return;
    }
    for (const json::value& value : *models) {
        const json::object* object = value.if_object();
        const std::optional<Price> price = object ? priceFrom(*object) : std::nullopt;
        const QString id = object ? jsonText(*object, "id") : QString();
        if (price && !id.isEmpty())
            m_entries.append({jsonText(*object, "provider"), id, *price});
        else
            problems.append(u"%1: the price of \"%2\" is not complete and is left out."_s.arg(fileName, id));
    }
}

std::optional<Price> PriceList::find(const QString& provider, const QString& model) const
{
    for (const Entry& entry : m_entries) {
        if ((entry.provider.isEmpty() || entry.provider == provider) && isSameModel(model, entry.id))
            return entry.price;
    }
    return std::nullopt;
}

bool isSameModel(const QString& id, const QString& known)
{
    static const QRegularExpression date(u"\\A(-[0-9]{8}|-latest|@[0-9]{8})\\z"_s);
    return id == known || (id.startsWith(known) && date.match(id.sliced(known.size())).hasMatch());
}

} // namespace aios
