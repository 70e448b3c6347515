// SPDX-License-Identifier: MIT
#pragma once

#include <QCoreApplication>
#include <QDir>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>

namespace aios::test {

/// Sessions with a bus of their own in one home, for programs that run themselves again in there ($SELF).
class KeyringSession {
public:
    /// Begins a script: a real keyring daemon, unlocked.
    static constexpr char kUnlocked[] = "eval \"$(printf '\\n' | gnome-keyring-daemon --unlock --components=secrets 2>/dev/null)\"\n";
    /// Begins a script: `$SELF --hang` takes the secret service's name and answers nobody. Kill $hung at the end.
    static constexpr char kHung[] = "$SELF --hang & hung=$!\n"
                                    "until dbus-send --session --print-reply --dest=org.freedesktop.DBus / org.freedesktop.DBus.NameHasOwner "
                                    "string:org.freedesktop.secrets | grep -q true; do read -r -t 0.05 <> <(:); done\n";

    /// Why there can be none here; empty when there can.
    [[nodiscard]] static QString missing()
    {
        for (const QString& program : {QStringLiteral("dbus-run-session"), QStringLiteral("dbus-send"), QStringLiteral("gnome-keyring-daemon"),
                                       QStringLiteral("secret-tool"), QStringLiteral("bash")}) {
            if (QStandardPaths::findExecutable(program).isEmpty())
                return QStringLiteral("%1 is not installed; packaging/dev/packages-debian-test.txt names what these tests need").arg(program);
        }
        return {};
    }

    /// What a script in such a session prints.
    [[nodiscard]] QByteArray run(const QByteArray& script) const
    {
        QProcess process;
        QProcessEnvironment environment;
        for (const QString& kept : {QStringLiteral("PATH"), QStringLiteral("AIOS_RESOURCES"), QStringLiteral("ASAN_OPTIONS")}) {
            if (qEnvironmentVariableIsSet(qPrintable(kept)))
                environment.insert(kept, qEnvironmentVariable(qPrintable(kept)));
        }
        environment.insert(QStringLiteral("HOME"), home.path());
        environment.insert(QStringLiteral("XDG_RUNTIME_DIR"), home.path());
        environment.insert(QStringLiteral("XDG_DATA_HOME"), home.filePath(QStringLiteral("share")));
        environment.insert(QStringLiteral("LC_ALL"), QStringLiteral("C.UTF-8"));
        environment.insert(QStringLiteral("SELF"), QCoreApplication::applicationFilePath());
        process.setProcessEnvironment(environment);
        process.start(QStringLiteral("dbus-run-session"),
                      {QStringLiteral("--"), QStringLiteral("bash"), QStringLiteral("-c"), QString::fromUtf8(script)});
        if (!process.waitForFinished(20'000)) {
            process.kill();
            process.waitForFinished();
            return "timed out: " + process.readAllStandardOutput() + process.readAllStandardError();
        }
        return process.readAllStandardOutput();
    }

    QTemporaryDir home;
};

} // namespace aios::test
