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
        storeKeys();
        showEntry();
        showName(m_said);
    });
    connect(&m_services, &ServicesLink::secretStored, this, [this](const QString& server, const QString& variable, const QString& problem) {
        if (server == m_stored && !problem.isEmpty())
            tell(tr("The service is stored, but the key %1 is not. %2").arg(variable, problem), true);
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

/// The values of keys go along in the entry of the test, which is stored nowhere.
void ServicesPage::test()
{
    if (!ready())
        return;
    m_testing = m_name->text().trimmed();
    showEntry();
    tell(tr("Starting it to look at its tools. The first start of a program from npx can take a minute."), false);
    QList<std::pair<QString, QByteArray>> keys = m_keys->keys();
    QByteArray entry = entryWithKeys(m_draft.json, keys);
    m_services.testServer(m_testing, entry);
    for (auto& [name, value] : keys)
        wipe(value.data(), static_cast<std::size_t>(value.size()));
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
    m_pendingKeys.clear();
    QList<std::pair<QString, QByteArray>> keys = m_keys->keys();
    for (auto& [name, value] : keys) {
        m_pendingKeys.append({name, Secret(value)});
        wipe(value.data(), static_cast<std::size_t>(value.size()));
    }
    showEntry();
    m_services.addServer(m_storingScope, m_storing, m_draft.json);
}

void ServicesPage::stored(const QString& name, const QString& problem)
{
    if (name != m_storing || m_storing.isEmpty())
        return;
    m_storing.clear();
    if (!problem.isEmpty()) {
        m_pendingKeys.clear();
        showEntry();
        return tell(problem, true);
    }
    m_stored = name;
    if (!m_pendingKeys.isEmpty())
        m_waitingForKeys = name;
    m_keys->clearKeys();
    if (m_source)
        m_source->clearFields(); // what was pasted may hold a key
    showEntry();
    const bool ofFolder = m_storingScope == ServiceScope::Project;
    tell(ofFolder ? tr("%1 is stored in .mcp.json. It starts once you have looked at it on the trust page: Tools, Trust of This Folder.").arg(name)
                  : tr("%1 is stored and starts now. The pane Services shows how it stands.").arg(name),
         false);
    m_services.refresh();
}

/// A key is kept for exactly the service it was given for, so the core must know that one first.
void ServicesPage::storeKeys()
{
    if (m_waitingForKeys.isEmpty())
        return;
    const QString name = m_waitingForKeys;
    if (!replacesService(name, m_storingScope, m_services.servers()))
        return;
    m_waitingForKeys.clear();
    for (const auto& [variable, secret] : std::exchange(m_pendingKeys, {}))
        m_services.setSecret(name, variable, secret);
    showEntry();
}

} // namespace aios
