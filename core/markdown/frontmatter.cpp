// SPDX-License-Identifier: MIT
#include "core/markdown/frontmatter.h"

#include "core/base/text.h"
#include "core/markdown/frontmatterreader.h"

#include <QRegularExpression>

#include <algorithm>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMaxFrontmatterBytes = 64 * 1024;

/// One line of `text` from `from`; ends at \n, \r\n or a lone \r, all of which end a line for YAML.
struct Line {
    qsizetype begin = 0;
    qsizetype end = 0;
    qsizetype next = 0;
};

Line lineAt(QStringView text, qsizetype from)
{
    qsizetype end = from;
    while (end < text.size() && text[end] != u'\n' && text[end] != u'\r')
        ++end;
    qsizetype next = end;
    if (next < text.size())
        next += text[next] == u'\r' && next + 1 < text.size() && text[next + 1] == u'\n' ? 2 : 1;
    return {from, end, next};
}

bool isFence(QStringView line)
{
    return line.startsWith("---"_L1) && line.sliced(3).trimmed().isEmpty();
}

bool looksLikeKey(QStringView line)
{
    static const QRegularExpression key(u"^\\s*[\"']?[A-Za-z_][\\w -]*[\"']?\\s*:(\\s|$)"_s);
    return key.matchView(line).hasMatch();
}

/// The lines between the fences. Not present: no opening fence, or a thematic break that nothing key-like follows.
struct Split {
    bool present = false;
    bool closed = false;
    QStringList lines;
    qsizetype frontmatterUnits = 0;
    qsizetype body = 0;
    int bodyLine = 1;
};

Split split(QStringView text)
{
    Split result;
    const Line first = lineAt(text, 0);
    if (!isFence(text.sliced(first.begin, first.end - first.begin)))
        return result;
    int number = 1;
    for (qsizetype at = first.next; at < text.size();) {
        const Line line = lineAt(text, at);
        const QStringView content = text.sliced(line.begin, line.end - line.begin);
        ++number;
        if (isFence(content)) {
            result.present = result.closed = true;
            result.body = line.next;
            result.bodyLine = number + 1;
            result.frontmatterUnits = line.begin - first.next;
            return result;
        }
        if (result.frontmatterUnits == 0) {
            result.present = result.present || looksLikeKey(content);
            if (line.end - first.next <= kMaxFrontmatterBytes)
                result.lines.append(content.toString());
        }
        at = line.next;
    }
    return result;
}

QString refused(const QString& reason)
{
    return u"The settings between the --- lines were not used: "_s + reason;
}

/// Splits at top-level commas (and spaces), dropping empty items.
QStringList splitItems(QStringView text, bool splitSpaces)
{
    QStringList items;
    QString item;
    int depth = 0;
    const auto finish = [&] {
        if (const QString trimmed = item.trimmed(); !trimmed.isEmpty())
            items.append(trimmed);
        item.clear();
    };
    for (const QChar c : text) {
        if (c == u'(' || c == u'{' || c == u'[')
            ++depth;
        else if (c == u')' || c == u'}' || c == u']')
            depth = std::max(0, depth - 1);
        if (depth == 0 && (c == u',' || c == u'\n' || (splitSpaces && c.isSpace())))
            finish();
        else
            item.append(c);
    }
    finish();
    return items;
}

} // namespace

QString foldedKey(QStringView key)
{
    QString folded = key.toString().toLower();
    folded.remove(u'-').remove(u'_').remove(u' ');
    return folded;
}

const FrontmatterValue* Frontmatter::find(QStringView key) const
{
    const QString folded = foldedKey(key);
    const auto found = std::find_if(entries.begin(), entries.end(), [&folded](const Entry& entry) { return entry.foldedKey == folded; });
    return found == entries.end() ? nullptr : &found->value;
}

QString Frontmatter::text(QStringView key, const QString& fallback) const
{
    const FrontmatterValue* value = find(key);
    if (!value)
        return fallback;
    return value->kind == FrontmatterValue::Kind::List ? value->list.join(u", "_s) : value->scalar;
}

QStringList Frontmatter::list(QStringView key, bool splitSpaces) const
{
    const FrontmatterValue* value = find(key);
    if (!value || value->kind == FrontmatterValue::Kind::Mapping)
        return {};
    if (value->kind == FrontmatterValue::Kind::List)
        return value->list;
    return splitItems(value->scalar, splitSpaces);
}

std::optional<bool> Frontmatter::boolean(QStringView key) const
{
    const FrontmatterValue* value = find(key);
    if (!value || value->kind != FrontmatterValue::Kind::Scalar)
        return std::nullopt;
    const QString word = value->scalar.trimmed().toLower();
    if (word == "true"_L1 || word == "yes"_L1 || word == "on"_L1 || word == "1"_L1)
        return true;
    if (word == "false"_L1 || word == "no"_L1 || word == "off"_L1 || word == "0"_L1)
        return false;
    return std::nullopt;
}

Result<MarkdownDocument> parseMarkdownDocument(QByteArrayView bytes)
{
    const std::optional<QString> text = decodeText(bytes);
    if (!text) {
        return fail(ErrorCode::InvalidInput, u"The file is not UTF-8 text, so it was not read. Save it as UTF-8 or remove it from the folder."_s);
    }
    MarkdownDocument document;
    const Split parts = split(*text);
    if (!parts.present) {
        document.body = *text;
        return document;
    }
    document.frontmatter.present = true;
    if (!parts.closed) {
        document.body = *text;
        document.problem = refused(u"the closing --- line is missing. Add it after the last setting."_s);
        document.problemLine = 1;
        return document;
    }
    document.body = text->sliced(parts.body);
    document.bodyLine = parts.bodyLine;
    if (parts.frontmatterUnits > kMaxFrontmatterBytes || QStringView(*text).first(parts.body).toUtf8().size() > kMaxFrontmatterBytes) {
        document.problem = refused(u"they are longer than 64 KiB. Move the text below the second --- line."_s);
        document.problemLine = 1;
        return document;
    }
    FrontmatterLines read = readFrontmatterLines(parts.lines, 2);
    document.frontmatter.entries = std::move(read.entries);
    if (!read.problem.isEmpty()) {
        document.problem = refused(read.problem);
        document.problemLine = read.problemLine;
    }
    return document;
}

} // namespace aios
