// SPDX-License-Identifier: MIT
#include "core/runtime/servicediagnosis.h"

#include "core/base/text.h"
#include "core/runtime/personcall.h"
#include "core/runtime/projectservices.h"

using namespace Qt::StringLiterals;

namespace aios {

namespace {

using State = DiagnosisLine::State;

constexpr qsizetype kMostAnswer = 2000;

} // namespace

void ServiceDiagnosis::start(ProjectServices& services, const QString& name, Done done)
{
    services.whenRead(&services, [&services, name, done = std::move(done)] {
        if (McpServer* server = services.manager().server(name)) {
            new ServiceDiagnosis(services, *server, done);
            return;
        }
        Diagnosis none{name, {}};
        const QStringList problems = services.manager().problems();
        none.lines.append(
            {DiagnosisStep::Resolve, State::Failed, u"There is no service “%1” here."_s.arg(showHidden(elided(name, 60))),
             problems.isEmpty() ? u"`aios mcp list` shows those there are, and the window's Services."_s : u"Mend the file that cannot be read."_s,
             problems.join(u'\n')});
        done(none);
    });
}

ServiceDiagnosis::ServiceDiagnosis(ProjectServices& services, McpServer& server, Done done)
    : QObject(&services), m_services(services), m_server(&server), m_done(std::move(done))
{
    m_walk = std::make_unique<Diagnose>(server.config(), services.manager().surroundings(), services.manager().whyBlocked(server.name()));
    m_walk->start([this](Diagnosis diagnosis) { walked(std::move(diagnosis)); });
}

void ServiceDiagnosis::walked(Diagnosis diagnosis)
{
    m_diagnosis = std::move(diagnosis);
    m_walk.release()->deleteLater(); // its own function is on the stack
    m_diagnosis.works() ? waitForServer() : finish();
}

/// The call is made by the service that sessions use. One that has failed before may come up now.
void ServiceDiagnosis::waitForServer()
{
    if (!m_server)
        return skip(u"Nothing was called: the configuration has just changed."_s);
    if (m_server->state() == ServiceState::Ready)
        return call();
    connect(m_server, &McpServer::changed, this, [this] {
        if (!m_server || m_server->isComing())
            return;
        m_server->disconnect(this);
        QMetaObject::invokeMethod(this, &ServiceDiagnosis::call, Qt::QueuedConnection); // its own function is on the stack
    });
    connect(m_server, &QObject::destroyed, this, [this] { skip(u"Nothing was called: the configuration has just changed."_s); });
    m_server->start();
    if (!m_server->isComing()) { // it may not, by now
        m_server->disconnect(this);
        call();
    }
}

void ServiceDiagnosis::call()
{
    const ServiceStatus status = m_server ? m_server->status() : ServiceStatus();
    if (status.state != ServiceState::Ready)
        return skip(u"Nothing was called: the service did not come up. "_s + status.problem, u"Restart it."_s);
    const ServiceTool* tool = harmlessTool(status.tools);
    if (!tool)
        return skip(u"Nothing was called: of no tool that needs no input have you said that it only reads."_s,
                    u"Say of a tool what it does to have it called here, or try one yourself."_s);
    auto* call = new PersonCall(m_services, status.name, tool->name, "{}");
    call->plan([self = QPointer<ServiceDiagnosis>(this), call, name = tool->name](const Result<PersonCall::Planned>& planned) {
        if (!self)
            return;
        const QString skipped = u"%1 was not called. "_s.arg(name);
        if (!planned)
            return self->skip(skipped + planned.error().message);
        if (planned->verdict.effect == RuleEffect::Deny || planned->request.access.alwaysAsk) {
            call->deleteLater();
            return self->skip(skipped + planned->verdict.reason);
        }
        call->run(u"person"_s, [self, name](const Result<ToolOutput>& output) {
            if (!self)
                return;
            if (!output || output->isError)
                self->add(State::Failed, u"%1 was called, and failed."_s.arg(name),
                          u"The service works as such; what it says itself tells what it lacks (a key, a right, the network)."_s,
                          elided(output ? output->text : output.error().message, kMostAnswer));
            else
                self->add(State::Good, u"%1 was called, and answered."_s.arg(name), {}, elided(output->text, kMostAnswer));
            self->finish();
        });
    });
}

void ServiceDiagnosis::skip(const QString& words, const QString& advice)
{
    add(State::Skipped, words, advice);
    finish();
}

void ServiceDiagnosis::add(State state, const QString& words, const QString& advice, const QString& detail)
{
    m_diagnosis.lines.append({DiagnosisStep::Call, state, words, advice, detail});
}

void ServiceDiagnosis::finish()
{
    if (auto done = std::exchange(m_done, nullptr))
        done(m_diagnosis);
    deleteLater();
}

} // namespace aios
