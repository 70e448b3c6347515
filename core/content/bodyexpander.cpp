// SPDX-License-Identifier: MIT
#include "core/content/bodyexpander.h"

#include "core/content/mentions.h"
#include "core/content/shellwords.h"

#include <QRegularExpression>

#include <algorithm>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

/// Backslashes directly before `at`.
qsizetype backslashesBefore(const QString& text, qsizetype at)
{
    qsizetype count = 0;
    while (at - count > 0 && text[at - count - 1] == u'\\')
        ++count;
    return count;
}

bool isWordCharacter(QChar c)
{
    return c.isLetterOrNumber() || c == u'_';
}

} // namespace

BodyExpander::BodyExpander(const QString& body, const QString& arguments, const QStringList& argumentNames, const ExpansionVariables& variables)
    : m_body(body),
      m_arguments(arguments.trimmed()),
      m_words(shellWords(arguments)),
      m_names(argumentNames),
      m_variables(variables),
      m_code(codeRanges(body))
{}

PromptExpansion BodyExpander::expand()
{
    for (qsizetype at = 0; at < m_body.size();) {
        if (m_body[at] == u'!' || m_body[at] == u'`' || m_body[at] == u'~') {
            if (const std::optional<Shell> shell = shellAt(at)) {
                addShell(*shell);
                at = shell->end;
                continue;
            }
        }
        if (m_body[at] == u'$') {
            const Placeholder found = placeholderAt(at);
            if (found.length > 0 && backslashesBefore(m_body, at) == 1) {
                m_out.text.chop(1); // \$1 is the text $1
                m_out.text += QStringView(m_body).sliced(at, found.length);
            } else if (found.length > 0) {
                m_argumentsUsed |= found.isArgument;
                m_out.text += found.text;
            }
            if (found.length > 0) {
                at += found.length;
                continue;
            }
        }
        noteMention(at);
        m_out.text += m_body[at++];
    }
    collectMentions();
    if (!m_argumentsUsed && !m_arguments.isEmpty())
        m_out.text += u"\n\nARGUMENTS: "_s + m_arguments;
    return std::move(m_out);
}

QStringList BodyExpander::shellCommands() const
{
    QStringList commands;
    for (qsizetype at = 0; at < m_body.size();) {
        const bool mark = m_body[at] == u'!' || m_body[at] == u'`' || m_body[at] == u'~';
        const std::optional<Shell> shell = mark ? shellAt(at) : std::nullopt;
        if (shell)
            commands.append(m_body.sliced(shell->commandBegin, shell->commandEnd - shell->commandBegin).trimmed());
        at = shell ? shell->end : at + 1;
    }
    return commands;
}

BodyExpander::Placeholder BodyExpander::placeholderAt(qsizetype at) const
{
    if (at + 1 >= m_body.size())
        return {};
    return m_body[at + 1] == u'{' ? variableAt(at) : argumentAt(at);
}

BodyExpander::Placeholder BodyExpander::variableAt(qsizetype at) const
{
    const QStringView rest = QStringView(m_body).sliced(at);
    const auto is = [&rest](QLatin1StringView name) { return rest.startsWith(name); };
    const auto value = [](QLatin1StringView name, const QString& text) { return Placeholder{.length = name.size(), .words = {text}, .text = text}; };
    if (is("${CLAUDE_SESSION_ID}"_L1))
        return value("${CLAUDE_SESSION_ID}"_L1, m_variables.sessionId);
    if (is("${CLAUDE_PROJECT_DIR}"_L1))
        return value("${CLAUDE_PROJECT_DIR}"_L1, m_variables.projectDir);
    if (is("${CLAUDE_SKILL_DIR}"_L1) && !m_variables.skillDir.isEmpty())
        return value("${CLAUDE_SKILL_DIR}"_L1, m_variables.skillDir);
    if (is("${CLAUDE_EFFORT}"_L1))
        return value("${CLAUDE_EFFORT}"_L1, m_variables.effort);
    return {};
}

BodyExpander::Placeholder BodyExpander::argumentAt(qsizetype at) const
{
    qsizetype end = at + 1;
    while (end < m_body.size() && isWordCharacter(m_body[end]))
        ++end;
    const QString word = m_body.sliced(at + 1, end - at - 1);
    if (word == "ARGUMENTS"_L1) {
        static const QRegularExpression index(u"^\\[(\\d{1,4})\\]"_s);
        if (const auto match = index.matchView(QStringView(m_body).sliced(end)); match.hasMatch())
            return indexed(end - at + match.capturedLength(), match.captured(1));
        return {.length = end - at, .words = m_words, .text = m_arguments, .isArgument = true};
    }
    static const QRegularExpression number(u"^\\d{1,4}$"_s);
    if (number.match(word).hasMatch())
        return indexed(end - at, word);
    const qsizetype name = word.isEmpty() ? -1 : m_names.indexOf(word);
    if (name < 0)
        return {};
    const QString value = m_words.value(name);
    return {.length = end - at, .words = value.isEmpty() ? QStringList() : QStringList{value}, .text = value, .isArgument = true};
}

/// A missing index stays as it is written.
BodyExpander::Placeholder BodyExpander::indexed(qsizetype length, const QString& number) const
{
    const int index = number.toInt();
    if (index >= m_words.size())
        return {};
    return {.length = length, .words = {m_words[index]}, .text = m_words[index], .isArgument = true};
}

std::optional<BodyExpander::Shell> BodyExpander::shellAt(qsizetype at) const
{
    const bool lineStart = at == 0 || m_body[at - 1] == u'\n';
    if (m_body[at] == u'!') {
        if (!lineStart && !m_body[at - 1].isSpace())
            return std::nullopt;
        if (at + 1 >= m_body.size() || m_body[at + 1] != u'`' || m_body.sliced(at + 2, std::min<qsizetype>(1, m_body.size() - at - 2)) == "`"_L1 ||
            isInCode(at))
            return std::nullopt;
        const qsizetype close = m_body.indexOf(u'`', at + 2);
        if (close < 0 || QStringView(m_body).sliced(at + 2, close - at - 2).contains(u'\n'))
            return std::nullopt;
        return Shell{at, close + 1, at + 2, close};
    }
    static const QRegularExpression opening(u"^(`{3,}|~{3,})![^\\S\\n]*\\r?\\n"_s);
    const auto match = lineStart ? opening.matchView(QStringView(m_body).sliced(at)) : QRegularExpressionMatch();
    if (!match.hasMatch())
        return std::nullopt;
    const qsizetype begin = at + match.capturedLength();
    const QRegularExpression closing(u"^[ ]{0,3}"_s + match.captured(1) + u"[`~]*[^\\S\\n]*$"_s, QRegularExpression::MultilineOption);
    const auto end = closing.match(m_body, begin);
    if (!end.hasMatch())
        return std::nullopt;
    return Shell{at, end.capturedEnd(), begin, std::max(begin, end.capturedStart() - 1)};
}

void BodyExpander::addShell(const Shell& shell)
{
    const QString source = m_body.sliced(shell.commandBegin, shell.commandEnd - shell.commandBegin);
    const bool nested = hasNestedQuoting(source);
    ShellQuoting quoting;
    QString command;
    bool safe = true;
    for (qsizetype at = shell.commandBegin; at < shell.commandEnd;) {
        const bool dollar = m_body[at] == u'$';
        const Placeholder found = dollar ? placeholderAt(at) : Placeholder();
        if (found.length == 0 || at + found.length > shell.commandEnd) {
            quoting.feed(QStringView(m_body).sliced(at, 1));
            command += m_body[at++];
            continue;
        }
        if (backslashesBefore(m_body, at) == 1) { // \$1 is bash's own $1
            command.chop(1);
            command += QStringView(m_body).sliced(at, found.length);
            quoting = ShellQuoting();
            quoting.feed(command);
        } else {
            m_argumentsUsed |= found.isArgument;
            const std::optional<QString> quoted = nested && !found.words.isEmpty() ? std::nullopt : quoting.quoted(found.words);
            safe = safe && quoted;
            command += quoted.value_or(QString());
        }
        at += found.length;
    }
    if (!safe) {
        m_out.text += u"[not run: `"_s + source + u"` would put an argument where it cannot be quoted safely]"_s;
        return;
    }
    const qsizetype begin = m_out.text.size();
    m_out.text += QStringView(m_body).sliced(shell.begin, shell.commandBegin - shell.begin) + command +
                  QStringView(m_body).sliced(shell.commandEnd, shell.end - shell.commandEnd);
    m_out.shell.append({command.trimmed(), begin, m_out.text.size()});
}

bool BodyExpander::isInCode(qsizetype at) const
{
    // Only code that began before: the backtick behind "!" starts a code span of its own.
    const auto after =
        std::lower_bound(m_code.cbegin(), m_code.cend(), at, [](const CodeRange& range, qsizetype offset) { return range.begin < offset; });
    return after != m_code.cbegin() && at < std::prev(after)->end;
}

void BodyExpander::noteMention(qsizetype at)
{
    if (m_body[at] == u'@' && mayStartMention(m_body, at) && !isInCode(at))
        m_mentions.append(m_out.text.size());
}

void BodyExpander::collectMentions()
{
    for (const qsizetype at : std::as_const(m_mentions)) {
        const QString path = mentionAt(m_out.text, at);
        if (!path.isEmpty() && !m_out.fileMentions.contains(path))
            m_out.fileMentions.append(path);
    }
    for (const QString& path : fileMentions(m_arguments)) {
        if (!m_out.fileMentions.contains(path))
            m_out.fileMentions.append(path);
    }
}

} // namespace aios
