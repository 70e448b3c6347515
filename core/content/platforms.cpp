// SPDX-License-Identifier: MIT
// What the platforms take, and how they count it. One place to touch: a row here.
#include "core/content/platforms.h"

#include "core/content/pipeline.h"

#include <QRegularExpression>
#include <QTextBoundaryFinder>

#include <algorithm>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kAddressLength = 23;

/// An address ends before the brackets, quotes and full stops that only surround it.
const QRegularExpression& addresses()
{
    static const QRegularExpression expression(u"https?://[^\\s()<>\"]*[^\\s()<>\".,:;!?']"_s);
    return expression;
}

/// Takes the addresses out of the text; how many there were.
qsizetype takeAddresses(QString& text)
{
    qsizetype count = 0;
    for (auto found = addresses().globalMatch(text); found.hasNext(); found.next())
        ++count;
    text.replace(addresses(), u" "_s); // parts what stood around it; its length is in the caller's sum
    return count;
}

QStringList graphemesOf(const QString& text)
{
    QTextBoundaryFinder finder(QTextBoundaryFinder::Grapheme, text);
    QStringList graphemes;
    for (qsizetype begin = 0, end = finder.toNextBoundary(); end >= 0; begin = std::exchange(end, finder.toNextBoundary()))
        graphemes.append(text.sliced(begin, end - begin));
    return graphemes;
}

/// X counts these as one and all others as two (twitter-text, configuration version 3).
bool isLight(char32_t c)
{
    return c <= 0x10ff || (c >= 0x2000 && c <= 0x200d) || (c >= 0x2010 && c <= 0x201f) || (c >= 0x2032 && c <= 0x2037);
}

/// However many characters an emoji is made of (skin, joined people, flags), X counts it as two.
bool isEmoji(const QList<uint>& characters)
{
    constexpr char32_t kPicture = 0xfe0f;
    return characters.size() > 1 && (characters.contains(kPicture) || characters.first() >= 0x1f000);
}

qsizetype weightOf(QString text)
{
    text = text.normalized(QString::NormalizationForm_C);
    const qsizetype links = takeAddresses(text);
    qsizetype weight = links * (kAddressLength - 1); // each left one space
    for (const QString& grapheme : graphemesOf(text)) {
        const QList<uint> characters = grapheme.toUcs4();
        if (isEmoji(characters)) {
            weight += 2;
            continue;
        }
        for (const char32_t c : characters)
            weight += isLight(c) ? 1 : 2;
    }
    return weight;
}

// Sources: the platforms' own help pages and API references (checked 2026-11). X: 280 weighted characters; LinkedIn posts 3,000; Bluesky 300 graphemes;
// Threads 500; Mastodon's default 500; Instagram captions 2,200 and 10 pictures through its API; Facebook 63,206; YouTube title 100, description 5,000;
// TikTok captions 2,200; Pinterest descriptions 500.
QList<Platform> rows()
{
    using enum TextCount;
    return {
        {u"twitter"_s, u"X"_s, {u"x"_s, u"x-twitter"_s}, 280, Weighted, 4, 1, {}, true},
        {u"linkedin"_s, u"LinkedIn"_s, {}, 3000, Characters, 20, 1, {}, false},
        {u"bluesky"_s, u"Bluesky"_s, {}, 300, Graphemes, 4, 1, {}, true},
        {u"threads"_s, u"Threads"_s, {}, 500, Characters, 20, 1, {}, true},
        {u"mastodon"_s, u"Mastodon"_s, {}, 500, GraphemesAndLinks, 4, 1, {}, true},
        {u"facebook"_s, u"Facebook"_s, {}, 63206, Characters, 10, 1, {}, false},
        {u"instagram"_s, u"Instagram"_s, {}, 2200, Characters, 10, 1, u"media"_s, false},
        {u"tiktok"_s, u"TikTok"_s, {}, 2200, Characters, 35, 1, u"media"_s, false},
        {u"youtube"_s, u"YouTube"_s, {}, 5000, Characters, 0, 1, u"video"_s, false, 100},
        {u"pinterest"_s, u"Pinterest"_s, {}, 500, Characters, 1, 0, u"image"_s, false},
    };
}

} // namespace

const QList<Platform>& knownPlatforms()
{
    static const QList<Platform> all = rows();
    return all;
}

const Platform* platformNamed(const QString& nameOrAlias)
{
    const QString wanted = nameOrAlias.trimmed().toLower();
    const auto found =
        std::ranges::find_if(knownPlatforms(), [&wanted](const Platform& each) { return each.name == wanted || each.aliases.contains(wanted); });
    return found == knownPlatforms().end() ? nullptr : &*found;
}

qsizetype lengthOn(TextCount count, const QString& text)
{
    switch (count) {
    case TextCount::Weighted:
        return weightOf(text);
    case TextCount::Graphemes:
        return graphemesOf(text).size();
    case TextCount::GraphemesAndLinks: {
        QString rest = text;
        const qsizetype links = takeAddresses(rest);
        return graphemesOf(rest).size() + links * (kAddressLength - 1);
    }
    case TextCount::Characters:
        break;
    }
    return text.toUcs4().size();
}

std::optional<PlatformLimits> knownLimits(const QString& platform)
{
    const Platform* known = platformNamed(platform);
    if (!known)
        return std::nullopt;
    return PlatformLimits{.title = known->titleCharacters,
                          .text = known->characters,
                          .media = std::max(known->images, known->videos),
                          .count = known->count,
                          .plainText = true,
                          .threads = known->threads};
}

int countedLength(const QString& text, const PlatformLimits& limits)
{
    return static_cast<int>(lengthOn(limits.count, text));
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
