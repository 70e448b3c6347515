// SPDX-License-Identifier: MIT
#include "app/headless/commands.h"
#include "app/headless/console.h"
#include "app/wiring/keychainstore.h"
#include "app/wiring/programoptions.h"
#include "core/runtime/runtime.h"

#include <QDir>
#include <QEventLoop>
#include <QFile>
#include <QFileInfo>
#include <QStandardPaths>
#include <QTimer>

#include <sys/inotify.h>
#include <unistd.h>

#include <algorithm>

namespace aios {

namespace {

using namespace Qt::StringLiterals;

QString keyWords(const ProviderStatus& status)
{
    switch (status.key) {
    case ProviderStatus::Key::NotNeeded:
        return u"no key needed"_s;
    case ProviderStatus::Key::FromEnvironment:
        return u"key from "_s + QString::fromLatin1(status.profile.keyEnvironment);
    case ProviderStatus::Key::FromKeychain:
        return u"key from the keychain"_s;
    case ProviderStatus::Key::ThisRun:
        return u"key for this run"_s;
    case ProviderStatus::Key::Missing:
        return u"no key"_s;
    case ProviderStatus::Key::KeychainUnavailable:
        return u"keychain locked or absent"_s;
    case ProviderStatus::Key::Unknown:
        break;
    }
    return u"not known yet"_s;
}

/// Asks the providers and waits a moment for the answers.
QList<ProviderStatus> providersNow(Runtime& runtime, std::chrono::milliseconds patience)
{
    QEventLoop loop;
    QTimer settle;
    settle.setSingleShot(true);
    QObject::connect(&settle, &QTimer::timeout, &loop, &QEventLoop::quit);
    // Answers come one by one; 400 ms of silence are taken for the end.
    QObject::connect(&runtime.models(), &ModelRegistry::statusChanged, &loop, [&settle] { settle.start(400); });
    QTimer::singleShot(patience, &loop, &QEventLoop::quit);
    settle.start(1500);
    runtime.models().refresh(true);
    loop.exec();
    return runtime.models().status();
}

/// Prints one line; gives `good`.
bool check(const QString& what, bool good, const QString& detail)
{
    console::outLine(u"%1  %2  %3"_s.arg(good ? u"ok     "_s : u"MISSING"_s, what.leftJustified(22), detail));
    return good;
}

bool checkProgram(const QString& name, const QString& why)
{
    const QString found = QStandardPaths::findExecutable(name);
    return check(name, !found.isEmpty(), found.isEmpty() ? why : found);
}

bool checkWritable(const QString& name, const QString& folder)
{
    const bool made = QDir().mkpath(folder);
    return check(name, made && QFileInfo(folder).isWritable(), made ? folder : folder + u" cannot be made"_s);
}

/// Without watches, what other programs do to the folder is seen late, or when it is opened again.
bool checkWatching()
{
    constexpr qint64 kFolders = 4000; // as many as the watcher takes of one folder
    const int watcher = inotify_init1(IN_CLOEXEC);
    if (watcher < 0)
        return check(u"file watching"_s, false,
                     u"too many programs watch files, so changes made by others are seen once a minute: raise fs.inotify.max_user_instances"_s);
    ::close(watcher);
    QFile limit(u"/proc/sys/fs/inotify/max_user_watches"_s);
    const qint64 most = limit.open(QIODevice::ReadOnly) ? limit.readAll().trimmed().toLongLong() : kFolders;
    return check(u"file watching"_s, most >= kFolders,
                 most >= kFolders ? u"%1 folders"_s.arg(most) : u"only %1 folders can be watched: raise fs.inotify.max_user_watches"_s.arg(most));
}

/// What the program itself needs; false when something is missing.
bool checkMachine(const UserPaths& paths)
{
    bool good = check(u"resources"_s, QFileInfo(paths.resources + u"/providers"_s).isDir(), paths.resources);
    good = checkWritable(u"settings"_s, paths.config) && good;
    good = checkWritable(u"sessions and logs"_s, paths.data) && good;
    good = checkWritable(u"cache"_s, paths.cache) && good;
    good = checkWatching() && good;
    good = checkProgram(u"rg"_s, u"the Grep tool needs ripgrep: install the package ripgrep"_s) && good;
    good = checkProgram(u"shfmt"_s, u"without it every shell command asks: install the package shfmt"_s) && good;
    return checkProgram(u"bash"_s, u"the Bash tool needs it"_s) && good;
}

void printProvider(const ProviderStatus& status)
{
    const bool builtIn = status.profile.id == "rehearsal"_L1;
    const bool absent = status.profile.local && !status.reachable && !builtIn;
    const bool useful = status.key != ProviderStatus::Key::Missing && status.key != ProviderStatus::Key::KeychainUnavailable && !absent;
    const QString state = builtIn ? u"built in"_s : absent ? u"not running"_s : keyWords(status);
    console::outLine(u"%1  %2  %3%4"_s.arg(useful ? u"ok     "_s : u"-      "_s, status.profile.name.leftJustified(22), state,
                                           status.models.isEmpty() || builtIn ? QString() : u", %1 models"_s.arg(status.models.size())));
    if (!status.problem.isEmpty() && useful)
        console::outLine(u"         "_s + status.problem);
    const auto unknown = [](const ModelInfo& model) { return model.contextWindow <= 0; };
    if (!builtIn && status.profile.local && std::any_of(status.models.cbegin(), status.models.cend(), unknown))
        console::outLine(
            u"         It does not say how long a conversation its models take, and may forget the beginning without a word. Give it a window of 32,000 "
            "tokens or more (Ollama: OLLAMA_CONTEXT_LENGTH)."_s);
}

/// No words may follow these commands.
std::optional<int> parseNoWords(QCommandLineParser& parser, const char* name, const QStringList& arguments)
{
    if (const auto done = console::parse(parser, name, arguments))
        return done;
    if (parser.positionalArguments().isEmpty())
        return std::nullopt;
    console::err(u"`aios %1` takes no arguments."_s.arg(QLatin1String(name)));
    return kExitUsage;
}

} // namespace

int doctorCommand(const QStringList& arguments)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(
        u"Checks what this program needs on this machine and says what to do about what is missing; the exit code is 1 then. Connects to local model servers "
        "and to providers you have a key for."_s);
    if (const auto done = parseNoWords(parser, "doctor", arguments))
        return *done;
    const auto keychain = makeKeychainStore();
    const Runtime::Options options = programOptions(keychain.get());
    console::outLine(u"aios "_s + programVersion() + u", Qt "_s + QString::fromLatin1(qVersion()));
    const bool good = checkMachine(options.paths);
    Runtime runtime(options);
    for (const ProviderStatus& status : providersNow(runtime, std::chrono::seconds(6)))
        printProvider(status);
    console::outLine(u"Without a provider, Rehearsal (scripted replies, no AI) is used."_s);
    return good ? kExitOk : kExitFailed;
}

int modelsCommand(const QStringList& arguments)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(u"Lists providers and, for those that answer, their models: what --model accepts."_s);
    if (const auto done = parseNoWords(parser, "models", arguments))
        return *done;
    const auto keychain = makeKeychainStore();
    Runtime runtime(programOptions(keychain.get()));
    for (const ProviderStatus& status : providersNow(runtime, std::chrono::seconds(8))) {
        console::outLine(status.profile.id + u"  ("_s + status.profile.name + u", "_s + keyWords(status) + u")"_s);
        for (const ModelInfo& model : status.models)
            console::outLine(u"  "_s + status.profile.id + u'/' + model.id);
        if (!status.problem.isEmpty())
            console::outLine(u"  "_s + status.problem);
    }
    return kExitOk;
}

} // namespace aios
