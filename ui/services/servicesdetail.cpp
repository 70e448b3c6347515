// SPDX-License-Identifier: MIT
#include "ui/services/servicesdetail.h"

#include "ui/services/serviceswords.h"
#include "ui/theme/colours.h"

#include <QEvent>
#include <QScrollBar>
#include <QTextCursor>

namespace aios {

using namespace Qt::StringLiterals;

ServicesDetail::ServicesDetail(QWidget* parent) : SafeTextBrowser(parent)
{
    setAccessibleName(tr("Details of the service"));
    setFrameShape(QFrame::NoFrame);
    setObjectName(u"serviceDetail"_s);
    setTabChangesFocus(true);
}

void ServicesDetail::showServer(const ServiceStatus& status)
{
    const QList<std::pair<QString, QString>> details = serviceDetails(status);
    if (details == m_details)
        return; // what is being read or selected stays where it is
    m_details = details;
    write();
}

void ServicesDetail::write()
{
    const int place = verticalScrollBar()->value();
    clear();
    const Colours colours = Colours::of(palette());
    QTextCharFormat head;
    head.setForeground(colours.muted);
    QTextCharFormat text;
    text.setForeground(colours.text);
    QTextBlockFormat gap;
    gap.setTopMargin(fontMetrics().height() * 0.5);
    QTextCursor cursor(document());
    bool first = true;
    for (const auto& [what, words] : std::as_const(m_details)) {
        if (std::exchange(first, false))
            cursor.setBlockFormat(QTextBlockFormat());
        else
            cursor.insertBlock(gap);
        cursor.insertText(what, head);
        cursor.insertBlock(QTextBlockFormat());
        cursor.insertText(words, text);
    }
    verticalScrollBar()->setValue(place);
}

void ServicesDetail::changeEvent(QEvent* event)
{
    SafeTextBrowser::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        write();
}

} // namespace aios
