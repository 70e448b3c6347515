// SPDX-License-Identifier: MIT
#include "core/content/secretlint.h"

#include "core/base/text.h"

#include <git2.h>

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>

#include <memory>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kMaxFileBytes = 256 * 1024;
constexpr int kMaxFiles = 200;

/// The git folder of the repository `root` lies in, and the path of `root` beneath its work tree ("" or "a/b/").
struct Repository {
    QString gitFolder;
    QString prefix;
};

std::optional<Repository> repositoryOf(const QString& root)
{
    for (QString folder = root;; folder = QFileInfo(folder).path()) {
        const QFileInfo entry(folder + u"/.git"_s);
        if (entry.exists()) {
            Repository repository{.gitFolder = entry.filePath(), .prefix = root == folder ? QString() : root.sliced(folder.size() + 1) + u'/'};
            if (entry.isDir())
                return repository;
            QFile link(entry.filePath()); // a work tree or submodule: "gitdir: path"
            if (!link.open(QIODevice::ReadOnly))
                return std::nullopt;
            const QString target = QString::fromUtf8(link.read(4096)).section(u'\n', 0, 0);
            if (!target.startsWith("gitdir: "_L1))
                return std::nullopt;
            repository.gitFolder = QDir(folder).absoluteFilePath(target.sliced(8).trimmed());
            return repository;
        }
        if (folder.size() <= 1)
            return std::nullopt;
    }
}

/// Tracked files that may hold secrets, relative to `root`.
QStringList trackedFiles(const QString& root)
{
    const std::optional<Repository> repository = repositoryOf(root);
    const bool any =
        QFileInfo::exists(root + u"/config"_s) || !QDir(root).entryList({u".env*"_s}, QDir::AllEntries | QDir::Hidden | QDir::System).isEmpty();
    if (!repository || !any) // most folders: starting libgit2 reads the system's certificates, which would hold up every start
        return {};
    static const int users = git_libgit2_init();
    git_index* raw = nullptr;
    if (users <= 0 || git_index_open(&raw, QFile::encodeName(repository->gitFolder + u"/index"_s).constData()) != 0)
        return {};
    const std::unique_ptr<git_index, decltype(&git_index_free)> index(raw, &git_index_free);
    QStringList files;
    for (const auto place : {"config/"_L1, ".env"_L1}) {
        const QByteArray prefix = (repository->prefix + place).toUtf8();
        std::size_t at = 0;
        if (git_index_find_prefix(&at, raw, prefix.constData()) != 0)
            continue;
        for (; files.size() < kMaxFiles; ++at) {
            const git_index_entry* entry = git_index_get_byindex(raw, at);
            if (!entry || !QByteArrayView(entry->path).startsWith(prefix))
                break;
            files.append(QString::fromUtf8(entry->path).sliced(repository->prefix.size()));
        }
    }
    return files;
}

bool isSecretByName(const QString& relative)
{
    static const QRegularExpression name(u"(?:^|/)(?:id_(?:rsa|dsa|ecdsa|ed25519)|[^/]*\\.(?:key|p12|pfx|jks|keystore|kdbx))$"_s,
                                         QRegularExpression::CaseInsensitiveOption);
    return name.match(relative).hasMatch();
}

/// Stands for a value somewhere else, or for none.
bool isPlaceholder(const QString& value)
{
    static const QRegularExpression shape(u"^(?:[A-Z][A-Z0-9_]*|[$<{%(].*|(?:env|keychain|keyring|vault|op|file|secret)[:/].*|.*(?:\\.\\.\\.|…).*|"
                                          "(?i:.*(?:example|placeholder|changeme|change[-_]me|your[-_]|dummy|redacted|todo|xxxx|\\*\\*\\*\\*).*|"
                                          "null|none|true|false|required|optional))$"_s);
    return shape.match(value).hasMatch();
}

} // namespace

int secretLine(QStringView text)
{
    static const QRegularExpression known(
        u"-----BEGIN [A-Z ]*PRIVATE KEY-----|\\b(?:sk-[A-Za-z0-9_-]{20,}|gh[pousr]_[A-Za-z0-9]{30,}|github_pat_[A-Za-z0-9_]{30,}|glpat-[A-Za-z0-9_-]{20,}|"
        "xox[abeprs]-[A-Za-z0-9-]{10,}|AKIA[0-9A-Z]{16}|AIza[0-9A-Za-z_-]{35}|pat[A-Za-z0-9]{14}\\.[0-9a-f]{32,}|"
        "eyJ[A-Za-z0-9_-]{15,}\\.eyJ[A-Za-z0-9_-]{15,}\\.[A-Za-z0-9_-]{15,})"_s);
    static const QRegularExpression assigned(
        u"(?:^|[^A-Za-z])(?:[A-Za-z0-9]+[_-])*(?:api[_-]?key|access[_-]?key|auth[_-]?token|token|secret|secret[_-]?key|client[_-]?secret|password|passwd|"
        "passphrase|private[_-]?key)[\"']?\\s*[=:]\\s*(?:\"([^\"]{8,})\"|'([^']{8,})'|([^\\s\"'#,]{8,}))"_s,
        QRegularExpression::CaseInsensitiveOption);
    int number = 0;
    for (const QStringView line : text.split(u'\n')) {
        ++number;
        if (line.size() > 16'384)
            continue;
        if (known.matchView(line).hasMatch())
            return number;
        const QRegularExpressionMatch match = assigned.matchView(line);
        const QString value = match.hasMatch() ? match.captured(match.lastCapturedIndex()) : QString();
        if (!value.isEmpty() && !isPlaceholder(value))
            return number;
    }
    return 0;
}

void lintTrackedSecrets(LayerReader& reader)
{
    const QStringList files = trackedFiles(reader.rootPath());
    const Result<RootDir> root = files.isEmpty() ? Result<RootDir>(fail(ErrorCode::NotFound, {})) : RootDir::open(reader.rootPath());
    for (const QString& file : files) {
        const Result<FileContent> content = root ? root->read(file.toUtf8(), kMaxFileBytes) : Result<FileContent>(fail(ErrorCode::NotFound, {}));
        const std::optional<QString> text = content ? decodeText(content->bytes) : std::nullopt;
        const int line = text ? secretLine(*text) : 0;
        if (line == 0 && !(content && isSecretByName(file)))
            continue;
        reader.warn(
            ContentWarning::Severity::Error, u"config.tracked-secret"_s, reader.rootPath() + u'/' + file,
            u"git tracks this file, and it looks as if it held a secret that everybody with the repository can read. Take it out, get a new one, "
            "and keep that in the keychain or in a file git ignores."_s,
            line);
    }
}

} // namespace aios
