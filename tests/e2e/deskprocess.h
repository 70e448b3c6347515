// SPDX-License-Identifier: MIT
#pragma once

#include "tests/support/jstext.h"
#include "tests/support/programrun.h"

#include <csignal>

namespace aios::test {

/// `aios desk` as a client has it: a process with lines in and out.
class DeskProcess {
public:
    DeskProcess(const Programs& programs, const QString& folder, const QStringList& words)
    {
        m_process.setProcessEnvironment(programs.environment());
        m_process.setWorkingDirectory(folder);
        m_process.start(QStringLiteral(AIOS_BIN_DIR "/aios"), QStringList{QStringLiteral("desk")} + words);
        if (!m_process.waitForStarted())
            qFatal("aios does not start");
        const json::object hello = ask("initialize", js("{'protocolVersion':'2025-11-25'}"));
        if (const json::object* result = jsonObject(hello, "result"))
            m_hello = *result;
        else
            qFatal("no handshake: %s", m_process.readAllStandardError().constData());
    }
    ~DeskProcess() { kill(); }

    void send(const QByteArray& line) { m_process.write(line + '\n'); }
    void sendCall(const QByteArray& tool, const QByteArray& arguments)
    {
        send("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"" + tool + "\",\"arguments\":" + arguments + "}}");
    }
    /// The next line, as an object; empty when the program ended.
    json::object next()
    {
        while (!m_process.canReadLine()) {
            if (!m_process.waitForReadyRead(15'000))
                return {};
        }
        const auto value = parseJson(m_process.readLine());
        return value && value->is_object() ? value->as_object() : json::object{};
    }
    json::object ask(const QByteArray& method, const QByteArray& params)
    {
        send(js("{'jsonrpc':'2.0','id':1,'method':'") + method + js("','params':") + params + '}');
        return next();
    }
    /// What the tool answered; an error answer has the key "error" with its text.
    json::object call(const QByteArray& tool, const QByteArray& arguments)
    {
        sendCall(tool, arguments);
        return resultOf(next());
    }
    static json::object resultOf(const json::object& reply)
    {
        const json::object* result = jsonObject(reply, "result");
        const json::object* content = result ? jsonObject(*result, "structuredContent") : nullptr;
        if (content)
            return *content;
        return {{"error", result ? result->at("content").as_array().front().as_object().at("text") : json::value("no answer")}};
    }
    void closeInput() { m_process.closeWriteChannel(); }
    [[nodiscard]] int exitCode()
    {
        return m_process.waitForFinished(15'000) && m_process.exitStatus() == QProcess::NormalExit ? m_process.exitCode() : -1;
    }
    void kill()
    {
        if (m_process.state() == QProcess::NotRunning)
            return;
        ::kill(static_cast<pid_t>(m_process.processId()), SIGKILL);
        m_process.waitForFinished();
    }
    [[nodiscard]] QProcess& process() { return m_process; }
    [[nodiscard]] const json::object& hello() const { return m_hello; }

private:
    QProcess m_process;
    json::object m_hello; ///< The answer to initialize.
};

/// What create_record takes for a source whose texts can be told to be whole.
[[nodiscard]] inline QByteArray source(const QByteArray& id)
{
    return js("{'baseId':'Content Engine','tableId':'Sources','fields':{'Source ID':'") + id + js("','Title':'") + id + id + js("','Where':'") +
           QByteArray(2000, 'w') + "\"}}";
}

/// Source IDs of all pages, checking that each record is whole.
[[nodiscard]] inline QStringList sources(DeskProcess& service)
{
    const QByteArray allSources = js("{'baseId':'Content Engine','tableId':'Sources','fields':['Source ID','Title']}");
    QStringList ids;
    QByteArray more;
    do {
        const json::object page = service.call("list_records", allSources.chopped(1) + more + '}');
        if (!page.contains("records"))
            return {QStringLiteral("no records: ") + jsonText(page, "error")};
        for (const json::value& record : page.at("records").as_array()) {
            const QString id = jsonText(record.at("fields").as_object(), "Source ID");
            ids.append(jsonText(record.at("fields").as_object(), "Title") == id + id ? id : QStringLiteral("torn ") + id);
        }
        more = page.contains("offset") ? ",\"offset\":\"" + jsonText(page, "offset").toUtf8() + '"' : QByteArray();
    } while (!more.isEmpty());
    return ids;
}

} // namespace aios::test
