// SPDX-License-Identifier: MIT
#include "core/agent/toldservices.h"

#include "core/base/text.h"

namespace aios {

using namespace Qt::StringLiterals;

QString tellServices(LoopScope& scope, const SessionCore& core, QList<ContextPart>& parts)
{
    QList<ServiceWords> heard;
    for (const ServiceWords& each : core.serviceWords) {
        const bool has = std::ranges::any_of(each.tools, [&](const QString& name) { return scope.tool(name) && !core.policy.removesTool(name); });
        if (has)
            heard.append(each);
    }
    return tellServiceWords(markedServiceWords(heard), scope.toldServices, parts);
}

void noteToldServices(const QList<Message>& history, LoopScope& scope)
{
    for (const Message& message : history) {
        for (const Block& block : message.blocks) {
            if (const auto* text = std::get_if<TextBlock>(&block); text && message.role == Role::User)
                noteServiceWords(text->text, scope.toldServices);
        }
    }
}

QString resourceReminder(const QStringList& changed)
{
    if (changed.isEmpty())
        return {};
    QStringList lines;
    for (const QString& resource : changed) {
        QString address = showHidden(elided(resource.simplified(), 600));
        lines.append(address.replace(u'<', u'(').replace(u'>', u')'));
    }
    return u"<system-reminder>\nThese resources of services have changed since you were given them. Read them again before you rely on what they said:\n"_s +
           lines.join(u'\n') + u"\n</system-reminder>"_s;
}

} // namespace aios
