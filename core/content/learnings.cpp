// SPDX-License-Identifier: MIT
#include "core/content/learnings.h"

#include "core/base/text.h"
#include "core/content/textlines.h"

#include <QRegularExpression>

namespace aios {

using namespace Qt::StringLiterals;

QByteArray withLearning(const QByteArray& file, const QString& command, const QDate& date, const QString& text)
{
    const QString line = text.simplified();
    if (line.isEmpty())
        return file;
    const QByteArray newline = lineEndOf(file);
    const QByteArray bullet = "- " + date.toString(Qt::ISODate).toUtf8() + ": " + line.toUtf8() + newline;
    if (QByteArrayView(file).trimmed().isEmpty())
        return "# Learnings: /" + command.toUtf8() + newline + newline + bullet;
    QByteArray result = file;
    if (!result.endsWith('\n'))
        result += newline;
    const QList<TextLine> lines = textLines(file);
    const QByteArrayView last = lines.back().content.trimmed();
    const bool afterList = last.startsWith("- ") || last.startsWith("* ") || last.isEmpty() || indentColumns(lines.back().content) > 0;
    return result + (afterList ? QByteArray() : newline) + bullet;
}

QString learningsPath(const QString& command)
{
    return u"learnings/"_s + QString(command).replace(u':', u'/') + u".md"_s;
}

bool isLearningsCommand(const QString& command)
{
    static const QRegularExpression parts(u"^[\\p{L}\\p{N}_-]+(:[\\p{L}\\p{N}_-]+)*$"_s);
    return command.size() <= 200 && parts.match(command).hasMatch();
}

QList<LearningEntry> learningEntries(const QString& text)
{
    static const QRegularExpression bullet(u"^[-*+] (?:\\*{0,2}(\\d{4}-\\d{2}-\\d{2})\\*{0,2}\\s*[:–-]\\s*)?(.*)$"_s);
    QList<LearningEntry> entries;
    const QByteArray bytes = text.toUtf8();
    int number = 0;
    bool inEntry = false;
    for (const TextLine& line : textLines(bytes)) {
        ++number;
        const QString words = QString::fromUtf8(line.content);
        const auto match = line.inFence ? QRegularExpressionMatch() : bullet.match(words);
        if (match.hasMatch()) {
            entries.append({number, QDate::fromString(match.captured(1), Qt::ISODate), match.captured(2).simplified()});
            inEntry = true;
        } else if (inEntry && !line.inFence && indentColumns(line.content) > 0 && !words.trimmed().isEmpty()) {
            entries.back().text += u' ' + words.simplified();
        } else {
            inEntry = false;
        }
    }
    return entries;
}

QString learningsForRun(const LearningFile& learning)
{
    if (learning.text.trimmed().isEmpty())
        return {};
    return u"# Learnings from earlier runs of /%1 (%2)\n\n"_s.arg(learning.command,
                                                                  learning.file.relative.isEmpty() ? learning.file.path : learning.file.relative) +
           withoutTagCharacters(learning.text).trimmed();
}

QString learningKey(const QString& text)
{
    QString key = text.simplified().toCaseFolded();
    while (key.endsWith(u'.') || key.endsWith(u'!'))
        key.chop(1);
    return key;
}

} // namespace aios
