// SPDX-License-Identifier: MIT
#include "core/desk/mediafile.h"

#include "core/base/text.h"

#include <QUrl>

namespace aios::desk {

using namespace Qt::StringLiterals;

namespace {

/// The path inside the project, from what a caller writes: relative, absolute in the project, or a file:// address.
QByteArray insideProject(QString path, const RootDir& project)
{
    if (path.startsWith("file://"_L1))
        path = QUrl(path).toLocalFile();
    if (path.startsWith(project.path() + u'/'))
        path = path.sliced(project.path().size() + 1);
    return path.toUtf8();
}

} // namespace

Result<FileContent> readProjectMedia(const RootDir& project, const QString& path)
{
    auto content = project.read(insideProject(path, project), kMaxMediaBytes);
    if (!content)
        return content;
    if (mediaTypeOf(content->bytes).isEmpty())
        return fail(ErrorCode::InvalidInput,
                    u"%1 was not taken: it is no PNG, JPEG, GIF, WebP, MP4, WebM, MP3 or PDF file, whatever its name says."_s.arg(showHidden(path)));
    return content;
}

} // namespace aios::desk
