// SPDX-License-Identifier: MIT
#include "core/content/layerreader.h"

#include "core/base/hash.h"
#include "core/base/text.h"
#include "core/content/parentfolders.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

constexpr int kMaxDepth = 12;

/// Reads a regular file outside the folder, never waiting for a pipe or device.
Result<QByteArray> readPlain(const QString& path, qint64 maxBytes)
{
    const QByteArray encoded = QFile::encodeName(path);
    const int fd = ::open(encoded.constData(), O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
    if (fd < 0)
        return failErrno(errno, u"Cannot read %1"_s.arg(path));
    QFile file;
    if (!file.open(fd, QIODevice::ReadOnly | QIODevice::Unbuffered, QFileDevice::AutoCloseHandle)) {
        ::close(fd);
        return fail(ErrorCode::Io, u"Cannot read %1."_s.arg(path));
    }
    struct stat info = {};
    if (::fstat(fd, &info) != 0 || !S_ISREG(info.st_mode))
        return fail(ErrorCode::InvalidInput, u"Cannot read %1: it is not a regular file."_s.arg(path));
    QByteArray bytes = file.read(maxBytes + 1);
    if (bytes.size() > maxBytes)
        return fail(ErrorCode::TooLarge, u"Cannot read %1: it is larger than %2 bytes."_s.arg(path).arg(maxBytes));
    return bytes;
}

bool isBeneathOneOf(const QSet<QString>& places, const QString& canonicalPath)
{
    for (QString path = canonicalPath; path.size() > 1; path = path.left(path.lastIndexOf(u'/'))) {
        if (places.contains(path))
            return true;
    }
    return false;
}

bool isThere(const QString& path)
{
    struct stat info = {};
    return ::lstat(QFile::encodeName(path).constData(), &info) == 0;
}

} // namespace

LayerReader::LayerReader(RootDir root, const ContentLoadOptions& options) : m_root(std::move(root)), m_options(options) {}

bool LayerReader::consents(const QString& canonicalPath) const
{
    return isBeneathOneOf(m_options.consentedImports, canonicalPath);
}

QString LayerReader::notRead(const QString& target) const
{
    if (isBeneathOneOf(m_options.declinedImports, target))
        return u"It is a link to %1, outside the folder, and you chose to leave it out. Copy it into the folder to use it."_s.arg(target);
    return u"It is a link to %1, outside the folder, so it was not read. Allow it on the trust page or copy it into the folder."_s.arg(target);
}

QString LayerReader::relative(const QString& absolute) const
{
    const QString prefix = rootPath().endsWith(u'/') ? rootPath() : rootPath() + u'/';
    return absolute.startsWith(prefix) ? absolute.sliced(prefix.size()) : QString();
}

LayerFile LayerReader::layerFile(const QString& absolute, Origin origin) const
{
    LayerFile file;
    file.path = absolute;
    file.relative = relative(absolute);
    file.origin = origin;
    return file;
}

LayerReader::Place LayerReader::placeOf(const QString& absolute) const
{
    const QString inside = absolute == rootPath() ? u"."_s : relative(absolute);
    if (inside.isEmpty())
        return {.path = absolute};
    const Result<QByteArray> resolved = m_root.resolve(inside.toUtf8());
    if (resolved)
        return {.path = rootPath() + u'/' + QString::fromUtf8(*resolved), .relative = QString::fromUtf8(*resolved)};
    if (resolved.error().code != ErrorCode::Denied)
        return {.path = absolute, .relative = inside};
    const QString target = QFileInfo(absolute).canonicalFilePath();
    if (target.isEmpty())
        return {.path = absolute, .relative = inside};
    if (const QString within = relative(target); !within.isEmpty()) // an absolute link that stays in the folder
        return {.path = target, .relative = within};
    return {.path = target, .outside = true, .allowed = consents(target)};
}

void LayerReader::noteLinked(const QString& absolute, const QString& target)
{
    const auto covers = [&absolute](const LayerFile& linked) { return absolute == linked.path || absolute.startsWith(linked.path + u'/'); };
    if (std::any_of(m_linked.cbegin(), m_linked.cend(), covers))
        return;
    LayerFile file = layerFile(absolute, Origin::Project);
    file.linkTarget = target;
    if (!consents(target)) {
        const bool declined = isBeneathOneOf(m_options.declinedImports, target);
        file.problem = notRead(target);
        warn(declined ? ContentWarning::Severity::Info : ContentWarning::Severity::Warning, u"layer.linked-outside"_s, absolute, file.problem);
        if (declined) // decided: nothing of it counts, and nothing is asked
            return;
    }
    m_linked.append(file);
}

std::optional<LayerBytes> LayerReader::read(const QString& absolute, Origin origin, qint64 maxBytes)
{
    if (!isThere(absolute))
        return std::nullopt;
    LayerBytes result{.file = layerFile(absolute, origin)};
    if (origin == Origin::Parent && !isOwnedSafely(absolute)) {
        result.file.problem = u"This file above the folder was not read: other users of this computer can change it."_s;
        warn(ContentWarning::Severity::Warning, u"layer.foreign-owner"_s, absolute, result.file.problem);
        return result;
    }
    const Place place = placeOf(absolute);
    if (place.outside) {
        result.file.linkTarget = place.path;
        noteLinked(absolute, place.path);
        if (!place.allowed) {
            result.file.problem = notRead(place.path);
            return result;
        }
    }
    Result<QByteArray> bytes;
    if (place.relative.isEmpty()) {
        bytes = readPlain(place.path, maxBytes);
    } else if (Result<FileContent> content = m_root.read(place.relative.toUtf8(), maxBytes); content) {
        bytes = std::move(content->bytes);
    } else {
        bytes = std::unexpected(content.error());
    }
    if (!bytes) {
        result.file.problem = bytes.error().message;
        warn(ContentWarning::Severity::Error, u"file.unreadable"_s, absolute, bytes.error().message);
        return result;
    }
    result.bytes = std::move(*bytes);
    result.file.bytes = result.bytes.size();
    result.file.tokens = estimateTokens(result.bytes.size());
    result.file.sha256 = sha256Hex(result.bytes);
    return result;
}

std::optional<LayerDocument> LayerReader::readDocument(const QString& absolute, Origin origin)
{
    std::optional<LayerBytes> bytes = read(absolute, origin);
    if (!bytes)
        return std::nullopt;
    LayerDocument result{.file = std::move(bytes->file), .document = {}};
    if (!result.file.problem.isEmpty())
        return result;
    Result<MarkdownDocument> document = parseMarkdownDocument(bytes->bytes);
    if (!document) {
        result.file.problem = document.error().message;
        warn(ContentWarning::Severity::Error, u"file.not-text"_s, absolute, document.error().message);
        return result;
    }
    result.document = std::move(*document);
    if (!result.document.problem.isEmpty()) {
        result.file.problem = result.document.problem;
        warn(ContentWarning::Severity::Warning, u"frontmatter.broken"_s, absolute, result.document.problem, result.document.problemLine);
    }
    return result;
}

QList<LayerReader::Entry> LayerReader::entries(const QString& folder)
{
    QList<Entry> found;
    const Place place = placeOf(folder);
    if (place.outside)
        noteLinked(folder, place.path);
    if (!place.allowed)
        return found;
    const QFileInfoList infos = QDir(place.path).entryInfoList(QDir::AllEntries | QDir::System | QDir::NoDotAndDotDot, QDir::Unsorted);
    for (const QFileInfo& info : infos)
        found.append({folder + u'/' + info.fileName(), info.fileName(), info.isDir()});
    std::sort(found.begin(), found.end(), [](const Entry& a, const Entry& b) { return a.name < b.name; });
    return found;
}

QStringList LayerReader::filesBeneath(const QString& folder, const QString& suffix, qsizetype most)
{
    Collecting all{.suffix = suffix, .most = most};
    collect(folder, 0, all);
    std::sort(all.files.begin(), all.files.end());
    return all.files;
}

bool LayerReader::collect(const QString& folder, int depth, Collecting& all)
{
    const QString real = QFileInfo(folder).canonicalFilePath();
    if (real.isEmpty() || all.visited.contains(real))
        return true; // missing, or a loop of links
    if (depth > kMaxDepth) {
        warn(ContentWarning::Severity::Warning, u"layer.too-deep"_s, folder,
             u"The folder was not read, because it lies more than %1 folders deep."_s.arg(kMaxDepth));
        return true;
    }
    all.visited.insert(real);
    for (const Entry& entry : entries(folder)) {
        if (entry.folder) {
            if (!collect(entry.path, depth + 1, all))
                return false;
        } else if (!entry.name.endsWith(all.suffix, Qt::CaseInsensitive)) {
            continue;
        } else if (all.files.size() >= all.most) {
            warn(ContentWarning::Severity::Warning, u"layer.too-many-files"_s, folder,
                 u"There are more than %1 files, so the rest of this folder, and what comes behind it, was not read."_s.arg(all.most));
            return false;
        } else {
            all.files.append(entry.path);
        }
    }
    return true;
}

std::optional<LayerStamp> LayerReader::stamp(const QString& absolute)
{
    struct stat info = {};
    if (::stat(QFile::encodeName(absolute).constData(), &info) != 0)
        return std::nullopt;
    const auto nanoseconds = [](const timespec& time) { return qint64{time.tv_sec} * 1'000'000'000 + time.tv_nsec; };
    return LayerStamp{info.st_dev, info.st_ino, info.st_size, nanoseconds(info.st_mtim), nanoseconds(info.st_ctim)};
}

void LayerReader::warn(ContentWarning::Severity severity, const QString& code, const QString& path, const QString& text, int line)
{
    m_warnings.append({severity, code, path, line, text});
}

} // namespace aios
