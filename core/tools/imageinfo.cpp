// SPDX-License-Identifier: MIT
#include "core/tools/imageinfo.h"

#include <QtEndian>

namespace aios {
namespace {

template <typename Number>
int bigEndian(QByteArrayView bytes, qsizetype at)
{
    return at + qsizetype(sizeof(Number)) <= bytes.size() ? static_cast<int>(qFromBigEndian<Number>(bytes.data() + at)) : 0;
}

int littleEndian(QByteArrayView bytes, qsizetype at, int count)
{
    int value = 0;
    for (int i = 0; i < count && at + i < bytes.size(); ++i)
        value |= static_cast<unsigned char>(bytes[at + i]) << (8 * i);
    return value;
}

/// Walks the segments to the start-of-frame header (ITU-T T.81, B.1).
void readJpegSize(QByteArrayView bytes, ImageInfo& info)
{
    qsizetype at = 2;
    while (at + 9 < bytes.size() && bytes[at] == '\xff') {
        const auto marker = static_cast<unsigned char>(bytes[at + 1]);
        const bool startOfFrame = marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
        if (startOfFrame) {
            info.height = bigEndian<quint16>(bytes, at + 5);
            info.width = bigEndian<quint16>(bytes, at + 7);
            return;
        }
        at += marker == 0xff ? 1 : 2 + std::max(2, bigEndian<quint16>(bytes, at + 2));
    }
}

/// RIFF container with a VP8, VP8L or VP8X first chunk.
void readWebpSize(QByteArrayView bytes, ImageInfo& info)
{
    const QByteArrayView chunk = bytes.sliced(12, std::min<qsizetype>(4, bytes.size() - 12));
    if (chunk == "VP8 ") {
        info.width = littleEndian(bytes, 26, 2) & 0x3fff;
        info.height = littleEndian(bytes, 28, 2) & 0x3fff;
    } else if (chunk == "VP8L") {
        const int packed = littleEndian(bytes, 21, 4);
        info.width = (packed & 0x3fff) + 1;
        info.height = ((packed >> 14) & 0x3fff) + 1;
    } else if (chunk == "VP8X") {
        info.width = littleEndian(bytes, 24, 3) + 1;
        info.height = littleEndian(bytes, 27, 3) + 1;
    }
}

} // namespace

std::optional<ImageInfo> sniffImage(QByteArrayView bytes)
{
    ImageInfo info;
    if (bytes.startsWith("\x89PNG\r\n\x1a\n")) {
        info = {"image/png", bigEndian<quint32>(bytes, 16), bigEndian<quint32>(bytes, 20)};
    } else if (bytes.startsWith("\xff\xd8\xff")) {
        info.mediaType = "image/jpeg";
        readJpegSize(bytes, info);
    } else if (bytes.startsWith("GIF87a") || bytes.startsWith("GIF89a")) {
        info = {"image/gif", littleEndian(bytes, 6, 2), littleEndian(bytes, 8, 2)};
    } else if (bytes.startsWith("RIFF") && bytes.size() >= 12 && bytes.sliced(8, 4) == "WEBP") {
        info.mediaType = "image/webp";
        readWebpSize(bytes, info);
    } else {
        return std::nullopt;
    }
    return info;
}

} // namespace aios
