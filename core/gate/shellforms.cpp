// SPDX-License-Identifier: MIT
#include "core/gate/shellforms.h"

#include "core/gate/rulegrammar.h"

#include <QSet>

using namespace Qt::StringLiterals;

namespace aios {

namespace {

constexpr qsizetype kMostForms = 4000;

/// True for a word that the shell reads as itself.
bool isPlainWord(const QString& word)
{
    static const QString plain = u"_-./,:=@%+"_s;
    if (word == "["_L1 || word == "]"_L1)
        return true;
    return !word.isEmpty() && std::ranges::all_of(word, [](QChar c) { return c.isLetterOrNumber() || plain.contains(c); });
}

void addForms(QStringList& forms, const QStringList& words)
{
    for (const QStringList& command : withUnwrapped(words)) {
        if (command.isEmpty() || command.constFirst().isEmpty())
            continue;
        forms.append(command.join(u' '));
        forms.append(canonicalCommand(command));
        QStringList named = command;
        named.first() = programName(named.constFirst());
        if (named.constFirst() != command.constFirst() && !named.constFirst().isEmpty())
            forms.append(named.join(u' '));
    }
}

/// Words between operators, quotes and backslashes dropped, without any grammar. Only ever used to find more to deny.
QList<QStringList> crudeCommands(const QString& source)
{
    QList<QStringList> commands;
    QStringList words;
    QString word;
    const auto endWord = [&] {
        if (!word.isEmpty())
            words.append(std::exchange(word, {}));
    };
    const auto endCommand = [&] {
        endWord();
        if (!words.isEmpty())
            commands.append(std::exchange(words, {}));
    };
    for (qsizetype i = 0; i < source.size(); ++i) {
        const QChar c = source[i];
        if (c == u'\\') {
            if (i + 1 < source.size() && source[++i] != u'\n')
                word += source[i];
        } else if (c == u'\n' || u";|&(){}`"_s.contains(c)) {
            endCommand();
        } else if (c.isSpace() || c == u'<' || c == u'>') {
            endWord();
        } else if (c != u'\'' && c != u'"' && c != u'$') {
            word += c;
        }
    }
    endCommand();
    return commands;
}

/// Words that may stand before a command without being one.
bool isLeader(const QString& word)
{
    static const QSet<QString> leaders{u"!"_s, u"if"_s, u"then"_s, u"else"_s, u"elif"_s, u"do"_s, u"while"_s, u"until"_s, u"time"_s, u"coproc"_s};
    return leaders.contains(word) || (word.contains(u'=') && !word.startsWith(u'='));
}

} // namespace

QString programName(const QString& word)
{
    return word.sliced(word.lastIndexOf(u'/') + 1);
}

QString canonicalCommand(const QStringList& words)
{
    QStringList parts;
    parts.reserve(words.size());
    for (const QString& word : words) {
        if (isPlainWord(word))
            parts.append(word);
        else
            parts.append(u'\'' + QString(word).replace(u'\'', u"'\\''"_s) + u'\'');
    }
    return parts.join(u' ');
}

bool bashPatternMatches(const QString& specifier, const QString& text)
{
    QString pattern = specifier;
    if (pattern.endsWith(":*"_L1))
        pattern.replace(pattern.size() - 2, 1, u' ');
    if (pattern.endsWith(" *"_L1) && wildcardMatch(QStringView(pattern).chopped(2), text))
        return true;
    return wildcardMatch(pattern, text);
}

QStringList denyForms(const ShellScript& script)
{
    QStringList forms{script.source.trimmed()};
    for (const SimpleCommand& command : script.commands) {
        forms.append(command.text);
        addForms(forms, command.roughWords.isEmpty() ? command.words : command.roughWords);
        if (!command.words.isEmpty() && !command.assignments.isEmpty())
            forms.append(QStringList(command.assignments + command.words).join(u' '));
        if (forms.size() > kMostForms)
            break;
    }
    if (!script.unparsed.isEmpty()) {
        for (QStringList words : crudeCommands(script.source)) {
            addForms(forms, words);
            while (!words.isEmpty() && isLeader(words.constFirst()))
                words.removeFirst();
            addForms(forms, words);
            if (forms.size() > 2 * kMostForms)
                break;
        }
    }
    forms.removeDuplicates();
    return forms;
}

QStringList doubtfulForms(const ShellScript& script)
{
    QStringList forms;
    for (const SimpleCommand& command : script.commands) {
        for (qsizetype i = 1; i < command.roughWords.size() && forms.size() < kMostForms; ++i) {
            QStringList tail = command.roughWords.mid(i);
            tail.first() = programName(tail.constFirst());
            forms.append(tail.join(u' '));
        }
    }
    return forms;
}

} // namespace aios
