// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/json.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTest>

#include <cstdio>

namespace aios::test {

using namespace Qt::StringLiterals;

/// Where servers.sh put the servers from npm: AIOS_NPM_SERVERS, or a folder of the build. For test programs only (they know AIOS_BIN_DIR).
[[nodiscard]] inline QString npmFolder()
{
    return qEnvironmentVariable("AIOS_NPM_SERVERS", QDir::cleanPath(QStringLiteral(AIOS_BIN_DIR "/../test-home/npm_servers/npm")));
}
[[nodiscard]] inline QByteArray npmProgram(const QByteArray& name)
{
    return npmFolder().toUtf8() + "/node_modules/.bin/" + name;
}
[[nodiscard]] inline QString npmVersion(const QString& package)
{
    QFile file(npmFolder() + u"/node_modules/"_s + package + u"/package.json"_s);
    const auto value = file.open(QIODevice::ReadOnly) ? parseJson(file.readAll()) : Result<json::value>(json::value());
    return value && value->is_object() ? jsonText(value->get_object(), "version") : QString();
}

/// An entry of "mcpServers". `environment`: name and value by turns.
[[nodiscard]] inline QByteArray npmEntry(const QByteArray& name, const QByteArray& program, const QByteArrayList& arguments = {},
                                         const QByteArrayList& environment = {})
{
    QByteArray words;
    for (const QByteArray& argument : arguments)
        words += (words.isEmpty() ? "" : ",") + jsonString(QByteArrayView(argument));
    QByteArray variables;
    for (qsizetype i = 0; i + 1 < environment.size(); i += 2)
        variables +=
            (variables.isEmpty() ? "" : ",") + jsonString(QByteArrayView(environment[i])) + ':' + jsonString(QByteArrayView(environment[i + 1]));
    return jsonString(QByteArrayView(name)) + ":{\"command\":" + jsonString(QByteArrayView(program)) + ",\"args\":[" + words + "],\"env\":{" +
           variables + "}}";
}

/// A running program of tests/stubs that stands for a service's REST interface.
class RestStub {
public:
    explicit RestStub(const QString& name, const QStringList& arguments = {})
    {
        m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        m_process.start(QStringLiteral(AIOS_BIN_DIR "/stubs/") + name, arguments);
        if (!m_process.waitForStarted() || !QTest::qWaitFor([this] { return m_process.canReadLine(); }))
            qFatal("the stub does not start");
        m_port = m_process.readLine().mid(5).trimmed().toInt();
    }
    ~RestStub()
    {
        m_process.kill();
        m_process.waitForFinished();
    }
    RestStub(const RestStub&) = delete;
    RestStub& operator=(const RestStub&) = delete;

    [[nodiscard]] QByteArray url() const { return "http://127.0.0.1:" + QByteArray::number(m_port); }
    /// The requests so far, "<method> <path> <status>", those that begin with `start`.
    [[nodiscard]] QByteArrayList requests(const QByteArray& start)
    {
        QCoreApplication::processEvents();
        while (m_process.canReadLine())
            m_requests.append(m_process.readLine().trimmed());
        QByteArrayList found;
        for (const QByteArray& request : std::as_const(m_requests)) {
            if (request.startsWith(start))
                found.append(request);
        }
        return found;
    }

private:
    QProcess m_process;
    QByteArrayList m_requests;
    int m_port = 0;
};

/// What mcp-wordpress needs to work against a site on this computer.
[[nodiscard]] inline QByteArrayList wordpressEnvironment(const QByteArray& url)
{
    return {"WORDPRESS_SITE_URL",  url,    "WORDPRESS_USERNAME", "editor", "WORDPRESS_APP_PASSWORD", "abcd efgh ijkl mnop qrst uvwx",
            "ALLOW_INSECURE_HTTP", "true", "ALLOW_PRIVATE_URLS", "true"};
}

/// The processes of servers whose AIOS_NPM_MARK is this folder.
[[nodiscard]] inline QList<int> npmProcesses(const QString& project)
{
    QList<int> processes;
    for (const QString& pid : QDir(u"/proc"_s).entryList({u"[1-9]*"_s}, QDir::Dirs)) {
        QFile file(u"/proc/"_s + pid + u"/environ"_s);
        if (file.open(QIODevice::ReadOnly) && file.readAll().split('\0').contains("AIOS_NPM_MARK=" + project.toUtf8()))
            processes.append(pid.toInt());
    }
    return processes;
}

/// Adds a text to the file that AIOS_NPM_RESULTS names, for the tables in tests/results.
inline void noteResult(const QString& text)
{
    QFile file(qEnvironmentVariable("AIOS_NPM_RESULTS"));
    if (!file.fileName().isEmpty() && file.open(QIODevice::Append))
        file.write(text.toUtf8());
}

/// main() of a test of these servers: skipped (77) where they are not.
template <typename Test, typename Application = QCoreApplication>
int npmMain(int argc, char** argv)
{
    Application application(argc, argv);
    if (!QFile::exists(QString::fromUtf8(npmProgram("mcp-wordpress")))) {
        std::puts("skipped: the servers from npm are not here (tests/npm/servers.sh)");
        return 77;
    }
    Test test;
    return QTest::qExec(&test, argc, argv);
}

} // namespace aios::test
