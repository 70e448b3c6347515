// SPDX-License-Identifier: MIT
#include "core/tools/builtin/edittool.h"

#include "core/base/json.h"
#include "core/tools/builtin/fileeffect.h"
#include "core/tools/builtin/textreplace.h"
#include "core/tools/poolrun.h"
#include "core/tools/toolinput.h"

using namespace Qt::StringLiterals;

namespace aios {
namespace {

std::expected<QByteArray, QString> edited(const TextReplacement& replacement, const QByteArray* before)
{
    if (replacement.oldText == replacement.newText)
        return std::unexpected(u"old_string and new_string are the same; there is nothing to change."_s);
    if (replacement.oldText.isEmpty()) {
        // The field's way to make a file with Edit.
        if (before && !before->isEmpty())
            return std::unexpected(u"old_string is empty, but the file exists and has content. Give the text to replace."_s);
        return replacement.newText;
    }
    if (!before)
        return std::unexpected(u"The file does not exist. Make it with Write."_s);
    auto replaced = replaceText(*before, replacement);
    if (!replaced)
        return std::unexpected(replaced.error());
    return std::move(replaced->bytes);
}

FileEffectRequest requestOf(const ToolInput& input)
{
    FileEffectRequest request;
    request.tool = u"Edit"_s;
    request.namedPath = input.text("file_path");
    const TextReplacement replacement{input.bytes("old_string"), input.bytes("new_string"), input.flag("replace_all")};
    request.make = [replacement](const QByteArray* before) { return edited(replacement, before); };
    return request;
}

ToolOutput editFile(const ToolCall& call, const ToolContext& context)
{
    const auto input = ToolInput::parse(call.inputJson);
    if (!input)
        return toolError(input.error().message);
    const auto applied = applyFileEffect(requestOf(*input), context);
    if (!applied)
        return toolError(applied.error());
    ToolOutput output = applied->output;
    output.text = describeApplied(*applied);
    const FileEffect& effect = applied->effect;
    output.structured = R"({"filePath":)" + jsonString(effect.path.absolute) + R"(,"oldString":)" +
                        jsonString(QByteArrayView(input->bytes("old_string"))) + R"(,"newString":)" +
                        jsonString(QByteArrayView(input->bytes("new_string"))) + R"(,"originalFile":)" + originalFileJson(effect) +
                        R"(,"structuredPatch":)" + structuredPatch(effect.hunks) + R"(,"userModified":)" + (applied->wroteAll ? "false" : "true") +
                        R"(,"replaceAll":)" + (input->flag("replace_all") ? "true" : "false") + "}";
    return output;
}

} // namespace

const ToolSpec& EditTool::spec() const
{
    static const ToolSpec spec{
        QString::fromLatin1(kName),
        u"Replaces text in a file that was read in this session. old_string must match the file exactly, without the line numbers of Read, and stand in "
        "it once, unless replace_all is true."_s,
        R"j({"type":"object","properties":{)j"
        R"j("file_path":{"type":"string","description":"Path of the file, absolute or relative to the project folder"},)j"
        R"j("old_string":{"type":"string","description":"The text to replace"},)j"
        R"j("new_string":{"type":"string","description":"The text to put there"},)j"
        R"j("replace_all":{"type":"boolean","description":"Replace every place (default false)"})j"
        R"j(},"required":["file_path","old_string","new_string"],"additionalProperties":false})j",
        false, true};
    return spec;
}

ToolPlan EditTool::plan(const ToolCall& call, const ToolContext& context) const
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

std::unique_ptr<ToolRun> EditTool::start(const ToolCall& call, const ToolContext& context, ToolProgress, Once<Result<ToolOutput>> reply) const
{
    return std::make_unique<PoolRun>(
        context, [call](const ToolContext& own, const std::atomic_bool&) -> Result<ToolOutput> { return editFile(call, own); }, std::move(reply));
}

} // namespace aios
