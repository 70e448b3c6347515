// SPDX-License-Identifier: MIT
#include "core/mcp/mcpresources.h"

#include "core/base/hash.h"
#include "core/base/json.h"
#include "core/base/jsonraw.h"
#include "core/base/text.h"
#include "core/mcp/mcpserver.h"
#include "core/mcp/mcpwaitingrun.h"
#include "core/mcp/resourcewatch.h"
#include "core/mcp/skillshelf.h"
#include "core/tools/imageinfo.h"
#include "core/tools/outputlimits.h"
#include "core/tools/poolrun.h"

using namespace Qt::StringLiterals;

namespace aios {

namespace {

constexpr qsizetype kMostResources = 1000; ///< Of a server, and of a page.
constexpr qsizetype kLongestAddress = 2000;
constexpr qsizetype kMostPages = 20;
constexpr qsizetype kMostImageBytes = 5 * 1024 * 1024;
constexpr std::size_t kMostContents = 100;

struct Words {
    QString server;
    QString uri;
};
Words wordsOf(const ToolCall& call)
{
    const auto input = parseJson(call.inputJson);
    const json::object* object = input ? input->if_object() : nullptr;
    return object ? Words{jsonText(*object, "server"), jsonText(*object, "uri")} : Words();
}

QString lineOf(const QString& server, const McpResource& resource)
{
    QString line = server + u' ' + resource.uri;
    if (!resource.name.isEmpty())
        line += u" ("_s + elided(resource.name.simplified(), 120) + u')';
    if (!resource.mediaType.isEmpty())
        line += u", "_s + elided(resource.mediaType, 80);
    if (!resource.description.isEmpty())
        line += u": "_s + elided(resource.description.simplified(), 300);
    return withoutTagCharacters(line);
}

/// One that would be another one when it comes back, or another line, is not told.
bool canBeGiven(const QString& uri)
{
    return uri.size() <= kLongestAddress && !hasHidden(uri) && !uri.contains(u'\n');
}

/// Asks one server after the other, page by page. Destroying it stops.
class ListRun final : public QObject, public ToolRun {
public:
    ListRun(QList<QPointer<McpServer>> servers, const ToolContext& context, Once<Result<ToolOutput>> reply)
        : m_servers(std::move(servers)), m_scratchDir(context.scratchDir), m_pool(context.pool), m_reply(std::move(reply))
    {
        QMetaObject::invokeMethod(this, [this] { next({}); }, Qt::QueuedConnection);
    }

private:
    void next(const QString& cursor)
    {
        while (!m_servers.isEmpty() && (!m_servers.first() || m_servers.first()->state() != ServiceState::Ready))
            m_servers.removeFirst();
        if (m_servers.isEmpty())
            return finish();
        RpcOptions options = m_servers.first()->callOptions();
        options.harmless = true;
        m_servers.first()->client().request(
            "resources/list", cursor.isEmpty() ? QByteArray() : R"("cursor":)" + jsonString(cursor), std::move(options),
            JsonRpcPeer::Reply(
                [self = QPointer<ListRun>(this)](const Result<RpcAnswer>& answer) {
                    if (self)
                        QMetaObject::invokeMethod(self.data(), [self, answer] { self->took(answer); }, Qt::QueuedConnection);
                },
                fail(ErrorCode::Cancelled, u"The service was stopped."_s)));
    }

    void took(const Result<RpcAnswer>& answer)
    {
        const QString server = m_servers.first() ? m_servers.first()->name() : QString();
        const auto page = !answer         ? Result<McpResourcePage>(std::unexpected(answer.error()))
                          : answer->error ? Result<McpResourcePage>(std::unexpected(rpcFailed(*answer->error)))
                                          : readResourcePage(answer->result);
        if (!page) {
            m_lines.append(u"%1: its resources could not be listed. %2"_s.arg(server, page.error().message));
            return nextServer();
        }
        bool cut = page->leftOut > 0;
        for (const McpResource& resource : page->resources) {
            cut = cut || m_listed >= kMostResources;
            if (m_listed >= kMostResources)
                break;
            ++m_listed;
            if (canBeGiven(resource.uri))
                m_lines.append(lineOf(server, resource));
            else
                ++m_odd;
        }
        if (!cut && !page->nextCursor.isEmpty() && ++m_pages < kMostPages)
            return next(page->nextCursor);
        sayLeftOut(server, cut || !page->nextCursor.isEmpty());
        nextServer();
    }

    void sayLeftOut(const QString& server, bool more)
    {
        if (m_odd > 0)
            m_lines.append(
                u"[%1: %2 of its resources were left out, because their addresses are too long or hold characters that no address has.]"_s.arg(server)
                    .arg(m_odd));
        if (more)
            m_lines.append(u"[%1 holds more: only the first %2 resources that it lists stand here.]"_s.arg(server).arg(m_listed));
    }

    void nextServer()
    {
        m_servers.removeFirst();
        m_pages = 0;
        m_listed = 0;
        m_odd = 0;
        next({});
    }

    void finish()
    {
        const QString text = m_lines.isEmpty() ? u"The services hold no resources."_s : m_lines.join(u'\n');
        m_pool->run(
            this, [text, scratch = m_scratchDir] { return limitText(text, scratch).text; },
            [this](const QString& limited) {
                Once<Result<ToolOutput>> reply = std::move(m_reply); // answering may destroy this
                reply(toolText(limited));
            });
    }

    QList<QPointer<McpServer>> m_servers;
    QString m_scratchDir;
    WorkPool* m_pool;
    Once<Result<ToolOutput>> m_reply;
    QStringList m_lines;
    int m_pages = 0;         ///< Of the server that is asked.
    qsizetype m_listed = 0;  ///< Of it.
    qsizetype m_odd = 0;     ///< Likewise, left out.
};

/// One `resources/read`. Destroying it tells the server to stop.
class ReadRun final : public QObject, public ToolRun {
public:
    /// `skill`: of which it is a file; it is checked against the skill's list before it goes on.
    ReadRun(McpServer& server, ResourceWatch& watch, const QString& uri, std::optional<ServerSkill> skill, SkillShelf& shelf,
            const ToolContext& context, Once<Result<ToolOutput>> reply)
        : m_server(&server),
          m_watch(&watch),
          m_uri(uri),
          m_sessionId(context.sessionId),
          m_skill(std::move(skill)),
          m_shelf(&shelf),
          m_scratchDir(context.scratchDir),
          m_pool(context.pool),
          m_reply(std::move(reply))
    {
        RpcOptions options = server.callOptions();
        options.name = uri.toUtf8();
        options.harmless = true;
        m_id = server.client().request("resources/read", R"("uri":)" + jsonString(uri), std::move(options),
                                       JsonRpcPeer::Reply(
                                           [self = QPointer<ReadRun>(this)](const Result<RpcAnswer>& answer) {
                                               if (self)
                                                   QMetaObject::invokeMethod(
                                                       self.data(), [self, answer] { self->answered(answer); }, Qt::QueuedConnection);
                                           },
                                           fail(ErrorCode::Cancelled, u"The service was stopped."_s)));
    }
    ~ReadRun() override
    {
        if (m_id != 0 && m_server && m_server->state() == ServiceState::Ready)
            m_server->client().cancelCall(m_id, u"stopped by the person"_s);
    }

private:
    void answered(const Result<RpcAnswer>& answer)
    {
        m_id = 0;
        if (!answer)
            return finish(toolError(answer.error().message));
        if (answer->error)
            return finish(toolError(rpcFailed(*answer->error).message));
        if (m_watch && m_server)
            m_watch->given(m_server->name(), m_uri, m_sessionId);
        using Read = Result<ToolOutput>;
        m_pool->run(
            this,
            [result = answer->result, scratch = m_scratchDir, skill = m_skill, uri = m_uri]() -> Read {
                const auto checked = skill ? verifiedSkillFile(*skill, uri, result) : Result<QByteArray>();
                return checked ? Read(readResourceResult(result, scratch)) : Read(std::unexpected(checked.error()));
            },
            [this](Read output) {
                if (!output && m_shelf && m_server)
                    m_shelf->noteTampered(m_server->name(), *m_skill, output.error().message);
                finish(output ? std::move(*output) : toolError(output.error().message));
            });
    }
    void finish(ToolOutput output)
    {
        Once<Result<ToolOutput>> reply = std::move(m_reply);
        reply(std::move(output));
    }

    QPointer<McpServer> m_server;
    QPointer<ResourceWatch> m_watch;
    QString m_uri;
    QString m_sessionId;
    std::optional<ServerSkill> m_skill;
    QPointer<SkillShelf> m_shelf;
    QString m_scratchDir;
    WorkPool* m_pool;
    Once<Result<ToolOutput>> m_reply;
    qint64 m_id = 0;
};

class ResourceTool final : public Tool {
public:
    ResourceTool(ServerManager& manager, bool reads) : m_manager(&manager), m_reads(reads)
    {
        m_spec.readOnly = true;
        m_spec.name = reads ? u"ReadMcpResourceTool"_s : u"ListMcpResourcesTool"_s;
        m_spec.description = reads ? u"Reads one resource of a service by its address, as ListMcpResourcesTool gives it."_s
                                   : u"Lists what the services hold besides their tools (files, records, documents): service, address, what it is."_s;
        m_spec.inputSchemaJson =
            reads
                ? R"({"type":"object","properties":{"server":{"type":"string","description":"Name of the service"},"uri":{"type":"string"}},)"
                  R"("required":["server","uri"],"additionalProperties":false})"
                : R"({"type":"object","properties":{"server":{"type":"string","description":"Only of this service"}},"additionalProperties":false})";
    }
    [[nodiscard]] const ToolSpec& spec() const override { return m_spec; }

    [[nodiscard]] ToolPlan plan(const ToolCall& call, const ToolContext&) const override
    {
        const Words words = wordsOf(call);
        ToolPlan plan;
        plan.access.tool = m_spec.name;
        plan.access.inputJson = call.inputJson;
        plan.access.grade = Grade::Read;
        plan.access.alwaysAsk = m_reads;
        plan.access.alwaysAskReason = u"Asks because nobody has said what may be read from services."_s;
        plan.title =
            m_reads ? u"Read from %1: %2"_s.arg(showHidden(words.server), elided(showHidden(words.uri), 120)) : u"List resources of services"_s;
        plan.verb = u"Read from Service"_s;
        plan.preview.kind = ApprovalPreview::Kind::Arguments;
        for (const auto& [name, text] : {std::pair{u"server"_s, words.server}, std::pair{u"uri"_s, words.uri}}) {
            if (!text.isEmpty())
                plan.preview.arguments.append({name, text});
        }
        plan.digest = digestOf(call);
        return plan;
    }

    [[nodiscard]] std::unique_ptr<ToolRun> start(const ToolCall& call, const ToolContext& context, ToolProgress progress,
                                                 Once<Result<ToolOutput>> reply) const override
    {
        const auto refuse = [&reply](const QString& text) {
            return std::make_unique<QueuedRun>([text]() -> Result<ToolOutput> { return toolError(text); }, std::move(reply));
        };
        if (context.approvedDigest.isEmpty() || context.approvedDigest != digestOf(call))
            return refuse(u"The call is not the one that was approved, so it was not made."_s);
        const Words words = wordsOf(call);
        McpServer* server = m_manager && !words.server.isEmpty() ? m_manager->server(words.server) : nullptr;
        if (!m_manager || (!server && !words.server.isEmpty()))
            return refuse(u"There is no service “%1” here."_s.arg(words.server));
        if (McpServer* coming = server && server->isComing() ? server : server ? nullptr : firstComing()) {
            auto make = [tool = std::make_shared<const ResourceTool>(*this), call, context](ToolProgress told, Once<Result<ToolOutput>> answer) {
                return tool->start(call, context, std::move(told), std::move(answer));
            };
            return std::make_unique<McpWaitingRun>(*coming, std::move(make), std::move(progress), std::move(reply));
        }
        if (server && (server->state() != ServiceState::Ready || !server->holdsResources()))
            return refuse(u"The service %1 is not running now, or holds no resources."_s.arg(words.server));
        if (m_reads) {
            auto skill = m_manager->skills().skillOf(words.server, words.uri);
            if (!skill)
                return refuse(skill.error().message);
            return std::make_unique<ReadRun>(*server, m_manager->resources(), words.uri, std::move(*skill), m_manager->skills(), context,
                                             std::move(reply));
        }
        QList<QPointer<McpServer>> servers;
        for (McpServer* each : server ? QList<McpServer*>{server} : m_manager->withResources())
            servers.append(each);
        return std::make_unique<ListRun>(std::move(servers), context, std::move(reply));
    }

private:
    /// One that will hold resources and is on its way.
    [[nodiscard]] McpServer* firstComing() const
    {
        const QList<McpServer*> servers = m_manager->withResources();
        const auto found = std::ranges::find_if(servers, &McpServer::isComing);
        return found == servers.end() ? nullptr : *found;
    }
    [[nodiscard]] QByteArray digestOf(const ToolCall& call) const { return sha256Fields({"mcp-resource", m_spec.name.toUtf8(), call.inputJson}); }

    QPointer<ServerManager> m_manager;
    bool m_reads;
    ToolSpec m_spec;
};

void addContent(const json::object& content, ToolOutput& output, QStringList& texts)
{
    const QString uri = jsonText(content, "uri");
    if (content.contains("text"))
        return texts.append(jsonText(content, "text"));
    const QByteArray base64 = jsonText(content, "blob").toLatin1();
    const auto decoded = QByteArray::fromBase64Encoding(base64, QByteArray::AbortOnBase64DecodingErrors);
    const auto image = decoded && decoded.decoded.size() <= kMostImageBytes ? sniffImage(*decoded) : std::nullopt;
    if (image)
        output.images.append(ToolImage{image->mediaType, base64});
    else
        texts.append(u"[%1 holds data that is no text (%2, %3); it was left out.]"_s.arg(uri, elided(jsonText(content, "mimeType"), 80),
                                                                                         byteCount(base64.size() * 3 / 4)));
}

Result<McpResourcePage> readPage(QByteArrayView result, const char* listKey, const char* uriKey)
{
    const auto value = parseJson(result, {.maxDepth = 128, .refuseDuplicateKeys = false});
    const json::object* object = value ? value->if_object() : nullptr;
    const json::array* list = object ? jsonArray(*object, listKey) : nullptr;
    if (!list)
        return fail(ErrorCode::Protocol, u"The service's list of resources cannot be read."_s);
    McpResourcePage page;
    for (const json::value& each : *list) {
        const json::object* one = each.if_object();
        if (!one || jsonText(*one, uriKey).isEmpty())
            continue;
        if (page.resources.size() >= kMostResources) {
            ++page.leftOut;
            continue;
        }
        const QString title = jsonText(*one, "title");
        page.resources.append(
            {jsonText(*one, uriKey), title.isEmpty() ? jsonText(*one, "name") : title, jsonText(*one, "description"), jsonText(*one, "mimeType")});
    }
    page.nextCursor = jsonText(*object, "nextCursor");
    return page;
}

} // namespace

Result<McpResourcePage> readResourcePage(QByteArrayView result)
{
    return readPage(result, "resources", "uri");
}

Result<McpResourcePage> readTemplatePage(QByteArrayView result)
{
    return readPage(result, "resourceTemplates", "uriTemplate");
}

ToolOutput readResourceResult(const QByteArray& result, const QString& scratchDir)
{
    const auto value = parseJson(result, {.maxDepth = 128, .refuseDuplicateKeys = false});
    const json::object* object = value ? value->if_object() : nullptr;
    const json::array* contents = object ? jsonArray(*object, "contents") : nullptr;
    if (!contents)
        return toolError(u"The service gave a result that cannot be read."_s);
    ToolOutput output;
    QStringList texts;
    for (std::size_t i = 0; i < contents->size() && i < kMostContents; ++i) {
        if ((*contents)[i].is_object())
            addContent((*contents)[i].get_object(), output, texts);
    }
    if (texts.isEmpty() && output.images.isEmpty())
        texts.append(u"The resource is empty."_s);
    output.text = limitText(texts.join(u'\n'), scratchDir, {}).text;
    return output;
}

QList<std::shared_ptr<const Tool>> resourceTools(ServerManager& manager)
{
    return {std::make_shared<const ResourceTool>(manager, false), std::make_shared<const ResourceTool>(manager, true)};
}

} // namespace aios
