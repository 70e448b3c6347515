// SPDX-License-Identifier: MIT
#include "core/runtime/promptvalues.h"

#include <algorithm>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

bool isQuoted(QStringView text)
{
    return text.startsWith(u'\'') || text.startsWith(u'"');
}

QString lastValue(QStringView rest)
{
    const QStringView trimmed = rest.trimmed();
    const QList<ShellWord> words = isQuoted(trimmed) ? shellWordsIn(trimmed) : QList<ShellWord>();
    return words.size() == 1 && words.first().closed ? words.first().text : trimmed.toString();
}

} // namespace

QStringList promptValues(QStringView words, qsizetype arguments)
{
    QStringList values;
    for (const QList<ShellWord> read = shellWordsIn(words); const ShellWord& word : read) {
        if (values.size() >= arguments)
            break;
        const bool last = values.size() == arguments - 1;
        values.append(last ? lastValue(words.sliced(word.begin)) : word.text);
    }
    return values;
}

QString writtenPromptValue(const QString& value, bool last)
{
    const auto special = [](QChar c) { return c.isSpace() || c == u'"' || c == u'\'' || c == u'\\'; };
    const bool plain = last ? lastValue(value) == value : std::ranges::none_of(value, special);
    if (plain && !value.isEmpty())
        return value;
    QString quoted = value;
    return u'\'' + quoted.replace(u'\'', "'\\''"_L1) + u'\'';
}

PromptValueAtEnd promptValueAtEnd(QStringView words, qsizetype arguments)
{
    QList<ShellWord> read = shellWordsIn(words);
    if (read.isEmpty() || read.last().end < words.size()) // behind a space: a new one
        read.append(ShellWord{{}, words.size(), words.size()});
    PromptValueAtEnd found;
    found.argument = std::min(read.size(), arguments) - 1;
    for (const ShellWord& word : std::as_const(read).first(found.argument))
        found.before.append(word.text);
    const ShellWord& word = read[found.argument];
    found.begin = word.begin;
    const QStringView rest = words.sliced(word.begin);
    const bool last = found.argument == arguments - 1;
    found.value = !last || (read.size() == arguments && isQuoted(rest)) ? word.text : rest.toString();
    return found;
}

} // namespace aios
