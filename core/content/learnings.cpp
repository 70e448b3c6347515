// SPDX-License-Identifier: MIT
#include "core/content/learnings.h"

#include "core/content/textlines.h"

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

} // namespace aios
