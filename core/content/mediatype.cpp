// SPDX-License-Identifier: MIT
#include "core/content/mediatype.h"

#include <algorithm>
#include <array>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

struct Kind {
    QLatin1StringView type;
    QLatin1StringView suffix;
    QByteArrayView begins;
    qsizetype at;
};
constexpr std::array kKinds = {
    Kind{"image/png"_L1, "png"_L1, "\x89PNG\r\n\x1a\n", 0},
    Kind{"image/jpeg"_L1, "jpg"_L1, "\xff\xd8\xff", 0},
    Kind{"image/gif"_L1, "gif"_L1, "GIF8", 0},
    Kind{"image/webp"_L1, "webp"_L1, "WEBPVP8", 8},
    Kind{"video/mp4"_L1, "mp4"_L1, "ftyp", 4},
    Kind{"video/webm"_L1, "webm"_L1, "\x1a\x45\xdf\xa3", 0},
    Kind{"audio/mpeg"_L1, "mp3"_L1, "ID3", 0},
    Kind{"application/pdf"_L1, "pdf"_L1, "%PDF-", 0},
};

} // namespace

QString mediaTypeOf(QByteArrayView bytes)
{
    for (const Kind& kind : kKinds) {
        if (bytes.size() > kind.at && bytes.sliced(kind.at).startsWith(kind.begins))
            return kind.type;
    }
    return {};
}

QString mediaSuffix(const QString& type)
{
    const auto kind = std::find_if(kKinds.begin(), kKinds.end(), [&](const Kind& known) { return type == known.type; });
    return kind == kKinds.end() ? QString() : QString(kind->suffix);
}

QString mediaNameOf(const QByteArray& sha256, const QString& type)
{
    return QString::fromLatin1(sha256.first(24)) + u'.' + mediaSuffix(type);
}

} // namespace aios
