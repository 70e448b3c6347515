// SPDX-License-Identifier: MIT
#include "core/runtime/serviceoffers.h"

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/mcp/mcpresources.h"
#include "core/mcp/toolnames.h"
#include "core/runtime/projectservices.h"
#include "core/runtime/servicecompletion.h"

using namespace Qt::StringLiterals;

namespace aios {

namespace {

constexpr int kMostPages = 10;
constexpr qsizetype kMostOfEach = 500;
constexpr qsizetype kLongestAddress = 500;
constexpr qsizetype kLongestWords = 200;

QByteArray cursorMember(const QString& cursor)
{
    return cursor.isEmpty() ? QByteArray() : R"("cursor":)" + jsonString(cursor);
}

/// Only what can be written as a mention and comes back the same.
bool canBeMentioned(const QString& uri)
{
    return !uri.isEmpty() && uri.size() <= kLongestAddress && !uri.contains(u'"') && !hasHidden(uri) && uri.trimmed() == uri && !uri.contains(u'\n');
}

ServiceOffer::Prompt shown(const QString& server, const ServicePrompt& prompt, bool completes)
{
    QStringList hints;
    for (const QString& argument : prompt.arguments) {
        const QString name = elided(argument.simplified(), 40);
        hints.append(prompt.required.contains(argument) ? u'<' + name + u'>' : u'[' + name + u']');
    }
    return {mcpToolNames(server, {prompt.name}).value(prompt.name),
            hints.join(u' '),
            elided(withoutTagCharacters(prompt.description).simplified(), kLongestWords),
            server,
            prompt.name,
            prompt.arguments,
            completes};
}

} // namespace

ServiceOffers::ServiceOffers(ProjectServices& services) : QObject(&services), m_services(services)
{
    connect(&services.manager(), &ServerManager::changed, this, &ServiceOffers::look);
    connect(&services.manager(), &ServerManager::offersChanged, this, &ServiceOffers::askAll);
    look();
}

ServiceOffer ServiceOffers::offer() const
{
    ServiceOffer all;
    for (const ServiceStatus& status : m_services.manager().status()) { // in their order
        const Known known = m_known.value(status.name);
        if (!known.ready)
            continue;
        all.prompts += known.offer.prompts;
        all.resources += known.offer.resources;
        all.templates += known.offer.templates;
    }
    return all;
}

/// A service that has come up, anew or again, is asked; one that has gone offers nothing.
void ServiceOffers::look()
{
    bool lost = false;
    for (const ServiceStatus& status : m_services.manager().status()) {
        Known& known = m_known[status.name];
        const bool ready = status.state == ServiceState::Ready;
        lost = lost || (known.ready && !ready);
        if (std::exchange(known.ready, ready) == ready || !ready)
            continue;
        askAll(status.name);
    }
    if (lost)
        Q_EMIT changed();
}

/// What was known of it is asked for anew.
void ServiceOffers::askAll(const QString& server)
{
    Known& known = m_known[server];
    if (!known.ready)
        return;
    known.offer = {};
    const int attempt = ++known.attempt;
    const McpHandshake handshake = m_services.manager().server(server)->client().handshake();
    if (handshake.hasPrompts)
        askPrompts(server, attempt, {}, 0);
    if (handshake.hasResources) {
        askResources(server, attempt, {}, 0);
        askTemplates(server, attempt, {}, 0);
    }
}

bool ServiceOffers::completes(const QString& server) const
{
    McpServer* one = m_services.manager().server(server);
    return one && one->state() == ServiceState::Ready && one->client().handshake().completes;
}

bool ServiceOffers::counts(const QString& server, int attempt) const
{
    const Known known = m_known.value(server);
    return known.ready && known.attempt == attempt;
}

void ServiceOffers::askPrompts(const QString& server, int attempt, const QString& cursor, int page)
{
    askService(m_services, server, {"prompts/list", cursorMember(cursor), {}}, this, [=, this](const Result<QByteArray>& result) {
        QString next;
        const auto prompts = result ? readPromptPage(*result, next) : Result<QList<ServicePrompt>>(std::unexpected(result.error()));
        if (!prompts || !counts(server, attempt)) // what cannot be listed is not offered; writing it says why
            return;
        QList<ServiceOffer::Prompt>& known = m_known[server].offer.prompts;
        for (const ServicePrompt& prompt : *prompts) {
            if (known.size() < kMostOfEach)
                known.append(shown(server, prompt, completes(server)));
        }
        Q_EMIT changed();
        if (!next.isEmpty() && next != cursor && page + 1 < kMostPages)
            askPrompts(server, attempt, next, page + 1);
    });
}

void ServiceOffers::askResources(const QString& server, int attempt, const QString& cursor, int page)
{
    askService(m_services, server, {"resources/list", cursorMember(cursor), {}}, this, [=, this](const Result<QByteArray>& result) {
        const auto resources = result ? readResourcePage(*result) : Result<McpResourcePage>(std::unexpected(result.error()));
        if (!resources || !counts(server, attempt))
            return;
        QStringList& known = m_known[server].offer.resources;
        for (const McpResource& resource : resources->resources) {
            if (known.size() < kMostOfEach && canBeMentioned(resource.uri))
                known.append(server + u':' + resource.uri);
        }
        Q_EMIT changed();
        if (!resources->nextCursor.isEmpty() && resources->nextCursor != cursor && page + 1 < kMostPages)
            askResources(server, attempt, resources->nextCursor, page + 1);
    });
}

/// Many servers know no templates and refuse: then there are none.
void ServiceOffers::askTemplates(const QString& server, int attempt, const QString& cursor, int page)
{
    askService(m_services, server, {"resources/templates/list", cursorMember(cursor), {}}, this, [=, this](const Result<QByteArray>& result) {
        const auto templates = result ? readTemplatePage(*result) : Result<McpResourcePage>(std::unexpected(result.error()));
        if (!templates || !counts(server, attempt))
            return;
        QList<ServiceOffer::Template>& known = m_known[server].offer.templates;
        for (const McpResource& each : templates->resources) {
            const QString words = each.description.isEmpty() ? each.name : each.description;
            if (known.size() < kMostOfEach && canBeMentioned(each.uri) && !templateStart(each.uri).isEmpty())
                known.append({server, each.uri, elided(withoutTagCharacters(words).simplified(), kLongestWords), completes(server)});
        }
        Q_EMIT changed();
        if (!templates->nextCursor.isEmpty() && templates->nextCursor != cursor && page + 1 < kMostPages)
            askTemplates(server, attempt, templates->nextCursor, page + 1);
    });
}

} // namespace aios
