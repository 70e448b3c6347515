// SPDX-License-Identifier: MIT
#include "core/base/text.h"

#include <QStringDecoder>
#include <QTextBoundaryFinder>

#include <algorithm>
#include <array>
#include <iterator>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

struct Range {
    char32_t first;
    char32_t last;
};

// What category Cf does not cover, by code point: controls, fillers that draw nothing, selectors, separators, noncharacters.
constexpr Range kHidden[] = {
    {0x00, 0x08},     {0x0b, 0x1f},     {0x7f, 0x9f},     {0x034f, 0x034f}, {0x115f, 0x1160},   {0x17b4, 0x17b5},
    {0x180b, 0x180f}, {0x2028, 0x2029}, {0x2065, 0x2065}, {0x3164, 0x3164}, {0xd800, 0xdfff},   {0xfdd0, 0xfdef},
    {0xfe00, 0xfe0f}, {0xffa0, 0xffa0}, {0xfff0, 0xfffb}, {0xfffe, 0xffff}, {0xe0000, 0xe0fff},
};

// Category Cf, yet drawn: signs that enclose the digits after them.
constexpr Range kVisibleFormat[] = {{0x0600, 0x0605}, {0x06dd, 0x06dd},   {0x070f, 0x070f},  {0x0890, 0x0891},
                                    {0x08e2, 0x08e2}, {0x110bd, 0x110bd}, {0x110cd, 0x110cd}};

constexpr Range kEmoji[] = {
    {0xa9, 0xa9},     {0xae, 0xae},     {0x203c, 0x203c}, {0x2049, 0x2049}, {0x2122, 0x2122}, {0x2139, 0x2139}, {0x2190, 0x21ff}, {0x2300, 0x23ff},
    {0x24c2, 0x24c2}, {0x25a0, 0x27bf}, {0x2900, 0x297f}, {0x2b00, 0x2bff}, {0x3030, 0x3030}, {0x303d, 0x303d}, {0x3297, 0x3299}, {0x1f000, 0x1faff},
};

bool isIn(char32_t c, std::span<const Range> ranges)
{
    return std::ranges::any_of(ranges, [c](const Range& range) { return c >= range.first && c <= range.last; });
}

bool isEmoji(char32_t c)
{
    return isIn(c, kEmoji);
}

bool isPlain(char16_t c)
{
    return (c >= 0x20 && c < 0x7f) || c == u'\n' || c == u'\t';
}

struct Character {
    char32_t code = 0;
    int units = 1;
};

Character characterAt(QStringView text, qsizetype at)
{
    const QChar c = text[at];
    if (c.isHighSurrogate() && at + 1 < text.size() && text[at + 1].isLowSurrogate())
        return {QChar::surrogateToUcs4(c, text[at + 1]), 2};
    return {c.unicode(), 1};
}

char32_t codeAt(QStringView text, qsizetype at)
{
    return at < text.size() ? characterAt(text, at).code : 0;
}

/// Whether a character that isHidden() names is an ordinary part of the text here: the \r of a line end, the selectors and joiners of emoji.
bool isOrdinaryHere(char32_t before, char32_t c, char32_t after)
{
    if (c == u'\r')
        return after == u'\n';
    if (c == 0xfe0f || c == 0xfe0e) {
        const bool keycapBase = (before >= u'0' && before <= u'9') || before == u'#' || before == u'*';
        return isEmoji(before) || (keycapBase && after == 0x20e3);
    }
    return c == 0x200d && (isEmoji(before) || before == 0xfe0f) && isEmoji(after);
}

/// Calls `visit(begin, units, code, hidden)` for every character but runs of plain ASCII, which are skipped in one go with `skip(begin, end)`.
template <typename Skip, typename Visit>
void walk(QStringView text, Skip skip, Visit visit)
{
    char32_t before = 0;
    for (qsizetype at = 0; at < text.size();) {
        const qsizetype begin = at;
        while (at < text.size() && isPlain(text[at].unicode()))
            ++at;
        if (at > begin) {
            skip(begin, at);
            before = text[at - 1].unicode();
            continue;
        }
        const Character c = characterAt(text, at);
        const bool hidden = isHidden(c.code) && !isOrdinaryHere(before, c.code, codeAt(text, at + c.units));
        visit(at, c, hidden);
        before = c.code;
        at += c.units;
    }
}

QString markOf(char32_t c)
{
    if (c == u'\r')
        return u"⟨CR⟩"_s;
    if (c == 0x1b)
        return u"⟨ESC⟩"_s;
    return u"⟨U+"_s + QString::number(static_cast<uint>(c), 16).toUpper().rightJustified(4, u'0') + u'⟩';
}

} // namespace

bool isHidden(char32_t c)
{
    if (c < 0x7f)
        return c < 0x20 && c != u'\n' && c != u'\t';
    if (isIn(c, kHidden) || (c & 0xfffe) == 0xfffe)
        return true;
    return QChar::category(c) == QChar::Other_Format && !isIn(c, kVisibleFormat);
}

bool hasHidden(QStringView text)
{
    return countHidden(text) > 0;
}

int countHidden(QStringView text)
{
    int count = 0;
    walk(text, [](qsizetype, qsizetype) {}, [&count](qsizetype, Character, bool hidden) { count += hidden ? 1 : 0; });
    return count;
}

QString showHidden(QStringView text)
{
    QString shown;
    shown.reserve(text.size());
    walk(
        text, [&](qsizetype begin, qsizetype end) { shown.append(text.sliced(begin, end - begin)); },
        [&](qsizetype at, Character c, bool hidden) {
            if (hidden)
                shown.append(markOf(c.code));
            else
                shown.append(text.sliced(at, c.units));
        });
    return shown;
}

QString withoutTagCharacters(QStringView text)
{
    QString kept;
    kept.reserve(text.size());
    for (qsizetype at = 0; at < text.size();) {
        const Character c = characterAt(text, at);
        if (c.code < 0xe0000 || c.code > 0xe007f)
            kept.append(text.sliced(at, c.units));
        at += c.units;
    }
    return kept;
}

QString elided(QStringView text, qsizetype max)
{
    if (text.size() <= max)
        return text.toString();
    if (max <= 0)
        return {};
    // A little more than what is kept: enough to see whether a character would be cut.
    const QStringView head = text.first(std::min(text.size(), max + 64));
    QTextBoundaryFinder finder(QTextBoundaryFinder::Grapheme, head);
    finder.setPosition(max - 1);
    const qsizetype cut = finder.isAtBoundary() ? max - 1 : std::max<qsizetype>(finder.toPreviousBoundary(), 0);
    return head.first(cut) + u'…';
}

std::optional<QString> decodeText(QByteArrayView bytes)
{
    if (bytes.first(std::min<qsizetype>(bytes.size(), 8192)).contains('\0'))
        return std::nullopt;
    QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
    QString text = decoder(bytes);
    if (decoder.hasError())
        return std::nullopt;
    return text;
}

qint64 estimateTokens(qsizetype utf8Bytes)
{
    return (static_cast<qint64>(utf8Bytes) * 10 + 35) / 36;
}

QString slugOf(QStringView text, qsizetype max)
{
    QString folded = text.toString().replace(u"ß"_s, u"ss"_s).normalized(QString::NormalizationForm_KD).toLower();
    QString slug;
    bool gap = false;
    for (const QChar c : std::as_const(folded)) {
        const bool kept = (c >= u'a' && c <= u'z') || (c >= u'0' && c <= u'9');
        if (kept) {
            if (gap && !slug.isEmpty())
                slug.append(u'-');
            slug.append(c);
            gap = false;
        } else if (!c.isMark() && c != u'\'' && c != u'’') {
            gap = true;
        }
        if (slug.size() >= max)
            break;
    }
    slug.truncate(max);
    while (slug.endsWith(u'-'))
        slug.chop(1);
    return slug.isEmpty() ? u"untitled"_s : slug;
}

} // namespace aios
