// SPDX-License-Identifier: MIT
#include "app/headless/mcpdiagnose.h"

#include "app/headless/commands.h"
#include "app/headless/console.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "core/runtime/servicediagnosis.h"

#include <QEventLoop>

using namespace Qt::StringLiterals;

namespace aios {

namespace {

QByteArray lineJson(const DiagnosisLine& line)
{
    return "{\"step\":" + jsonString(diagnosisStepName(line.step)) + ",\"state\":" + jsonString(diagnosisStateName(line.state)) +
           ",\"words\":" + jsonString(line.words) + ",\"advice\":" + jsonString(line.advice) + ",\"detail\":" + jsonString(line.detail) + '}';
}

void printJson(const Diagnosis& diagnosis)
{
    QByteArray lines;
    for (const DiagnosisLine& line : diagnosis.lines)
        lines += (lines.isEmpty() ? QByteArray() : QByteArray(",")) + lineJson(line);
    console::outBytes("{\"server\":" + jsonString(diagnosis.server) + ",\"works\":" + (diagnosis.works() ? "true" : "false") + ",\"steps\":[" +
                      lines + "]}\n");
}

/// A terminal must not be steered by what a service says.
void print(const Diagnosis& diagnosis)
{
    const QString indent(22, u' ');
    for (const DiagnosisLine& line : diagnosis.lines) {
        console::outLine(u"%1  %2  %3"_s.arg(diagnosisStepName(line.step).leftJustified(10), diagnosisStateName(line.state).leftJustified(8),
                                             showHidden(line.words)));
        for (const QString& text : {line.advice, line.detail}) {
            if (text.isEmpty())
                continue;
            for (const QString& part : text.split(u'\n'))
                console::outLine(indent + showHidden(part));
        }
    }
}

} // namespace

int diagnoseService(Runtime& runtime, const QString& server, bool json)
{
    QEventLoop loop;
    std::optional<Diagnosis> told;
    ServiceDiagnosis::start(*runtime.services(), server, [&](const Diagnosis& diagnosis) {
        told = diagnosis;
        loop.quit();
    });
    if (!told)
        loop.exec();
    json ? printJson(*told) : print(*told);
    return told->works() ? kExitOk : kExitFailed;
}

} // namespace aios
