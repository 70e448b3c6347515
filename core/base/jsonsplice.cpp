// SPDX-License-Identifier: MIT
#include "core/base/json.h"

#include <algorithm>
#include <optional>
#include <vector>

namespace aios {

namespace {

bool isSpace(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

struct Member {
    JsonSpan key; ///< With its quotes.
    JsonSpan value;
};

/// Finds values by their bytes. Runs only on text that parseJson() took, so it needs no checks of its own; every step still stays inside the text.
class Scanner {
public:
    explicit Scanner(QByteArrayView text) : m_text(text) {}

    [[nodiscard]] qsizetype skipSpace(qsizetype at) const
    {
        while (at < m_text.size() && isSpace(m_text[at]))
            ++at;
        return at;
    }

    [[nodiscard]] qsizetype endOfString(qsizetype at) const
    {
        for (++at; at < m_text.size() && m_text[at] != '"'; ++at) {
            if (m_text[at] == '\\')
                ++at;
        }
        return std::min(at + 1, m_text.size());
    }

    [[nodiscard]] qsizetype endOfValue(qsizetype at) const
    {
        int depth = 0;
        while (at < m_text.size()) {
            const char c = m_text[at];
            if (c == '"') {
                at = endOfString(at);
            } else if (c == '{' || c == '[') {
                ++depth;
                ++at;
            } else if (c == '}' || c == ']') {
                --depth;
                ++at;
            } else if (depth == 0) {
                return endOfScalar(at);
            } else {
                ++at;
            }
            if (depth == 0)
                return at;
        }
        return at;
    }

    /// The members of the object that begins at `at`.
    [[nodiscard]] std::vector<Member> members(qsizetype at) const
    {
        std::vector<Member> found;
        at = skipSpace(at + 1);
        while (at < m_text.size() && m_text[at] == '"') {
            Member member;
            member.key = {at, endOfString(at)};
            const qsizetype colon = skipSpace(member.key.end);
            member.value.begin = skipSpace(colon + 1);
            member.value.end = endOfValue(member.value.begin);
            found.push_back(member);
            at = skipSpace(member.value.end);
            if (at < m_text.size() && m_text[at] == ',')
                at = skipSpace(at + 1);
        }
        return found;
    }

    [[nodiscard]] QByteArrayView slice(JsonSpan span) const { return m_text.sliced(span.begin, span.end - span.begin); }
    [[nodiscard]] QByteArrayView slice(qsizetype begin, qsizetype end) const { return m_text.sliced(begin, end - begin); }
    [[nodiscard]] QByteArrayView text() const { return m_text; }
    [[nodiscard]] bool isObject(JsonSpan span) const { return span.begin < m_text.size() && m_text[span.begin] == '{'; }

    [[nodiscard]] bool hasName(const Member& member, QByteArrayView name) const
    {
        const QByteArrayView raw = slice(member.key);
        if (!raw.contains('\\'))
            return raw.size() >= 2 && raw.sliced(1, raw.size() - 2) == name;
        const auto decoded = parseJson(raw);
        return decoded && decoded->is_string() && toView(name) == std::string_view(decoded->get_string());
    }

private:
    [[nodiscard]] qsizetype endOfScalar(qsizetype at) const
    {
        while (at < m_text.size() && !isSpace(m_text[at]) && m_text[at] != ',' && m_text[at] != '}' && m_text[at] != ']')
            ++at;
        return at;
    }

    QByteArrayView m_text;
};

/// How far a path could be followed.
struct Place {
    JsonSpan value;            ///< Of the last key found (the whole document at depth 0).
    qsizetype depth = 0;       ///< Keys found.
    std::vector<Member> siblings; ///< Of the object the last key stands in.
    std::size_t index = 0;     ///< The last key's place among them.
};

Place follow(const Scanner& scanner, std::span<const QByteArray> path)
{
    Place place;
    const qsizetype start = scanner.text().startsWith("\xef\xbb\xbf") ? 3 : 0;
    place.value.begin = scanner.skipSpace(start);
    place.value.end = scanner.endOfValue(place.value.begin);
    for (const QByteArray& key : path) {
        if (!scanner.isObject(place.value))
            break;
        std::vector<Member> members = scanner.members(place.value.begin);
        const auto member = std::ranges::find_if(members, [&](const Member& candidate) { return scanner.hasName(candidate, key); });
        if (member == members.end())
            break;
        place.index = static_cast<std::size_t>(std::distance(members.begin(), member));
        place.value = member->value;
        place.siblings = std::move(members);
        ++place.depth;
    }
    return place;
}

/// The layout of a text, read from its first lines: how new members should look.
struct Layout {
    QByteArray newline; ///< "\n", "\r\n", or empty when everything stands on one line.
    QByteArray unit;    ///< One step of indentation.
    QByteArray colon;   ///< Between key and value.
};

QByteArray indentAt(QByteArrayView text, qsizetype at)
{
    const qsizetype lineBegin = text.first(at).lastIndexOf('\n') + 1;
    qsizetype end = lineBegin;
    while (end < at && (text[end] == ' ' || text[end] == '\t'))
        ++end;
    return text.sliced(lineBegin, end - lineBegin).toByteArray();
}

Layout layoutOf(const Scanner& scanner, JsonSpan document)
{
    const QByteArrayView text = scanner.text();
    const std::vector<Member> members = scanner.isObject(document) ? scanner.members(document.begin) : std::vector<Member>();
    const qsizetype newline = scanner.slice(document).indexOf('\n');
    Layout layout;
    if (newline >= 0 || members.empty()) {
        const qsizetype at = newline < 0 ? text.indexOf('\n') : document.begin + newline;
        layout.newline = at > 0 && text[at - 1] == '\r' ? QByteArray("\r\n") : QByteArray("\n");
    }
    if (!members.empty()) {
        layout.colon = scanner.slice(members.front().key.end, members.front().value.begin).toByteArray();
        const QByteArray outer = indentAt(text, document.begin);
        const QByteArray inner = indentAt(text, members.front().key.begin);
        if (inner.size() > outer.size())
            layout.unit = inner.sliced(outer.size());
    }
    if (layout.unit.isEmpty())
        layout.unit = "  ";
    if (layout.colon.isEmpty() || layout.colon.contains('\n'))
        layout.colon = ": ";
    return layout;
}

/// `"a": {"b": value}` for the missing keys, laid out like the rest; `indent` is that of the line the first key stands on.
QByteArray memberText(std::span<const QByteArray> keys, QByteArrayView valueJson, const Layout& layout, QByteArray indent)
{
    QByteArray text;
    QByteArray closing;
    for (std::size_t i = 0; i < keys.size(); ++i) {
        text += jsonString(QByteArrayView(keys[i])) + layout.colon;
        if (i + 1 == keys.size())
            break;
        closing.prepend('}');
        if (!layout.newline.isEmpty()) {
            closing.prepend(layout.newline + indent);
            indent += layout.unit;
        }
        text += '{';
        if (!layout.newline.isEmpty())
            text += layout.newline + indent;
    }
    return text + valueJson + closing;
}

struct Change {
    JsonSpan replaced;
    QByteArray text;
};

QByteArray apply(QByteArrayView text, const Change& change)
{
    return text.first(change.replaced.begin).toByteArray() + change.text + text.sliced(change.replaced.end);
}

Change addAfterLast(const Scanner& scanner, const std::vector<Member>& members, JsonSpan object, std::span<const QByteArray> keys,
                    QByteArrayView valueJson, Layout layout)
{
    const Member& last = members.back();
    const qsizetype gapBegin = members.size() > 1 ? scanner.skipSpace(members[members.size() - 2].value.end) + 1 : object.begin + 1;
    const QByteArray gap = scanner.slice(gapBegin, last.key.begin).toByteArray();
    layout.colon = scanner.slice(last.key.end, last.value.begin).toByteArray();
    if (!gap.contains('\n'))
        layout.newline.clear();
    // Members side by side: {"a":1, "b":2} keeps its ", " also when there is only one so far.
    const QByteArray separator = gap.isEmpty() && layout.colon.endsWith(' ') && members.size() == 1 ? QByteArray(" ") : gap;
    const QByteArray added = memberText(keys, valueJson, layout, indentAt(scanner.text(), last.key.begin));
    return {{last.value.end, last.value.end}, ',' + separator + added};
}

Change addToEmpty(const Scanner& scanner, JsonSpan object, std::span<const QByteArray> keys, QByteArrayView valueJson, const Layout& layout)
{
    const QByteArray outer = indentAt(scanner.text(), object.begin);
    const JsonSpan inside{object.begin + 1, object.end - 1};
    if (layout.newline.isEmpty())
        return {inside, memberText(keys, valueJson, layout, {})};
    const QByteArray inner = outer + layout.unit;
    return {inside, layout.newline + inner + memberText(keys, valueJson, layout, inner) + layout.newline + outer};
}

std::unexpected<Error> notAnObject(std::span<const QByteArray> path, qsizetype depth)
{
    const QString name =
        depth == 0 ? QStringLiteral("The document") : QStringLiteral("\"%1\"").arg(QString::fromUtf8(path[static_cast<std::size_t>(depth - 1)]));
    return fail(ErrorCode::InvalidInput, QStringLiteral("%1 is not a JSON object, so nothing can be added to it.").arg(name));
}

} // namespace

Result<JsonSpan> findJsonValue(QByteArrayView text, std::span<const QByteArray> path)
{
    if (const auto valid = parseJson(text); !valid)
        return std::unexpected(valid.error());
    const Place place = follow(Scanner(text), path);
    if (place.depth < static_cast<qsizetype>(path.size())) {
        return fail(ErrorCode::NotFound,
                    QStringLiteral("The JSON text has no \"%1\".").arg(QString::fromUtf8(path[static_cast<std::size_t>(place.depth)])));
    }
    return place.value;
}

Result<QByteArray> spliceJson(QByteArrayView text, std::span<const QByteArray> path, QByteArrayView valueJson)
{
    for (const QByteArrayView part : {text, valueJson}) {
        if (const auto valid = parseJson(part); !valid)
            return std::unexpected(valid.error());
    }
    if (valueJson.startsWith("\xef\xbb\xbf"))
        valueJson = valueJson.sliced(3);
    valueJson = valueJson.trimmed();
    const Scanner scanner(text);
    const Place place = follow(scanner, path);
    if (place.depth == static_cast<qsizetype>(path.size()))
        return apply(text, {place.value, valueJson.toByteArray()});
    if (!scanner.isObject(place.value))
        return notAnObject(path, place.depth);
    const auto keys = path.subspan(static_cast<std::size_t>(place.depth));
    const Layout layout = layoutOf(scanner, follow(scanner, {}).value);
    const std::vector<Member> members = scanner.members(place.value.begin);
    const Change change = members.empty() ? addToEmpty(scanner, place.value, keys, valueJson, layout)
                                          : addAfterLast(scanner, members, place.value, keys, valueJson, layout);
    return apply(text, change);
}

Result<QByteArray> removeJson(QByteArrayView text, std::span<const QByteArray> path)
{
    if (const auto valid = parseJson(text); !valid)
        return std::unexpected(valid.error());
    const Scanner scanner(text);
    const Place place = follow(scanner, path);
    if (path.empty() || place.depth < static_cast<qsizetype>(path.size()))
        return text.toByteArray();
    const std::vector<Member>& members = place.siblings;
    const Member& member = members[place.index];
    if (place.index + 1 < members.size())
        return apply(text, {{member.key.begin, members[place.index + 1].key.begin}, {}});
    if (place.index > 0)
        return apply(text, {{members[place.index - 1].value.end, member.value.end}, {}});
    const JsonSpan object = follow(scanner, path.first(path.size() - 1)).value;
    return apply(text, {{object.begin + 1, object.end - 1}, {}});
}

} // namespace aios
