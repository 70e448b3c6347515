// SPDX-License-Identifier: MIT
#include "core/runtime/serviceprompts.h"

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/content/shellwords.h"
#include "core/mcp/mcpresources.h"
#include "core/mcp/resourcewatch.h"
#include "core/mcp/skillshelf.h"
#include "core/mcp/toolnames.h"
#include "core/runtime/projectservices.h"
#include "core/tools/poolrun.h"

namespace aios {

namespace {

using namespace Qt::StringLiterals;

constexpr qsizetype kMostPrompts = 1000;
constexpr qsizetype kMostText = 256 * 1024;
constexpr int kMostPages = 50;

/// Looks through the pages for the prompt that is known here as `command`.
void findPrompt(ProjectServices& services, const QString& server, const QString& command, const QString& cursor, int page, QObject* context,
                std::function<void(Result<ServicePrompt>)> found)
{
    const QByteArray members = cursor.isEmpty() ? QByteArray() : R"("cursor":)" + jsonString(cursor);
    askService(services, server, {"prompts/list", members, {}}, context, [=, &services](const Result<QByteArray>& result) {
        QString next;
        const auto prompts = result ? readPromptPage(*result, next) : Result<QList<ServicePrompt>>(std::unexpected(result.error()));
        if (!prompts)
            return found(std::unexpected(prompts.error()));
        QStringList names;
        for (const ServicePrompt& prompt : *prompts) {
            if (mcpToolNames(server, {prompt.name}).value(prompt.name) == command)
                return found(prompt);
            names.append(mcpToolNames(server, {prompt.name}).value(prompt.name));
        }
        if (!next.isEmpty() && next != cursor && page < kMostPages)
            return findPrompt(services, server, command, next, page + 1, context, found);
        found(fail(ErrorCode::NotFound, names.isEmpty() ? u"The service %1 offers no prompts. Nothing was sent."_s.arg(server)
                                                        : u"The service %1 has no prompt of that name. It has: /%2. Nothing was sent."_s.arg(
                                                              server, elided(names.join(u", /"_s), 400))));
    });
}

void readResource(ProjectServices& services, const QString& mention, const QString& sessionId, QObject* context, const ServiceInserts::Reply& reply)
{
    const QString server = mention.section(u':', 0, 0);
    const QString uri = mention.section(u':', 1);
    const auto skill = services.manager().skills().skillOf(server, uri); // a file of one is checked as the model's own reads are
    if (!skill)
        return reply(std::unexpected(skill.error()));
    askService(services, server, {"resources/read", R"("uri":)" + jsonString(uri), uri}, context, [=, &services](const Result<QByteArray>& result) {
        if (!result)
            return reply(std::unexpected(result.error()));
        services.manager().resources().given(server, uri, sessionId);
        services.pool().run(
            context,
            [bytes = *result, scratch = services.scratchDir(), skill = *skill, uri] {
                const auto checked = skill ? verifiedSkillFile(*skill, uri, bytes) : Result<QByteArray>();
                return checked ? readResourceResult(bytes, scratch) : toolError(checked.error().message);
            },
            [reply, mention](const ToolOutput& output) {
                reply(output.isError ? Result<QString>(fail(ErrorCode::Protocol, output.text)) : markedText(u"resource"_s, mention, output.text));
            });
    });
}

void getPrompt(ProjectServices& services, const QString& command, const QString& words, QObject* context, const ServiceInserts::Reply& reply)
{
    const QString server = command.section(u"__"_s, 1, 1);
    findPrompt(services, server, command, {}, 0, context, [=, &services](const Result<ServicePrompt>& prompt) {
        const auto arguments = prompt ? promptArguments(*prompt, words) : Result<QByteArray>(std::unexpected(prompt.error()));
        if (!arguments)
            return reply(std::unexpected(arguments.error()));
        const QByteArray members = R"("name":)" + jsonString(prompt->name) + R"(,"arguments":)" + *arguments;
        askService(services, server, {"prompts/get", members, prompt->name}, context,
                   [reply, server, name = prompt->name](const Result<QByteArray>& result) {
                       auto text = result ? promptText(*result) : Result<QString>(std::unexpected(result.error()));
                       reply(
                           std::move(text).transform([&](const QString& given) { return markedText(u"prompt"_s, server + u": "_s + name, given); }));
                   });
    });
}

} // namespace

void askService(ProjectServices& services, const QString& server, const ServiceRequest& request, QObject* context,
                std::function<void(Result<QByteArray>)> answered)
{
    const auto tell = [guard = QPointer<QObject>(context), answered = std::move(answered)](Result<QByteArray> result) {
        if (guard)
            QMetaObject::invokeMethod(guard.data(), [answered, result = std::move(result)] { answered(result); }, Qt::QueuedConnection);
    };
    McpServer* found = services.manager().server(server);
    if (!found || found->state() != ServiceState::Ready)
        return tell(fail(ErrorCode::Unavailable, u"The service %1 is not running now."_s.arg(showHidden(elided(server, 60)))));
    RpcOptions options = found->callOptions();
    options.harmless = true;
    options.name = request.name.toUtf8();
    auto reply = [tell](const Result<RpcAnswer>& answer) {
        tell(!answer         ? Result<QByteArray>(std::unexpected(answer.error()))
             : answer->error ? Result<QByteArray>(std::unexpected(rpcFailed(*answer->error)))
                             : Result<QByteArray>(answer->result));
    };
    found->client().request(request.method, request.members, std::move(options),
                            JsonRpcPeer::Reply(std::move(reply), fail(ErrorCode::Cancelled, u"The service was stopped."_s)));
}

QString markedText(const QString& kind, const QString& source, const QString& text)
{
    QString name = showHidden(elided(source, 600));
    name.replace(u'"', u'\'').replace(u'<', u'(').replace(u'>', u')');
    QString words = withoutTagCharacters(text);
    words.replace(u"</"_s + kind, u"<\\/"_s + kind, Qt::CaseInsensitive);
    return u"<%1 from=\"%2\">\n"_s.arg(kind, name) + words + u"\n</"_s + kind + u'>';
}

Result<QList<ServicePrompt>> readPromptPage(QByteArrayView result, QString& nextCursor)
{
    const auto value = parseJson(result, {.maxDepth = 128, .refuseDuplicateKeys = false});
    const json::object* object = value ? value->if_object() : nullptr;
    const json::array* list = object ? jsonArray(*object, "prompts") : nullptr;
    if (!list)
        return fail(ErrorCode::Protocol, u"The service's list of prompts cannot be read."_s);
    QList<ServicePrompt> prompts;
    for (const json::value& each : *list) {
        const json::object* one = each.if_object();
        if (!one || jsonText(*one, "name").isEmpty() || prompts.size() >= kMostPrompts)
            continue;
        ServicePrompt prompt{jsonText(*one, "name"), {}, {}, jsonText(*one, "description")};
        const json::array* arguments = jsonArray(*one, "arguments");
        for (std::size_t i = 0; arguments && i < arguments->size(); ++i) {
            const json::object* argument = (*arguments)[i].if_object();
            const QString name = argument ? jsonText(*argument, "name") : QString();
            if (name.isEmpty())
                continue;
            prompt.arguments.append(name);
            if (jsonBool(*argument, "required"))
                prompt.required.append(name);
        }
        prompts.append(std::move(prompt));
    }
    nextCursor = jsonText(*object, "nextCursor");
    return prompts;
}

Result<QByteArray> promptArguments(const ServicePrompt& prompt, const QString& words)
{
    QStringList given = shellWords(words);
    if (given.size() > prompt.arguments.size() && !prompt.arguments.isEmpty())
        given = given.first(prompt.arguments.size() - 1) << given.sliced(prompt.arguments.size() - 1).join(u' ');
    QByteArray members;
    QStringList missing;
    for (qsizetype i = 0; i < prompt.arguments.size(); ++i) {
        const QString& name = prompt.arguments[i];
        if (i < given.size())
            members += (members.isEmpty() ? "" : ",") + jsonString(name) + ':' + jsonString(given[i]);
        else if (prompt.required.contains(name))
            missing.append(name);
    }
    if (!missing.isEmpty())
        return fail(ErrorCode::InvalidInput, u"This prompt needs %1 behind its name. Nothing was sent."_s.arg(showHidden(missing.join(u", "_s))));
    return '{' + members + '}';
}

Result<QString> promptText(QByteArrayView result)
{
    const auto value = parseJson(result, {.maxDepth = 128, .refuseDuplicateKeys = false});
    const json::object* object = value ? value->if_object() : nullptr;
    const json::array* messages = object ? jsonArray(*object, "messages") : nullptr;
    QStringList texts;
    for (std::size_t i = 0; messages && i < messages->size(); ++i) {
        const json::object* message = (*messages)[i].if_object();
        const json::object* content = message ? jsonObject(*message, "content") : nullptr;
        const json::object* resource = content ? jsonObject(*content, "resource") : nullptr;
        const QString text = resource ? jsonText(*resource, "text") : content ? jsonText(*content, "text") : QString();
        if (!text.isEmpty())
            texts.append(jsonText(*message, "role") == "assistant"_L1 ? u"Assistant: "_s + text : text);
    }
    const QString whole = texts.join(u"\n\n"_s);
    if (whole.isEmpty())
        return fail(ErrorCode::Protocol, u"The service gave a prompt without any text. Nothing was sent."_s);
    return elided(whole, kMostText);
}

ServiceInserts makeServiceInserts(ProjectServices& services)
{
    ServiceInserts inserts;
    inserts.isResource = [&services](const QString& mention) {
        const QString server = mention.section(u':', 0, 0);
        return mention.size() > server.size() + 1 && services.manager().server(server);
    };
    inserts.resource = [&services](const QString& mention, const QString& sessionId, QObject* context, const ServiceInserts::Reply& reply) {
        services.servedTools(context, [=, &services](const ServedTools&) { readResource(services, mention, sessionId, context, reply); });
    };
    inserts.prompt = [&services](const QString& command, const QString& words, QObject* context, const ServiceInserts::Reply& reply) {
        services.servedTools(context, [=, &services](const ServedTools&) { getPrompt(services, command, words, context, reply); });
    };
    return inserts;
}

} // namespace aios
