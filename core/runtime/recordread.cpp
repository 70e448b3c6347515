// SPDX-License-Identifier: MIT
#include "core/runtime/recordread.h"

#include "core/base/text.h"
#include "core/runtime/personcall.h"
#include "core/runtime/projectservices.h"

namespace aios {

using namespace Qt::StringLiterals;

namespace {

using Reply = std::function<void(Result<RecordText>)>;

Result<RecordText> textOf(const RecordPlace& place, const Result<ToolOutput>& output)
{
    if (!output)
        return std::unexpected(output.error());
    if (output->isError)
        return fail(ErrorCode::Unavailable, u"%1 says: %2"_s.arg(place.service, showHidden(elided(output->text.trimmed(), 300))));
    return recordText(place, output->structured.isEmpty() ? output->text.toUtf8() : output->structured);
}

/// Why a planned call is not one that may be made without asking.
QString notReading(const PersonCall::Planned& planned, const RecordPlace& place, const QString& tool)
{
    if (planned.verdict.effect == RuleEffect::Deny)
        return planned.verdict.reason;
    if (planned.request.grade != Grade::Read || planned.request.access.alwaysAsk)
        return u"The piece lives in a record of %1, and nobody has chosen that its tool %2 reads. Choose it under Services."_s.arg(
            showHidden(place.service), showHidden(tool));
    return {};
}

void makeCall(ProjectServices& services, const QString& tool, const RecordPlace& place, const QPointer<QObject>& context, const Reply& reply)
{
    auto* call = new PersonCall(services, place.service, tool, place.callJson());
    call->plan([call, tool, place, context, reply](const Result<PersonCall::Planned>& planned) {
        if (!planned) // it has deleted itself
            return context ? reply(std::unexpected(planned.error())) : void();
        const QString why = notReading(*planned, place, tool);
        if (!context || !why.isEmpty()) {
            call->deleteLater();
            return context ? reply(fail(ErrorCode::Denied, why)) : void();
        }
        call->run(u"default"_s, [place, context, reply](const Result<ToolOutput>& output) {
            if (context)
                reply(textOf(place, output));
        });
    });
}

} // namespace

void readRecord(ProjectServices& services, const QString& tool, const RecordPlace& place, QObject* context, Reply reply)
{
    if (tool.isEmpty())
        return reply(
            fail(ErrorCode::NotFound,
                 u"Nothing says how a record of %1 is read: name the tool in config/pipeline.yaml, under records."_s.arg(showHidden(place.service))));
    // A service that is still starting may be the one.
    services.servedTools(context, [&services, tool, place, guard = QPointer<QObject>(context), reply = std::move(reply)](const ServedTools&) {
        if (guard)
            makeCall(services, tool, place, guard, reply);
    });
}

} // namespace aios
