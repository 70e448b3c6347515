// SPDX-License-Identifier: MIT
// What an approval card shows of the thing that is approved.
#include "ui/chat/approvalcard.h"

#include "core/base/text.h"
#include "core/content/publishing.h"
#include "ui/common/diffview.h"
#include "ui/common/pieceview.h"
#include "ui/common/tintedlabel.h"
#include "ui/theme/colours.h"

#include <QBoxLayout>
#include <QHeaderView>
#include <QPlainTextEdit>
#include <QScrollArea>
#include <QTableWidget>
#include <QTextBlock>

using namespace Qt::StringLiterals;

namespace aios {

QPlainTextEdit* ApprovalCard::makeTextBox(const QString& text, int maximumLines) const
{
    auto* box = new QPlainTextEdit;
    box->setReadOnly(true);
    box->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    box->setTabChangesFocus(true);
    box->setFont(fixedFont(font()));
    box->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    box->setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    box->setPlainText(showHidden(text));
    const int columns = 90; // About what a card shows; a longer line wraps and the box scrolls.
    int lines = 0;
    for (QTextBlock block = box->document()->begin(); block.isValid() && lines < maximumLines; block = block.next())
        lines += 1 + block.length() / columns;
    box->setFixedHeight(box->fontMetrics().lineSpacing() * qBound(1, lines, maximumLines) + 2 * static_cast<int>(box->document()->documentMargin()) +
                        6);
    return box;
}

void ApprovalCard::buildPreview()
{
    const ApprovalPreview& preview = request().preview;
    switch (preview.kind) {
    case ApprovalPreview::Kind::FileDiff:
        buildDiff();
        break;
    case ApprovalPreview::Kind::Command:
        buildCommand();
        break;
    case ApprovalPreview::Kind::Arguments:
        buildArguments();
        break;
    case ApprovalPreview::Kind::Text:
        m_textBox = makeTextBox(preview.text, 14);
        m_textBox->setAccessibleName(tr("What is approved"));
        body()->addWidget(m_textBox);
        break;
    case ApprovalPreview::Kind::Publish:
        buildPublish();
        break;
    case ApprovalPreview::Kind::None: // What cannot be shown nicely is shown raw rather than not at all.
        m_textBox = makeTextBox(QString::fromUtf8(request().access.inputJson), 14);
        m_textBox->setAccessibleName(tr("The call's input"));
        body()->addWidget(m_textBox);
        break;
    }
}

void ApprovalCard::buildDiff()
{
    const ApprovalPreview& preview = request().preview;
    m_diffWords = makeText({});
    body()->addWidget(m_diffWords);
    m_diff = new DiffView;
    m_diff->setFrameShape(QFrame::StyledPanel);
    m_diff->setAccessibleName(tr("Changes of %1").arg(showHidden(preview.path)));
    m_diff->setDiff(preview.before, preview.after, preview.hunks, !preview.creates);
    body()->addWidget(m_diff);
    connect(m_diff, &DiffView::keptChanged, this, &ApprovalCard::updateWords);
}

void ApprovalCard::buildCommand()
{
    const ApprovalPreview& preview = request().preview;
    if (preview.operations.size() > 1)
        body()->addWidget(makeText(tr("%n operations, one a line:", nullptr, static_cast<int>(preview.operations.size()))));
    m_textBox = makeTextBox(preview.operations.join(u'\n'), 12);
    m_textBox->setAccessibleName(tr("Command"));
    body()->addWidget(m_textBox);
    if (!preview.workingDirectory.isEmpty())
        body()->addWidget(makeText(tr("Runs in %1").arg(preview.workingDirectory)));
}

void ApprovalCard::buildArguments()
{
    const auto& arguments = request().preview.arguments;
    auto* table = new QTableWidget(static_cast<int>(arguments.size()), 2);
    const bool ofService = isOfService(request()); // what it asks, no arguments
    table->setAccessibleName(ofService ? tr("What the service asks") : tr("Arguments of the call"));
    table->setHorizontalHeaderLabels(ofService ? QStringList{tr("What"), tr("In words")} : QStringList{tr("Argument"), tr("Value")});
    table->verticalHeader()->hide();
    table->horizontalHeader()->setStretchLastSection(true);
    table->horizontalHeader()->setSectionResizeMode(0, QHeaderView::ResizeToContents);
    table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table->setSelectionMode(QAbstractItemView::NoSelection);
    table->setTabKeyNavigation(false);
    table->setWordWrap(true);
    table->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    for (int row = 0; row < arguments.size(); ++row) {
        table->setItem(row, 0, new QTableWidgetItem(showHidden(arguments.at(row).first)));
        table->setItem(row, 1, new QTableWidgetItem(showHidden(arguments.at(row).second)));
        for (const int column : {0, 1})
            table->item(row, column)->setTextAlignment(Qt::AlignTop | Qt::AlignLeft);
    }
    table->setColumnWidth(1, fontMetrics().averageCharWidth() * 70);
    table->resizeRowsToContents();
    const int line = fontMetrics().height();
    table->setFixedHeight(
        qMin(line * 16, table->verticalHeader()->length() + table->horizontalHeader()->sizeHint().height() + 2 * table->frameWidth() + 2));
    table->horizontalHeader()->setStretchLastSection(false); // it would keep the width from above as its least
    table->horizontalHeader()->setSectionResizeMode(1, QHeaderView::Stretch);
    // Queued: a section is told of before the others have their width.
    connect(table->horizontalHeader(), &QHeaderView::sectionResized, table, &QTableWidget::resizeRowsToContents, Qt::QueuedConnection);
    body()->addWidget(table);
}

/// The piece as readers will see it, and everything that is sent. Long ones scroll inside, so that the buttons stay in sight.
void ApprovalCard::buildPublish()
{
    const ApprovalPreview& preview = request().preview;
    const QString platform = pieceFrom({}, preview.path, preview.after).platform;
    const PlatformLimits limits = Pipeline().limitsOf(platform);
    auto* view = new PieceView;
    QList<PublishArgument> arguments;
    for (const auto& [name, value] : preview.arguments)
        arguments.append({.name = name, .value = value});
    if (const auto piece = renderPiece({}, preview.path, preview.after, limits))
        view->setPiece(*piece, limits, arguments);
    view->setCall(request().access.tool, arguments);
    view->setApprovedBefore(preview.before, preview.after);
    auto* scroll = new QScrollArea;
    scroll->setObjectName(u"pieceScroll"_s);
    scroll->setAccessibleName(tr("The piece as it will be published"));
    scroll->setWidgetResizable(true);
    scroll->setWidget(view);
    scroll->setFixedHeight(fontMetrics().height() * 18);
    body()->addWidget(scroll);
    if (!preview.discarded.isEmpty())
        body()->addWidget(
            makeText(tr("The assistant wrote something else for %1. That is not sent.").arg(showHidden(preview.discarded.join(u", "_s)))));
}

} // namespace aios
