// SPDX-License-Identifier: MIT
#include "core/mcp/toolcache.h"

#include "core/base/filewriter.h"
#include "core/base/hash.h"
#include "core/base/json.h"
#include "core/base/jsonraw.h"

#include <QDir>
#include <QFile>

#include <fcntl.h>
#include <sys/stat.h>

using namespace Qt::StringLiterals;

namespace aios {

namespace {

constexpr int kVersion = 1;
constexpr qsizetype kMostTools = 10'000;

/// Of all that is kept of it.
std::string hashOf(const QByteArray& list, const QString& instructions)
{
    return sha256Hex(QByteArray(list + instructions.toUtf8())).toStdString();
}

} // namespace

QByteArray ToolCache::key(const McpServerConfig& config, const McpLaunch& launch)
{
    if (!launch.program)
        return sha256Fields({"mcp-tools", config.hash, launch.url.toEncoded()});
    struct stat info = {};
    const QByteArray program = QFile::encodeName(launch.program->program);
    if (::stat(program.constData(), &info) != 0)
        return {};
    const FileStamp stamp = stampOf(info);
    return sha256Fields({"mcp-tools", config.hash, program, QByteArray::number(stamp.device), QByteArray::number(stamp.inode),
                         QByteArray::number(stamp.mtimeNs), QByteArray::number(stamp.size), QFile::encodeName(launch.program->workingDirectory)});
}

QString ToolCache::fileOf(const QByteArray& key) const
{
    return m_folder + u'/' + QString::fromLatin1(key.first(32)) + u".json"_s;
}

/// A head of one line (version, key, hash of the rest), and the list as a JSON array.
std::optional<ListedTools> ToolCache::read(const QByteArray& key) const
{
    if (key.isEmpty())
        return std::nullopt;
    const auto bytes = readOwnFile(fileOf(key), kMostBytes);
    const qsizetype end = bytes ? bytes->indexOf('\n') : -1;
    const auto head = end > 0 ? parseJson(bytes->first(end)) : Result<json::value>(json::value());
    const json::object* object = head ? head->if_object() : nullptr;
    if (!object || jsonInt(*object, "version") != kVersion || jsonText(*object, "key").toLatin1() != key)
        return std::nullopt;
    const QByteArray list = bytes->sliced(end + 1);
    ListedTools listed;
    listed.instructions = jsonText(*object, "instructions");
    if (jsonText(*object, "sha256").toStdString() != hashOf(list, listed.instructions))
        return std::nullopt;
    listed.resources = jsonBool(*object, "resources");
    for (const QByteArrayView tool : rawElements(list))
        listed.raw.append(tool.toByteArray());
    return listed;
}

/// Put in place in one step, and not waited for until the disk has it: what a power cut leaves of it has another hash.
Result<void> ToolCache::write(const QByteArray& key, const ListedTools& listed) const
{
    const QByteArray list = '[' + listed.raw.join(',') + ']';
    if (key.isEmpty() || list.size() > kMostBytes - 16 * 1024 || listed.raw.size() > kMostTools)
        return {};
    if (auto made = makeOwnFolder(m_folder); !made)
        return made;
    makeRoom();
    const UniqueFd folder(::open(QFile::encodeName(m_folder).constData(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (!folder)
        return failErrno(errno, u"Cannot open %1"_s.arg(m_folder));
    auto staged = StagedFile::make(folder.get(), 0600);
    if (!staged)
        return std::unexpected(staged.error());
    const QByteArray head = toJson(json::object{{"version", kVersion},
                                                {"key", key.toStdString()},
                                                {"sha256", hashOf(list, listed.instructions)},
                                                {"resources", listed.resources},
                                                {"instructions", listed.instructions.toStdString()}}) +
                            '\n';
    if (const int error = writeAll(staged->fd(), QByteArray(head + list)); error != 0)
        return failErrno(error, u"Cannot write into %1"_s.arg(m_folder));
    if (const int error = staged->placeOver(QFile::encodeName(fileOf(key).section(u'/', -1))); error != 0)
        return failErrno(error, u"Cannot write into %1"_s.arg(m_folder));
    return {};
}

/// The newest stay, as many as may.
void ToolCache::makeRoom() const
{
    qint64 bytes = kMostBytes;
    qsizetype files = 1;
    for (const QFileInfo& file : QDir(m_folder).entryInfoList({u"*.json"_s}, QDir::Files | QDir::Hidden, QDir::Time)) {
        bytes += file.size();
        if (++files > kMostFiles || bytes > kMostInAll)
            QFile::remove(file.filePath());
    }
}

} // namespace aios
