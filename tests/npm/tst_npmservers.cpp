// SPDX-License-Identifier: MIT
#include "core/content/pipeline.h"
#include "tests/npm/npmcatalogue.h"
#include "tests/npm/serverlife.h"

using namespace aios;
using namespace aios::test;

/// Real servers from npm: each connects, lists, answers a call, starts anew, and is gone when it is stopped.
class TestNpmServers : public QObject {
    Q_OBJECT

    /// Every tool and argument that the shipped gates of this service speak of is one of the real server; "" or what is missing.
    static QString missingForGates(const QList<ServiceTool>& tools, const QString& service)
    {
        QFile file(qEnvironmentVariable("AIOS_RESOURCES") + u"/gates/"_s + service + u".json"_s);
        const auto gates = file.open(QIODevice::ReadOnly) ? parseGates(file.readAll(), file.fileName()) : Result<QList<PublishGate>>();
        if (!gates || gates->isEmpty())
            return u"the gates"_s;
        for (const PublishGate& gate : *gates) {
            for (const QString& name : QStringList{gate.tool} + gate.prepares) {
                if (!std::ranges::contains(tools, name, &ServiceTool::name))
                    return name;
            }
            const auto tool = std::ranges::find(tools, gate.tool, &ServiceTool::name);
            const auto schema = parseJson(tool->inputSchemaJson);
            const json::object* properties = jsonObject(schema->get_object(), "properties");
            for (const auto& [argument, source] : gate.arguments) {
                const QByteArray key = argument.toUtf8();
                const json::object* property = properties ? jsonObject(*properties, toView(key)) : nullptr;
                const json::array* choices = property ? jsonArray(*property, "enum") : nullptr;
                const bool fixed = source.kind == ArgumentSource::Kind::Fixed;
                if (!property || (fixed && choices && !std::ranges::contains(*choices, parseJson(source.value.toUtf8()).value())))
                    return gate.tool + u'.' + argument;
            }
        }
        return {};
    }

    /// Its instructions are longer than a model is to read, and three of its tools have schemas that providers refuse as they are.
    static void lookAtRespira(const ServiceStatus& status)
    {
        QCOMPARE(status.protocol, u"2026-07-28"_s);
        QVERIFY(status.instructions.size() > 1000);
        noteResult(u"(respira: %1 characters of instructions)\n"_s.arg(status.instructions.size()));
        for (const QString& name : {u"respira_get_core_web_vitals"_s, u"respira_run_pagespeed_audit"_s, u"respira_analyze_pagespeed"_s}) {
            const auto tool = std::ranges::find(status.tools, name, &ServiceTool::name);
            QVERIFY2(tool != status.tools.end() && tool->problem.isEmpty(), qPrintable(name));
            QVERIFY(tool->inputSchemaJson.contains("anyOf"));
        }
    }

private Q_SLOTS:
    void initTestCase()
    {
        QTest::failOnWarning();
        noteResult(QString::fromLatin1(kLifeHeader));
    }

    void fromStartToStop_data()
    {
        QTest::addColumn<int>("index");
        for (int i = 0; i < static_cast<int>(npmServers().size()); ++i)
            QTest::newRow(qPrintable(npmServers()[i].place())) << i;
    }
    void fromStartToStop()
    {
        QFETCH(const int, index);
        const NpmServer server = npmServers()[index];
        const NpmStubs stubs;
        ServerHouse house;
        ServerLife life(npmServerEntry(server.program, house.project.path(), house.state.path(), stubs), house);
        QCOMPARE(life.through(server.tools, server.calls), QString());
        QCOMPARE(life.problems(), QStringList()); // also those with a choice at the top of their schema (respira) can be used
        if (server.program == "mcp-wordpress")
            QCOMPARE(missingForGates(life.first.tools, u"wordpress"_s), QString());
        if (server.program == "respira-wordpress-mcp")
            lookAtRespira(life.first);
        noteResult(life.row(server.package, npmVersion(server.place())));
    }
};

int main(int argc, char** argv)
{
    return npmMain<TestNpmServers>(argc, argv);
}
#include "tst_npmservers.moc"
