// SPDX-License-Identifier: MIT
#include "ui/services/diagnosisview.h"

#include "core/base/text.h"
#include "ui/theme/colours.h"

#include <QCoreApplication>
#include <QEvent>
#include <QScrollBar>
#include <QTextCursor>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

using State = DiagnosisLine::State;

constexpr qsizetype kMostShown = 8000;

QString tr(const char* text)
{
    return QCoreApplication::translate("aios::Services", text);
}

QColor colourOf(const Colours& colours, State state)
{
    return state == State::Failed ? colours.bad : state == State::Good ? colours.muted : colours.text;
}

} // namespace

QString diagnosisStepWords(DiagnosisStep step)
{
    switch (step) {
    case DiagnosisStep::Resolve:
        return tr("Program or address");
    case DiagnosisStep::Spawn:
        return tr("Start");
    case DiagnosisStep::Handshake:
        return tr("Handshake");
    case DiagnosisStep::List:
        return tr("List of tools");
    case DiagnosisStep::Schemas:
        return tr("Descriptions of the tools");
    case DiagnosisStep::Call:
        break;
    }
    return tr("A call");
}

QString diagnosisStateWords(State state)
{
    switch (state) {
    case State::Good:
        return tr("works");
    case State::Warning:
        return tr("works, but");
    case State::Failed:
        return tr("fails here");
    case State::Skipped:
        break;
    }
    return tr("left out");
}

QString diagnosisVerdict(const Diagnosis& diagnosis)
{
    if (diagnosis.works())
        return tr("%1 works.").arg(showHidden(diagnosis.server));
    const QString step = diagnosis.lines.isEmpty() ? QString() : diagnosisStepWords(diagnosis.lines.last().step);
    return tr("%1 does not work. It fails at: %2.").arg(showHidden(diagnosis.server), step);
}

DiagnosisView::DiagnosisView(QWidget* parent) : SafeTextBrowser(parent)
{
    setAccessibleName(tr("Diagnosis of the service"));
    setFrameShape(QFrame::NoFrame);
    setObjectName(u"serviceDiagnosis"_s);
    setTabChangesFocus(true);
}

void DiagnosisView::showWaiting(const QString& server)
{
    m_diagnosis = {server, {}};
    m_waiting = true;
    write();
}

void DiagnosisView::showDiagnosis(const Diagnosis& diagnosis)
{
    m_diagnosis = diagnosis;
    m_waiting = false;
    write();
}

void DiagnosisView::write()
{
    clear();
    QTextCursor cursor(document());
    QTextCharFormat format;
    format.setForeground(Colours::of(palette()).text);
    if (m_waiting)
        return cursor.insertText(
            tr("Looking how far %1 comes. It is connected to once more, apart from what runs.").arg(showHidden(m_diagnosis.server)), format);
    if (m_diagnosis.lines.isEmpty())
        return;
    format.setFontWeight(QFont::DemiBold);
    cursor.insertText(diagnosisVerdict(m_diagnosis), format);
    for (const DiagnosisLine& line : std::as_const(m_diagnosis.lines))
        writeLine(cursor, line);
    verticalScrollBar()->setValue(0);
}

void DiagnosisView::writeLine(QTextCursor& cursor, const DiagnosisLine& line) const
{
    const Colours colours = Colours::of(palette());
    QTextCharFormat head;
    head.setForeground(colourOf(colours, line.state));
    QTextCharFormat text;
    text.setForeground(colours.text);
    QTextCharFormat muted;
    muted.setForeground(colours.muted);
    QTextBlockFormat gap;
    gap.setTopMargin(fontMetrics().height() * 0.5);
    cursor.insertBlock(gap);
    cursor.insertText(tr("%1: %2").arg(diagnosisStepWords(line.step), diagnosisStateWords(line.state)), head);
    const auto add = [&cursor](const QString& words, const QTextCharFormat& format) {
        if (words.isEmpty())
            return;
        cursor.insertBlock(QTextBlockFormat());
        cursor.insertText(showHidden(elided(words, kMostShown)), format);
    };
    add(line.words, text);
    add(line.advice, text);
    add(line.detail, muted);
}

void DiagnosisView::changeEvent(QEvent* event)
{
    SafeTextBrowser::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        write();
}

} // namespace aios
