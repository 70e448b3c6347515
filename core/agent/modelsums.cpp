// SPDX-License-Identifier: MIT
#include "core/agent/modelsums.h"

#include "core/base/json.h"

namespace aios {

namespace {

void add(QMap<QString, ModelSum>& sums, const json::object& line)
{
    const json::object* used = jsonObject(line, "usage");
    if (!used)
        return;
    ModelSum& sum = sums[jsonText(line, "model")];
    Usage usage;
    usage.inputTokens = jsonInt(*used, "input");
    usage.cacheWriteTokens = jsonInt(*used, "cacheWrite");
    usage.cacheReadTokens = jsonInt(*used, "cacheRead");
    usage.outputTokens = jsonInt(*used, "output");
    usage.thinkingTokens = jsonInt(*used, "thinking");
    sum.usage += usage;
    sum.costUsd += jsonDouble(line, "cost");
    sum.costKnown = sum.costKnown && line.contains("cost");
}

} // namespace

QMap<QString, ModelSum> usageByModel(QByteArrayView transcript)
{
    QMap<QString, ModelSum> sums;
    for (qsizetype at = 0; at < transcript.size();) {
        qsizetype end = transcript.indexOf('\n', at);
        end = end < 0 ? transcript.size() : end;
        const QByteArrayView line = transcript.sliced(at, end - at);
        at = end + 1;
        if (!line.startsWith("{\"type\":\"reply\"")) // as the writer has it; the others may be long
            continue;
        const auto value = parseJson(line, {.maxDepth = 128, .maxBytes = 256 * 1024 * 1024, .refuseDuplicateKeys = false});
        if (value && value->is_object())
            add(sums, value->as_object());
    }
    return sums;
}

} // namespace aios
