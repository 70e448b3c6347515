// SPDX-License-Identifier: MIT
// The skills of services in the pane: turned on and off, and their text, which is fetched only when somebody wants to see it.
#include "core/base/text.h"
#include "core/runtime/serviceskills.h"
#include "core/runtime/serviceskillslink.h"
#include "core/runtime/serviceslink.h"
#include "ui/common/detailtext.h"
#include "ui/panes/filenotice.h"
#include "ui/panes/panehost.h"
#include "ui/panes/skills/layerlistmodel.h"
#include "ui/panes/skills/skillspane.h"

#include <QPushButton>
#include <QScrollBar>
#include <QTextBlock>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

QString keyOf(const ServiceSkill& skill)
{
    return skill.server + u' ' + skill.uri + u' ' + QString::fromLatin1(skill.digest);
}

QString textHeading()
{
    return SkillsPane::tr("SKILL.md, as the service gives it:");
}

} // namespace

void SkillsPane::connectServed()
{
    m_turn->setObjectName(u"turnSkillButton"_s);
    m_fetch->setObjectName(u"showSkillTextButton"_s);
    m_fetch->setToolTip(tr("Asks the service for its SKILL.md and checks it against the service's list"));
    ServiceSkillsLink& link = m_host.project().services().skills();
    connect(m_turn, &QPushButton::clicked, this, &SkillsPane::turnCurrent);
    connect(m_fetch, &QPushButton::clicked, this, &SkillsPane::fetchCurrent);
    connect(&link, &ServiceSkillsLink::skillsChanged, this, &SkillsPane::reload);
    connect(&link, &ServiceSkillsLink::failed, this, [this](const QString& problem) { m_notice->say(showHidden(problem)); });
    connect(&link, &ServiceSkillsLink::textLoaded, this, &SkillsPane::takeText);
}

/// Only for what is shown now, as it is listed now: another service may have a skill at the same address, and the same one may be another by now.
void SkillsPane::takeText(const ServiceSkill& asked, const QString& text, const QString& problem)
{
    const ServiceSkill* skill = served(current());
    if (!skill || keyOf(*skill) != keyOf(asked))
        return;
    if (!problem.isEmpty())
        m_notice->say(showHidden(problem));
    m_fetchedKey = keyOf(asked);
    m_fetched = text;
    showDetails();
    if (const QTextCursor heading = m_detail->document()->find(textHeading()); !heading.isNull()) // what was asked for is seen
        m_detail->verticalScrollBar()->setValue(heading.block().firstLineNumber());
}

QList<LayerEntry> SkillsPane::servedEntries() const
{
    QList<LayerEntry> entries;
    for (const ServiceSkill& skill : m_host.project().services().skills().skills())
        entries.append(layerEntryOf(skill));
    return entries;
}

const ServiceSkill* SkillsPane::served(const LayerEntry* entry) const
{
    if (!entry || entry->service.isEmpty())
        return nullptr;
    const QList<ServiceSkill>& all = m_host.project().services().skills().skills();
    const auto found =
        std::ranges::find_if(all, [entry](const ServiceSkill& skill) { return skill.server == entry->service && skill.uri == entry->file.path; });
    return found == all.cend() ? nullptr : &*found;
}

void SkillsPane::showServedButtons(const LayerEntry* entry)
{
    const ServiceSkill* skill = served(entry);
    m_turn->setVisible(skill);
    m_fetch->setVisible(skill);
    if (!skill)
        return;
    m_turn->setText(skill->on ? tr("Turn Off") : tr("Turn On"));
    m_turn->setToolTip(skill->on ? tr("The assistant hears of it no longer")
                                 : tr("The assistant hears of it and may load it, as long as the service says the same of it as now"));
    m_turn->setEnabled(skill->on || skill->problem.isEmpty());
    m_fetch->setEnabled(skill->problem.isEmpty());
}

/// A service's words stand apart from ours, and as they are.
QString SkillsPane::servedText(const LayerEntry& entry) const
{
    const ServiceSkill* skill = served(&entry);
    if (!skill)
        return {};
    const QString files =
        skill->files.isEmpty() ? QString() : u'\n' + tr("Other files: %1").arg(showHidden(elided(skill->files.join(u", "_s), 2000)));
    if (m_fetched.isEmpty() || m_fetchedKey != keyOf(*skill))
        return files;
    QString text = m_fetched;
    text.replace(u"\r\n"_s, u"\n"_s);
    QStringList lines = text.split(u'\n');
    for (QString& line : lines)
        line = showHidden(line);
    return files + u"\n\n"_s + textHeading() + u"\n\n"_s + lines.join(u'\n');
}

void SkillsPane::turnCurrent()
{
    if (const ServiceSkill* skill = served(current()))
        m_host.project().services().skills().setOn(*skill, !skill->on);
}

void SkillsPane::fetchCurrent()
{
    if (const ServiceSkill* skill = served(current()); skill && skill->problem.isEmpty())
        m_host.project().services().skills().loadText(*skill);
}

} // namespace aios
