// SPDX-License-Identifier: MIT
#include "core/runtime/serviceprompts.h"

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/mcp/mcpresources.h"
#include "core/mcp/resourcewatch.h"
#include "core/mcp/skillshelf.h"
#include "core/mcp/toolnames.h"
#include "core/runtime/projectservices.h"
#include "core/runtime/promptvalues.h"
#include "core/runtime/servicewait.h"
#include "core/tools/imageinfo.h"
#include "core/tools/outputlimits.h"
#include "core/tools/poolrun.h"

namespace aios {

namespace {

using namespace Qt::StringLiterals;

constexpr qsizetype kMostPrompts = 1000;
constexpr qsizetype kMostText = 256 * 1024;
constexpr int kMostPages = 50;
constexpr qsizetype kMostImages = 20;
constexpr qsizetype kMostImageBytes = 5 * 1024 * 1024;
constexpr std::size_t kMostParts = 1000;

QString whyNotThere(const QString& name, const McpServer* server)
{
    const QString shown = showHidden(elided(name, 60));
    if (server && server->isComing())
        return u"The service %1 is still starting. Try again in a moment."_s.arg(shown);
    const QString problem = server ? server->status().problem : QString();
    return problem.isEmpty() ? u"The service %1 is not running now."_s.arg(shown) : u"The service %1 is not running now: %2"_s.arg(shown, problem);
}

QString picturesWords(qsizetype count)
{
    return count == 1 ? u"[A picture of it stands before this text.]"_s : u"[%1 pictures of it stand before this text.]"_s.arg(count);
}

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

/// The pictures are in no text, so it says that they are there.
ServiceInsert resourceInsert(const QString& mention, const ToolOutput& output)
{
    ServiceInsert insert;
    QStringList texts{output.text};
    for (const ToolImage& image : output.images) {
        insert.images.append({image.mediaType, image.base64});
        if (insert.images.size() == kMostImages)
            break;
    }
    if (!insert.images.isEmpty())
        texts.append(picturesWords(insert.images.size()));
    if (const qsizetype more = output.images.size() - insert.images.size(); more > 0) {
        texts.append(u"[%1 more were left out.]"_s.arg(more));
        insert.leftOut = u"%1 more pictures of @%2 were left out: the assistant is given the first %3."_s.arg(more)
                             .arg(showHidden(elided(mention, 200)))
                             .arg(kMostImages);
    }
    texts.removeAll(QString());
    insert.text = markedText(u"resource"_s, mention, texts.join(u'\n'));
    return insert;
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
                reply(output.isError ? Result<ServiceInsert>(fail(ErrorCode::Protocol, output.text)) : resourceInsert(mention, output));
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
                   [&services, context, reply, source = QString(server + u": "_s + prompt->name)](const Result<QByteArray>& result) {
                       if (!result)
                           return reply(std::unexpected(result.error()));
                       services.pool().run(
                           context, [bytes = *result] { return promptInsert(bytes); },
                           [reply, source](Result<ServiceInsert> insert) {
                               if (insert)
                                   insert->text = markedText(u"prompt"_s, source, insert->text);
                               reply(std::move(insert));
                           });
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
        return tell(fail(ErrorCode::Unavailable, whyNotThere(server, found)));
    RpcOptions options = found->callOptions();
    options.harmless = true;
    options.name = request.name.toUtf8();
    if (request.patience.count() > 0)
        options.timeout = request.patience;
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
    const QStringList given = promptValues(words, prompt.arguments.size());
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

namespace {

/// Reads the messages of a prompt, part by part.
class PromptReader {
public:
    void message(const json::object& message)
    {
        const bool answers = jsonText(message, "role") == "assistant"_L1;
        const json::value* content = message.if_contains("content");
        if (const json::object* one = content ? content->if_object() : nullptr)
            part(*one, answers);
        const json::array* several = content ? content->if_array() : nullptr;
        for (std::size_t i = 0; several && i < several->size() && i < kMostParts; ++i) {
            if (const json::object* one = (*several)[i].if_object())
                part(*one, answers);
        }
    }
    Result<ServiceInsert> take()
    {
        m_leftOut.removeDuplicates();
        const QString left = elided(showHidden(m_leftOut.join(u", "_s)), 300);
        if (m_texts.isEmpty() && m_insert.images.isEmpty() && !left.isEmpty())
            return fail(ErrorCode::Protocol, u"The service gave a prompt that a model cannot be given (%1). Nothing was sent."_s.arg(left));
        if (m_texts.isEmpty() && m_insert.images.isEmpty())
            return fail(ErrorCode::Protocol, u"The service gave a prompt without any text. Nothing was sent."_s);
        m_insert.text = elided(m_texts.join(u"\n\n"_s), kMostText);
        if (!m_insert.images.isEmpty())
            m_insert.text += (m_insert.text.isEmpty() ? QString() : u"\n\n"_s) + picturesWords(m_insert.images.size());
        if (!left.isEmpty())
            m_insert.leftOut = u"Parts of the service's prompt were left out, because a model cannot be given them: %1."_s.arg(left);
        return std::move(m_insert);
    }

private:
    void part(const json::object& part, bool answers)
    {
        const QString type = jsonText(part, "type");
        const json::object* resource = jsonObject(part, "resource");
        const QString text = resource ? jsonText(*resource, "text") : jsonText(part, "text");
        if (!text.isEmpty())
            m_texts.append(answers ? u"Assistant: "_s + text : text);
        else if (type == "image"_L1)
            picture(jsonText(part, "data"), jsonText(part, "mimeType"));
        else if (resource && resource->contains("blob"))
            picture(jsonText(*resource, "blob"), jsonText(*resource, "mimeType"));
        else if (type == "resource_link"_L1)
            m_texts.append(u"[Link: %1 %2]"_s.arg(elided(jsonText(part, "name"), 200), elided(jsonText(part, "uri"), 600)));
        else if (type != "text"_L1 && type != "resource"_L1)
            m_leftOut.append(type.isEmpty() ? u"a part of an unknown kind"_s : elided(type, 60));
    }
    /// What it says it is must be what it is.
    void picture(const QString& data, const QString& mediaType)
    {
        const QByteArray base64 = data.toLatin1();
        const auto decoded = QByteArray::fromBase64Encoding(base64, QByteArray::AbortOnBase64DecodingErrors);
        const auto info = decoded && decoded.decoded.size() <= kMostImageBytes ? sniffImage(*decoded) : std::nullopt;
        if (!info || m_insert.images.size() >= kMostImages)
            return m_leftOut.append(u"%1 of %2"_s.arg(mediaType.isEmpty() ? u"data"_s : elided(mediaType, 60), byteCount(base64.size() * 3 / 4)));
        m_insert.images.append({info->mediaType, base64});
    }
    ServiceInsert m_insert;
    QStringList m_texts;
    QStringList m_leftOut;
};

} // namespace

Result<ServiceInsert> promptInsert(QByteArrayView result)
{
    const auto value = parseJson(result, {.maxDepth = 128, .refuseDuplicateKeys = false});
    const json::object* object = value ? value->if_object() : nullptr;
    const json::array* messages = object ? jsonArray(*object, "messages") : nullptr;
    PromptReader reader;
    for (std::size_t i = 0; messages && i < messages->size(); ++i) {
        if (const json::object* message = (*messages)[i].if_object())
            reader.message(*message);
    }
    return reader.take();
}

ServiceInserts makeServiceInserts(ProjectServices& services)
{
    ServiceInserts inserts;
    inserts.whenKnown = [&services](QObject* context, std::function<void()> done) { services.whenRead(context, std::move(done)); };
    inserts.isResource = [&services](const QString& mention) {
        const QString server = mention.section(u':', 0, 0);
        return mention.size() > server.size() + 1 && services.manager().server(server);
    };
    inserts.resource = [&services](const QString& mention, const QString& sessionId, QObject* context, const ServiceInserts::Reply& reply) {
        new ServiceWait(services, mention.section(u':', 0, 0), context,
                        [=, &services] { readResource(services, mention, sessionId, context, reply); });
    };
    inserts.prompt = [&services](const QString& command, const QString& words, QObject* context, const ServiceInserts::Reply& reply) {
        new ServiceWait(services, command.section(u"__"_s, 1, 1), context, [=, &services] { getPrompt(services, command, words, context, reply); });
    };
    return inserts;
}

} // namespace aios
