// SPDX-License-Identifier: MIT
#include "ui/common/gradebadge.h"

#include "ui/theme/colours.h"

#include <QCoreApplication>
#include <QPainter>

namespace aios {

QString gradeWords(Grade grade)
{
    switch (grade) {
    case Grade::Read:
        return QCoreApplication::translate("aios::GradeBadge", "Read");
    case Grade::ChangesFiles:
        return QCoreApplication::translate("aios::GradeBadge", "Changes files");
    case Grade::RunsProgram:
        return QCoreApplication::translate("aios::GradeBadge", "Runs a program");
    case Grade::LeavesComputer:
        break;
    }
    return QCoreApplication::translate("aios::GradeBadge", "Leaves this computer");
}

Icon gradeIcon(Grade grade)
{
    switch (grade) {
    case Grade::Read:
        return Icon::Read;
    case Grade::ChangesFiles:
        return Icon::ChangeFiles;
    case Grade::RunsProgram:
        return Icon::RunProgram;
    case Grade::LeavesComputer:
        break;
    }
    return Icon::LeaveComputer;
}

GradeBadge::GradeBadge(Grade grade, QWidget* parent) : QWidget(parent), m_grade(grade)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setAccessibleName(tr("Effect: %1").arg(gradeWords(grade)));
}

QSize GradeBadge::sizeHint() const
{
    const int line = fontMetrics().height();
    return {line + fontMetrics().horizontalAdvance(gradeWords(m_grade)) + line * 4 / 3, line + 6};
}

void GradeBadge::paintEvent(QPaintEvent*)
{
    const Colours colours = Colours::of(palette());
    const QColor accent = m_grade == Grade::LeavesComputer ? colours.bad : m_grade == Grade::Read ? colours.muted : colours.attention;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(mixed(palette().color(QPalette::Base), accent, 0.6));
    painter.setBrush(mixed(palette().color(QPalette::Base), accent, colours.dark ? 0.16 : 0.08));
    const QRectF frame = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
    painter.drawRoundedRect(frame, frame.height() / 2, frame.height() / 2);
    const int line = fontMetrics().height();
    paintSymbol(painter, QRectF(line / 2.0, 3, line, line), gradeIcon(m_grade), accent);
    painter.setPen(palette().color(QPalette::Text));
    painter.drawText(rect().adjusted(line / 2 + line + line / 4, 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft, gradeWords(m_grade));
}

} // namespace aios
