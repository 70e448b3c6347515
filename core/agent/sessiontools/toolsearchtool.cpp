// SPDX-License-Identifier: MIT
#include "core/agent/sessiontools/toolsearchtool.h"

#include "core/agent/deferredtools.h"
#include "core/agent/jsonline.h"
#include "core/base/hash.h"
#include "core/base/text.h"
#include "core/tools/poolrun.h"

#include <QRegularExpression>

namespace aios {

namespace {

using namespace Qt::StringLiterals;

constexpr int kUsualMost = 5;
constexpr int kMost = 50;
constexpr qsizetype kMostTerms = 20;

struct SearchCall {
    QString query;
    int most = kUsualMost;
};

SearchCall searchCall(QByteArrayView inputJson)
{
    const auto value = parseJson(inputJson);
    const json::object* object = value ? value->if_object() : nullptr;
    if (!object)
        return {};
    return {jsonText(*object, "query").trimmed(), static_cast<int>(std::clamp<qint64>(jsonInt(*object, "max_results", kUsualMost), 1, kMost))};
}

/// A tool as it is searched: the words of its name, and all of it in small letters.
struct Searched {
    explicit Searched(const ToolSpec& spec) : name(spec.name.toLower()), text(spec.description.toLower())
    {
        static const QRegularExpression between(u"[^a-z0-9]+"_s);
        words = name.split(between, Qt::SkipEmptyParts);
    }
    [[nodiscard]] bool has(const QString& term) const { return name.contains(term) || text.contains(term); }
    /// A whole word of the name says most, then a part of it, then the description.
    [[nodiscard]] int score(const QString& term) const
    {
        if (words.contains(term))
            return 12;
        if (name.contains(term))
            return 6;
        return text.contains(term) ? 2 : 0;
    }
    QString name;
    QString text;
    QStringList words;
};

QStringList byName(const LoopScope& scope, const Policy& policy, const QString& names, QStringList& unknown)
{
    QStringList found;
    for (const QString& part : names.split(u',', Qt::SkipEmptyParts)) {
        const QString name = part.trimmed();
        if (name.isEmpty() || found.contains(name))
            continue;
        (scope.tool(name) && !policy.removesTool(name) ? found : unknown).append(name);
    }
    return found;
}

QStringList byWords(const LoopScope& scope, const QString& query, int most)
{
    QStringList required;
    QStringList terms;
    for (const QString& word : query.toLower().split(u' ', Qt::SkipEmptyParts).mid(0, kMostTerms)) {
        const bool must = word.startsWith(u'+');
        if (!must)
            terms.append(word);
        else if (word.size() > 1)
            required.append(word.sliced(1));
    }
    std::vector<std::pair<int, QString>> ranked;
    for (const auto& tool : scope.tools) {
        if (!scope.deferredTools.contains(tool->spec().name))
            continue;
        const Searched searched(tool->spec());
        if (!std::ranges::all_of(required, [&searched](const QString& term) { return searched.has(term); }))
            continue;
        int score = required.isEmpty() ? 0 : 1;
        for (const QString& term : required + terms)
            score += searched.score(term);
        if (score > 0)
            ranked.emplace_back(score, tool->spec().name);
    }
    std::ranges::stable_sort(ranked, std::ranges::greater(), &std::pair<int, QString>::first);
    QStringList found;
    for (std::size_t i = 0; i < ranked.size() && found.size() < most; ++i)
        found.append(ranked[i].second);
    return found;
}

/// One line a tool. What a service wrote cannot end its line or the block: both stand inside JSON texts.
QString functionsText(const LoopScope& scope, const QStringList& names)
{
    QString text = u"<functions>\n"_s;
    for (const QString& name : names) {
        const ToolSpec& spec = scope.tool(name)->spec();
        JsonLine line;
        line.text("description", spec.description);
        line.text("name", spec.name);
        line.raw("parameters", spec.inputSchemaJson);
        QString json = QString::fromUtf8(line.take());
        json.replace(u'\n', u' ');
        text += u"<function>"_s + json.replace("</"_L1, "<\\/"_L1) + u"</function>\n"_s;
    }
    return text + u"</functions>"_s;
}

class ToolSearchTool final : public SessionTool {
public:
    ToolSearchTool(SessionCore& core, LoopScope& scope) : m_core(core), m_scope(scope) {}

    [[nodiscard]] const ToolSpec& spec() const override
    {
        static const ToolSpec kSpec{
            u"ToolSearch"_s,
            u"Fetches the full definitions of deferred tools so that they can be called. Deferred tools are named in <system-reminder> messages; until they are "
            "fetched only their names are known, there is no schema, and they cannot be called. The result holds each matched tool as one "
            "<function>{\"description\": …, \"name\": …, \"parameters\": …}</function> line inside a <functions> block; from then on it can be called like any other "
            "tool.\n\n"
            "Query forms:\n"
            "- \"select:mcp__site__list_posts,mcp__site__get_post\": these tools by name\n"
            "- \"notebook jupyter\": words, the best matches up to max_results\n"
            "- \"+slack send\": \"slack\" must be there, ranked by the other words"_s,
            R"({"type":"object","properties":{"query":{"type":"string","description":"select:<name>,<name> for tools by name, or words to search for"},"max_results":{"type":"number","description":"At most this many; 5 when left out"}},"required":["query"]})",
            true, true};
        return kSpec;
    }

    [[nodiscard]] ToolPlan plan(const ToolCall& call, const ToolContext&) const override
    {
        ToolPlan plan;
        plan.access.grade = Grade::Read;
        plan.access.neverAsks = true;
        plan.title = u"Find tools: "_s + elided(searchCall(call.inputJson).query, 80);
        plan.digest = sha256Fields({"ToolSearch", call.inputJson});
        return plan;
    }

    [[nodiscard]] std::unique_ptr<ToolRun> start(const ToolCall& call, const ToolContext&, ToolProgress,
                                                 Once<Result<ToolOutput>> reply) const override
    {
        return std::make_unique<QueuedRun>([this, call]() -> Result<ToolOutput> { return search(call); }, std::move(reply));
    }

private:
    [[nodiscard]] ToolOutput search(const ToolCall& call) const
    {
        const SearchCall wanted = searchCall(call.inputJson);
        QStringList unknown;
        const QStringList found = findTools(m_scope, m_core.policy, wanted.query, wanted.most, unknown);
        QString text = found.isEmpty() ? u"No deferred tool matches."_s : functionsText(m_scope, found);
        if (!unknown.isEmpty())
            text += u"\nNo tools here: "_s + unknown.join(u", "_s);
        ToolOutput output = toolText(text);
        load(call.id, found);
        QByteArray matches;
        for (const QString& name : found)
            matches += (matches.isEmpty() ? "" : ",") + jsonString(name);
        JsonLine line;
        line.raw("matches", '[' + matches + ']');
        line.text("query", wanted.query);
        line.number("total_deferred_tools", m_scope.deferredTools.size());
        output.structured = line.take();
        return output;
    }

    void load(const QString& callId, const QStringList& found) const
    {
        QStringList deferred;
        QList<ContextPart> parts;
        for (const QString& name : found) {
            if (!m_scope.deferredTools.contains(name))
                continue;
            deferred.append(name);
            if (m_scope.loadedTools.contains(name))
                continue;
            m_scope.loadedTools.append(name);
            const ToolSpec& spec = m_scope.tool(name)->spec();
            parts.append(loadedToolPart({spec.name, spec.description, spec.inputSchemaJson}));
        }
        if (!deferred.isEmpty())
            m_scope.foundTools.insert(callId, deferred);
        if (!parts.isEmpty())
            m_core.journal.context(m_core.origin.promptNumber, parts, m_scope.owner);
    }

    SessionCore& m_core;
    LoopScope& m_scope;
};

} // namespace

QStringList findTools(const LoopScope& scope, const Policy& policy, const QString& query, int most, QStringList& unknown)
{
    constexpr auto kSelect = "select:"_L1;
    if (query.startsWith(kSelect, Qt::CaseInsensitive))
        return byName(scope, policy, query.sliced(kSelect.size()), unknown);
    if (scope.deferredTools.contains(query)) // a name alone
        return {query};
    return byWords(scope, query, most);
}

std::shared_ptr<const Tool> makeToolSearchTool(SessionCore& core, LoopScope& scope)
{
    return std::make_shared<const ToolSearchTool>(core, scope);
}

} // namespace aios
