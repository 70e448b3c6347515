// SPDX-License-Identifier: MIT
#include "core/mcp/skillshelf.h"

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/mcp/servermanager.h"
#include "core/tools/outputlimits.h"

#include <QTimer>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace aios {

namespace {

constexpr int kMostPages = 50;
constexpr qsizetype kMostSkills = 2000;
constexpr qsizetype kMostListBytes = 4 * 1024 * 1024; ///< Of all pages.
constexpr qint64 kMostBody = 1024 * 1024;
constexpr qsizetype kMostDescription = 1536;
constexpr auto kListPatience = 30s;
constexpr auto kLoadPatience = 30s; ///< For the service to come up and list its skills.

QString shownName(const ServerSkill& skill)
{
    return showHidden(elided(skill.name, 60));
}

} // namespace

SkillShelf::SkillShelf(ServerManager& manager) : m_manager(manager) {}

SkillShelf::~SkillShelf() = default;

McpServer* SkillShelf::readyServer(const QString& name) const
{
    McpServer* server = m_manager.server(name);
    return server && server->state() == ServiceState::Ready ? server : nullptr;
}

/// One that has come up, anew or again, is asked; what one had that has gone is forgotten.
void SkillShelf::look(const QString& name)
{
    McpServer* server = readyServer(name);
    const auto known = m_shelves.find(name);
    if (!server || !server->client().handshake().hasSkills) {
        if (known != m_shelves.end()) {
            m_shelves.erase(known);
            Q_EMIT changed();
        }
        return settle();
    }
    if (known != m_shelves.end() && known->second.client == &server->client())
        return;
    Shelf fresh;
    fresh.client = &server->client();
    m_shelves[name] = std::move(fresh);
    list(name, {}, 0);
}

void SkillShelf::ask(McpServer& server, const QByteArray& method, const QByteArray& members, const QString& name,
                     std::function<void(const Result<QByteArray>&)> told)
{
    RpcOptions options = server.callOptions();
    options.timeout = kListPatience;
    options.harmless = true;
    options.name = name.toUtf8();
    const auto tell = [self = QPointer<SkillShelf>(this), told = std::move(told)](const Result<RpcAnswer>& answer) {
        const Result<QByteArray> result = !answer         ? Result<QByteArray>(std::unexpected(answer.error()))
                                          : answer->error ? Result<QByteArray>(std::unexpected(rpcFailed(*answer->error)))
                                                          : Result<QByteArray>(answer->result);
        if (self) // from the event loop: the answer may come while the request is still being sent
            QMetaObject::invokeMethod(self.data(), [told, result] { told(result); }, Qt::QueuedConnection);
    };
    server.client().request(method, members, std::move(options), JsonRpcPeer::Reply(tell, fail(ErrorCode::Cancelled, u"The service was stopped."_s)));
}

void SkillShelf::list(const QString& name, const QString& cursor, int page)
{
    McpServer* server = readyServer(name);
    if (!server)
        return;
    Shelf& shelf = m_shelves[name];
    if (page == 0) {
        shelf.attempt = ++m_lastAttempt; // of all services: what one that was replaced still answers counts for no other
        shelf.coming.clear();
        shelf.bytes = 0;
    }
    ask(*server, "skills/list", cursor.isEmpty() ? QByteArray() : R"("cursor":)" + jsonString(cursor), {},
        [this, name, page, attempt = shelf.attempt](const Result<QByteArray>& result) {
            if (isAnswerTo(name, attempt))
                tookBytes(name, result, page);
        });
}

bool SkillShelf::isAnswerTo(const QString& name, int attempt) const
{
    const auto found = m_shelves.find(name);
    return found != m_shelves.end() && found->second.attempt == attempt;
}

/// A page may be large and hold anything, so it is read away from this thread.
void SkillShelf::tookBytes(const QString& name, const Result<QByteArray>& result, int page)
{
    Shelf& shelf = m_shelves[name];
    shelf.bytes += result ? result->size() : 0;
    if (!result)
        return took(name, std::unexpected(result.error()), page);
    if (shelf.bytes > kMostListBytes) {
        if (McpServer* server = readyServer(name))
            server->warn(u"Its list of skills is longer than %1; what comes after that is left out."_s.arg(byteCount(kMostListBytes)));
        return endList(name);
    }
    WorkPool* pool = m_manager.surroundings().pool;
    if (!pool)
        return took(name, readSkillPage(*result), page);
    pool->run(
        this, [bytes = *result] { return readSkillPage(bytes); },
        [this, name, page, attempt = shelf.attempt](const Result<ServerSkillPage>& read) {
            if (isAnswerTo(name, attempt))
                took(name, read, page);
        });
}

void SkillShelf::took(const QString& name, const Result<ServerSkillPage>& page, int number)
{
    Shelf& shelf = m_shelves[name];
    if (!page) {
        if (McpServer* server = readyServer(name))
            server->warn(u"Its skills could not be listed, so none is offered. "_s + page.error().message);
        shelf.coming.clear();
        return endList(name);
    }
    shelf.coming += page->skills;
    const bool more = !page->nextCursor.isEmpty() && !page->skills.isEmpty();
    if (more && number + 1 < kMostPages && shelf.coming.size() < kMostSkills)
        return list(name, page->nextCursor, number + 1);
    endList(name);
}

bool SkillShelf::isListed(const QString& name) const
{
    const auto found = m_shelves.find(name);
    return found != m_shelves.end() && found->second.listed;
}

void SkillShelf::endList(const QString& name)
{
    Shelf& shelf = m_shelves[name];
    shelf.skills = std::exchange(shelf.coming, {});
    shelf.names = skillNames(name, shelf.skills);
    shelf.listed = true;
    settle();
    Q_EMIT changed();
}

bool SkillShelf::isOn(const QString& name, const ServerSkill& skill) const
{
    const McpServer* server = m_manager.server(name);
    return server && m_manager.choices().skills(name, server->config().hash).value(skill.uri).digest == skill.digest;
}

ServiceSkill SkillShelf::shown(const QString& server, const Shelf& shelf, qsizetype index) const
{
    const ServerSkill& skill = shelf.skills[index];
    const auto choices = m_manager.choices().skills(server, m_manager.server(server)->config().hash);
    ServiceSkill out;
    out.server = server;
    out.name = shelf.names[index];
    out.uri = skill.uri;
    out.title = skill.name;
    out.description = skill.description;
    out.digest = skill.digest;
    for (const ServerSkillFile& file : skill.files) {
        if (file.uri != skill.uri)
            out.files.append(file.uri);
    }
    out.bytes = skill.bytes();
    out.listTokens = estimateTokens(out.name.size() + std::min<qsizetype>(skill.description.toUtf8().size(), kMostDescription));
    if (const ServerSkillFile* file = skill.file(skill.uri))
        out.bodyTokens = estimateTokens(file->size);
    out.on = choices.value(skill.uri).digest == skill.digest;
    out.changed = choices.contains(skill.uri) && !out.on;
    out.checked = shelf.checked.contains(skill.digest);
    out.tampered = shelf.tampered.value(skill.digest);
    out.problem = !skill.problem.isEmpty() ? skill.problem : out.name.isEmpty() ? u"another skill of the service has its name and path"_s : QString();
    return out;
}

QList<ServiceSkill> SkillShelf::skills() const
{
    QList<ServiceSkill> all;
    for (const auto& [name, shelf] : m_shelves) {
        for (qsizetype i = 0; shelf.listed && readyServer(name) && i < shelf.skills.size(); ++i)
            all.append(shown(name, shelf, i));
    }
    std::ranges::stable_sort(all, {}, &ServiceSkill::name);
    return all;
}

QList<ServiceSkill> SkillShelf::offered() const
{
    QList<ServiceSkill> all = skills();
    all.removeIf([](const ServiceSkill& skill) { return !skill.on || !skill.problem.isEmpty() || !skill.tampered.isEmpty(); });
    for (const QString& name : m_manager.names()) {
        const McpServer* server = m_manager.server(name);
        if (!isComing(name))
            continue;
        const auto choices = m_manager.choices().skills(name, server->config().hash);
        for (auto choice = choices.cbegin(); choice != choices.cend(); ++choice) {
            ServiceSkill skill;
            skill.server = name;
            skill.name = choice->name;
            skill.uri = choice.key();
            skill.description = choice->description;
            skill.digest = choice->digest;
            skill.on = true;
            all.append(skill);
        }
    }
    std::ranges::stable_sort(all, {}, &ServiceSkill::name);
    return all;
}

Result<void> SkillShelf::setOn(const QString& name, const QString& uri, const QByteArray& digest, bool on)
{
    const McpServer* server = m_manager.server(name);
    const auto all = skills();
    const auto found = std::ranges::find_if(all, [&](const ServiceSkill& skill) { return skill.server == name && skill.uri == uri; });
    if (!server || found == all.end())
        return fail(ErrorCode::NotFound, u"The service %1 offers no such skill now."_s.arg(showHidden(elided(name, 60))));
    if (on && found->digest != digest)
        return fail(ErrorCode::Changed, u"The service says something else of this skill by now. Look at it again before you turn it on."_s);
    if (on && !found->problem.isEmpty())
        return fail(ErrorCode::InvalidInput, u"The skill %1 cannot be used: %2."_s.arg(showHidden(found->title), found->problem));
    if (on)
        m_shelves[name].tampered.remove(digest); // it is checked again whenever it is read
    using Choice = ServiceChoices::SkillChoice;
    const auto stored = m_manager.choices().setSkill(
        name, server->config().hash, uri,
        on ? std::optional(Choice{digest, found->name, elided(found->description.simplified(), kMostDescription)}) : std::nullopt);
    Q_EMIT changed();
    return stored;
}

/// It, or the list of its skills, is on its way.
bool SkillShelf::isComing(const QString& name) const
{
    const McpServer* server = m_manager.server(name);
    if (!server || server->isComing())
        return server;
    const auto shelf = m_shelves.find(name);
    return server->state() == ServiceState::Ready && shelf != m_shelves.end() && !shelf->second.listed;
}

void SkillShelf::load(const QString& server, const QString& uri, const QByteArray& digest, bool onlyIfOn, QObject* context, Loaded loaded)
{
    auto* timer = new QTimer(this);
    timer->setSingleShot(true);
    m_waiting.push_back({server, uri, digest, onlyIfOn, context, std::move(loaded), timer});
    connect(timer, &QTimer::timeout, this, [this, timer] {
        const auto late = std::ranges::find_if(m_waiting, [timer](const Waiting& waiting) { return waiting.guard == timer; });
        if (late == m_waiting.end())
            return;
        const Waiting waiting = std::move(*late);
        m_waiting.erase(late);
        timer->deleteLater();
        if (waiting.context)
            waiting.loaded(fail(ErrorCode::Timeout, u"The service %1 did not list its skills in time."_s.arg(waiting.server)));
    });
    timer->start(kLoadPatience);
    QMetaObject::invokeMethod(this, &SkillShelf::settle, Qt::QueuedConnection);
}

/// Goes on with what need not wait any longer.
void SkillShelf::settle()
{
    std::vector<Waiting> ready;
    std::erase_if(m_waiting, [&](Waiting& waiting) {
        if (isComing(waiting.server))
            return false;
        ready.push_back(std::move(waiting));
        return true;
    });
    for (const Waiting& waiting : ready) {
        if (waiting.guard)
            waiting.guard->deleteLater();
        // From the event loop: a server's own function may be on the stack.
        QMetaObject::invokeMethod(this, [this, waiting] { fetch(waiting); }, Qt::QueuedConnection);
    }
}

Result<ServerSkill> SkillShelf::ready(const Waiting& waiting) const
{
    if (!readyServer(waiting.server))
        return fail(ErrorCode::Unavailable, u"The service %1 is not running now."_s.arg(showHidden(elided(waiting.server, 60))));
    const auto shelf = m_shelves.find(waiting.server);
    const QList<ServerSkill> skills = shelf == m_shelves.end() ? QList<ServerSkill>() : shelf->second.skills;
    const auto found = std::ranges::find(skills, waiting.uri, &ServerSkill::uri);
    if (found == skills.end())
        return fail(ErrorCode::NotFound, u"The service %1 offers this skill no longer."_s.arg(waiting.server));
    if (!found->problem.isEmpty())
        return fail(ErrorCode::Denied, u"The skill %1 cannot be used: %2."_s.arg(shownName(*found), found->problem));
    if (found->digest != waiting.digest || (waiting.onlyIfOn && !isOn(waiting.server, *found)))
        return fail(
            ErrorCode::Denied,
            u"The skill %1 is off, or the service says something else of it than when it was turned on. It is not loaded before the person has looked "
            "at it (Skills pane)."_s.arg(shownName(*found)));
    if (const QString seen = shelf->second.tampered.value(found->digest); waiting.onlyIfOn && !seen.isEmpty())
        return fail(ErrorCode::Denied, seen);
    if (found->file(found->uri)->size > kMostBody)
        return fail(ErrorCode::TooLarge,
                    u"The text of the skill %1 is longer than %2, so it is not loaded."_s.arg(shownName(*found), byteCount(kMostBody)));
    return *found;
}

void SkillShelf::fetch(const Waiting& waiting)
{
    if (!waiting.context)
        return;
    const auto skill = ready(waiting);
    if (!skill)
        return waiting.loaded(std::unexpected(skill.error()));
    ask(*readyServer(waiting.server), "resources/read", R"("uri":)" + jsonString(waiting.uri), waiting.uri,
        [this, waiting, skill = *skill](const Result<QByteArray>& result) { fetched(waiting, skill, result); });
}

void SkillShelf::fetched(const Waiting& waiting, const ServerSkill& skill, const Result<QByteArray>& result)
{
    if (!waiting.context)
        return;
    const auto end = [this, waiting, skill](Result<QByteArray> content) {
        if (!content && content.error().code == ErrorCode::Denied)
            noteTampered(waiting.server, skill, content.error().message);
        else if (const auto shelf = m_shelves.find(waiting.server); content && shelf != m_shelves.end())
            shelf->second.checked.insert(skill.digest);
        if (content)
            Q_EMIT changed();
        if (content && waiting.onlyIfOn && !isOn(waiting.server, skill)) // while it was read
            content = fail(ErrorCode::Denied, u"The skill %1 was turned off, so it is not loaded."_s.arg(shownName(skill)));
        if (waiting.context)
            waiting.loaded(std::move(content));
    };
    if (!result)
        return end(fail(result.error().code == ErrorCode::Denied ? ErrorCode::Unavailable : result.error().code, result.error().message));
    WorkPool* pool = m_manager.surroundings().pool;
    const auto check = [skill, bytes = *result] { return verifiedSkillFile(skill, skill.uri, bytes); };
    pool ? pool->run(this, check, end) : end(check());
}

Result<std::optional<ServerSkill>> SkillShelf::skillOf(const QString& name, const QString& uri) const
{
    const auto shelf = m_shelves.find(name);
    if (shelf == m_shelves.end() || !readyServer(name))
        return std::nullopt;
    if (!shelf->second.listed && uri.startsWith("skill://"_L1))
        return fail(ErrorCode::Unavailable, u"The service %1 is still listing its skills. Try again in a moment."_s.arg(name));
    const ServerSkill* off = nullptr;
    const ServerSkill* on = nullptr;
    for (const ServerSkill& skill : shelf->second.skills) {
        if (!skill.isWithin(uri))
            continue;
        if (!skill.problem.isEmpty() || !isOn(name, skill)) {
            off = &skill;
            continue;
        }
        if (skill.file(uri))
            return skill;
        on = &skill;
    }
    if (on)
        return fail(ErrorCode::Denied, u"The skill %1 lists no such file, so it was not read."_s.arg(shownName(*on)));
    if (off)
        return fail(ErrorCode::Denied, u"This is a file of the skill %1, which the person has not turned on (Skills pane)."_s.arg(shownName(*off)));
    return std::nullopt;
}

/// It may only be newer than the list: then the new list says so, and it is off until the person has looked at it.
void SkillShelf::noteTampered(const QString& name, const ServerSkill& skill, const QString& words)
{
    const auto shelf = m_shelves.find(name);
    if (shelf == m_shelves.end())
        return;
    shelf->second.tampered.insert(skill.digest, words);
    shelf->second.checked.remove(skill.digest);
    if (McpServer* server = readyServer(name)) {
        server->warn(words);
        list(name, {}, 0);
    }
    Q_EMIT changed();
}

} // namespace aios
