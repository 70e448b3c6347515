// SPDX-License-Identifier: MIT
#include "core/project/trust.h"

#include "core/base/hash.h"
#include "core/base/ids.h"
#include "core/base/json.h"
#include "core/base/rootdir.h"
#include "core/project/widefolder.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <QDir>
#include <QFile>

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

namespace aios {

namespace {

constexpr qint64 kMaxStore = 16 * 1024 * 1024;
constexpr int kVersion = 1;

/// Only a file that nobody else could have written says what this person trusts.
bool isOwn(const QString& file)
{
    struct stat info = {};
    return ::stat(QFile::encodeName(file).constData(), &info) != 0 || (info.st_uid == ::geteuid() && (info.st_mode & 022) == 0);
}

/// The store as read from the disk. Nothing: it is there but cannot be used.
std::optional<json::object> readStore(const QString& file)
{
    if (!isOwn(file))
        return std::nullopt;
    const auto bytes = readOwnFile(file, kMaxStore);
    if (!bytes && bytes.error().code == ErrorCode::NotFound)
        return json::object{{"version", kVersion}, {"folders", json::array()}};
    const auto value = bytes ? parseJson(*bytes) : Result<json::value>(std::unexpected(bytes.error()));
    if (!value || !value->is_object())
        return std::nullopt;
    const json::object& store = value->get_object();
    if (jsonInt(store, "version") != kVersion || !jsonArray(store, "folders"))
        return std::nullopt;
    return store;
}

const json::object* findFolder(const json::object& store, const QString& root)
{
    for (const json::value& entry : *jsonArray(store, "folders")) {
        const json::object* folder = entry.if_object();
        if (folder && jsonText(*folder, "root") == root)
            return folder;
    }
    return nullptr;
}

QString numberText(quint64 number)
{
    return QString::number(number);
}

/// The same folder, not another one that now has its name.
bool isSameFolder(const json::object& folder, const TrustReport& report)
{
    return report.inode != 0 && jsonText(folder, "device") == numberText(report.device) && jsonText(folder, "inode") == numberText(report.inode);
}

bool holdsHash(const json::object& folder, const QByteArray& sha256)
{
    const json::array* hashes = jsonArray(folder, "items");
    return hashes && !sha256.isEmpty() && std::ranges::any_of(*hashes, [&](const json::value& hash) {
               return hash.is_string() && std::string_view(hash.get_string()) == toView(sha256);
           });
}

json::object entryOf(const TrustReport& report, bool refused)
{
    json::array items;
    for (const TrustItem& item : report.items)
        items.emplace_back(toView(item.sha256));
    const QByteArray root = report.root.toUtf8();
    return {{"root", toView(root)},
            {"device", numberText(report.device).toStdString()},
            {"inode", numberText(report.inode).toStdString()},
            {"decision", refused ? "refused" : "trusted"},
            {"time", QDateTime::currentDateTimeUtc().toString(Qt::ISODate).toStdString()},
            {"items", std::move(items)}};
}

Result<void> storeEntry(const QString& file, const QString& root, std::optional<json::object> entry)
{
    auto read = readStore(file);
    // A store that cannot be used is started anew; the old one stays beside it.
    if (!read && !QFile::rename(file, file + QStringLiteral(".unreadable-") + newId()))
        return fail(ErrorCode::Io, QStringLiteral("The list of trusted folders (%1) can neither be read nor replaced.").arg(file));
    json::object store = read ? std::move(*read) : json::object{{"version", kVersion}, {"folders", json::array()}};
    json::array kept;
    for (const json::value& folder : *jsonArray(store, "folders")) {
        if (folder.is_object() && jsonText(folder.get_object(), "root") != root)
            kept.push_back(folder);
    }
    if (entry)
        kept.push_back(std::move(*entry));
    store["folders"] = std::move(kept);
    const QByteArray text = toJson(store) + '\n';
    return writeOwnFile(file, text);
}

Result<void> record(const QString& file, const TrustReport& report, bool refused)
{
    const auto now = RootDir::open(report.root);
    if (!now)
        return std::unexpected(now.error());
    if (now->path() != report.root || now->device() != report.device || now->inode() != report.inode)
        return fail(ErrorCode::Changed, QStringLiteral("The folder %1 was replaced while it was looked at; open it again.").arg(report.root));
    return storeEntry(file, report.root, entryOf(report, refused));
}

void judge(TrustReport& report, const json::object& folder)
{
    if (!isSameFolder(folder, report)) {
        report.note = QStringLiteral("Another folder stands here now than the one you decided about.");
        return;
    }
    if (jsonText(folder, "decision") != QLatin1String("trusted")) {
        report.state = TrustState::Refused;
        return;
    }
    for (const TrustItem& item : std::as_const(report.items)) {
        if (!holdsHash(folder, item.sha256))
            report.changed.append(item.title);
    }
    report.state = report.changed.isEmpty() ? TrustState::Trusted : TrustState::Changed;
}

} // namespace

TrustItem makeTrustItem(const QString& kind, const QString& title, const QString& path, const QString& detail)
{
    TrustItem item{.kind = kind, .title = title, .path = path, .detail = detail, .sha256 = {}};
    item.sha256 = sha256Fields({kind.toUtf8(), detail.toUtf8(), path.toUtf8()});
    return item;
}

TrustStore::TrustStore(QString file) : m_file(std::move(file)) {}

TrustReport TrustStore::report(const QString& root, QList<TrustItem> items) const
{
    TrustReport report;
    report.items = std::move(items);
    const auto folder = RootDir::open(root);
    if (!folder) {
        report.root = root;
        report.note = folder.error().message;
        return report;
    }
    report.root = folder->path();
    report.device = folder->device();
    report.inode = folder->inode();
    report.tooWide = isTooWide(report.root);
    const auto store = readStore(m_file);
    if (!store)
        report.note = QStringLiteral("The list of trusted folders cannot be read, so nothing is trusted.");
    else if (const json::object* entry = findFolder(*store, report.root))
        judge(report, *entry);
    return report;
}

Result<void> TrustStore::trust(const TrustReport& report)
{
    return record(m_file, report, false);
}

Result<void> TrustStore::refuse(const TrustReport& report)
{
    return record(m_file, report, true);
}

Result<void> TrustStore::forget(const QString& root)
{
    const auto folder = RootDir::open(root);
    return storeEntry(m_file, folder ? folder->path() : QDir::cleanPath(root), std::nullopt);
}

bool TrustStore::isTrusted(const TrustReport& report, const QByteArray& itemSha256) const
{
    const auto store = readStore(m_file);
    const json::object* folder = store ? findFolder(*store, report.root) : nullptr;
    return folder && isSameFolder(*folder, report) && jsonText(*folder, "decision") == QLatin1String("trusted") && holdsHash(*folder, itemSha256);
}

} // namespace aios
