// SPDX-License-Identifier: MIT
#include "core/gate/approvallines.h"

#include "core/base/text.h"

namespace aios {

namespace {

using namespace Qt::StringLiterals;
using Look = ApprovalLine::Look;

QString gradeWords(Grade grade)
{
    switch (grade) {
    case Grade::Read:
        return u"Read"_s;
    case Grade::ChangesFiles:
        return u"Changes files"_s;
    case Grade::RunsProgram:
        return u"Runs a program"_s;
    case Grade::LeavesComputer:
        return u"Leaves this computer"_s;
    }
    return {};
}

ApprovalLine lineOf(const DiffLine& line)
{
    QString text = QString::fromUtf8(line.text);
    if (text.endsWith(u'\n'))
        text.chop(1);
    text = showHidden(text);
    if (line.kind == DiffLine::Kind::Added)
        return {u"  + "_s + text, Look::Added};
    if (line.kind == DiffLine::Kind::Removed)
        return {u"  - "_s + text, Look::Removed};
    return {u"    "_s + text, Look::Plain};
}

QList<ApprovalLine> changeLines(const ApprovalPreview& preview)
{
    QList<ApprovalLine> lines = foreignLines(u"  "_s, preview.path + (preview.creates ? u" (new file)"_s : QString()));
    for (const DiffHunk& hunk : preview.hunks) {
        const QString place = u"  @@ −%1,%2 +%3,%4 @@"_s.arg(hunk.oldStart).arg(hunk.oldLines).arg(hunk.newStart).arg(hunk.newLines);
        lines.append({place, Look::Place});
        for (const DiffLine& each : hunk.lines)
            lines.append(lineOf(each));
    }
    return lines;
}

} // namespace

QList<ApprovalLine> foreignLines(const QString& head, const QString& text, Look look)
{
    QList<ApprovalLine> lines;
    for (const QStringList parts = showHidden(text).split(u'\n'); const QString& part : parts)
        lines.append({(lines.isEmpty() ? head : u"  │ "_s) + part, look});
    return lines;
}

QList<ApprovalLine> approvalLines(const ApprovalRequest& request)
{
    QList<ApprovalLine> lines = foreignLines({}, request.title, Look::Strong);
    lines.last().text += u"   ["_s + gradeWords(request.grade) + u']';
    if (!request.agent.isEmpty())
        lines += foreignLines(u"  asked by the agent "_s, request.agent);
    if (!request.reason.isEmpty())
        lines += foreignLines(u"  The assistant says: "_s, request.reason, Look::Faint);
    const ApprovalPreview& preview = request.preview;
    if (preview.kind == ApprovalPreview::Kind::FileDiff)
        lines += changeLines(preview);
    for (const QString& operation : preview.operations)
        lines += foreignLines(u"  $ "_s, operation);
    if (!preview.workingDirectory.isEmpty())
        lines += foreignLines(u"  in "_s, preview.workingDirectory);
    for (const auto& [name, value] : preview.arguments)
        lines += foreignLines(u"  "_s, name + u": "_s + value);
    if (!preview.discarded.isEmpty())
        lines += foreignLines(u"  The assistant wrote something else, which is not sent, for: "_s, preview.discarded.join(u", "_s));
    if (!preview.text.isEmpty())
        lines += foreignLines(u"  │ "_s, preview.text);
    if (!request.because.isEmpty())
        lines += foreignLines(u"  "_s, request.because, Look::Faint);
    return lines;
}

QList<ApprovalLine> questionLines(const Question& question)
{
    QList<ApprovalLine> lines = foreignLines({}, question.question, Look::Strong);
    for (qsizetype i = 0; i < question.options.size(); ++i) {
        const QuestionOption& option = question.options[i];
        lines += foreignLines(u"  %1) "_s.arg(i + 1), option.label + (option.description.isEmpty() ? QString() : u" — "_s + option.description));
    }
    return lines;
}

} // namespace aios
