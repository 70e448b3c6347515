// SPDX-License-Identifier: MIT
#pragma once

#include "core/mcp/mcpgoodbyes.h"
#include "core/mcp/servermanager.h"
#include "core/net/httptransport.h"
#include "tests/support/tempproject.h"

#include <QElapsedTimer>
#include <QEventLoop>
#include <QSignalSpy>
#include <QTest>

namespace aios::test {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

/// A folder with servers of tests/stubs/mcpserver, the manager over them, and what a session would do with their tools. For test programs only (they know
/// AIOS_BIN_DIR).
struct ServerHouse {
    ServerHouse() : http(makeCurlTransport({})), choices(state.path(u"services.json"_s)) { renew(); }
    void renew()
    {
        manager.reset();
        McpSurroundings around;
        around.place.projectRoot = project.path();
        around.place.elsewhere = state.path();
        around.http = http.get();
        around.choices = &choices;
        around.clientVersion = u"1"_s;
        around.probeTimeout = probeTimeout;
        around.connectTimeout = connectTimeout;
        around.cache = std::make_shared<const ToolCache>(state.path(u"tools"_s));
        around.pool = &pool;
        around.firstRetry = firstRetry;
        around.goodbyes = &goodbyes;
        around.openWebSocket = openWebSocket;
        around.ask = ask;
        around.samples = static_cast<bool>(ask);
        manager = std::make_unique<ServerManager>(around);
    }
    void configure(const QByteArray& servers, ServiceScope scope = ServiceScope::User) const
    {
        manager->setConfig(readMcpConfig({{scope, project.path(u".mcp.json"_s), "{\"mcpServers\":{" + servers + "}}"}}));
    }
    static QByteArray stub(const QByteArray& name, const QByteArray& mode, const QByteArray& era = "legacy", const QByteArray& more = {})
    {
        return '"' + name + "\":{\"command\":\"" AIOS_BIN_DIR "/stubs/mcpserver\",\"args\":[\"" + mode + "\",\"" + era + '"' + more + "]}";
    }
    [[nodiscard]] ServedTools start(std::chrono::milliseconds patience = 8s)
    {
        manager->setTrust(trusted, true);
        std::optional<ServedTools> served;
        manager->servedTools(manager.get(), patience, [&](ServedTools now) { served = std::move(now); });
        return QTest::qWaitFor([&] { return served.has_value(); }, 9000) ? *served : ServedTools();
    }
    [[nodiscard]] ServiceStatus status(const QString& name = u"one"_s) const { return manager->server(name)->status(); }
    /// Calls a tool as a session would, with an approval for exactly this.
    [[nodiscard]] std::optional<ToolOutput> call(const QString& tool, const QByteArray& inputJson, QStringList* progress = nullptr, int waitMs = 9000)
    {
        const auto found = manager->server(u"one"_s)->anyTool(tool);
        if (!found)
            return std::nullopt;
        ToolContext context;
        context.pool = &pool;
        const ToolCall made{u"c1"_s, inputJson};
        context.approvedDigest = found->plan(made, context).digest;
        std::optional<ToolOutput> output;
        QEventLoop answered; // goes on as a program's does: QTest's waiting sleeps between its looks, and floods then take very long
        run = found->start(
            made, context,
            [progress](const QString& text) {
                if (progress)
                    progress->append(text);
            },
            Once<Result<ToolOutput>>(
                [&](Result<ToolOutput> given) {
                    output = given ? *given : ToolOutput{};
                    answered.quit();
                },
                fail(ErrorCode::Internal, {})));
        QTimer::singleShot(waitMs, &answered, &QEventLoop::quit);
        if (!output)
            answered.exec();
        if (output)
            return output;
        run.reset(); // it would answer to what is no longer there
        return std::nullopt;
    }

    std::chrono::milliseconds probeTimeout{500};
    std::chrono::milliseconds connectTimeout{4000};
    std::chrono::milliseconds firstRetry{600'000}; ///< In no test by itself, but where that is what it is about.
    decltype(McpSurroundings::ask) ask; ///< Nobody, but where that is what it is about.
    OpenWebSocket openWebSocket; ///< None, but where that is what it is about.
    TempProject project;
    TempProject state;
    WorkPool pool{2};
    std::unique_ptr<HttpTransport> http;
    McpGoodbyes goodbyes;
    ServiceChoices choices;
    QSet<QByteArray> trusted;
    std::unique_ptr<ServerManager> manager;
    std::unique_ptr<ToolRun> run;
};

[[nodiscard]] inline QStringList names(const ServedTools& served)
{
    QStringList names;
    for (const auto& tool : served.tools)
        names.append(tool->spec().name);
    return names;
}
/// Processes with this word on their command line.
[[nodiscard]] inline int running(const QByteArray& word)
{
    int count = 0;
    for (const QString& pid : QDir(u"/proc"_s).entryList({u"[1-9]*"_s}, QDir::Dirs)) {
        QFile line(u"/proc/"_s + pid + u"/cmdline"_s);
        if (line.open(QIODevice::ReadOnly) && line.readAll().split('\0').contains(word))
            ++count;
    }
    return count;
}

} // namespace aios::test
