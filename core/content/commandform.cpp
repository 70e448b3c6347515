// SPDX-License-Identifier: MIT
#include "core/content/commandform.h"

#include <QRegularExpression>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

constexpr int kMostFields = 12;

/// The parts of a hint: "[a] <b> c|d" -> three. Brackets may hold spaces.
QList<CommandArgument> hinted(const QString& hint)
{
    static const QRegularExpression part(u"\\[([^\\]]*)\\]|<([^>]*)>|(\\S+)"_s);
    QList<CommandArgument> found;
    for (auto it = part.globalMatch(hint); it.hasNext();) {
        const auto match = it.next();
        CommandArgument argument;
        argument.required = !match.hasCaptured(1);
        argument.hint = (match.hasCaptured(1) ? match.captured(1) : match.hasCaptured(2) ? match.captured(2) : match.captured(3)).trimmed();
        if (argument.hint.contains(u'|') && !argument.hint.contains(u' '))
            argument.choices = argument.hint.split(u'|', Qt::SkipEmptyParts);
        if (!argument.hint.isEmpty())
            found.append(argument);
    }
    return found;
}

/// One more than the highest $N or $ARGUMENTS[N] of the body; a backslash before it makes it plain text.
int indexedCount(const QString& body)
{
    static const QRegularExpression place(u"(?<!\\\\)\\$(?:ARGUMENTS\\[(\\d{1,2})\\]|(\\d{1,2})(?![\\p{L}\\p{N}_]))"_s);
    int count = 0;
    for (auto it = place.globalMatch(body); it.hasNext();) {
        const auto match = it.next();
        count = std::max(count, (match.hasCaptured(1) ? match.captured(1) : match.captured(2)).toInt() + 1);
    }
    return std::min(count, kMostFields);
}

QList<CommandArgument> fieldsFor(const QStringList& names, const QString& hint, const QString& body)
{
    const QList<CommandArgument> fromHint = hinted(hint);
    const int count = names.isEmpty() ? indexedCount(body) : static_cast<int>(std::min<qsizetype>(names.size(), kMostFields));
    if (count == 0) {
        CommandArgument all;
        all.whole = true;
        all.label = u"Arguments"_s;
        all.hint = hint.trimmed();
        all.required = !fromHint.isEmpty() && fromHint.front().required;
        if (fromHint.size() == 1) {
            all.hint = fromHint.front().hint;
            all.choices = fromHint.front().choices;
        }
        return {all};
    }
    QList<CommandArgument> fields;
    for (int i = 0; i < count; ++i) {
        CommandArgument field = fromHint.value(i);
        field.label = names.isEmpty() ? (field.hint.isEmpty() ? u"Argument %1"_s.arg(i + 1) : field.hint) : names.at(i);
        fields.append(field);
    }
    return fields;
}

/// As shellWords() takes it apart again.
QString quoted(const QString& value)
{
    static const QRegularExpression special(u"[\\s\"'\\\\]"_s);
    if (!value.isEmpty() && !special.match(value).hasMatch())
        return value;
    QString inside = value;
    inside.replace(u'\\', u"\\\\"_s).replace(u'"', u"\\\""_s);
    return u'"' + inside + u'"';
}

} // namespace

CommandForm commandForm(const CommandFile& command)
{
    return {command.name, command.description, fieldsFor(command.argumentNames, command.argumentHint, command.body)};
}

CommandForm commandForm(const SkillFile& skill)
{
    return {skill.name, skill.description, fieldsFor(skill.argumentNames, skill.argumentHint, {})};
}

QString commandLine(const CommandForm& form, const QStringList& values)
{
    const QString line = u'/' + form.name;
    if (form.arguments.size() == 1 && form.arguments.front().whole) {
        const QString all = values.value(0).trimmed();
        return all.isEmpty() ? line : line + u' ' + all;
    }
    QStringList words;
    for (qsizetype i = 0; i < form.arguments.size(); ++i)
        words.append(values.value(i).trimmed());
    while (!words.isEmpty() && words.back().isEmpty())
        words.removeLast();
    for (QString& word : words)
        word = quoted(word);
    return words.isEmpty() ? line : line + u' ' + words.join(u' ');
}

QString missingArgument(const CommandForm& form, const QStringList& values)
{
    for (qsizetype i = 0; i < form.arguments.size(); ++i) {
        if (form.arguments.at(i).required && values.value(i).trimmed().isEmpty())
            return u"/%1 needs “%2”."_s.arg(form.name, form.arguments.at(i).hint.isEmpty() ? form.arguments.at(i).label : form.arguments.at(i).hint);
    }
    return {};
}

} // namespace aios
