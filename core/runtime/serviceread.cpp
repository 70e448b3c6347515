// SPDX-License-Identifier: MIT
#include "core/runtime/serviceread.h"

#include "core/base/text.h"
#include "core/runtime/personcall.h"
#include "core/runtime/projectservices.h"

namespace aios {

using namespace Qt::StringLiterals;

namespace {

Result<QByteArray> answerOf(const ServiceReading& reading, const Result<ToolOutput>& output)
{
    if (!output)
        return std::unexpected(output.error());
    if (output->isError)
        return fail(ErrorCode::Unavailable, u"%1 says: %2"_s.arg(reading.service, showHidden(elided(output->text.trimmed(), 300))));
    return output->structured.isEmpty() ? output->text.toUtf8() : output->structured;
}

/// Why a planned call is not one that may be made without asking.
QString notReading(const PersonCall::Planned& planned, const ServiceReading& reading)
{
    if (planned.verdict.effect == RuleEffect::Deny)
        return planned.verdict.reason;
    if (planned.request.grade != Grade::Read || planned.request.access.alwaysAsk)
        return u"Nobody has chosen that the tool %1 of %2 reads. Choose it under Services."_s.arg(showHidden(reading.tool),
                                                                                                  showHidden(reading.service));
    return {};
}

} // namespace

void readFromService(ProjectServices& services, const ServiceReading& reading, QObject* context, std::function<void(Result<QByteArray>)> reply)
{
    auto* call = new PersonCall(services, reading.service, reading.tool, reading.inputJson);
    call->plan([call, reading, context = QPointer<QObject>(context), reply = std::move(reply)](const Result<PersonCall::Planned>& planned) {
        if (!planned) // it has deleted itself
            return context ? reply(std::unexpected(planned.error())) : void();
        const QString why = notReading(*planned, reading);
        if (!context || !why.isEmpty()) {
            call->deleteLater();
            return context ? reply(fail(ErrorCode::Denied, why)) : void();
        }
        call->run(u"default"_s, [reading, context, reply](const Result<ToolOutput>& output) {
            if (context)
                reply(answerOf(reading, output));
        });
    });
}

} // namespace aios
