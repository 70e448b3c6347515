// SPDX-License-Identifier: MIT
#include "core/tools/outputlimits.h"

#include "core/base/ids.h"
#include "core/base/rootdir.h"
#include "core/base/text.h"

#include <QStringDecoder>

using namespace Qt::StringLiterals;

namespace aios {
namespace {

constexpr char16_t kEsc = 0x1b;
constexpr char16_t kBell = 0x07;
constexpr char16_t kCsi = 0x9b;

/// Length of the UTF-8 sequence at the start of `bytes`, 0 when it is not one.
qsizetype sequenceLength(QByteArrayView bytes)
{
    const auto lead = static_cast<unsigned char>(bytes[0]);
    const qsizetype length = lead < 0x80                   ? 1
                             : lead >= 0xc2 && lead < 0xe0 ? 2
                             : lead >= 0xe0 && lead < 0xf0 ? 3
                             : lead >= 0xf0 && lead < 0xf5 ? 4
                                                           : 0;
    if (length == 0 || length > bytes.size())
        return 0;
    return length == 1 || bytes.first(length).isValidUtf8() ? length : 0;
}

void appendEscapedByte(QString& out, char byte)
{
    static constexpr char kDigits[] = "0123456789abcdef";
    const auto value = static_cast<unsigned char>(byte);
    out += "\\x"_L1;
    out += QLatin1Char(kDigits[value >> 4]);
    out += QLatin1Char(kDigits[value & 15]);
}

QString decoded(QByteArrayView bytes)
{
    if (bytes.isValidUtf8())
        return QString::fromUtf8(bytes);
    QString out;
    out.reserve(bytes.size());
    while (!bytes.isEmpty()) {
        qsizetype valid = 0;
        while (valid < bytes.size()) {
            const qsizetype length = sequenceLength(bytes.sliced(valid));
            if (length == 0)
                break;
            valid += length;
        }
        out += QString::fromUtf8(bytes.first(valid));
        if (valid < bytes.size())
            appendEscapedByte(out, bytes[valid++]);
        bytes = bytes.sliced(valid);
    }
    return out;
}

/// Where the escape sequence at `at` ends (ECMA-48): CSI up to its final byte, strings (OSC, DCS, APC, PM, SOS) up to BEL or ST, else two characters.
/// An unfinished string is cut at the line end, so that it cannot swallow the rest of the text.
qsizetype escapeEnd(QStringView text, qsizetype at)
{
    qsizetype i = at + 1;
    char16_t kind = kCsi;
    if (text[at] != kCsi) {
        if (i >= text.size())
            return i;
        kind = text[i++].unicode();
    }
    if (kind == u'[' || kind == kCsi) {
        while (i < text.size() && text[i] >= u' ' && text[i] < u'@')
            ++i;
        return i < text.size() && text[i] >= u'@' && text[i] <= u'~' ? i + 1 : i;
    }
    if (kind == u']' || kind == u'P' || kind == u'_' || kind == u'^' || kind == u'X') {
        while (i < text.size() && text[i] != kBell && text[i] != kEsc && text[i] != u'\n')
            ++i;
        if (i < text.size() && text[i] == kBell)
            return i + 1;
        return i + 1 < text.size() && text[i] == kEsc && text[i + 1] == u'\\' ? i + 2 : i;
    }
    if (kind < u' ' || kind > u'~')
        return at + 1; // a lone ESC; what follows is text
    while (kind <= u'/' && i < text.size() && text[i] >= u' ' && text[i] <= u'~')
        kind = text[i++].unicode();
    return i;
}

bool isPlain(QStringView text)
{
    return std::ranges::none_of(text, [](QChar c) { return (c < u' ' && c != u'\n' && c != u'\t') || (c >= u'\x7f' && c <= u'\x9f'); });
}

} // namespace

QString cleanOutput(QByteArrayView bytes)
{
    const QString text = decoded(bytes);
    if (isPlain(text))
        return withoutTagCharacters(text);
    QString out;
    out.reserve(text.size());
    for (qsizetype i = 0; i < text.size();) {
        const char16_t c = text[i].unicode();
        if (c == kEsc || c == kCsi) {
            i = escapeEnd(text, i);
            continue;
        }
        ++i;
        if (c == u'\r') {
            if (i >= text.size() || text[i] != u'\n')
                out += u'\n';
        } else if ((c < u' ' && c != u'\n' && c != u'\t') || c == 0x7f) {
            appendEscapedByte(out, static_cast<char>(c));
        } else if (c < 0x80 || c > 0x9f) {
            out += QChar(c);
        }
    }
    return withoutTagCharacters(out);
}

bool looksBinary(QByteArrayView bytes)
{
    const QByteArrayView sample = bytes.first(std::min<qsizetype>(bytes.size(), 8192));
    if (sample.contains('\0'))
        return true;
    // A sequence cut by the end of the sample is not counted against it.
    if (sample.chopped(std::min<qsizetype>(3, sample.size())).isValidUtf8() && bytes.size() > sample.size())
        return false;
    qsizetype bad = 0;
    for (qsizetype i = 0; i < sample.size();) {
        const qsizetype length = sequenceLength(sample.sliced(i));
        bad += length == 0 ? 1 : 0;
        i += std::max<qsizetype>(length, 1);
    }
    constexpr qsizetype kFew = 16; // a short text in Latin-1
    return bad > kFew && bad * 5 > sample.size();
}

QString byteCount(qint64 bytes)
{
    if (bytes < 1000)
        return bytes == 1 ? u"1 byte"_s : u"%1 bytes"_s.arg(bytes);
    const double value = static_cast<double>(bytes);
    if (bytes < 999'950)
        return u"%1 kB"_s.arg(value / 1e3, 0, 'f', 1);
    if (bytes < 999'950'000)
        return u"%1 MB"_s.arg(value / 1e6, 0, 'f', 1);
    return u"%1 GB"_s.arg(value / 1e9, 0, 'f', 1);
}

QString cutText(QStringView start, QStringView end, const OutputLimits& limits, const QString& leftOut, const QString& spillPath,
                const QString& problem)
{
    qsizetype head = std::min(limits.head, start.size());
    if (head > 0 && start[head - 1].isHighSurrogate())
        --head;
    qsizetype tail = std::max<qsizetype>(0, end.size() - limits.tail);
    if (tail < end.size() && end[tail].isLowSurrogate())
        ++tail;
    QString notice = leftOut + u" left out here"_s;
    if (!spillPath.isEmpty())
        notice += u"; the whole output is in %1, read parts of it with Read and offset/limit"_s.arg(spillPath);
    if (!problem.isEmpty())
        notice += u"; "_s + problem;
    return start.first(head) + u"\n\n… ["_s + notice + u"] …\n\n"_s + end.sliced(tail);
}

LimitedText limitText(const QString& text, const QString& scratchDir, const OutputLimits& limits)
{
    if (text.size() <= limits.whole)
        return {text, {}};
    LimitedText limited;
    if (!scratchDir.isEmpty()) {
        const QString path = scratchDir + u"/output-"_s + newId() + u".txt"_s;
        if (writeOwnFile(path, text.toUtf8()))
            limited.spillPath = path;
    }
    const QString leftOut = u"%1 characters"_s.arg(text.size() - limits.head - limits.tail);
    limited.text = cutText(text, text, limits, leftOut, limited.spillPath);
    return limited;
}

} // namespace aios
