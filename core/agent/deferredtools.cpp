// SPDX-License-Identifier: MIT
#include "core/agent/deferredtools.h"

#include "core/base/hash.h"
#include "core/base/text.h"

namespace aios {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kUnknownWindow = 100'000; ///< Of a model that does not say how much it holds.
const QString kSearch = u"ToolSearch"_s;
const QString kLoadedWhy = u"found with ToolSearch"_s;

QByteArray textOf(const ToolDefinition& tool)
{
    return tool.name.toUtf8() + tool.description.toUtf8() + tool.inputSchemaJson;
}

bool isServed(const Tool& tool, const SessionServices& services)
{
    return tool.spec().name.startsWith("mcp__"_L1) && !(services.alwaysLoaded && services.alwaysLoaded(tool));
}

QStringList sortedNames(const QSet<QString>& names)
{
    QStringList sorted(names.cbegin(), names.cend());
    sorted.sort();
    return sorted;
}

QString reminder(const QString& words)
{
    return u"<system-reminder>\n"_s + words + u"\n</system-reminder>"_s;
}

} // namespace

std::optional<ToolSearchSetting> toolSearchSetting(QStringView word)
{
    using When = ToolSearchSetting::When;
    const QStringView trimmed = word.trimmed();
    if (trimmed == "true"_L1)
        return ToolSearchSetting{When::Always};
    if (trimmed == "false"_L1)
        return ToolSearchSetting{When::Never};
    if (trimmed == "auto"_L1)
        return ToolSearchSetting{};
    bool good = trimmed.startsWith("auto:"_L1);
    const double percent = good ? trimmed.sliced(5).toDouble(&good) : 0;
    if (!good || !(percent >= 0 && percent <= 100))
        return std::nullopt;
    return ToolSearchSetting{When::Auto, percent / 100};
}

QString toolSearchWord(const ToolSearchSetting& setting)
{
    using When = ToolSearchSetting::When;
    if (setting.when != When::Auto)
        return setting.when == When::Always ? u"true"_s : u"false"_s;
    return setting == ToolSearchSetting() ? u"auto"_s : u"auto:%1"_s.arg(100 * setting.share);
}

void deferTools(LoopScope& scope, const SessionCore& core, qint64 contextWindow)
{
    using When = ToolSearchSetting::When;
    const ToolSearchSetting& setting = core.services.toolSearch;
    const bool before = !scope.deferredTools.isEmpty() && scope.deferredBy == setting;
    scope.deferredTools.clear();
    if (setting.when == When::Never || !scope.tool(kSearch) || core.policy.removesTool(kSearch))
        return;
    QSet<QString> names;
    qint64 tokens = 0;
    for (const auto& tool : std::as_const(scope.tools)) {
        const ToolSpec& spec = tool->spec();
        if (!isServed(*tool, core.services) || core.policy.removesTool(spec.name))
            continue;
        names.insert(spec.name);
        tokens += estimateTokens(textOf({spec.name, spec.description, spec.inputSchemaJson}).size());
    }
    const double window = static_cast<double>(contextWindow > 0 ? contextWindow : kUnknownWindow);
    if (before || setting.when == When::Always || static_cast<double>(tokens) > setting.share * window)
        scope.deferredTools = names;
    scope.deferredBy = setting;
}

QList<ToolDefinition> definitionsOf(const LoopScope& scope, const Policy& policy)
{
    QList<ToolDefinition> definitions;
    for (const auto& tool : scope.tools) {
        const ToolSpec& spec = tool->spec();
        if (!policy.removesTool(spec.name) && (spec.name != kSearch || !scope.deferredTools.isEmpty()))
            definitions.append({spec.name, spec.description, spec.inputSchemaJson, scope.deferredTools.contains(spec.name) ? 0 : -1});
    }
    markLoaded(definitions, scope);
    return definitions;
}

void markLoaded(QList<ToolDefinition>& definitions, const LoopScope& scope)
{
    for (ToolDefinition& tool : definitions) {
        if (tool.loaded >= 0)
            tool.loaded = static_cast<int>(scope.loadedTools.indexOf(tool.name)) + 1;
    }
}

QString tellDeferred(LoopScope& scope, const Policy& policy)
{
    const QStringList now = sortedNames(scope.deferredTools);
    const QStringList told = std::exchange(scope.toldTools, now);
    if (now == told)
        return {};
    const auto missing = [](const QStringList& from, const QStringList& in) {
        QStringList names = from;
        names.removeIf([&in](const QString& name) { return std::ranges::binary_search(in, name); });
        return names;
    };
    const QStringList added = missing(now, told);
    QStringList gone = missing(told, now);
    QStringList whole; // the setting defers none any more: their definitions are there
    for (const QString& name : std::as_const(gone)) {
        if (scope.tool(name) && !policy.removesTool(name))
            whole.append(name);
    }
    gone = missing(gone, whole);
    QStringList words;
    if (!added.isEmpty())
        words +=
            u"These deferred tools are available by ToolSearch. Their schemas are not loaded: find the ones you need with ToolSearch before you call "
            "them.\n"_s +
            added.join(u'\n');
    if (!whole.isEmpty())
        words += u"These tools are not deferred any more. Their definitions are loaded: call them without ToolSearch.\n"_s + whole.join(u'\n');
    if (!gone.isEmpty())
        words += u"These deferred tools are not available any more:\n"_s + gone.join(u'\n');
    return reminder(words.join(u"\n\n"_s));
}

ContextPart loadedToolPart(const ToolDefinition& tool)
{
    const QByteArray text = textOf(tool);
    return {u"tools"_s, tool.name, {}, kLoadedWhy, estimateTokens(text.size()), sha256Hex(text)};
}

bool isLoadedTool(const ContextPart& part)
{
    return part.kind == "tools"_L1 && part.why == kLoadedWhy;
}

QList<ContextPart> toolParts(const LoopScope& scope, const Policy& policy)
{
    QList<ContextPart> parts;
    QByteArray names;
    QByteArray all; // what they are counts, so that a changed one is another beginning
    for (const ToolDefinition& tool : definitionsOf(scope, policy)) {
        const QByteArray text = textOf(tool);
        if (tool.loaded < 0)
            parts.append({u"tools"_s, tool.name, {}, u"a tool it may call"_s, estimateTokens(text.size()), sha256Hex(text)});
        else if (tool.loaded > 0)
            parts.append(loadedToolPart(tool));
        if (tool.loaded >= 0) {
            names += tool.name.toUtf8() + '\n';
            all += text + '\0';
        }
    }
    if (!names.isEmpty())
        parts.append({u"tools"_s,
                      u"Names of deferred tools"_s,
                      {},
                      u"%1 tools of services; what they say is loaded when it is needed"_s.arg(names.count('\n')),
                      estimateTokens(names.size()),
                      sha256Hex(all)});
    return parts;
}

void noteLoadedTools(const QList<Message>& history, LoopScope& scope)
{
    for (const Message& message : history) {
        for (const Block& block : message.blocks) {
            const auto* result = std::get_if<ToolResultBlock>(&block);
            for (const QString& name : result ? result->toolReferences : QStringList()) {
                if (!scope.loadedTools.contains(name))
                    scope.loadedTools.append(name);
            }
        }
    }
}

void forgetLoadedTools(LoopScope& scope)
{
    scope.loadedTools.clear();
    scope.toldTools.clear();
}

} // namespace aios
