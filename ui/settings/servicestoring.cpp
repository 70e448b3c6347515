// SPDX-License-Identifier: MIT
// Testing and storing a service from its page.
#include "core/base/text.h"
#include "core/runtime/facades.h"
#include "core/runtime/serviceslink.h"
#include "ui/common/tintedlabel.h"
#include "ui/settings/keyfields.h"
#include "ui/settings/servicesource.h"
#include "ui/settings/servicespage.h"

#include <QLineEdit>
#include <QPushButton>

#include <algorithm>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kToolsNamed = 12;
constexpr qsizetype kTailShown = 600;

QString toolNames(const QList<ServiceTool>& tools)
{
    QStringList names;
    for (const ServiceTool& tool : tools.first(std::min(kToolsNamed, tools.size())))
        names += tool.name;
    if (tools.size() > kToolsNamed)
        names += u"…"_s;
    return names.join(u", "_s);
}

} // namespace

void ServicesPage::connectLink()
{
    connect(&m_services, &ServicesLink::serverTested, this, &ServicesPage::tested);
    connect(&m_services, &ServicesLink::serverStored, this, &ServicesPage::stored);
    connect(&m_services, &ServicesLink::serversChanged, this, [this] {
        showEntry();
        showName(m_said);
    });
    connect(&m_services, &ServicesLink::secretStored, this, [this](const QString& server, const QString& variable, const QString& problem) {
        if (server == m_storing && !problem.isEmpty()) // told before the service itself is stored
            m_keysLost += tr("The key %1: %2").arg(variable, problem);
    });
    connect(&m_project, &ProjectLink::contentChanged, this, [this] { showEntry(); });
}

void ServicesPage::tell(const QString& text, bool bad)
{
    m_told->setTint(bad ? TintedLabel::Tint::Bad : TintedLabel::Tint::Plain);
    m_told->setText(showHidden(text));
    m_told->show();
}

bool ServicesPage::ready()
{
    m_told->hide();
    check(true);
    if (!serviceNameProblem(m_name->text().trimmed()).isEmpty() && m_complete)
        m_name->setFocus(Qt::OtherFocusReason);
    if (!m_complete || !serviceNameProblem(m_name->text().trimmed()).isEmpty()) {
        tell(tr("Something is missing above; it is said at its field."), true);
        return false;
    }
    if (!m_draft.problem.isEmpty())
        tell(m_draft.problem, true);
    return m_draft.problem.isEmpty();
}

void ServicesPage::test()
{
    if (!ready())
        return;
    m_testing = m_name->text().trimmed();
    showEntry();
    tell(tr("Starting it to look at its tools. The first start of a program from npx can take a minute."), false);
    m_services.testServer(m_testing, m_draft.json, m_keys->keys());
}

void ServicesPage::tested(const ServiceStatus& status)
{
    if (m_testing.isEmpty() || status.name != m_testing)
        return;
    m_testing.clear();
    showEntry();
    if (status.state == ServiceState::Ready) {
        const auto count = static_cast<int>(status.tools.size());
        tell(count == 0 ? tr("It answers, but has no tools.") : tr("It works: %n tool(s). %1", nullptr, count).arg(toolNames(status.tools)), false);
        return;
    }
    if (status.state == ServiceState::SignInNeeded)
        return tell(tr("It answers, and wants you to sign in. Store it, then press Sign In in the Services pane."), false);
    QStringList lines{status.problem.isEmpty() ? tr("It did not get ready.") : status.problem};
    if (status.exitCode)
        lines += tr("Exit code: %1").arg(*status.exitCode);
    if (const QString tail = status.errorTail.trimmed(); !tail.isEmpty())
        lines += tail.right(kTailShown);
    tell(lines.join(u'\n'), true);
}

void ServicesPage::store()
{
    if (!ready())
        return;
    m_storing = m_name->text().trimmed();
    m_storingScope = scope();
    m_keysLost.clear();
    showEntry();
    m_services.addServer(m_storingScope, m_storing, m_draft.json, m_keys->keys());
}

void ServicesPage::stored(const QString& name, const QString& problem)
{
    if (name != m_storing || m_storing.isEmpty())
        return;
    m_storing.clear();
    if (!problem.isEmpty()) {
        showEntry();
        return tell(problem, true);
    }
    m_keys->clearKeys();
    if (m_source)
        m_source->clearFields(); // what was pasted may hold a key
    showEntry();
    const bool ofFolder = m_storingScope == ServiceScope::Project;
    if (!m_keysLost.isEmpty())
        tell(tr("%1 is stored, but not all of its keys.").arg(name) + u'\n' + m_keysLost.join(u'\n'), true);
    else
        tell(ofFolder
                 ? tr("%1 is stored in .mcp.json. It starts once you have looked at it on the trust page: Tools, Trust of This Folder.").arg(name)
                 : tr("%1 is stored and starts now. The pane Services shows how it stands.").arg(name),
             false);
    m_services.refresh();
}

} // namespace aios
