// SPDX-License-Identifier: MIT
#include "core/agent/tokenscale.h"

#include "core/base/json.h"
#include "core/base/rootdir.h"
#include "core/base/text.h"

#include <QDir>
#include <QFileInfo>

#include <algorithm>

namespace aios {

namespace {

using namespace Qt::StringLiterals;

constexpr int kMostTranscripts = 5;
constexpr qsizetype kMostReplies = 50;
constexpr qint64 kMostBytes = 16 * 1024 * 1024;
constexpr qint64 kLeastSent = 2'000; ///< Below, the frame of the request counts more than its text.

/// Reported over estimated, and the model, of one transcript line; nothing for other lines and estimated usage.
std::optional<std::pair<double, QString>> ratioOf(QByteArrayView line)
{
    if (!line.startsWith("{\"type\":\"reply\""))
        return std::nullopt;
    const auto value = parseJson(line);
    const json::object* reply = value ? value->if_object() : nullptr;
    const json::object* usage = reply ? jsonObject(*reply, "usage") : nullptr;
    if (!usage || jsonBool(*usage, "estimated") || jsonInt(*reply, "sent") < kLeastSent)
        return std::nullopt;
    const qint64 reported = jsonInt(*usage, "input") + jsonInt(*usage, "cacheWrite") + jsonInt(*usage, "cacheRead");
    const double ratio = static_cast<double>(reported) / static_cast<double>(estimateTokens(jsonInt(*reply, "sent")));
    if (ratio < 0.2 || ratio > 5) // pictures, or a server that counts something else
        return std::nullopt;
    return std::pair(ratio, jsonText(*reply, "model"));
}

} // namespace

TokenScale tokenScaleOf(const QString& sessionsDir)
{
    TokenScale scale;
    QList<double> ratios;
    const QFileInfoList files = QDir(sessionsDir).entryInfoList({u"*.jsonl"_s}, QDir::Files, QDir::Time);
    for (const QFileInfo& file : files.first(std::min<qsizetype>(files.size(), kMostTranscripts))) {
        const Result<QByteArray> bytes = readOwnFile(file.filePath(), kMostBytes);
        for (qsizetype at = 0; bytes && at < bytes->size() && ratios.size() < kMostReplies;) {
            const qsizetype newline = bytes->indexOf('\n', at);
            const qsizetype end = newline < 0 ? bytes->size() : newline;
            if (const auto ratio = ratioOf(QByteArrayView(*bytes).sliced(at, end - at))) {
                ratios.append(ratio->first);
                scale.model = scale.model.isEmpty() ? ratio->second : scale.model;
            }
            at = end + 1;
        }
    }
    if (ratios.isEmpty())
        return scale;
    const auto middle = ratios.begin() + ratios.size() / 2;
    std::nth_element(ratios.begin(), middle, ratios.end());
    scale.factor = *middle;
    scale.replies = static_cast<int>(ratios.size());
    return scale;
}

} // namespace aios
