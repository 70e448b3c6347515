// SPDX-License-Identifier: MIT
#include "core/runtime/serviceoffers.h"

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/mcp/mcpresources.h"
#include "core/mcp/toolnames.h"
#include "core/runtime/projectservices.h"
#include "core/runtime/servicecompletion.h"

#include <QTimer>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace aios {

namespace {

constexpr auto kPause = 500ms; ///< From the beginning of one listing to the next: a service may say a thousand times a second that it has changed.
constexpr auto kListPatience = 30s;
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

/// Takes what was read to its end. What broke off counts only where nothing is known yet. True: `known` is what was read now.
template <typename Offers>
bool settle(Offers& known, Offers& coming, bool whole)
{
    const bool counts = whole || (known.isEmpty() && !coming.isEmpty());
    if (counts)
        known = std::move(coming);
    coming = {};
    return counts;
}

} // namespace

ServiceOffers::ServiceOffers(ProjectServices& services) : QObject(&services), m_services(services)
{
    connect(&services.manager(), &ServerManager::changed, this, &ServiceOffers::look);
    connect(&services.manager(), &ServerManager::offersChanged, this, &ServiceOffers::listLater);
    look();
}

ServiceOffer ServiceOffers::offer() const
{
    ServiceOffer all;
    for (const ServiceStatus& status : m_services.manager().status()) { // in their order
        const Known known = m_known.value(status.name);
        if (!known.client)
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
    ServerManager& manager = m_services.manager();
    bool lost = false;
    QStringList names = manager.names();
    names += m_known.keys(); // also those that are configured no more
    names.removeDuplicates();
    for (const QString& name : std::as_const(names)) {
        McpServer* server = manager.server(name);
        lost = lookAt(name, server && server->state() == ServiceState::Ready ? &server->client() : nullptr) || lost;
    }
    if (lost)
        Q_EMIT changed();
}

/// True: what was on offer of it is not any more.
bool ServiceOffers::lookAt(const QString& server, McpClient* client)
{
    Known& known = m_known[server];
    if (client && known.client == client)
        return false;
    const bool lost = !known.offer.prompts.isEmpty() || !known.offer.resources.isEmpty() || !known.offer.templates.isEmpty();
    known = Known{.client = client, .attempt = known.attempt + 1};
    if (client)
        listNow(server);
    return lost;
}

/// It has changed. One listing at a time; what it says meanwhile is one more.
void ServiceOffers::listLater(const QString& server)
{
    Known& known = m_known[server];
    if (!known.client || std::exchange(known.again, true) || known.open > 0)
        return;
    listSoon(server);
}

void ServiceOffers::listSoon(const QString& server)
{
    const Known& known = m_known[server];
    const auto rest = std::max(0ms, kPause - std::chrono::milliseconds(known.since.isValid() ? known.since.elapsed() : 0));
    QTimer::singleShot(rest, this, [this, server, attempt = known.attempt] {
        if (m_known.value(server).attempt == attempt)
            listNow(server);
    });
}

void ServiceOffers::listNow(const QString& server)
{
    Known& known = m_known[server];
    if (!known.client)
        return;
    known.again = false;
    known.coming = {};
    known.since.start();
    ++known.attempt;
    const McpHandshake& handshake = known.client->handshake();
    const bool prompts = handshake.hasPrompts;
    const bool resources = handshake.hasResources;
    known.open = (prompts ? 1 : 0) + (resources ? 2 : 0);
    if (prompts)
        ask(server, List::Prompts, {}, 0);
    if (resources) {
        ask(server, List::Resources, {}, 0);
        ask(server, List::Templates, {}, 0);
    }
}

bool ServiceOffers::completes(const QString& server) const
{
    const QPointer<McpClient> client = m_known.value(server).client;
    return client && client->handshake().completes;
}

void ServiceOffers::ask(const QString& server, List list, const QString& cursor, int page)
{
    const auto answered = [this, server, list, cursor, page, attempt = m_known[server].attempt](const Result<QByteArray>& result) {
        if (m_known.value(server).attempt != attempt)
            return;
        const auto next = result ? take(server, list, *result) : Result<QString>(std::unexpected(result.error()));
        if (next && !next->isEmpty() && *next != cursor && page + 1 < kMostPages)
            return ask(server, list, *next, page + 1);
        endList(server, list, next.has_value());
    };
    const QByteArray method = list == List::Prompts ? "prompts/list" : list == List::Resources ? "resources/list" : "resources/templates/list";
    askService(m_services, server, {method, cursorMember(cursor), {}, kListPatience}, this, answered);
}

/// One page; gives the cursor of the next one.
Result<QString> ServiceOffers::take(const QString& server, List list, const QByteArray& result)
{
    ServiceOffer& coming = m_known[server].coming;
    if (list == List::Prompts) {
        QString next;
        const auto prompts = readPromptPage(result, next);
        if (!prompts)
            return std::unexpected(prompts.error());
        for (const ServicePrompt& prompt : *prompts) {
            if (coming.prompts.size() < kMostOfEach)
                coming.prompts.append(shown(server, prompt, completes(server)));
        }
        return next;
    }
    const auto page = list == List::Resources ? readResourcePage(result) : readTemplatePage(result);
    if (!page)
        return std::unexpected(page.error());
    for (const McpResource& each : page->resources) {
        const QString words = each.description.isEmpty() ? each.name : each.description;
        if (!canBeMentioned(each.uri))
            continue;
        if (list == List::Resources && coming.resources.size() < kMostOfEach)
            coming.resources.append(server + u':' + each.uri);
        else if (list == List::Templates && coming.templates.size() < kMostOfEach && !templateStart(each.uri).isEmpty())
            coming.templates.append({server, each.uri, elided(withoutTagCharacters(words).simplified(), kLongestWords), completes(server)});
    }
    return page->nextCursor;
}

/// What cannot be listed is not offered; writing it says why. Many servers know no templates and refuse: then there are none.
void ServiceOffers::endList(const QString& server, List list, bool whole)
{
    Known& known = m_known[server];
    const bool fresh = list == List::Prompts     ? settle(known.offer.prompts, known.coming.prompts, whole)
                       : list == List::Resources ? settle(known.offer.resources, known.coming.resources, whole)
                                                 : settle(known.offer.templates, known.coming.templates, whole);
    if (--known.open == 0 && known.again)
        listSoon(server);
    if (fresh)
        Q_EMIT changed();
}

} // namespace aios
