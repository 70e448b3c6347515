// SPDX-License-Identifier: MIT
#include "core/model/providers/rehearsal/rehearsalscript.h"

#include "core/model/errorwords.h"

#include <limits>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

/// Reads the tree into the script. The first problem is kept, what follows it is not looked at.
class ScriptReader {
public:
    explicit ScriptReader(const QString& file) : m_file(file) {}

    Result<RehearsalScript> read(const YamlTree& root)
    {
        RehearsalScript script;
        script.file = m_file;
        if (!allow(root, {u"rehearsal"_s, u"command"_s, u"agent"_s, u"description"_s, u"pace"_s, u"steps"_s, u"recording"_s}))
            return std::unexpected(*m_error);
        const YamlTree* version = root.find(u"rehearsal");
        if (!version || version->text != "1"_L1)
            refuse(root, u"the first key must be \"rehearsal: 1\", the version of the format."_s);
        script.command = textOf(root.find(u"command"));
        script.agent = textOf(root.find(u"agent"));
        script.pace = wholeNumber(root.find(u"pace"), 0, 1'000'000);
        script.recording = flag(root.find(u"recording")).value_or(false);
        if (const YamlTree* steps = root.find(u"steps"); steps && steps->kind == YamlTree::Kind::List) {
            for (const YamlTree& item : steps->children)
                script.steps.append(step(item));
        } else {
            refuse(root, u"\"steps\" must be a list."_s);
        }
        if (m_error)
            return std::unexpected(*m_error);
        return script;
    }

private:
    void refuse(const YamlTree& at, const QString& why)
    {
        if (!m_error)
            m_error = Error{ErrorCode::InvalidInput, u"The rehearsal %1, line %2: %3"_s.arg(m_file).arg(at.line).arg(why), {}, std::nullopt};
    }

    /// True when `map` is a map with no other keys than these.
    bool allow(const YamlTree& map, const QStringList& keys)
    {
        if (map.kind != YamlTree::Kind::Map) {
            refuse(map, u"here must stand a map with some of the keys %1."_s.arg(keys.join(u", ")));
            return false;
        }
        for (const QString& key : map.keys) {
            if (!keys.contains(key))
                refuse(*map.find(key), u"the key \"%1\" is not known here; known are %2."_s.arg(key, keys.join(u", ")));
        }
        return !m_error;
    }

    QString textOf(const YamlTree* node)
    {
        if (node && !node->isText())
            refuse(*node, u"here must stand a text."_s);
        return node ? node->text : QString();
    }

    int wholeNumber(const YamlTree* node, int fallback, int max)
    {
        if (!node)
            return fallback;
        bool good = false;
        const int value = node->text.toInt(&good);
        if (!node->isText() || !good || value < 0 || value > max)
            refuse(*node, u"here must stand a whole number up to %1."_s.arg(max));
        return value;
    }

    std::optional<bool> flag(const YamlTree* node)
    {
        if (!node)
            return std::nullopt;
        if (node->plainJson != "true" && node->plainJson != "false")
            refuse(*node, u"here must stand true or false."_s);
        return node->plainJson == "true";
    }

    QStringList names(const YamlTree* node)
    {
        QStringList list;
        if (!node)
            return list;
        if (node->isText())
            return {node->text};
        if (node->kind == YamlTree::Kind::Map)
            refuse(*node, u"here must stand a name or a list of names."_s);
        for (const YamlTree& item : node->children)
            list.append(textOf(&item));
        return list;
    }

    std::optional<QRegularExpression> regex(const YamlTree* node)
    {
        if (!node)
            return std::nullopt;
        auto compiled = rehearsalRegex(textOf(node));
        if (!compiled) {
            refuse(*node, compiled.error());
            return std::nullopt;
        }
        return *compiled;
    }

    std::optional<std::pair<int, int>> range(const YamlTree* node)
    {
        if (!node)
            return std::nullopt;
        if (node->isText()) {
            const int turn = wholeNumber(node, 0, std::numeric_limits<int>::max());
            return std::pair(turn, turn);
        }
        if (node->kind != YamlTree::Kind::List || node->children.size() != 2) {
            refuse(*node, u"\"turn\" is a number or a pair [first, last]."_s);
            return std::nullopt;
        }
        return std::pair(wholeNumber(&node->children.at(0), 0, std::numeric_limits<int>::max()),
                         wholeNumber(&node->children.at(1), 0, std::numeric_limits<int>::max()));
    }

    RehearsalWhen when(const YamlTree* node)
    {
        RehearsalWhen out;
        const QStringList keys{u"turn"_s,   u"after"_s,  u"has"_s,       u"lacks"_s,  u"offers"_s,  u"error"_s,
                               u"denied"_s, u"result"_s, u"arguments"_s, u"prompt"_s, u"recorded"_s};
        if (!node || !allow(*node, keys))
            return out;
        out.turn = range(node->find(u"turn"));
        out.after = names(node->find(u"after"));
        out.has = names(node->find(u"has"));
        out.lacks = names(node->find(u"lacks"));
        out.offers = names(node->find(u"offers"));
        out.error = flag(node->find(u"error"));
        out.denied = flag(node->find(u"denied"));
        out.arguments = regex(node->find(u"arguments"));
        out.prompt = regex(node->find(u"prompt"));
        if (const YamlTree* results = node->find(u"result")) {
            if (results->kind != YamlTree::Kind::Map)
                refuse(*results, u"\"result\" is a map of names and regular expressions."_s);
            for (const QString& name : results->keys)
                out.result.append({name, regex(results->find(name)).value_or(QRegularExpression())});
        }
        if (const YamlTree* recorded = node->find(u"recorded"); recorded && allow(*recorded, {u"prompt"_s, u"turn"_s, u"agent"_s})) {
            out.recorded =
                RehearsalWhen::Recorded{wholeNumber(recorded->find(u"prompt"), 0, std::numeric_limits<int>::max()),
                                        wholeNumber(recorded->find(u"turn"), 0, std::numeric_limits<int>::max()), textOf(recorded->find(u"agent"))};
        }
        return out;
    }

    RehearsalSay toolCall(const YamlTree& node)
    {
        static const QRegularExpression name(u"\\A[A-Za-z0-9_-]{1,128}\\z"_s);
        RehearsalSay say{.kind = RehearsalSay::Kind::Tool, .line = node.line};
        say.tool = textOf(node.find(u"tool"));
        say.as = node.find(u"as") ? textOf(node.find(u"as")) : say.tool.toLower();
        say.id = textOf(node.find(u"id"));
        if (!name.match(say.tool).hasMatch() || !name.match(say.as).hasMatch())
            refuse(node, u"names of tools and results are made of letters, digits, _ and -."_s);
        if (const YamlTree* raw = node.find(u"inputRaw"))
            say.verbatim = textOf(raw).toUtf8();
        if (const YamlTree* input = node.find(u"input")) {
            if (input->kind != YamlTree::Kind::Map)
                refuse(*input, u"\"input\" must be a map."_s);
            say.value = *input;
        } else {
            say.value.kind = YamlTree::Kind::Map;
        }
        return say;
    }

    RehearsalSay sayItem(const YamlTree& node)
    {
        RehearsalSay say{.line = node.line};
        if (node.find(u"tool") && allow(node, {u"tool"_s, u"input"_s, u"inputRaw"_s, u"as"_s, u"id"_s}))
            return toolCall(node);
        if (const YamlTree* text = node.find(u"text"); text && allow(node, {u"text"_s})) {
            textOf(text);
            say.value = *text;
        } else if (const YamlTree* thinking = node.find(u"thinking"); thinking && allow(node, {u"thinking"_s, u"signature"_s, u"redacted"_s})) {
            textOf(thinking);
            say.kind = RehearsalSay::Kind::Thinking;
            say.value = *thinking;
            say.verbatim = textOf(node.find(u"signature")).toUtf8();
            say.redacted = flag(node.find(u"redacted")).value_or(false);
        } else if (const YamlTree* raw = node.find(u"raw"); raw && allow(node, {u"raw"_s})) {
            say.kind = RehearsalSay::Kind::Raw;
            say.verbatim = textOf(raw).toUtf8();
        } else {
            refuse(node, u"\"say\" holds items with one of the keys text, thinking, tool or raw."_s);
        }
        return say;
    }

    Error stepError(const YamlTree& node)
    {
        Error error;
        if (!allow(node, {u"type"_s, u"message"_s, u"retryAfter"_s}))
            return error;
        const QString type = textOf(node.find(u"type"));
        error.code = errorCodeFromType(type.toUtf8());
        error.message = node.find(u"message") ? textOf(node.find(u"message")) : u"The rehearsal fails here as written (%1)."_s.arg(type);
        error.detail = type;
        if (const YamlTree* wait = node.find(u"retryAfter")) {
            bool good = false;
            const double seconds = wait->text.toDouble(&good);
            if (!good || !(seconds >= 0 && seconds <= 3600))
                refuse(*wait, u"\"retryAfter\" is a number of seconds, at most 3600."_s);
            else
                error.retryAfter = std::chrono::milliseconds(static_cast<qint64>(seconds * 1000));
        }
        return error;
    }

    std::optional<StopReason> stopOf(const YamlTree* node)
    {
        if (!node)
            return std::nullopt;
        const StopReason reason = stopReasonFromName(textOf(node));
        if (reason == StopReason::Other && node->text != "other"_L1)
            refuse(*node, u"\"%1\" is no stop reason."_s.arg(node->text));
        return reason;
    }

    std::optional<Usage> usageOf(const YamlTree* node)
    {
        if (!node || !allow(*node, {u"input"_s, u"cacheWrite"_s, u"cacheRead"_s, u"output"_s, u"thinking"_s}))
            return std::nullopt;
        const auto count = [&](QStringView key) { return qint64(wholeNumber(node->find(key), 0, std::numeric_limits<int>::max())); };
        return Usage{.inputTokens = count(u"input"),
                     .cacheWriteTokens = count(u"cacheWrite"),
                     .cacheReadTokens = count(u"cacheRead"),
                     .outputTokens = count(u"output"),
                     .thinkingTokens = count(u"thinking")};
    }

    RehearsalStep step(const YamlTree& node)
    {
        RehearsalStep out{.line = node.line};
        if (m_error || !allow(node, {u"when"_s, u"say"_s, u"pace"_s, u"usage"_s, u"stop"_s, u"error"_s, u"model"_s}))
            return out;
        out.when = when(node.find(u"when"));
        if (const YamlTree* pace = node.find(u"pace"))
            out.pace = wholeNumber(pace, 0, 1'000'000);
        out.stop = stopOf(node.find(u"stop"));
        out.usage = usageOf(node.find(u"usage"));
        out.model = textOf(node.find(u"model"));
        if (const YamlTree* error = node.find(u"error"))
            out.error = stepError(*error);
        const YamlTree* say = node.find(u"say");
        if (say && say->kind == YamlTree::Kind::List) {
            for (const YamlTree& item : say->children)
                out.say.append(sayItem(item));
        } else if (say || !out.error) {
            refuse(say ? *say : node, u"a step needs \"say\" with a list, or \"error\"."_s);
        }
        return out;
    }

    QString m_file;
    std::optional<Error> m_error;
};

} // namespace

std::expected<QRegularExpression, QString> rehearsalRegex(const QString& pattern)
{
    QRegularExpression regex(u"(*LIMIT_MATCH=1000000)"_s + pattern,
                             QRegularExpression::MultilineOption | QRegularExpression::UseUnicodePropertiesOption);
    if (!regex.isValid())
        return std::unexpected(u"\"%1\" is not a regular expression: %2."_s.arg(pattern, regex.errorString()));
    return regex;
}

Result<RehearsalScript> parseRehearsal(QByteArrayView yaml, const QString& fileName, const YamlLimits& limits)
{
    Result<YamlTree> tree = parseYamlTree(yaml, fileName, limits);
    if (!tree) {
        tree.error().message.prepend(u"The rehearsal "_s);
        return std::unexpected(tree.error());
    }
    return ScriptReader(fileName).read(*tree);
}

} // namespace aios
