// SPDX-License-Identifier: MIT
#pragma once

#include "tests/mcp/serverhouse.h"
#include "tests/npm/npmcatalogue.h"
#include "tests/support/programrun.h"

namespace aios::test {

/// One server as it goes through its life here: what it is called with, and how long each step took.
class ServerLife {
public:
    explicit ServerLife(QByteArray entry, ServerHouse& house) : m_entry(std::move(entry)), m_house(house) {}

    /// Comes up, lists `tools`, answers, stops, comes up anew, is gone; then the last call once more from `aios mcp`. What is wrong; empty: nothing.
    [[nodiscard]] QString through(int tools, const QList<NpmCall>& calls)
    {
        m_house.probeTimeout = 10s;
        m_house.connectTimeout = 60s;
        m_house.renew();
        m_house.configure(m_entry);
        m_house.manager->setTrust({}, true);
        QElapsedTimer clock;
        clock.start();
        m_house.manager->ensureStarted();
        if (!isReady())
            return u"it does not come up: "_s + m_house.status().problem;
        m_ready = clock.elapsed();
        first = m_house.status();
        if (first.tools.size() != tools)
            return u"it has %1 tools"_s.arg(first.tools.size());
        QString wrong = called(calls);
        if (wrong.isEmpty())
            wrong = stoppedAndStarted(tools);
        return wrong.isEmpty() ? fromProgram(calls.last()) : wrong;
    }
    /// A row of the table of results.
    [[nodiscard]] QString row(const QString& name, const QString& version) const
    {
        qint64 tokens = 0;
        for (const ServiceTool& tool : first.tools)
            tokens += tool.tokens;
        return u"| %1 | %2 | %3 | %4 (%5) | %6 ms | %7 | %8 ms | %9 ms | "_s.arg(name, version, first.protocol)
                   .arg(first.tools.size())
                   .arg(tokens)
                   .arg(m_ready)
                   .arg(m_times.join(u", "_s))
                   .arg(m_stopped)
                   .arg(m_again) +
               u"%1 ms |\n"_s.arg(m_program);
    }
    /// The tools that cannot be used, and why.
    [[nodiscard]] QStringList problems() const
    {
        QStringList problems;
        for (const ServiceTool& tool : first.tools) {
            if (!tool.problem.isEmpty())
                problems.append(tool.name + u": "_s + tool.problem);
        }
        return problems;
    }

    ServiceStatus first; ///< When it was ready for the first time.

private:
    [[nodiscard]] bool isReady() const
    {
        return QTest::qWaitFor([this] { return m_house.status().state == ServiceState::Ready || m_house.status().state == ServiceState::Failed; },
                               60'000) &&
               m_house.status().state == ServiceState::Ready;
    }
    [[nodiscard]] int marked() const { return static_cast<int>(npmProcesses(m_house.project.path()).size()); }
    [[nodiscard]] QString called(const QList<NpmCall>& calls)
    {
        for (const NpmCall& call : calls) {
            QElapsedTimer clock;
            clock.start();
            const auto output = m_house.call(call.tool, QByteArray(call.input).replace("PROJECT", m_house.project.path().toUtf8()), nullptr, 30'000);
            m_times.append(u"%1 %2 ms"_s.arg(call.tool).arg(clock.elapsed()));
            if (!output || !output->text.contains(call.answer))
                return call.tool + u": "_s + (output ? output->text.left(400) : u"no answer"_s);
        }
        return {};
    }
    [[nodiscard]] QString stoppedAndStarted(int tools)
    {
        QElapsedTimer clock;
        clock.start();
        m_house.manager->server(u"one"_s)->stop();
        const bool off = QTest::qWaitFor([this] { return m_house.status().state == ServiceState::Off && marked() == 0; }, 15'000);
        m_stopped = clock.restart();
        if (!off)
            return u"it does not stop: %1 processes"_s.arg(marked());
        m_house.manager->restart(u"one"_s);
        if (!isReady())
            return u"it does not come up again: "_s + m_house.status().problem;
        m_again = clock.elapsed();
        if (m_house.status().tools.size() != tools)
            return u"it has %1 tools when it comes again"_s.arg(m_house.status().tools.size());
        m_house.manager.reset(); // as at the program's end: at once
        return QTest::qWaitFor([this] { return marked() == 0; }, 10'000) ? QString() : u"it outlives the program"_s;
    }
    /// As the person calls it on a terminal, with a home that knows nothing yet.
    [[nodiscard]] QString fromProgram(const NpmCall& call)
    {
        const Programs programs;
        const QString folder = programs.house(u"h"_s);
        programs.place.write(u"home/aios/config/mcp.json"_s, "{\"mcpServers\": {" + m_entry + "}}");
        // --allow answers for what the person has said that it only changes something.
        std::ignore = programs.run({u"mcp"_s, u"--project"_s, folder, u"tools"_s, u"one"_s, u"--effect"_s, call.tool + u"=changes"_s});
        QProcess process;
        QElapsedTimer clock;
        clock.start();
        const QString input = QString::fromUtf8(QByteArray(call.input).replace("PROJECT", m_house.project.path().toUtf8()));
        programs.begin(process, {u"mcp"_s, u"--project"_s, folder, u"call"_s, u"--allow"_s, u"one"_s, call.tool, input});
        std::ignore = QTest::qWaitFor([&process] { return process.state() == QProcess::NotRunning; }, 60'000);
        const Ran ran = Programs::finish(process);
        m_program = clock.elapsed();
        if (!QString::fromUtf8(ran.out).contains(call.answer))
            return QString(u"aios mcp call: "_s + QString::fromUtf8(QByteArray(ran.out + ran.err).left(400)));
        return QTest::qWaitFor([this] { return marked() == 0; }, 10'000) ? QString() : u"it outlives aios mcp"_s;
    }

    QByteArray m_entry;
    ServerHouse& m_house;
    QStringList m_times;
    qint64 m_ready = 0;
    qint64 m_stopped = 0;
    qint64 m_again = 0;
    qint64 m_program = 0;
};

inline constexpr auto kLifeHeader =
    "| server | version | protocol | tools (tokens) | ready | calls | stopped | started anew | `aios mcp call` |\n|---|---|---|---|---|---|---|---|---|\n";

} // namespace aios::test
