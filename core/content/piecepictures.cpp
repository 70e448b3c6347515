// SPDX-License-Identifier: MIT
#include "core/content/piecepictures.h"

#include "core/base/hash.h"
#include "core/base/rootdir.h"
#include "core/base/text.h"
#include "core/content/mediatype.h"

#include <algorithm>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kMostBytesTogether = 100 * 1024 * 1024;

QString named(const QString& target)
{
    constexpr qsizetype kMost = 120;
    return u"The picture “%1”"_s.arg(elided(showHidden(target), kMost));
}

QString problemOf(const PiecePicture& picture)
{
    switch (picture.kind) {
    case PieceMedia::Kind::Inline:
        return named(picture.target) + u" is written into the text itself, so it cannot go out. Put it into a file."_s;
    case PieceMedia::Kind::Outside:
        return named(picture.target) + u" leads out of the folder, so it cannot go out. Put the file into the folder."_s;
    case PieceMedia::Kind::File:
    case PieceMedia::Kind::Remote:
        break;
    }
    return {};
}

/// Takes what was read off `room`.
void takeFile(PiecePicture& picture, const RootDir& folder, const QStringList& candidates, qint64& room)
{
    picture.path = candidates.constFirst();
    picture.problem = named(picture.target) + u": there is no such file."_s;
    for (const QString& candidate : candidates) {
        const auto file = folder.read(candidate.toUtf8(), qMin(kMaxMediaBytes, room));
        if (!file && file.error().code == ErrorCode::NotFound)
            continue;
        picture.path = candidate;
        picture.problem = file ? QString() : named(picture.target) + u" cannot be read. "_s + file.error().message;
        if (!file && file.error().code == ErrorCode::TooLarge && room < kMaxMediaBytes)
            picture.problem = u"The pictures of the piece have more than 100 MB together, so they do not go out."_s;
        if (!file)
            return;
        room -= file->bytes.size();
        picture.sha256 = file->sha256;
        picture.type = mediaTypeOf(file->bytes);
        if (picture.type.isEmpty())
            picture.problem = named(picture.target) + u" is no PNG, JPEG, GIF, WebP, MP4, WebM, MP3 or PDF file, whatever its name says."_s;
        return;
    }
}

} // namespace

QList<PiecePicture> piecePictures(const QString& root, const QString& piece, const QStringList& targets)
{
    QList<PiecePicture> pictures;
    qint64 room = kMostBytesTogether;
    const auto folder = targets.isEmpty() ? fail(ErrorCode::NotFound, {}) : RootDir::open(root);
    for (const QString& target : targets) {
        const auto same = std::ranges::find(pictures, target, &PiecePicture::target);
        if (same != pictures.end()) {
            pictures.append(PiecePicture(*same));
            continue;
        }
        const PieceMedia media = pieceMedia(piece, target);
        PiecePicture picture{.target = target, .kind = media.kind};
        picture.problem = problemOf(picture);
        if (pictures.size() >= kMostPictures)
            picture.problem = u"It has more than %1 pictures, and no more can be looked at and go out."_s.arg(kMostPictures);
        else if (media.kind == PieceMedia::Kind::File && !folder)
            picture.problem = folder.error().message;
        else if (media.kind == PieceMedia::Kind::File)
            takeFile(picture, *folder, media.candidates, room);
        pictures.append(picture);
    }
    return pictures;
}

QByteArray picturesSha256(const QList<PiecePicture>& pictures)
{
    QByteArray all;
    for (const PiecePicture& picture : pictures) {
        if (picture.kind == PieceMedia::Kind::File)
            all += sha256Fields({picture.path.toUtf8(), picture.sha256});
    }
    return all.isEmpty() ? QByteArray() : sha256Hex(all);
}

bool arePicturesAsBefore(const QString& root, const QList<PiecePicture>& pictures)
{
    const auto isFile = [](const PiecePicture& picture) { return picture.kind == PieceMedia::Kind::File; };
    if (std::ranges::none_of(pictures, isFile))
        return true;
    const auto folder = RootDir::open(root);
    return folder && std::ranges::all_of(pictures, [&](const PiecePicture& picture) {
               const auto file = isFile(picture) ? folder->read(picture.path.toUtf8(), kMaxMediaBytes) : fail(ErrorCode::NotFound, {});
               return !isFile(picture) || (file && file->sha256 == picture.sha256);
           });
}

} // namespace aios
