// SPDX-License-Identifier: MIT
#include "ui/trust/trustpage.h"

#include "core/base/text.h"
#include "core/content/consent.h"
#include "core/project/trustcompare.h"
#include "ui/common/armedbutton.h"
#include "ui/common/safetextbrowser.h"
#include "ui/panes/noticebar.h"
#include "ui/theme/colours.h"
#include "ui/trust/trusttext.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollBar>
#include <QVBoxLayout>

#include <algorithm>

namespace aios {

using namespace Qt::StringLiterals;

TrustPage::TrustPage(QWidget* parent)
    : QWidget(parent),
      m_title(new QLabel(this)),
      m_summary(new QLabel(this)),
      m_wide(new NoticeBar(
          NoticeBar::Kind::Warning,
          tr("This folder is very wide (a home folder or a whole disk). Trusting it trusts everything beneath it, also what comes later. "
             "Open the folder of one project instead."),
          this)),
      m_changed(new NoticeBar(NoticeBar::Kind::Warning, {}, this)),
      m_importBar(new NoticeBar(NoticeBar::Kind::Info, {}, this)),
      m_list(new SafeTextBrowser(this))
{
    m_title->setTextFormat(Qt::PlainText);
    m_title->setFont(scaledFont(font(), 1.5));
    m_title->setWordWrap(true);
    m_summary->setTextFormat(Qt::PlainText);
    m_summary->setWordWrap(true);
    m_list->setAccessibleName(tr("What the folder would run or allow"));
    m_list->setFrameShape(QFrame::StyledPanel);
    m_list->document()->setDocumentMargin(12);
    m_list->setObjectName(u"trustList"_s);
    auto* column = new QVBoxLayout;
    column->setSpacing(8);
    column->addWidget(m_title);
    column->addWidget(m_summary);
    column->addWidget(m_wide);
    column->addWidget(m_changed);
    column->addWidget(m_importBar);
    column->addWidget(m_list, 1);
    buildButtons(*column);
    auto* frame = new QHBoxLayout(this);
    frame->setContentsMargins(24, 20, 24, 20);
    frame->addStretch(1);
    frame->addLayout(column, 12);
    frame->addStretch(1);
    buildImportBar();
    setFocusProxy(m_list);
    m_importBar->hide();
    m_changed->hide();
    m_wide->hide();
}

void TrustPage::buildImportBar()
{
    m_readImports = new ArmedButton(tr("Read Them"), this);
    m_readImports->setObjectName(u"readImportsButton"_s);
    m_importBar->layout()->addWidget(m_readImports);
    connect(m_readImports, &ArmedButton::decided, this, [this] { Q_EMIT importsDecided(m_imports, true); });
    connect(m_importBar->addButton(tr("Leave Them Out")), &QPushButton::clicked, this, [this] { Q_EMIT importsDecided(m_imports, false); });
}

void TrustPage::buildButtons(QVBoxLayout& column)
{
    auto* row = new QHBoxLayout;
    auto* back = new QPushButton(tr("Back"), this);
    auto* restricted = new QPushButton(tr("Open Restricted"), this);
    m_trust = new ArmedButton(tr("Trust This Folder"), this);
    restricted->setToolTip(tr("You can read, talk and approve. Nothing of the folder runs or allows itself anything."));
    m_trust->setToolTip(tr("What is listed above counts from now on, exactly as it is. A change is asked about again."));
    restricted->setObjectName(u"restrictedButton"_s);
    m_trust->setObjectName(u"trustButton"_s);
    for (QPushButton* button : {back, restricted})
        button->setAutoDefault(false);
    row->addWidget(back);
    row->addStretch(1);
    row->addWidget(restricted);
    row->addWidget(m_trust);
    column.addLayout(row);
    connect(back, &QPushButton::clicked, this, &TrustPage::backChosen);
    connect(restricted, &QPushButton::clicked, this, &TrustPage::restrictedChosen);
    connect(m_trust, &ArmedButton::decided, this, &TrustPage::trustChosen);
}

QStringList TrustPage::pendingImports(const ContentSnapshot& content)
{
    return awaitingConsent(content);
}

QString TrustPage::summary() const
{
    if (m_report.items.isEmpty())
        return tr("The folder asks for nothing: it starts no program and allows itself nothing. It can be opened as it is.");
    return tr(
        "The folder asks for %n thing(s). Until you trust it, none of them counts. Read what they are; a change made later is shown and asked about "
        "again.",
        nullptr, static_cast<int>(m_report.items.size()));
}

void TrustPage::setReport(const TrustReport& report)
{
    if (!listsTheSame(m_report, report))
        m_trust->rearm();
    m_report = report;
    m_title->setText(tr("Do you trust “%1”?").arg(elided(showHidden(report.root), 120)));
    m_summary->setText(summary() % (report.note.isEmpty() ? QString() : u"\n"_s % showHidden(report.note)));
    m_wide->setVisible(report.tooWide);
    m_changed->setVisible(report.state == TrustState::Changed && !report.changed.isEmpty());
    m_changed->setText(tr("New or changed since you trusted this folder: %1").arg(elided(report.changed.join(u", "_s), 400)));
    render();
}

void TrustPage::setPendingImports(const QStringList& absolutePaths)
{
    if (m_imports != absolutePaths)
        m_readImports->rearm();
    m_imports = absolutePaths;
    m_importBar->setVisible(!absolutePaths.isEmpty());
    constexpr qsizetype kMostShown = 8;
    QStringList shown; // a name with a line break in it must not look like two
    for (const QString& path : absolutePaths.first(std::min(kMostShown, absolutePaths.size())))
        shown.append(QString(path).replace(u'\n', u'⏎'));
    if (absolutePaths.size() > kMostShown)
        shown.append(tr("and %n more, listed below", nullptr, static_cast<int>(absolutePaths.size() - kMostShown)));
    m_importBar->setText(tr("The folder imports or links what lies outside it. It is read only if you agree, a folder with all that is in it:\n%1")
                             .arg(shown.join(u'\n')));
}

/// The scroll place stays when the report is told again.
void TrustPage::render()
{
    const int place = m_list->verticalScrollBar()->value();
    m_list->setHtml(m_report.items.isEmpty() ? QString(u"<p>"_s % tr("Nothing to decide.").toHtmlEscaped() % u"</p>"_s)
                                             : trustHtml(m_report, font(), palette()));
    m_list->verticalScrollBar()->setValue(place);
}

void TrustPage::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        render();
}

} // namespace aios
