// SPDX-License-Identifier: MIT
#include "core/runtime/servicevalues.h"

#include "core/runtime/projectservices.h"

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace aios {

namespace {

constexpr auto kPatience = 5s; ///< Somebody is writing: later it is of no use.

} // namespace

ServiceValueAsker::ServiceValueAsker(ProjectServices& services) : QObject(&services), m_services(services) {}

void ServiceValueAsker::stop()
{
    ++m_number;
    if (m_request != 0 && m_server && m_server->state() == ServiceState::Ready)
        m_server->client().cancelCall(m_request, u"something else was written"_s);
    m_request = 0;
}

void ServiceValueAsker::ask(const ServiceValueQuery& query, std::function<void(const ServiceValues& values)> told)
{
    stop();
    m_server = m_services.manager().server(query.server);
    if (!m_server || m_server->state() != ServiceState::Ready || !m_server->client().handshake().completes)
        return;
    RpcOptions options = m_server->callOptions();
    options.timeout = kPatience;
    options.harmless = true;
    auto reply = [self = QPointer<ServiceValueAsker>(this), number = m_number, query, told = std::move(told)](const Result<RpcAnswer>& answer) {
        if (!self || number != self->m_number)
            return;
        self->m_request = 0;
        const auto values = answer && !answer->error ? readCompletion(answer->result) : Result<QStringList>(QStringList());
        QMetaObject::invokeMethod(
            self.data(),
            [self, number, told, values = ServiceValues{query, values.value_or(QStringList())}] {
                if (number == self->m_number)
                    told(values);
            },
            Qt::QueuedConnection);
    };
    const qint64 request = m_server->client().request("completion/complete", completionMembers(query), std::move(options),
                                                      JsonRpcPeer::Reply(std::move(reply), fail(ErrorCode::Cancelled, {})));
    m_request = request;
}

} // namespace aios
