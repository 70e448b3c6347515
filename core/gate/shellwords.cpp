// SPDX-License-Identifier: MIT
#include "core/gate/shellwords.h"

using namespace Qt::StringLiterals;

namespace aios {

namespace {

int digitOf(QChar c)
{
    const char16_t u = c.toLower().unicode();
    if (u >= u'0' && u <= u'9')
        return u - u'0';
    return u >= u'a' && u <= u'f' ? u - u'a' + 10 : 99;
}

/// Up to `most` digits of `base` from `raw[i]`; `i` moves behind them. Nothing when there is none.
std::optional<char32_t> readNumber(QStringView raw, qsizetype& i, int base, int most)
{
    char32_t value = 0;
    int count = 0;
    for (; count < most && i < raw.size() && digitOf(raw[i]) < base; ++count, ++i)
        value = value * static_cast<char32_t>(base) + static_cast<char32_t>(digitOf(raw[i]));
    return count > 0 ? std::optional(value) : std::nullopt;
}

QString characterOf(char32_t code)
{
    return code <= 0x10ffff ? QString::fromUcs4(&code, 1) : QString(QChar::ReplacementCharacter);
}

} // namespace

void addUnquoted(ShellWord& word, QStringView raw, bool first)
{
    for (qsizetype i = 0; i < raw.size(); ++i) {
        const QChar c = raw[i];
        if (c == u'\\') {
            // A lone one at the end waits for more input.
            if (++i == raw.size()) {
                word.literal = false;
                return;
            }
            word.text += raw[i];
            continue;
        }
        const bool tilde = c == u'~' && ((first && i == 0) || (i > 0 && (raw[i - 1] == u':' || raw[i - 1] == u'=')));
        if (c == u'*' || c == u'?' || c == u'[' || c == u'$' || c == u'`' || c == u'!' || c == u'^' || tilde)
            word.literal = false;
        word.text += c;
    }
    // {} alone is a plain word; a list or a range is not, and neither is half of one whose rest stands in another piece of the word.
    if ((raw.contains(u'{') || raw.contains(u'}')) && !(first && raw == "{}"_L1))
        word.literal = false;
}

void addDoubleQuoted(ShellWord& word, QStringView raw)
{
    for (qsizetype i = 0; i < raw.size(); ++i) {
        if (raw[i] == u'\\' && i + 1 < raw.size() && u"$`\"\\"_s.contains(raw[i + 1]))
            ++i;
        word.text += raw[i];
    }
}

void addDollarQuoted(ShellWord& word, QStringView raw)
{
    static constexpr std::array<std::pair<char16_t, char16_t>, 13> simple{{{u'a', 7},
                                                                           {u'b', 8},
                                                                           {u'e', 27},
                                                                           {u'E', 27},
                                                                           {u'f', 12},
                                                                           {u'n', 10},
                                                                           {u'r', 13},
                                                                           {u't', 9},
                                                                           {u'v', 11},
                                                                           {u'\\', u'\\'},
                                                                           {u'\'', u'\''},
                                                                           {u'"', u'"'},
                                                                           {u'?', u'?'}}};
    if (raw.contains(u'\\'))
        word.literal = false;
    for (qsizetype i = 0; i < raw.size();) {
        if (raw[i] != u'\\' || i + 1 >= raw.size()) {
            word.text += raw[i++];
            continue;
        }
        const char16_t kind = raw[i + 1].unicode();
        i += 2;
        std::optional<char32_t> code;
        if (kind == u'x')
            code = readNumber(raw, i, 16, 2);
        else if (kind == u'u')
            code = readNumber(raw, i, 16, 4);
        else if (kind == u'U')
            code = readNumber(raw, i, 16, 8);
        else if (kind >= u'0' && kind <= u'7') {
            --i;
            code = readNumber(raw, i, 8, 3);
        } else if (const auto found = std::ranges::find(simple, kind, &std::pair<char16_t, char16_t>::first); found != simple.end()) {
            code = found->second;
        }
        word.text += code ? characterOf(*code) : QString(QChar(kind));
    }
}

} // namespace aios
