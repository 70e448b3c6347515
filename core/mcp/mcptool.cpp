// SPDX-License-Identifier: MIT
#include "core/mcp/mcptool.h"

#include "core/base/hash.h"
#include "core/base/json.h"
#include "core/base/jsonraw.h"
#include "core/base/text.h"
#include "core/mcp/mcpcallrun.h"
#include "core/mcp/mcpserver.h"
#include "core/mcp/mcpwaitingrun.h"
#include "core/tools/poolrun.h"

#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace aios {

namespace {

constexpr qsizetype kMostDescription = 2048; ///< folder.md 5.4
constexpr qsizetype kShownName = 80;

QString verbOf(ServiceEffect effect)
{
    switch (effect) {
    case ServiceEffect::Reads:
        return u"Read from Service"_s;
    case ServiceEffect::Changes:
        return u"Change Service"_s;
    case ServiceEffect::Publishes:
        return u"Publish Once"_s;
    case ServiceEffect::Unset:
        break;
    }
    return u"Call Once"_s;
}

QString titleOf(ServiceEffect effect, const QString& server, const QString& tool)
{
    const QString name = elided(showHidden(tool), kShownName);
    switch (effect) {
    case ServiceEffect::Reads:
        return u"Read from %1: %2"_s.arg(server, name);
    case ServiceEffect::Changes:
        return u"Change something in %1: %2"_s.arg(server, name);
    case ServiceEffect::Publishes:
        return u"Publish through %1: %2"_s.arg(server, name);
    case ServiceEffect::Unset:
        break;
    }
    return u"Call %1: %2"_s.arg(server, name);
}

QList<std::pair<QString, QString>> shownArguments(QByteArrayView inputJson)
{
    QList<std::pair<QString, QString>> arguments;
    const auto input = parseJson(inputJson);
    if (!input || !input->is_object())
        return arguments;
    for (const auto& [name, value] : input->get_object()) {
        const QByteArray raw = rawMember(inputJson, rawKey(name)).toByteArray();
        const QByteArray text = raw.isEmpty() ? toJson(value) : raw;
        arguments.append({toQString(name), value.is_string() ? toQString(value.get_string()) : QString::fromUtf8(text)});
    }
    return arguments;
}

} // namespace

QString argumentPattern(QByteArrayView schema, QByteArrayView inputJson)
{
    static const QRegularExpression plain(u"^[A-Za-z0-9][A-Za-z0-9_.:/@-]{0,79}$"_s);
    static const QRegularExpression name(u"^[A-Za-z_][A-Za-z0-9_-]{0,63}$"_s);
    const auto parsed = parseJson(schema);
    const auto input = parseJson(inputJson);
    if (!parsed || !parsed->is_object() || !input || !input->is_object())
        return {};
    const json::array* required = jsonArray(parsed->get_object(), "required");
    QString found;
    for (std::size_t i = 0; required && i < required->size(); ++i) {
        if (!(*required)[i].is_string())
            continue;
        const QString key = toQString((*required)[i].get_string());
        const QString value = jsonText(input->get_object(), (*required)[i].get_string());
        // The fields that rules of Claude Code keep for other tools never carry a pattern.
        static const QStringList kept{u"command"_s, u"file_path"_s, u"path"_s, u"notebook_path"_s, u"url"_s};
        if (name.match(key).hasMatch() && plain.match(value).hasMatch() && !kept.contains(key))
            found = key + u':' + value;
    }
    return found;
}

McpTool::McpTool(McpToolInfo info, QString server, std::shared_ptr<const McpToolChoice> choice, McpServer* owner)
    : m_info(std::move(info)), m_server(std::move(server)), m_choice(std::move(choice)), m_owner(owner)
{
    m_spec.name = m_info.shown.toolName;
    // Whatever the person cannot see, the model does not get either.
    m_spec.description = elided(withoutTagCharacters(m_info.shown.description), kMostDescription);
    m_spec.inputSchemaJson = m_info.modelSchema;
    m_spec.readOnly = m_choice->effect == ServiceEffect::Reads;
}

/// Everything that decides what happens: the tool as described, its server's configuration (both in its digest), the input, and what it counts as.
QByteArray McpTool::digestOf(const ToolCall& call) const
{
    return sha256Fields({"mcp-call", m_spec.name.toUtf8(), m_info.shown.digest, call.inputJson, serviceEffectName(m_choice->effect).toUtf8()});
}

void McpTool::setAccess(AccessRequest& access) const
{
    const ServiceEffect effect = m_choice->effect;
    access.grade = effect == ServiceEffect::Reads ? Grade::Read : Grade::LeavesComputer;
    if (effect == ServiceEffect::Changes)
        access.subject = argumentPattern(m_info.modelSchema, access.inputJson);
    if (effect == ServiceEffect::Publishes) {
        access.alwaysAsk = true;
        access.alwaysAskReason = u"Asks because it publishes: no rule or mode may do that for you."_s;
    } else if (effect == ServiceEffect::Unset) {
        access.alwaysAsk = true;
        access.alwaysAskReason =
            u"Asks because nobody has chosen yet what this tool does; until then it counts as publishing. Choose it under Services."_s;
    } else if (m_info.alwaysAsks) {
        access.alwaysAsk = true;
        access.alwaysAskReason = u"Asks because the service wants to be confirmed every time."_s;
    }
}

ToolPlan McpTool::plan(const ToolCall& call, const ToolContext&) const
{
    ToolPlan plan;
    const ServiceEffect effect = m_choice->effect;
    plan.access.tool = m_spec.name;
    plan.access.inputJson = call.inputJson;
    setAccess(plan.access);
    plan.title = titleOf(effect, m_server, m_info.shown.name);
    plan.verb = verbOf(effect);
    plan.preview.kind = ApprovalPreview::Kind::Arguments;
    plan.preview.arguments = shownArguments(call.inputJson);
    plan.digest = digestOf(call);
    if (!m_choice->on)
        plan.refusal = u"The person has switched this tool off, or has not looked yet at what changed about it."_s;
    return plan;
}

McpServer* McpTool::coming() const
{
    return m_owner && m_owner->isComing() ? m_owner.data() : nullptr;
}

QString McpTool::whyNotStarted(const ToolCall& call, const ToolContext& context) const
{
    if (!m_owner)
        return u"The service %1 is not configured any more, so the call was not made."_s.arg(m_server);
    if (const QString why = m_owner->whyNotCallable(m_info.shown.name, m_info.shown.digest); !why.isEmpty())
        return why;
    if (context.approvedDigest.isEmpty() || context.approvedDigest != digestOf(call))
        return u"The call is not the one that was approved, so it was not made."_s;
    return m_choice->on ? QString() : u"The person has switched this tool off, so the call was not made."_s;
}

std::unique_ptr<ToolRun> McpTool::start(const ToolCall& call, const ToolContext& context, ToolProgress progress, Once<Result<ToolOutput>> reply) const
{
    if (McpServer* owner = coming()) { // what it says of its tools now is heard first
        auto make = [tool = std::make_shared<const McpTool>(*this), call, context](ToolProgress told, Once<Result<ToolOutput>> answer) {
            return tool->start(call, context, std::move(told), std::move(answer));
        };
        return std::make_unique<McpWaitingRun>(*owner, std::move(make), std::move(progress), std::move(reply));
    }
    if (const QString why = whyNotStarted(call, context); !why.isEmpty())
        return std::make_unique<QueuedRun>([why]() -> Result<ToolOutput> { return toolError(why); }, std::move(reply));
    const bool harmless = m_choice->effect == ServiceEffect::Reads;
    return std::make_unique<McpCallRun>(*m_owner, m_info, harmless, call, context, std::move(progress), std::move(reply));
}

} // namespace aios
