// SPDX-License-Identifier: MIT
// What a session hears of services besides their tools, and what it pays for them.
#include "core/agent/deferredtools.h"
#include "core/agent/servedskills.h"
#include "core/agent/session.h"
#include "core/agent/toldservices.h"
#include "core/base/text.h"

namespace aios {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMostNamed = 5;

/// One notice, however many there are: a service may hold a hundred that somebody has read.
QString changedWords(const QStringList& changed)
{
    QStringList names;
    for (const QString& resource : changed.first(std::min(changed.size(), kMostNamed)))
        names.append(showHidden(elided(resource.simplified(), changed.size() == 1 ? 600 : 120)));
    if (changed.size() == 1)
        return u"The resource %1 has changed since it was read. The assistant is told so."_s.arg(names.first());
    const qsizetype more = changed.size() - names.size();
    return u"%1 resources have changed since they were read: %2%3. The assistant is told so."_s.arg(changed.size())
        .arg(names.join(u", "_s), more > 0 ? u" and %1 more"_s.arg(more) : QString());
}

} // namespace

/// What stands before a prompt because of the services: what they say of their tools, resources that changed, names of deferred tools.
QStringList Session::tellOfServices(QList<ContextPart>& parts)
{
    const QStringList changed = m_services.voices.changedResources ? m_services.voices.changedResources(id()) : QStringList();
    if (!changed.isEmpty())
        m_journal->note(TranscriptEntry::Kind::Notice, changedWords(changed));
    QStringList texts{tellServices(m_scope, *m_core, parts), resourceReminder(changed), tellDeferred(m_scope, m_core->policy),
                      tellServedSkills(*m_core, m_scope)};
    texts.removeAll(QString());
    return texts;
}

void Session::countOther(const Usage& usage, std::optional<double> cost)
{
    if (m_core)
        m_core->spent.add(usage, cost);
    if (m_journal)
        m_journal->usage(usage, cost);
    countUsage(usage, cost, false);
}

} // namespace aios
