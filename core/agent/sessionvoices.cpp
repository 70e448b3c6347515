// SPDX-License-Identifier: MIT
// What a session hears of services besides their tools, and what it pays for them.
#include "core/agent/deferredtools.h"
#include "core/agent/servedskills.h"
#include "core/agent/session.h"
#include "core/agent/toldservices.h"
#include "core/base/text.h"

namespace aios {

using namespace Qt::StringLiterals;

/// What stands before a prompt because of the services: what they say of their tools, resources that changed, names of deferred tools.
QStringList Session::tellOfServices(QList<ContextPart>& parts)
{
    const QStringList changed = m_services.voices.changedResources ? m_services.voices.changedResources(id()) : QStringList();
    for (const QString& resource : changed)
        m_journal->note(TranscriptEntry::Kind::Notice,
                        u"The resource %1 has changed since it was read. The assistant is told so."_s.arg(showHidden(elided(resource, 600))));
    QStringList texts{tellServices(m_scope, *m_core, parts), resourceReminder(changed), tellDeferred(m_scope), tellServedSkills(*m_core, m_scope)};
    texts.removeAll(QString());
    return texts;
}

void Session::countOther(const Usage& usage, std::optional<double> cost)
{
    if (m_core)
        m_core->spent.add(usage, cost);
    countUsage(usage, cost, false);
}

} // namespace aios
