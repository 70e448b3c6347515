// SPDX-License-Identifier: MIT
#include "tests/day/desktoplauncher.h"

#include <QFile>
#include <QLibrary>
#include <QProcess>
#include <QUrl>

namespace aios::shell {
namespace {

using namespace Qt::StringLiterals;

const QString kDesktopFile = QStringLiteral(AIOS_SOURCE_DIR "/packaging/org.aios.Desktop.desktop");

/// What we need of GLib, found at run time: the tests do not depend on it.
class GLib {
public:
    GLib() : m_gio(u"gio-2.0"_s, 0), m_object(u"gobject-2.0"_s, 0), m_glib(u"glib-2.0"_s, 0) {}
    [[nodiscard]] bool isThere() { return m_gio.load() && m_object.load() && m_glib.load(); }

    pid_t launch(const QString& folder, const QHash<QString, QString>& environment, QString& problem)
    {
        void* info = call<void*>(m_gio, "g_desktop_app_info_new_from_filename", QFile::encodeName(kDesktopFile).constData());
        if (!info) { // so it is for TryExec, too
            problem = u"GLib takes the desktop file for no program that is there."_s;
            return 0;
        }
        void* context = call<void*>(m_gio, "g_app_launch_context_new");
        for (auto each = environment.cbegin(); each != environment.cend(); ++each)
            call<void>(m_gio, "g_app_launch_context_setenv", context, each.key().toUtf8().constData(), each.value().toUtf8().constData());
        const QByteArray address = QUrl::fromLocalFile(folder).toEncoded();
        void* chosen = call<void*>(m_glib, "g_list_append", static_cast<void*>(nullptr), address.constData());
        pid_t started = 0;
        Error* error = nullptr;
        using Told = void (*)(void*, int, void*);
        const Told told = [](void*, int pid, void* to) { *static_cast<pid_t*>(to) = pid; };
        constexpr int kSearchPath = 4; // G_SPAWN_SEARCH_PATH
        const int done = call<int>(m_gio, "g_desktop_app_info_launch_uris_as_manager", info, chosen, context, kSearchPath,
                                   static_cast<void*>(nullptr), static_cast<void*>(nullptr), told, static_cast<void*>(&started), &error);
        if (!done)
            problem = error ? QString::fromUtf8(error->message) : u"GLib did not start it."_s;
        call<void>(m_glib, "g_list_free", chosen);
        call<void>(m_object, "g_object_unref", context);
        call<void>(m_object, "g_object_unref", info);
        return done ? started : 0;
    }

private:
    struct Error {
        std::uint32_t domain;
        int code;
        char* message;
    };
    template <typename Result, typename... Arguments>
    static Result call(QLibrary& library, const char* name, Arguments... arguments)
    {
        const auto function = reinterpret_cast<Result (*)(Arguments...)>(library.resolve(name));
        if (!function)
            qFatal("no %s", name);
        return function(arguments...);
    }

    QLibrary m_gio;
    QLibrary m_object;
    QLibrary m_glib;
};

/// Words apart, quotes away, the field code filled in.
QStringList commandFor(const QString& folder)
{
    QFile file(kDesktopFile);
    QString line;
    while (file.isOpen() || file.open(QIODevice::ReadOnly)) {
        const QByteArray next = file.readLine();
        if (next.isEmpty())
            break;
        if (next.startsWith("Exec="))
            line = QString::fromUtf8(next.sliced(5).trimmed());
    }
    QStringList words;
    for (const QString& word : QProcess::splitCommand(line))
        words.append(word == "%f"_L1 || word == "%u"_L1 ? folder : QString(word).replace(u"%%"_s, u"%"_s));
    return words;
}

} // namespace

pid_t launchByDesktopFile(const QString& folder, const QHash<QString, QString>& environment, QString& problem)
{
    // TryExec and Exec name the program as it is installed: where PATH leads.
    const QByteArray before = qgetenv("PATH");
    qputenv("PATH", QByteArray(QByteArray(AIOS_BIN_DIR ":") + before));
    pid_t started = 0;
    if (GLib glib; glib.isThere()) {
        started = glib.launch(folder, environment, problem);
    } else {
        QStringList command = commandFor(folder);
        QProcess program;
        QProcessEnvironment all = QProcessEnvironment::systemEnvironment();
        for (auto each = environment.cbegin(); each != environment.cend(); ++each)
            all.insert(each.key(), each.value());
        program.setProcessEnvironment(all);
        program.setProgram(command.isEmpty() ? QString() : command.takeFirst());
        program.setArguments(command);
        qint64 pid = 0;
        if (program.startDetached(&pid))
            started = static_cast<pid_t>(pid);
        else
            problem = program.errorString();
    }
    qputenv("PATH", before);
    return started;
}

} // namespace aios::shell
