// SPDX-License-Identifier: MIT
#include "core/runtime/resumedresources.h"

#include "core/base/json.h"

#include <QHash>

using namespace Qt::StringLiterals;

namespace aios {

namespace {

/// `server:address` of a part that was mentioned; files have a path, and prompts of services begin with a slash.
std::optional<GivenResource> mentioned(const ContextPart& part)
{
    const qsizetype colon = part.title.indexOf(u':');
    if (part.kind != "mention"_L1 || !part.path.isEmpty() || colon <= 0 || part.title.startsWith(u'/') || colon + 1 == part.title.size())
        return std::nullopt;
    return GivenResource{part.title.first(colon), part.title.sliced(colon + 1)};
}

std::optional<GivenResource> wanted(const ToolUseBlock& call)
{
    if (call.name != "ReadMcpResourceTool"_L1)
        return std::nullopt;
    const auto input = parseJson(call.inputJson);
    const json::object* object = input ? input->if_object() : nullptr;
    GivenResource resource;
    if (object)
        resource = {jsonText(*object, "server"), jsonText(*object, "uri")};
    return resource.server.isEmpty() || resource.uri.isEmpty() ? std::nullopt : std::optional(resource);
}

class Collector {
public:
    void add(const std::optional<GivenResource>& resource)
    {
        if (resource && !m_all.contains(*resource))
            m_all.append(*resource);
    }
    void add(const Message& message)
    {
        for (const Block& block : message.blocks) {
            if (const auto* call = std::get_if<ToolUseBlock>(&block))
                m_calls.insert(call->id, wanted(*call));
            else if (const auto* result = std::get_if<ToolResultBlock>(&block); result && !result->isError && !result->denied)
                add(m_calls.value(result->toolUseId));
        }
    }
    [[nodiscard]] QList<GivenResource> take() { return std::exchange(m_all, {}); }

private:
    QList<GivenResource> m_all;
    QHash<QString, std::optional<GivenResource>> m_calls;
};

} // namespace

QList<GivenResource> givenResources(const SessionRecord& record)
{
    Collector given;
    for (const TurnContext& context : record.contexts) {
        if (!context.agent.isEmpty())
            continue;
        if (context.whole) // a compaction left nothing of what was before
            std::ignore = given.take();
        for (const ContextPart& part : context.parts)
            given.add(mentioned(part));
    }
    for (const Message& message : record.history)
        given.add(message);
    return given.take();
}

} // namespace aios
