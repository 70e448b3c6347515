// SPDX-License-Identifier: MIT
#include "core/content/trustitems.h"

#include "core/base/hash.h"
#include "core/base/json.h"
#include "core/content/bodyexpander.h"
#include "core/content/layerreader.h"
#include "core/content/settingsitems.h"

namespace aios {

using namespace Qt::StringLiterals;

namespace {

class ItemCollector {
public:
    ItemCollector(const ContentSnapshot& content, LayerReader reader) : m_content(content), m_reader(std::move(reader)) {}

    QList<TrustItem> collect()
    {
        for (const QString& name : {u"settings.json"_s, u"settings.local.json"_s})
            addSettings(m_content.root + u"/.claude/"_s + name);
        addServices();
        for (const CommandFile& command : m_content.commands)
            addRunnable(u"/"_s + command.name, command.file, command.allowedTools);
        for (const SkillFile& skill : m_content.skills)
            addRunnable(skill.name, skill.file, skill.allowedTools);
        for (const AgentFile& agent : m_content.agents)
            addAgent(agent);
        for (const LayerFile& linked : m_content.linked)
            add(u"linked-layer"_s, linked.relative, linked.path, linked.linkTarget);
        addImports();
        return std::move(m_items);
    }

private:
    const ContentSnapshot& m_content;
    LayerReader m_reader;
    QList<TrustItem> m_items;

    void add(const QString& kind, const QString& title, const QString& path, const QString& detail)
    {
        m_items.append(makeTrustItem(kind, title, path, detail));
    }

    void addSettings(const QString& path)
    {
        const std::optional<LayerBytes> read = m_reader.read(path, Origin::Project, 1024 * 1024);
        if (read && read->file.problem.isEmpty())
            m_items += settingsTrustItems(read->bytes, path);
    }

    void addServices()
    {
        const QString path = m_content.root + u"/.mcp.json"_s;
        const std::optional<LayerBytes> read = m_reader.read(path, Origin::Project, 1024 * 1024);
        if (!read || !read->file.problem.isEmpty())
            return;
        for (const ServiceEntry& service : m_content.services) {
            const QByteArray keys[] = {QByteArrayLiteral("mcpServers"), service.name.toUtf8()};
            const Result<JsonSpan> span = findJsonValue(read->bytes, keys);
            if (span) // the whole entry, so that a changed environment or header is a change too
                add(u"service"_s, service.name, path, QString::fromUtf8(read->bytes.sliced(span->begin, span->end - span->begin)));
        }
    }

    static bool isOfFolder(const LayerFile& file) { return file.origin != Origin::User && file.origin != Origin::Managed; }

    /// Inline shell, tools allowed without asking, and hooks of a command or skill.
    void addRunnable(const QString& title, const LayerFile& file, const QStringList& allowedTools)
    {
        if (!isOfFolder(file))
            return;
        const std::optional<LayerDocument> read = m_reader.readDocument(file.path, file.origin);
        if (!read)
            return;
        const QStringList shell = BodyExpander(read->document.body, {}, {}, {}).shellCommands();
        if (!shell.isEmpty())
            add(u"command-shell"_s, title, file.path, shell.join(u'\n'));
        if (!allowedTools.isEmpty())
            add(u"command-tools"_s, title, file.path, allowedTools.join(u", "_s));
        addKey(read->document, u"hooks"_s, u"hook"_s, title, file.path);
    }

    void addAgent(const AgentFile& agent)
    {
        if (!isOfFolder(agent.file))
            return;
        const std::optional<LayerDocument> read = m_reader.readDocument(agent.file.path, agent.file.origin);
        if (!read)
            return;
        addKey(read->document, u"hooks"_s, u"hook"_s, agent.name, agent.file.path);
        addKey(read->document, u"mcpServers"_s, u"agent-tools"_s, agent.name, agent.file.path);
        addKey(read->document, u"permissionMode"_s, u"agent-tools"_s, agent.name, agent.file.path);
    }

    void addKey(const MarkdownDocument& document, const QString& key, const QString& kind, const QString& title, const QString& path)
    {
        if (const FrontmatterValue* value = document.frontmatter.find(key); value && !value->source.trimmed().isEmpty())
            add(kind, title, path, key + u": "_s + value->source);
    }

    void addImports()
    {
        for (const BrainFile& brain : m_content.brain) {
            if (!isOfFolder(brain.file))
                continue;
            for (const QString& pending : brain.pendingImports)
                add(u"import"_s, pending, brain.file.path, pending);
            if (!brain.parentPath.isEmpty() && m_reader.relative(brain.file.path).isEmpty()) // allowed before
                add(u"import"_s, brain.file.path, brain.parentPath, brain.file.path);
        }
    }
};

} // namespace

QList<TrustItem> collectTrustItems(const ContentSnapshot& content)
{
    Result<RootDir> root = RootDir::open(content.root);
    if (!root)
        return {};
    ContentLoadOptions options;
    for (const LayerFile& linked : content.linked) { // what was read with consent is looked into, nothing else
        if (linked.problem.isEmpty())
            options.consentedImports.insert(linked.linkTarget);
    }
    return ItemCollector(content, LayerReader(std::move(*root), options)).collect();
}

} // namespace aios
