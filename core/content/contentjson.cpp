// SPDX-License-Identifier: MIT
#include "core/base/json.h"
#include "core/content/contentloader.h"
#include "core/content/servicewords.h"
#include "core/content/startcost.h"

#include <algorithm>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

std::string utf8(const QString& text)
{
    return text.toStdString();
}

json::array strings(const QStringList& list)
{
    json::array array;
    for (const QString& item : list)
        array.emplace_back(utf8(item));
    return array;
}

json::object fileJson(const LayerFile& file)
{
    json::object object;
    object["path"] = utf8(file.path);
    object["relative"] = utf8(file.relative);
    object["origin"] = utf8(originName(file.origin));
    object["reason"] = utf8(loadReasonName(file.reason));
    object["bytes"] = file.bytes;
    object["tokens"] = file.tokens;
    object["sha256"] = file.sha256.toStdString();
    if (!file.linkTarget.isEmpty())
        object["linkTarget"] = utf8(file.linkTarget);
    object["problem"] = utf8(file.problem);
    return object;
}

json::object entryJson(const BrainFile& brain)
{
    json::object object = fileJson(brain.file);
    object["parent"] = utf8(brain.parentPath);
    object["pendingImports"] = strings(brain.pendingImports);
    object["deadImports"] = strings(brain.deadImports);
    return object;
}

json::object entryJson(const RuleFile& rule)
{
    json::object object = fileJson(rule.file);
    object["paths"] = strings(rule.paths);
    return object;
}

json::object entryJson(const SkillFile& skill)
{
    json::object object = fileJson(skill.file);
    object["name"] = utf8(skill.name);
    object["label"] = utf8(skill.label);
    object["description"] = utf8(skill.description);
    object["whenToUse"] = utf8(skill.whenToUse);
    object["singleFile"] = skill.singleFile;
    object["modelInvocable"] = skill.modelInvocable;
    object["userInvocable"] = skill.userInvocable;
    object["allowedTools"] = strings(skill.allowedTools);
    object["paths"] = strings(skill.paths);
    object["model"] = utf8(skill.model);
    object["effort"] = utf8(skill.effort);
    object["frontmatterTokens"] = skill.frontmatterTokens;
    object["bodyTokens"] = skill.bodyTokens;
    return object;
}

json::object entryJson(const CommandFile& command)
{
    json::object object = fileJson(command.file);
    object["name"] = utf8(command.name);
    object["description"] = utf8(command.description);
    object["argumentHint"] = utf8(command.argumentHint);
    object["arguments"] = strings(command.argumentNames);
    object["allowedTools"] = strings(command.allowedTools);
    object["model"] = utf8(command.model);
    object["effort"] = utf8(command.effort);
    object["shadowedInClaudeCode"] = command.shadowedInClaudeCode;
    return object;
}

json::object entryJson(const AgentFile& agent)
{
    json::object object = fileJson(agent.file);
    object["name"] = utf8(agent.name);
    object["description"] = utf8(agent.description);
    object["tools"] = agent.toolsGiven ? json::value(strings(agent.tools)) : json::value(nullptr);
    object["disallowedTools"] = strings(agent.disallowedTools);
    object["model"] = utf8(agent.model);
    object["effort"] = utf8(agent.effort);
    object["maxTurns"] = agent.maxTurns;
    object["skills"] = strings(agent.skills);
    return object;
}

json::object entryJson(const LearningFile& learning)
{
    json::object object = fileJson(learning.file);
    object["command"] = utf8(learning.command);
    return object;
}

json::object entryJson(const ContextFile& context)
{
    return fileJson(context.file);
}

json::object entryJson(const ServiceEntry& service)
{
    json::object object;
    object["path"] = utf8(service.file.path);
    object["origin"] = utf8(originName(service.file.origin));
    object["name"] = utf8(service.name);
    object["type"] = utf8(service.type);
    object["command"] = utf8(service.command);
    object["url"] = utf8(service.url);
    object["problem"] = utf8(service.problem);
    return object;
}

json::object entryJson(const ContentWarning& warning)
{
    json::object object;
    object["severity"] = utf8(severityName(warning.severity));
    object["code"] = utf8(warning.code);
    object["path"] = utf8(warning.path);
    object["line"] = warning.line;
    object["text"] = utf8(warning.text);
    return object;
}

template <typename List>
json::array entriesJson(const List& entries)
{
    json::array array;
    for (const auto& entry : entries)
        array.emplace_back(entryJson(entry));
    return array;
}

/// With `instructions`: what each says of its tools and what that costs a session; null where it is not known.
json::array servicesJson(const QList<ServiceEntry>& services, const TokenScale& scale, const QList<KeptServiceWords>& words)
{
    const QMap<QString, qint64> cost = wordsCost(words);
    json::array array;
    for (const ServiceEntry& service : services) {
        json::object object = entryJson(service);
        object["instructions"] = nullptr;
        if (const auto kept = std::ranges::find(words, service.name, &KeptServiceWords::service); kept != words.end())
            object["instructions"] = {{"text", utf8(kept->text)}, {"given", kept->given}, {"tokens", scaled(cost.value(service.name), scale)}};
        array.emplace_back(std::move(object));
    }
    return array;
}

} // namespace

QByteArray contentToJson(const ContentSnapshot& original, const TokenScale& scale, const QList<KeptServiceWords>& words)
{
    const ContentSnapshot content = scaled(original, scale);
    json::object object;
    object["root"] = utf8(content.root);
    object["name"] = utf8(content.name);
    object["isAios"] = content.isAios;
    object["brain"] = entriesJson(content.brain);
    object["rules"] = entriesJson(content.rules);
    object["skills"] = entriesJson(content.skills);
    object["commands"] = entriesJson(content.commands);
    object["agents"] = entriesJson(content.agents);
    object["learnings"] = entriesJson(content.learnings);
    object["context"] = entriesJson(content.context);
    object["services"] = servicesJson(content.services, scale, words);
    json::array linked;
    for (const LayerFile& file : content.linked)
        linked.emplace_back(fileJson(file));
    object["linked"] = std::move(linked);
    object["warnings"] = entriesJson(content.warnings);
    json::object start;
    qint64 total = 0;
    for (const StartCost& cost : startCost(original)) {
        start[utf8(cost.kind)] = scaled(cost.tokens, scale);
        total += scaled(cost.tokens, scale);
    }
    object["sessionStart"] = std::move(start);
    object["sessionStartTokens"] = total;
    object["tokens"] = {{"by", "bytes"}, {"factor", scale.factor}, {"replies", scale.replies}, {"model", utf8(scale.model)}};
    object["revision"] = content.revision.toStdString();
    return toJson(object);
}

} // namespace aios
