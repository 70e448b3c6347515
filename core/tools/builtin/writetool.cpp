// SPDX-License-Identifier: MIT
#include "core/tools/builtin/writetool.h"

#include "core/base/json.h"
#include "core/tools/builtin/fileeffect.h"
#include "core/tools/poolrun.h"
#include "core/tools/toolinput.h"

using namespace Qt::StringLiterals;

namespace aios {
namespace {

FileEffectRequest requestOf(const ToolInput& input)
{
    FileEffectRequest request;
    request.tool = u"Write"_s;
    request.namedPath = input.text("file_path");
    request.wholeRead = true;
    request.make = [content = input.bytes("content")](const QByteArray*) -> std::expected<QByteArray, QString> { return content; };
    return request;
}

ToolOutput writeFile(const ToolCall& call, const ToolContext& context)
{
    const auto input = ToolInput::parse(call.inputJson);
    if (!input)
        return toolError(input.error().message);
    auto applied = applyFileEffect(requestOf(*input), context);
    if (!applied)
        return toolError(applied.error());
    ToolOutput output = std::move(applied->output);
    applied->output.filesChanged = output.filesChanged;
    output.text = describeApplied(*applied);
    const FileEffect& effect = applied->effect;
    output.structured = R"({"type":)" + QByteArray(effect.exists ? R"("update")" : R"("create")") + R"(,"filePath":)" +
                        jsonString(effect.path.absolute) + R"(,"content":)" + jsonString(QByteArrayView(effect.after)) + R"(,"structuredPatch":)" +
                        (effect.exists ? structuredPatch(effect.hunks) : "[]") + R"(,"originalFile":)" + originalFileJson(effect) + "}";
    return output;
}

} // namespace

const ToolSpec& WriteTool::spec() const
{
    static const ToolSpec spec{
        QString::fromLatin1(kName),
        u"Writes a file with exactly the given content; missing folders are made. An existing file must have been read whole in this session and is "
        "replaced. To change a part of a file use Edit."_s,
        R"j({"type":"object","properties":{)j"
        R"j("file_path":{"type":"string","description":"Path of the file, absolute or relative to the project folder"},)j"
        R"j("content":{"type":"string","description":"The whole content"})j"
        R"j(},"required":["file_path","content"],"additionalProperties":false})j",
        false, true};
    return spec;
}

ToolPlan WriteTool::plan(const ToolCall& call, const ToolContext& context) const
{
    const auto input = ToolInput::parse(call.inputJson);
    if (!input) {
        ToolPlan plan;
        plan.access.tool = spec().name;
        plan.refusal = input.error().message;
        return plan;
    }
    return planFileEffect(requestOf(*input), call, context);
}

std::unique_ptr<ToolRun> WriteTool::start(const ToolCall& call, const ToolContext& context, ToolProgress, Once<Result<ToolOutput>> reply) const
{
    return std::make_unique<PoolRun>(
        context, [call](const ToolContext& own, const std::atomic_bool&) -> Result<ToolOutput> { return writeFile(call, own); }, std::move(reply));
}

} // namespace aios
