// SPDX-License-Identifier: MIT
#include "core/content/layerfields.h"

#include "core/content/pieces.h"
#include "core/markdown/frontmatter.h"

#include <algorithm>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

/// Names of a setting; the first is what a missing one is written as.
using Names = QStringList;

QList<Names> namesOf(LayerKind kind)
{
    switch (kind) {
    case LayerKind::Skill:
        return {{u"description"_s}, {u"when_to_use"_s, u"load_when"_s}, {u"argument-hint"_s}, {u"allowed-tools"_s}, {u"model"_s}};
    case LayerKind::Command:
        return {{u"description"_s}, {u"argument-hint"_s}, {u"allowed-tools"_s}, {u"model"_s}};
    case LayerKind::Agent:
        break;
    }
    return {{u"description"_s}, {u"tools"_s}, {u"model"_s}};
}

const Frontmatter::Entry* entryOf(const Frontmatter& settings, const Names& names)
{
    for (const QString& name : names) {
        const auto found = std::ranges::find(settings.entries, foldedKey(name), &Frontmatter::Entry::foldedKey);
        if (found != settings.entries.cend())
            return &*found;
    }
    return nullptr;
}

/// A hint in brackets is a list to YAML, and its text to everybody else.
QString textOf(const Frontmatter& settings, const Frontmatter::Entry& entry)
{
    const bool hint = entry.foldedKey == "argumenthint"_L1;
    return hint && entry.value.source.startsWith(u'[') ? entry.value.source : settings.text(entry.key).trimmed();
}

} // namespace

Result<QList<LayerField>> layerFields(LayerKind kind, const QByteArray& file)
{
    const Result<MarkdownDocument> document = parseMarkdownDocument(file);
    if (!document)
        return std::unexpected(document.error());
    if (!document->problem.isEmpty())
        return fail(ErrorCode::InvalidInput, u"Its frontmatter cannot be read, so it has to be mended in the text first. "_s + document->problem);
    QList<LayerField> fields;
    for (const Names& names : namesOf(kind)) {
        const Frontmatter::Entry* entry = entryOf(document->frontmatter, names);
        if (!entry) {
            fields.append({names.constFirst(), {}, false});
            continue;
        }
        const FrontmatterValue& value = entry->value;
        const bool fixed = value.kind == FrontmatterValue::Kind::Mapping || value.source.contains(u'\n');
        fields.append({entry->key, textOf(document->frontmatter, *entry).simplified(), fixed});
    }
    return fields;
}

Result<QByteArray> withLayerFields(const QByteArray& file, const QList<LayerField>& wanted)
{
    const Result<MarkdownDocument> document = parseMarkdownDocument(file);
    if (!document)
        return std::unexpected(document.error());
    QByteArray out = file;
    for (const LayerField& field : wanted) {
        const Frontmatter::Entry* entry = entryOf(document->frontmatter, {field.key});
        const QString value = field.value.simplified();
        if (field.fixed || (entry ? textOf(document->frontmatter, *entry).simplified() == value : value.isEmpty()))
            continue;
        // An empty text is not what a missing setting means: no tools at all, instead of all of them.
        const QString key = entry ? entry->key : field.key;
        Result<QByteArray> changed = value.isEmpty() ? withoutPieceValue(out, key) : withPieceValue(out, key, value);
        if (!changed)
            return changed;
        out = std::move(*changed);
    }
    return out;
}

} // namespace aios
