// SPDX-License-Identifier: MIT
#include "core/gate/policy.h"

#include "core/base/json.h"
#include "core/base/rootdir.h"

using namespace Qt::StringLiterals;

namespace aios {

namespace {

constexpr qint64 kLargestFile = 4LL * 1024 * 1024;

QByteArray listName(RuleEffect effect)
{
    return effect == RuleEffect::Deny ? "deny"_ba : effect == RuleEffect::Ask ? "ask"_ba : "allow"_ba;
}

/// The text of a settings file and where the list stands in it; no list when it is missing.
struct RuleList {
    QByteArray text;
    QList<QByteArray> path;
    std::optional<JsonSpan> span;
    json::array rules;
};

Result<RuleList> openList(const QString& file, RuleEffect effect)
{
    RuleList list;
    list.path = {"permissions"_ba, listName(effect)};
    const Result<QByteArray> bytes = readOwnFile(file, kLargestFile);
    if (!bytes && bytes.error().code != ErrorCode::NotFound)
        return std::unexpected(bytes.error());
    list.text = bytes.value_or(QByteArray());
    if (list.text.trimmed().isEmpty()) {
        list.text = "{\n}\n"_ba;
        return list;
    }
    const Result<json::value> parsed = parseJson(list.text);
    const json::object* root = parsed ? parsed->if_object() : nullptr;
    const json::value* permissions = root ? root->if_contains("permissions") : nullptr;
    if (!root || (permissions && !permissions->is_object()))
        return fail(ErrorCode::InvalidInput,
                    u"The rules in %1 were left as they are, because it is not a settings file. Mend it and try again."_s.arg(file));
    const json::value* rules = permissions ? permissions->as_object().if_contains(toView(list.path[1])) : nullptr;
    if (!rules)
        return list;
    if (!rules->is_array())
        return fail(ErrorCode::InvalidInput,
                    u"The rules in %1 were left as they are, because they are not a list. Mend it and try again."_s.arg(file));
    const Result<JsonSpan> span = findJsonValue(list.text, list.path);
    if (!span)
        return std::unexpected(span.error());
    list.span = *span;
    list.rules = rules->as_array();
    return list;
}

bool isSpace(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/// Begin and end of each element of a JSON array text that is known to be valid.
QList<JsonSpan> elementsOf(QByteArrayView array)
{
    QList<JsonSpan> elements;
    qsizetype begin = -1;
    qsizetype end = 0;
    int depth = 0;
    bool text = false;
    for (qsizetype i = 1; i + 1 < array.size(); ++i) {
        const char c = array[i];
        if (!text && depth == 0 && (c == ',' || isSpace(c))) {
            if (c == ',')
                elements.append({std::exchange(begin, -1), end});
            continue;
        }
        if (begin < 0)
            begin = i;
        end = i + 1;
        if (text && c == '\\')
            ++i;
        else if (c == '"')
            text = !text;
        else if (!text && (c == '[' || c == '{'))
            ++depth;
        else if (!text && (c == ']' || c == '}'))
            --depth;
    }
    if (begin >= 0)
        elements.append({begin, end});
    return elements;
}

/// First byte at or after `from` that is not white space.
qsizetype nextBegin(QByteArrayView array, qsizetype from)
{
    while (from < array.size() && isSpace(array[from]))
        ++from;
    return from;
}

Result<void> writeList(const QString& file, const RuleList& list, QByteArrayView array)
{
    const Result<QByteArray> text = spliceJson(list.text, list.path, array);
    if (!text)
        return std::unexpected(text.error());
    return writeOwnFile(file, *text);
}

} // namespace

Result<void> rememberRule(const QString& settingsFile, const QString& rule)
{
    if (const Result<void> checked = checkRule(rule); !checked)
        return checked;
    const Result<RuleList> list = openList(settingsFile, RuleEffect::Allow);
    if (!list)
        return std::unexpected(list.error());
    const QByteArray element = jsonString(QStringView(rule));
    if (!list->span)
        return writeList(settingsFile, *list, QByteArray("["_ba + element + "]"_ba));
    if (std::ranges::any_of(list->rules, [&rule](const json::value& value) { return value.is_string() && toQString(value.as_string()) == rule; }))
        return {};
    const QByteArray array = list->text.sliced(list->span->begin, list->span->end - list->span->begin);
    const QList<JsonSpan> elements = elementsOf(array);
    if (elements.isEmpty())
        return writeList(settingsFile, *list, QByteArray("["_ba + element + "]"_ba));
    // The new one stands to the last as the last stands to the one before it.
    const qsizetype before = elements.size() > 1 ? array.indexOf(',', elements[elements.size() - 2].end) + 1 : 1;
    const QByteArray gap = array.sliced(before, elements.constLast().begin - before);
    const bool joined = elements.size() == 1 && gap.isEmpty();
    QByteArray changed = array;
    changed.insert(elements.constLast().end, QByteArray(","_ba + (joined ? " "_ba : gap) + element));
    return writeList(settingsFile, *list, changed);
}

Result<void> forgetRule(const QString& settingsFile, RuleEffect effect, const QString& rule)
{
    const Result<RuleList> list = openList(settingsFile, effect);
    if (!list)
        return std::unexpected(list.error());
    QByteArray array = list->span ? list->text.sliced(list->span->begin, list->span->end - list->span->begin) : QByteArray();
    const QList<JsonSpan> elements = elementsOf(array);
    bool found = false;
    for (qsizetype i = elements.size() - 1; i >= 0; --i) {
        const json::value& value = list->rules[static_cast<std::size_t>(i)];
        if (!value.is_string() || toQString(value.as_string()) != rule)
            continue;
        found = true;
        // With the gap to the one before it, or for the first with that to the one behind it.
        qsizetype begin = elements[i].begin;
        qsizetype end = elements[i].end;
        if (i > 0)
            begin = elements[i - 1].end;
        else if (const qsizetype comma = array.indexOf(',', end); elements.size() > 1 && comma >= 0)
            end = nextBegin(array, comma + 1);
        array.remove(begin, end - begin);
    }
    if (!found)
        return fail(ErrorCode::NotFound, u"The rule %1 does not stand in %2 any more."_s.arg(rule, settingsFile));
    return writeList(settingsFile, *list, array);
}

} // namespace aios
