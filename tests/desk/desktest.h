// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/schemacheck.h"
#include "core/desk/deskjson.h"
#include "core/desk/deskserver.h"
#include "tests/support/fakeclock.h"
#include "tests/support/jstext.h"
#include "tests/support/tempproject.h"

#include <QTest>

namespace aios::test {

[[nodiscard]] inline QByteArray deskResource(const QString& relative)
{
    QFile file(QStringLiteral(AIOS_SOURCE_DIR "/resources/desk/") + relative);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("no %ls", qUtf16Printable(relative));
    return file.readAll();
}

[[nodiscard]] inline json::object objectOf(QByteArrayView text)
{
    const auto value = parseJson(text);
    if (!value || !value->is_object())
        qFatal("not an object: %s", text.toByteArray().constData());
    return value->as_object();
}

/// What a tool answered, checked against its own output schema.
struct ToolAnswer {
    bool error = false;
    QString text;
    json::object content;

    [[nodiscard]] QString at(std::string_view key) const { return jsonText(content, key); }
    /// The member as JSON text: "a.b.0.c".
    [[nodiscard]] QString get(const QString& path) const
    {
        json::value value = content;
        for (const QString& step : path.split(QLatin1Char('.'))) {
            bool number = false;
            const auto index = static_cast<std::size_t>(step.toUInt(&number));
            const QByteArray key = step.toUtf8();
            if (value.is_object() && value.as_object().contains(toView(key)))
                value = json::value(value.as_object().at(toView(key)));
            else if (number && value.is_array() && index < value.as_array().size())
                value = json::value(value.as_array().at(index));
            else
                return QStringLiteral("(nothing)");
        }
        return value.is_string() ? toQString(value.as_string()) : QString::fromUtf8(desk::plainJson(value));
    }
};

/// A service behind its protocol, called by tool name with JSON text.
class DeskCaller {
public:
    explicit DeskCaller(Result<desk::DeskService> service)
    {
        if (!service)
            qFatal("no service: %ls", qUtf16Printable(service.error().message));
        for (const desk::DeskTool& tool : service->tools)
            m_outputs.insert(tool.name, tool.outputSchema);
        m_server = std::make_unique<desk::DeskServer>(std::move(*service), "1");
        std::ignore = m_server->handle(R"({"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25"}})");
    }

    ToolAnswer call(const QByteArray& tool, const QByteArray& arguments) const
    {
        const QByteArray message =
            R"({"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":")" + tool + R"(","arguments":)" + arguments + "}}";
        const json::object reply = objectOf(m_server->handle(message));
        const json::object* result = jsonObject(reply, "result");
        if (!result)
            return {true, QString::fromUtf8(desk::plainJson(reply)), {}};
        ToolAnswer answer;
        answer.error = jsonBool(*result, "isError", true);
        answer.text = jsonText(result->at("content").as_array().front().as_object(), "text");
        if (const json::object* content = jsonObject(*result, "structuredContent"))
            answer.content = *content;
        if (!answer.error) {
            const QStringList problems = schemaProblems(answer.content, m_outputs.value(tool));
            if (!problems.isEmpty())
                qFatal("%s answered against its schema: %ls", tool.constData(), qUtf16Printable(problems.join(QLatin1Char('\n'))));
        }
        return answer;
    }

    [[nodiscard]] QList<QByteArray> tools() const { return m_outputs.keys(); }
    [[nodiscard]] desk::DeskServer& server() const { return *m_server; }

private:
    QHash<QByteArray, json::object> m_outputs;
    std::unique_ptr<desk::DeskServer> m_server;
};

} // namespace aios::test
