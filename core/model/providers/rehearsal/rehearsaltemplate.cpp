// SPDX-License-Identifier: MIT
#include "core/model/providers/rehearsal/rehearsaltemplate.h"

#include "core/base/json.h"

#include <QRegularExpression>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

using Text = std::expected<QString, QString>;

/// The answers of an AskUserQuestion result in the order of its questions, whether it came as JSON ({"answers": {"question": "label"}}), in the words of
/// our own tool (Q: question, A: answer, each on a line) or as the sentence form ("question"="label").
Text answerOf(const RehearsalConversation::Call& call, int number)
{
    const Result<json::value> input = parseJson(call.use->inputJson);
    const json::array* questions = input && input->is_object() ? jsonArray(input->get_object(), "questions") : nullptr;
    if (!questions || number < 1 || static_cast<std::size_t>(number) > questions->size() || !(*questions)[number - 1].is_object())
        return std::unexpected(u"the call \"%1\" has no question %2"_s.arg(call.name).arg(number));
    const QString question = jsonText((*questions)[number - 1].get_object(), "question");
    const QString& text = call.result->text;
    if (const Result<json::value> result = parseJson(text.toUtf8()); result && result->is_object()) {
        const json::object* answers = jsonObject(result->get_object(), "answers");
        return jsonText(answers ? *answers : result->get_object(), toView(question.toUtf8()));
    }
    const QString words = u"Q: "_s + question + u"\nA: "_s;
    if (const qsizetype at = text.indexOf(words); at >= 0) {
        const qsizetype begin = at + words.size();
        const qsizetype end = text.indexOf(u"\nQ: "_s, begin);
        return text.sliced(begin, (end < 0 ? text.size() : end) - begin).trimmed();
    }
    const QRegularExpression pair(u"\"?"_s + QRegularExpression::escape(question) + u"\"?\\s*[=:]\\s*(?:\"([^\"]*)\"|(.*))"_s);
    const QRegularExpressionMatch match = pair.match(text);
    if (!match.hasMatch())
        return std::unexpected(u"the result of \"%1\" holds no answer to question %2"_s.arg(call.name).arg(number));
    return match.hasCaptured(1) ? match.captured(1) : match.captured(2).trimmed();
}

Text simpleValue(const QString& name, const RehearsalValues& values)
{
    const RequestOrigin& origin = values.origin;
    if (name == "arguments"_L1)
        return origin.arguments;
    if (name == "prompt"_L1)
        return origin.prompt;
    if (name == "command"_L1)
        return origin.command;
    if (name == "agent"_L1)
        return origin.agent;
    if (name == "project"_L1)
        return origin.projectDir;
    if (name == "session"_L1)
        return origin.sessionId;
    if (name == "turn"_L1)
        return QString::number(origin.turn);
    if (name == "date"_L1)
        return values.now.toString(u"yyyy-MM-dd"_s);
    if (name == "time"_L1)
        return values.now.toString(u"HH:mm"_s);
    if (name == "last.text"_L1 || name == "last.name"_L1) {
        const RehearsalConversation::Call* last = values.conversation.lastAnswered();
        if (!last)
            return std::unexpected(u"\"%1\" needs a tool result just before, and there is none"_s.arg(name));
        return name == "last.text"_L1 ? last->result->text : last->name;
    }
    return std::unexpected(u"there is no value \"%1\""_s.arg(name));
}

Text valueOf(const QString& name, const RehearsalValues& values)
{
    const QString kind = name.section(u'.', 0, 0);
    if (kind != "result"_L1 && kind != "maybe"_L1 && kind != "input"_L1 && kind != "answer"_L1)
        return simpleValue(name, values);
    const QString callName = name.section(u'.', 1, 1);
    const RehearsalConversation::Call* call = values.conversation.newest(callName);
    if (!call && kind == "maybe"_L1 && !callName.isEmpty())
        return QString();
    if (!call)
        return std::unexpected(u"\"%1\": no call named \"%2\" has a result since the last prompt"_s.arg(name, callName));
    const QString rest = name.section(u'.', 2);
    if (kind == "result"_L1 || kind == "maybe"_L1)
        return rest.isEmpty() ? Text(call->result->text) : std::unexpected(u"there is no value \"%1\""_s.arg(name));
    if (kind == "answer"_L1)
        return answerOf(*call, rest.toInt());
    const Result<json::value> input = parseJson(call->use->inputJson);
    const json::value* member = input && input->is_object() ? input->get_object().if_contains(toView(rest.toUtf8())) : nullptr;
    if (!member || !member->is_string())
        return std::unexpected(u"the input of \"%1\" has no text \"%2\""_s.arg(callName, rest));
    return toQString(member->get_string());
}

/// Reads what stands between {{ and }}: words, "quoted arguments" and bars.
class ExpressionReader {
public:
    explicit ExpressionReader(QStringView text, qsizetype at) : m_text(text), m_at(at) {}

    [[nodiscard]] qsizetype at() const { return m_at; }
    bool take(QStringView token)
    {
        skipSpace();
        if (!m_text.sliced(m_at).startsWith(token))
            return false;
        m_at += token.size();
        return true;
    }
    QString word()
    {
        skipSpace();
        const qsizetype begin = m_at;
        while (m_at < m_text.size() && (m_text[m_at].isLetterOrNumber() || QStringView(u"._-").contains(m_text[m_at])))
            ++m_at;
        return m_text.sliced(begin, m_at - begin).toString();
    }
    /// A quoted text (\" stands for ", other backslashes stay) or a word; nothing at a bar or the end.
    std::optional<QString> argument()
    {
        skipSpace();
        if (m_at >= m_text.size() || m_text[m_at] != u'"') {
            QString plain = word();
            return plain.isEmpty() ? std::nullopt : std::optional(plain);
        }
        QString out;
        for (++m_at; m_at < m_text.size() && m_text[m_at] != u'"'; ++m_at) {
            if (m_text[m_at] == u'\\' && m_at + 1 < m_text.size() && m_text[m_at + 1] == u'"')
                ++m_at;
            out += m_text[m_at];
        }
        if (m_at < m_text.size())
            ++m_at;
        return out;
    }

private:
    void skipSpace()
    {
        while (m_at < m_text.size() && m_text[m_at].isSpace())
            ++m_at;
    }
    QStringView m_text;
    qsizetype m_at;
};

Text expandOne(ExpressionReader& reader, const RehearsalValues& values)
{
    const QString name = reader.word();
    if (name.isEmpty())
        return std::unexpected(u"{{ must be followed by the name of a value (\\{{ stands for the braces themselves)"_s);
    Text value = valueOf(name, values);
    while (value && !reader.take(u"}}")) {
        if (!reader.take(u"|"))
            return std::unexpected(u"after \"%1\" must come a filter with | or the closing }}"_s.arg(name));
        const QString filter = reader.word();
        QStringList arguments;
        while (const std::optional<QString> argument = reader.argument())
            arguments.append(*argument);
        value = applyRehearsalFilter(filter, *value, arguments);
    }
    return value;
}

} // namespace

Text expandTemplate(const QString& text, const RehearsalValues& values, qsizetype& problemOffset)
{
    constexpr qsizetype kMaxLength = 8 * 1024 * 1024;
    QString out;
    qsizetype at = 0;
    while (true) {
        const qsizetype open = text.indexOf(u"{{"_s, at);
        if (open < 0)
            return out + QStringView(text).sliced(at);
        problemOffset = open;
        if (open > at && text.at(open - 1) == u'\\') {
            out += QStringView(text).sliced(at, open - 1 - at) % u"{{";
            at = open + 2;
            continue;
        }
        out += QStringView(text).sliced(at, open - at);
        ExpressionReader reader(text, open + 2);
        const Text value = expandOne(reader, values);
        if (!value)
            return value;
        out += *value;
        at = reader.at();
        if (out.size() > kMaxLength)
            return std::unexpected(u"the filled-in text is longer than 8 million characters"_s);
    }
}

} // namespace aios
