// SPDX-License-Identifier: MIT
// What the platforms take. One place to touch: a row here.
#include "core/content/pipeline.h"

#include <QRegularExpression>

#include <array>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

struct Row {
    QLatin1StringView name;
    PlatformLimits limits;
};

// Sources: the platforms' own help pages and API references (X: 280 weighted characters, links count 23; LinkedIn posts 3,000; Bluesky 300; Threads 500;
// Mastodon's default 500, links 23; Instagram captions 2,200; Facebook 63,206; YouTube title 100, description 5,000; TikTok captions 2,200).
constexpr std::array kRows{
    Row{"x"_L1, {0, 280, 4, 23, true, true}},        Row{"x-twitter"_L1, {0, 280, 4, 23, true, true}}, Row{"twitter"_L1, {0, 280, 4, 23, true, true}},
    Row{"linkedin"_L1, {0, 3000, 20, 0, true}},      Row{"bluesky"_L1, {0, 300, 4, 0, true, true}},    Row{"threads"_L1, {0, 500, 20, 0, true, true}},
    Row{"mastodon"_L1, {0, 500, 4, 23, true, true}}, Row{"instagram"_L1, {0, 2200, 20, 0, true}},      Row{"facebook"_L1, {0, 63206, 0, 0, true}},
    Row{"youtube"_L1, {100, 5000, 1, 0, true}},      Row{"tiktok"_L1, {0, 2200, 35, 0, true}},
};

} // namespace

std::optional<PlatformLimits> knownLimits(const QString& platform)
{
    const QString name = platform.trimmed().toLower();
    const auto row = std::ranges::find_if(kRows, [&name](const Row& candidate) { return name == candidate.name; });
    return row == kRows.end() ? std::nullopt : std::optional(row->limits);
}

int countedLength(const QString& text, const PlatformLimits& limits)
{
    static const QRegularExpression link(u"https?://[^\\s()]+"_s);
    qsizetype saved = 0;
    qsizetype links = 0;
    QString rest = text;
    if (limits.linkLength > 0) {
        for (auto it = link.globalMatch(text); it.hasNext();) {
            saved += it.next().capturedLength();
            ++links;
        }
        rest.remove(link);
    }
    return static_cast<int>(rest.toUcs4().size() + links * limits.linkLength);
}

PlatformLimits Pipeline::limitsOf(const QString& platform) const
{
    const QString name = platform.trimmed().toLower();
    PlatformLimits found = knownLimits(name).value_or(PlatformLimits());
    for (const auto& [key, own] : limits) {
        if (key != name)
            continue;
        found.title = own.title > 0 ? own.title : found.title;
        found.text = own.text > 0 ? own.text : found.text;
        found.media = own.media > 0 ? own.media : found.media;
    }
    return found;
}

} // namespace aios
