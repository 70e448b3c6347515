// SPDX-License-Identifier: MIT
#include "core/mcp/programfolders.h"

#include "core/tools/childenvironment.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QVersionNumber>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace aios {

namespace {

constexpr qsizetype kMostOutput = 256 * 1024;
constexpr qsizetype kMostFolders = 100;
constexpr qsizetype kMostVersions = 20;
constexpr char kMark[] = "aios-environment-follows";
const QStringList kShells{u"bash"_s, u"zsh"_s, u"fish"_s, u"sh"_s, u"dash"_s, u"ksh"_s}; ///< Those that take -l -i -c.

QVersionNumber versionOf(const QString& folder)
{
    return QVersionNumber::fromString(folder.startsWith(u'v') ? folder.sliced(1) : folder);
}

/// Names of versions, newest first.
QStringList versionsIn(const QString& folder)
{
    QStringList names = QDir(folder).entryList(QDir::Dirs | QDir::NoDotAndDotDot);
    std::ranges::sort(names, [](const QString& a, const QString& b) { return versionOf(a) > versionOf(b); });
    return names.first(std::min(names.size(), kMostVersions));
}

/// nvm's default is a version or its beginning ("20"); another alias is not followed, and the newest comes first then.
QStringList nvmFolders(const QString& nvm)
{
    QStringList names = versionsIn(nvm + u"/versions/node"_s);
    QFile alias(nvm + u"/alias/default"_s);
    QString wanted = alias.open(QIODevice::ReadOnly) ? QString::fromUtf8(alias.read(100)).trimmed() : QString();
    if (wanted.startsWith(u'v'))
        wanted.removeFirst();
    std::ranges::stable_partition(
        names, [&wanted](const QString& name) { return !wanted.isEmpty() && (name == u'v' + wanted || name.startsWith(u'v' + wanted + u'.')); });
    for (QString& name : names)
        name = nvm + u"/versions/node/"_s + name + u"/bin"_s;
    return names;
}

QStringList fnmFolders(const QString& fnm)
{
    QStringList folders{fnm + u"/aliases/default/bin"_s};
    for (const QString& name : versionsIn(fnm + u"/node-versions"_s))
        folders.append(fnm + u"/node-versions/"_s + name + u"/installation/bin"_s);
    return folders;
}

bool isBeneath(const QString& path, const QString& root)
{
    return !root.isEmpty() && (path == root || path.startsWith(root + u'/'));
}

/// Those that are there and do not lie in the project.
QStringList outside(const QStringList& folders, const QString& projectRoot)
{
    const QString root = projectRoot.isEmpty() ? QString() : QFileInfo(projectRoot).canonicalFilePath();
    QStringList kept;
    for (const QString& folder : folders) {
        const QFileInfo info(folder);
        if (info.isDir() && !isBeneath(QDir::cleanPath(folder), root) && !isBeneath(QDir::cleanPath(folder), projectRoot) &&
            !isBeneath(info.canonicalFilePath(), root))
            kept.append(QDir::cleanPath(folder));
    }
    return kept;
}

} // namespace

QStringList foldersOfShell(QByteArrayView output)
{
    const qsizetype mark = output.indexOf(kMark);
    if (mark < 0)
        return {};
    for (const QByteArray& line : output.sliced(mark).toByteArray().split('\n')) {
        if (!line.startsWith("PATH="))
            continue;
        QStringList folders = QFile::decodeName(line.sliced(5).trimmed()).split(u':', Qt::SkipEmptyParts);
        folders.removeIf([](const QString& folder) { return !folder.startsWith(u'/'); });
        return folders.first(std::min(folders.size(), kMostFolders));
    }
    return {};
}

QStringList versionManagerFolders(const QProcessEnvironment& environment)
{
    const QString home = environment.value(u"HOME"_s);
    if (!home.startsWith(u'/'))
        return {};
    const auto place = [&](const QString& variable, const QString& usual) {
        const QString given = environment.value(variable);
        return given.startsWith(u'/') ? given : home + usual;
    };
    QStringList folders = nvmFolders(place(u"NVM_DIR"_s, u"/.nvm"_s));
    folders += fnmFolders(place(u"FNM_DIR"_s, u"/.local/share/fnm"_s));
    folders += {place(u"MISE_DATA_DIR"_s, u"/.local/share/mise"_s) + u"/shims"_s, place(u"VOLTA_HOME"_s, u"/.volta"_s) + u"/bin"_s,
                place(u"ASDF_DATA_DIR"_s, u"/.asdf"_s) + u"/shims"_s};
    for (const QString& usual : {u"/.local/bin"_s, u"/bin"_s, u"/.bun/bin"_s, u"/.deno/bin"_s, u"/.cargo/bin"_s, u"/go/bin"_s})
        folders.append(home + usual);
    folders += {u"/home/linuxbrew/.linuxbrew/bin"_s, u"/usr/local/bin"_s, u"/snap/bin"_s};
    folders.removeIf([](const QString& folder) { return !QFileInfo(folder).isDir(); });
    return folders;
}

ProgramFolders::ProgramFolders(QProcessEnvironment environment, std::chrono::milliseconds patience, QObject* parent)
    : QObject(parent), m_environment(std::move(environment)), m_patience(patience)
{}

ProgramFolders::~ProgramFolders() = default;

void ProgramFolders::ask(QObject* context, std::function<void()> done)
{
    m_waiting.emplace_back(context, std::move(done));
    if (m_shell)
        return;
    if (m_asked || !startShell())
        QMetaObject::invokeMethod(this, &ProgramFolders::finish, Qt::QueuedConnection);
}

/// What the person's own shell files do is theirs; the folder has no say in it. It has no terminal, and is ended with all it started.
Result<void> ProgramFolders::startShell()
{
    const QString shell = m_environment.value(u"SHELL"_s);
    ProcessRequest request;
    request.root = QFileInfo(m_environment.value(u"HOME"_s)).canonicalFilePath();
    if (!shell.startsWith(u'/') || !kShells.contains(QFileInfo(shell).fileName()) || !QFileInfo(shell).isExecutable() || request.root.isEmpty())
        return fail(ErrorCode::Unavailable, u"There is no login shell to ask."_s);
    request.program = shell;
    request.arguments = {u"-l"_s, u"-i"_s, u"-c"_s, u"echo; echo %1; command env"_s.arg(QLatin1StringView(kMark))};
    request.workingDirectory = request.root;
    request.environment = childEnvironment({});
    request.environment.removeIf([](const QByteArray& entry) { return entry.startsWith("SHELL=") || entry.startsWith("HOME="); });
    request.environment += {"SHELL=" + QFile::encodeName(shell), "HOME=" + QFile::encodeName(request.root)};
    request.timeout = m_patience;
    request.separateErrors = true;
    ProcessHandlers handlers;
    handlers.onOutput = [this](QByteArrayView bytes) { m_output.append(bytes.first(std::min(bytes.size(), kMostOutput - m_output.size()))); };
    handlers.onErrors = [](QByteArrayView) {}; // a shell without a terminal says so
    handlers.onEnd = [this](const ProcessResult&) { finish(); };
    auto started = ProcessRunner::start(request, std::move(handlers));
    if (!started)
        return std::unexpected(started.error());
    m_shell = std::move(*started);
    return {};
}

void ProgramFolders::finish()
{
    if (!std::exchange(m_asked, true)) {
        m_shellFolders = foldersOfShell(m_output);
        m_folders = m_shellFolders + versionManagerFolders(m_environment);
        m_folders.removeDuplicates();
        m_output.clear();
    }
    m_shell.reset();
    const auto waiting = std::exchange(m_waiting, {});
    for (const auto& [context, done] : waiting) {
        if (context)
            done();
    }
}

bool ProgramFolders::prefersShell() const
{
    const QString terminal = m_environment.value(u"TERM"_s);
    return terminal.isEmpty() || terminal == "dumb"_L1;
}

QStringList ProgramFolders::folders(const QString& projectRoot) const
{
    return outside(m_folders, projectRoot);
}

QStringList ProgramFolders::shellFolders(const QString& projectRoot) const
{
    return prefersShell() ? outside(m_shellFolders, projectRoot) : QStringList();
}

} // namespace aios
