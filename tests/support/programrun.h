// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/hash.h"
#include "core/base/json.h"
#include "tests/support/tempproject.h"

#include <QDirIterator>
#include <QMap>
#include <QProcess>
#include <QProcessEnvironment>
#include <QTest>

namespace aios::test {

/// What a run of a program left behind.
struct Ran {
    int code = -1; ///< -1: killed by a signal or not started.
    QByteArray out;
    QByteArray err;
    /// Standard output as JSON values, one a line; a line that is none fails the test that looks at it (`bad` counts them).
    [[nodiscard]] QList<json::object> lines() const
    {
        QList<json::object> objects;
        for (const QByteArray& line : out.trimmed().split('\n')) {
            const auto value = parseJson(line);
            if (value && value->is_object())
                objects.append(value->as_object());
        }
        return objects;
    }
    [[nodiscard]] qsizetype lineCount() const { return out.trimmed().isEmpty() ? 0 : out.trimmed().count('\n') + 1; }
};

/// The real `aios` in a home of its own, with no user settings, keys or terminal. For test programs only (they know AIOS_BIN_DIR).
class Programs {
public:
    TempProject place; ///< home/, claude/ and whatever the test makes.

    Programs()
    {
        place.folder(QStringLiteral("home"));
        place.folder(QStringLiteral("claude"));
    }

    [[nodiscard]] QProcessEnvironment environment() const
    {
        QProcessEnvironment clean;
        for (const QString& kept : {QStringLiteral("PATH"), QStringLiteral("AIOS_RESOURCES"), QStringLiteral("AIOS_REHEARSAL_PACE"),
                                    QStringLiteral("ASAN_OPTIONS"), QStringLiteral("LD_LIBRARY_PATH")}) {
            if (qEnvironmentVariableIsSet(qPrintable(kept)))
                clean.insert(kept, qEnvironmentVariable(qPrintable(kept)));
        }
        clean.insert(QStringLiteral("HOME"), place.path(QStringLiteral("home")));
        clean.insert(QStringLiteral("AIOS_HOME"), place.path(QStringLiteral("home/aios")));
        clean.insert(QStringLiteral("XDG_DATA_HOME"), place.path(QStringLiteral("home/share")));
        clean.insert(QStringLiteral("CLAUDE_CONFIG_DIR"), place.path(QStringLiteral("claude")));
        clean.insert(QStringLiteral("LC_ALL"), QStringLiteral("C.UTF-8"));
        return clean;
    }

    void begin(QProcess& process, const QStringList& arguments) const
    {
        process.setProcessEnvironment(environment());
        process.setStandardInputFile(QProcess::nullDevice());
        process.start(QStringLiteral(AIOS_BIN_DIR "/aios"), arguments);
        if (!process.waitForStarted())
            qFatal("aios does not start");
    }

    [[nodiscard]] Ran run(const QStringList& arguments) const
    {
        QProcess process;
        begin(process, arguments);
        return finish(process);
    }

    [[nodiscard]] static Ran finish(QProcess& process)
    {
        if (!process.waitForFinished(20'000)) {
            process.kill();
            process.waitForFinished();
        }
        Ran ran;
        ran.code = process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1;
        ran.out = process.readAllStandardOutput();
        ran.err = process.readAllStandardError();
        return ran;
    }

    /// `aios run` in the folder with Rehearsal and further arguments before the prompt.
    [[nodiscard]] Ran prompt(const QString& folder, const QString& words, const QStringList& more = {},
                             const QString& model = QStringLiteral("rehearsal")) const
    {
        return run(QStringList{QStringLiteral("run"), QStringLiteral("--project"), folder, QStringLiteral("--model"), model} + more +
                   QStringList{words});
    }

    /// A folder with the commands, files and rehearsals of a small test house.
    [[nodiscard]] QString house(const QString& name) const
    {
        place.write(name + QStringLiteral("/CLAUDE.md"), "# House\n");
        place.write(name + QStringLiteral("/notes/a.md"), "alpha\n");
        return place.path(name);
    }
};

/// Relative path -> hash of every file beneath `folder`.
[[nodiscard]] inline QMap<QString, QByteArray> treeOf(const QString& folder)
{
    QMap<QString, QByteArray> tree;
    QDirIterator files(folder, QDir::Files | QDir::Hidden | QDir::System, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        QFile file(files.next());
        if (file.open(QIODevice::ReadOnly))
            tree.insert(QDir(folder).relativeFilePath(file.fileName()), sha256Hex(file.readAll()));
    }
    return tree;
}

} // namespace aios::test
