// SPDX-License-Identifier: MIT
#include "core/runtime/recordread.h"

#include "core/base/text.h"
#include "core/runtime/projectservices.h"
#include "core/runtime/serviceread.h"

namespace aios {

using namespace Qt::StringLiterals;

void readRecord(ProjectServices& services, const QString& tool, const RecordPlace& place, QObject* context,
                std::function<void(Result<RecordText>)> reply)
{
    if (tool.isEmpty())
        return reply(
            fail(ErrorCode::NotFound,
                 u"Nothing says how a record of %1 is read: name the tool in config/pipeline.yaml, under records."_s.arg(showHidden(place.service))));
    // A service that is still starting may be the one.
    services.servedTools(context, [&services, tool, place, guard = QPointer<QObject>(context), reply = std::move(reply)](const ServedTools&) {
        if (!guard)
            return;
        readFromService(services, {place.service, tool, place.callJson()}, guard, [place, reply](const Result<QByteArray>& answer) {
            reply(answer ? recordText(place, *answer) : std::unexpected(answer.error()));
        });
    });
}

} // namespace aios
