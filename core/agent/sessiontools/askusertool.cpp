// SPDX-License-Identifier: MIT
#include "core/agent/sessiontools/askusertool.h"

#include "core/agent/jsonline.h"
#include "core/base/hash.h"

namespace aios {

namespace {

using namespace Qt::StringLiterals;

constexpr const char* kSchema =
    R"({"type":"object","properties":{"questions":{"type":"array","minItems":1,"maxItems":4,"items":{"type":"object","properties":{"question":{"type":"string"},"header":{"type":"string","description":"At most 12 characters"},"options":{"type":"array","minItems":2,"maxItems":4,"items":{"type":"object","properties":{"label":{"type":"string"},"description":{"type":"string"},"preview":{"type":"string"}},"required":["label","description"]}},"multiSelect":{"type":"boolean"}},"required":["question","header","options"]}}},"required":["questions"]})";

QList<Question> questionsOf(QByteArrayView inputJson)
{
    QList<Question> questions;
    const auto value = parseJson(inputJson);
    const auto* list = value && value->is_object() ? jsonArray(value->as_object(), "questions") : nullptr;
    if (!list)
        return questions;
    for (const auto& entry : *list) {
        if (!entry.is_object())
            continue;
        const auto& o = entry.as_object();
        Question question{jsonText(o, "question"), jsonText(o, "header"), {}, jsonBool(o, "multiSelect")};
        if (const auto* options = jsonArray(o, "options")) {
            for (const auto& option : *options) {
                if (option.is_object())
                    question.options.append({jsonText(option.as_object(), "label"), jsonText(option.as_object(), "description"),
                                             jsonText(option.as_object(), "preview")});
            }
        }
        questions.append(std::move(question));
    }
    return questions;
}

class AskUserTool final : public SessionTool {
public:
    [[nodiscard]] const ToolSpec& spec() const override
    {
        static const ToolSpec kSpec{
            u"AskUserQuestion"_s,
            u"Ask the person one to four questions with options. They can also answer in their own words. Use it when a choice is theirs to make, not to ask for permission."_s,
            kSchema, false, false};
        return kSpec;
    }

    [[nodiscard]] ToolPlan plan(const ToolCall& call, const ToolContext&) const override
    {
        ToolPlan plan;
        plan.access.grade = Grade::Read;
        plan.access.neverAsks = true;
        plan.questions = questionsOf(call.inputJson);
        plan.title = plan.questions.isEmpty() ? u"Ask you"_s : u"Ask you: "_s + plan.questions.first().question;
        plan.verb = u"Answer"_s;
        plan.digest = sha256Fields({"AskUserQuestion", call.inputJson});
        if (plan.questions.isEmpty())
            plan.refusal = u"There is no question in this call."_s;
        return plan;
    }

    [[nodiscard]] std::unique_ptr<ToolRun> start(const ToolCall& call, const ToolContext& context, ToolProgress,
                                                 Once<Result<ToolOutput>> reply) const override
    {
        ToolOutput output;
        QByteArray answers;
        for (const Question& question : questionsOf(call.inputJson)) {
            const QString answer = context.decision ? context.decision->answers.value(question.question) : QString();
            output.text += u"Q: "_s + question.question + u"\nA: "_s + (answer.isEmpty() ? u"(no answer)"_s : answer) + u"\n"_s;
            answers += (answers.isEmpty() ? QByteArray() : QByteArray(",")) + jsonString(question.question) + ':' + jsonString(answer);
        }
        output.structured = "{\"answers\":{" + answers + "}}";
        reply(std::move(output));
        return nullptr;
    }
};

} // namespace

std::shared_ptr<const Tool> makeAskUserTool()
{
    return std::make_shared<const AskUserTool>();
}

} // namespace aios
