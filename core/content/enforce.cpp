// SPDX-License-Identifier: MIT
#include "core/content/enforce.h"

#include "core/base/yamltree.h"

#include <QFileInfo>
#include <QRegularExpression>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

QStringList textsOf(const YamlTree* value)
{
    if (!value)
        return {};
    if (value->isText())
        return value->text.trimmed().isEmpty() ? QStringList() : QStringList{value->text.trimmed()};
    QStringList texts;
    for (const YamlTree& item : value->children)
        texts.append(item.text.trimmed());
    return texts;
}

QList<std::pair<QString, QString>> pairsOf(const YamlTree* value)
{
    QList<std::pair<QString, QString>> pairs;
    for (qsizetype i = 0; value && value->kind == YamlTree::Kind::Map && i < value->keys.size(); ++i)
        pairs.append({value->keys.at(i), value->children.at(i).text});
    return pairs;
}

/// Why an entry does not count; empty when it does.
QString wrongWith(const YamlTree& entry, const EnforceRule& rule)
{
    static const QStringList known{u"before"_s, u"read"_s, u"called"_s, u"when"_s, u"with"_s};
    for (const QString& key : entry.keys) {
        if (!known.contains(key))
            return u"“%1” is not known here. Known: %2."_s.arg(key, known.join(u", "_s));
    }
    static const QRegularExpression call(u"\\A[A-Za-z][A-Za-z0-9_*-]*(\\([^\\n]+\\))?\\z"_s);
    static const QRegularExpression tool(u"\\A[A-Za-z][A-Za-z0-9_*-]*\\z"_s);
    if (!rule.before.isEmpty() && !call.match(rule.before).hasMatch())
        return u"“%1” names no calls; write a tool or a permission rule, such as Edit(content/**)."_s.arg(rule.before);
    if (!rule.called.isEmpty() && !tool.match(rule.called).hasMatch())
        return u"“%1” names no tool, such as mcp__*__create_record."_s.arg(rule.called);
    if (rule.before.isEmpty())
        return u"“before” must name the calls, such as Edit(content/**)."_s;
    if (rule.read.isEmpty() && rule.called.isEmpty())
        return u"It asks for nothing: give “read” (files) or “called” (a call that must have worked before)."_s;
    for (const QString& file : rule.read) {
        if (file.isEmpty() || file.startsWith(u'/') || file.contains(".."_L1) || file.contains(u'*'))
            return u"“%1” is no file beneath this folder."_s.arg(file);
    }
    if (!rule.with.isEmpty() && rule.called.isEmpty())
        return u"“with” belongs to “called”."_s;
    return {};
}

} // namespace

QList<EnforceRule> enforceRules(const Frontmatter& settings, const QString& file, QList<EnforceProblem>& problems)
{
    QList<EnforceRule> rules;
    const FrontmatterValue* value = settings.find(u"enforce");
    if (!value)
        return rules;
    const bool beneath = value->source.startsWith(u'\n') || value->source.startsWith(u' ') || value->source.startsWith(u'-');
    const QByteArray yaml = (beneath ? QString(u"enforce:\n"_s + value->source) : QString(u"enforce: "_s + value->source)).toUtf8();
    const auto tree = parseYamlTree(yaml, u"enforce"_s, {.maxBytes = 64 * 1024, .maxNodes = 2000, .maxDepth = 8});
    const YamlTree* list = tree ? tree->find(u"enforce") : nullptr;
    if (!list || list->kind != YamlTree::Kind::List) {
        problems.append({value->line, tree ? u"“enforce” must be a list of entries with “before” and “read” or “called”."_s : tree.error().message});
        return rules;
    }
    for (const YamlTree& entry : list->children) {
        EnforceRule rule{.file = file, .line = value->line + entry.line - 1};
        const YamlTree* before = entry.find(u"before");
        const YamlTree* called = entry.find(u"called");
        rule.before = before ? before->text.trimmed() : QString();
        rule.called = called ? called->text.trimmed() : QString();
        rule.read = textsOf(entry.find(u"read"));
        rule.when = pairsOf(entry.find(u"when"));
        rule.with = pairsOf(entry.find(u"with"));
        const QString wrong = entry.kind == YamlTree::Kind::Map ? wrongWith(entry, rule) : u"An entry must have keys such as “before” and “read”."_s;
        if (wrong.isEmpty())
            rules.append(rule);
        else
            problems.append({rule.line, wrong});
    }
    return rules;
}

QStringList filesToRead(const EnforceRule& rule, const Frontmatter& piece, const QString& pieceFile)
{
    QStringList files;
    const auto put = [&](QString& file, const QString& name, const QString& value) {
        static const QRegularExpression safe(u"\\A[\\p{L}\\p{N}][\\p{L}\\p{N}._-]{0,80}\\z"_s, QRegularExpression::UseUnicodePropertiesOption);
        if (safe.match(value).hasMatch())
            file.replace(u'{' + name + u'}', value);
    };
    for (QString file : rule.read) {
        put(file, u"platform"_s, piece.text(u"platform").trimmed());
        put(file, u"type"_s, piece.text(u"type").trimmed());
        const QString slug = piece.text(u"slug").trimmed();
        put(file, u"slug"_s, slug.isEmpty() ? QFileInfo(pieceFile).completeBaseName() : slug);
        files.append(file);
    }
    return files;
}

QStringList missingReads(const QStringList& required, const QStringList& history)
{
    qsizetype at = 0;
    for (qsizetype i = 0; i < required.size(); ++i) {
        const qsizetype found = history.indexOf(required.at(i), at);
        if (found < 0)
            return required.sliced(i);
        at = found + 1;
    }
    return {};
}

} // namespace aios
