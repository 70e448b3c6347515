// SPDX-License-Identifier: MIT
#include "app/headless/modelusage.h"

#include "core/agent/jsonline.h"
#include "core/agent/modelsums.h"

#include <QFile>

#include <algorithm>

namespace aios {

namespace {

using namespace Qt::StringLiterals;

QByteArray modelLine(const ModelSum& sum, qint64 contextWindow)
{
    JsonLine usage;
    usage.number("inputTokens", sum.usage.inputTokens);
    usage.number("outputTokens", sum.usage.outputTokens);
    usage.number("cacheReadInputTokens", sum.usage.cacheReadTokens);
    usage.number("cacheCreationInputTokens", sum.usage.cacheWriteTokens);
    usage.real("costUSD", sum.costUsd);
    if (contextWindow > 0)
        usage.number("contextWindow", contextWindow);
    usage.text("costBasis", sum.costKnown ? u"list"_s : u"unknown"_s);
    return usage.take();
}

void addTo(ModelSum& sum, const ModelSum& more)
{
    sum.usage += more.usage;
    sum.costUsd += more.costUsd;
    sum.costKnown = sum.costKnown && more.costKnown;
}

} // namespace

Usage usageBetween(const Usage& before, Usage after)
{
    after.inputTokens -= before.inputTokens;
    after.cacheWriteTokens -= before.cacheWriteTokens;
    after.cacheReadTokens -= before.cacheReadTokens;
    after.outputTokens -= before.outputTokens;
    return after;
}

QByteArray modelUsageJson(const QString& transcript, const Session& session)
{
    const auto info = session.modelInfo();
    if (!info)
        return "{}";
    QFile file(transcript);
    QMap<QString, ModelSum> sums = file.open(QIODevice::ReadOnly) ? usageByModel(file.readAll()) : QMap<QString, ModelSum>();
    if (const ModelSum unnamed = sums.take({}); unnamed.usage != Usage{}) // some providers do not say
        addTo(sums[info->id], unnamed);
    const SessionTotals& totals = session.totals();
    ModelSum rest{totals.usage, totals.costUsd, totals.costKnown};
    for (const ModelSum& sum : std::as_const(sums)) {
        rest.usage = usageBetween(sum.usage, rest.usage);
        rest.costUsd = std::max(0.0, rest.costUsd - sum.costUsd);
    }
    if (rest.usage.contextTokens() > 0 || sums.isEmpty())
        addTo(sums[info->id], rest);
    QByteArray out;
    for (auto it = sums.cbegin(); it != sums.cend(); ++it) {
        const qint64 window = it.key() == info->id || sums.size() == 1 ? info->contextWindow : 0;
        out += (out.isEmpty() ? QByteArray() : QByteArray(",")) + jsonString(it.key()) + ':' + modelLine(*it, window);
    }
    return '{' + out + '}';
}

} // namespace aios
