// SPDX-License-Identifier: MIT
#include "ui/start/startpage.h"

#include "core/base/text.h"
#include "ui/common/icons.h"
#include "ui/panes/noticebar.h"
#include "ui/start/templateform.h"
#include "ui/theme/colours.h"

#include <QAction>
#include <QDir>
#include <QGuiApplication>
#include <QLabel>
#include <QListWidget>
#include <QMenu>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

QIcon folderIcon()
{
    const QIcon themed = QIcon::fromTheme(u"folder"_s);
    return themed.pixmap(16).isNull() ? icon(Icon::Open) : themed;
}

} // namespace

StartPage::StartPage(QWidget* parent)
    : QWidget(parent),
      m_recent(new QListWidget(this)),
      m_recentTitle(new QLabel(tr("Recent folders"), this)),
      m_back(new QPushButton(this)),
      m_busy(new QLabel(this)),
      m_problem(new NoticeBar(NoticeBar::Kind::Error, {}, this)),
      m_form(new TemplateForm(this))
{
    auto* body = new QWidget(this);
    auto* column = new QVBoxLayout(body);
    column->setContentsMargins(24, 24, 24, 24);
    column->setSpacing(10);
    auto* title = new QLabel(tr("Open a folder to begin"), body);
    title->setFont(scaledFont(font(), 1.7));
    auto* words =
        new QLabel(tr("An AI operating system is a folder of plain files that a model works from. Nothing is written, run or published until you "
                      "allow exactly that. No key and no account are needed to look around."),
                   body);
    words->setWordWrap(true);
    m_busy->setTextFormat(Qt::PlainText);
    m_busy->setWordWrap(true);
    m_back->setAutoDefault(false);
    m_back->hide();
    connect(m_back, &QPushButton::clicked, this, &StartPage::backRequested);
    column->addWidget(m_back, 0, Qt::AlignLeft);
    column->addStretch(1);
    column->addWidget(title);
    column->addWidget(words);
    column->addSpacing(4);
    column->addWidget(m_problem);
    column->addWidget(m_busy);
    buildButtons(*column);
    column->addWidget(m_form);
    buildRecent(*column);
    column->addStretch(2);
    body->setMaximumWidth(fontMetrics().averageCharWidth() * 100);

    auto* middle = new QWidget(this);
    auto* row = new QHBoxLayout(middle);
    row->setContentsMargins(0, 0, 0, 0);
    row->addStretch(1);
    row->addWidget(body, 8);
    row->addStretch(1);
    auto* scroll = new QScrollArea(this);
    scroll->setWidget(middle);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus); // What is in it takes the focus, and scrolls with it.
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->addWidget(scroll);
    m_problem->hide();
    m_busy->hide();
    m_problem->addCloseButton();
    connect(m_problem, &NoticeBar::closed, m_problem, &QWidget::hide);
    connect(m_form, &TemplateForm::createRequested, this, &StartPage::templateRequested);
    connect(m_form, &TemplateForm::cancelled, m_buttons.at(1), qOverload<>(&QWidget::setFocus));
    setFocusProxy(m_buttons.constFirst());
}

QPushButton* StartPage::bigButton(const QString& text, const QString& explanation, const QIcon& picture)
{
    auto* button = new QPushButton(picture, text, this);
    button->setToolTip(explanation);
    button->setAccessibleDescription(explanation);
    button->setAutoDefault(false);
    button->setMinimumHeight(fontMetrics().height() * 5 / 2);
    m_buttons.append(button);
    return button;
}

void StartPage::buildButtons(QVBoxLayout& column)
{
    QPushButton* open = bigButton(tr("&Open Folder…"), tr("Choose a folder, or drop one on this window."), icon(Icon::Open));
    QPushButton* fresh =
        bigButton(tr("New from &Template…"), tr("Make a folder with brain, commands, skills and rules to fill in."), icon(Icon::ChangeFiles));
    QPushButton* sample = bigButton(tr("Try the &Sample"),
                                    tr("A filled-in content team of one, copied for you, with scripted replies. No AI needed."), icon(Icon::Text));
    open->setObjectName(u"openFolderButton"_s);
    fresh->setObjectName(u"newFromTemplateButton"_s);
    sample->setObjectName(u"trySampleButton"_s);
    auto* row = new QHBoxLayout;
    for (QPushButton* button : {open, fresh, sample}) {
        auto* cell = new QVBoxLayout;
        auto* words = new QLabel(button->toolTip(), this);
        words->setWordWrap(true);
        words->setAlignment(Qt::AlignTop | Qt::AlignLeft);
        words->setFont(scaledFont(font(), 0.9));
        words->setForegroundRole(QPalette::PlaceholderText);
        cell->addWidget(button);
        cell->addWidget(words, 1);
        row->addLayout(cell, 1);
    }
    row->setSpacing(12);
    column.addLayout(row);
    connect(open, &QPushButton::clicked, this, &StartPage::openRequested);
    connect(fresh, &QPushButton::clicked, this, &StartPage::showTemplateForm);
    connect(sample, &QPushButton::clicked, this, &StartPage::sampleRequested);
}

void StartPage::buildRecent(QVBoxLayout& column)
{
    m_recentTitle->setFont(scaledFont(font(), 1.15));
    m_recent->setAccessibleName(tr("Recent folders"));
    m_recent->setObjectName(u"recentFolders"_s);
    m_recent->setContextMenuPolicy(Qt::ActionsContextMenu);
    auto* open = new QAction(tr("&Open"), m_recent);
    auto* remove = new QAction(tr("&Remove from This List"), m_recent);
    remove->setShortcut(QKeySequence::Delete);
    remove->setShortcutContext(Qt::WidgetShortcut);
    m_recent->addActions({open, remove});
    column.addSpacing(8);
    column.addWidget(m_recentTitle);
    column.addWidget(m_recent);
    const auto choose = [this](const QListWidgetItem* item) {
        if (item)
            Q_EMIT folderChosen(item->data(Qt::UserRole).toString());
    };
    connect(m_recent, &QListWidget::itemActivated, this, choose);
    connect(open, &QAction::triggered, this, [this, choose] { choose(m_recent->currentItem()); });
    connect(remove, &QAction::triggered, this, [this] {
        if (const QListWidgetItem* item = m_recent->currentItem())
            Q_EMIT recentRemoved(item->data(Qt::UserRole).toString());
    });
    setRecent({});
}

void StartPage::setTemplates(const QStringList& names)
{
    m_form->setTemplates(names);
}

void StartPage::setRecent(const QStringList& folders)
{
    m_recent->clear();
    for (const QString& folder : folders) {
        auto* item = new QListWidgetItem(folderIcon(), showHidden(folder), m_recent);
        item->setData(Qt::UserRole, folder);
        item->setToolTip(showHidden(folder));
    }
    m_recent->setVisible(!folders.isEmpty());
    // As high as its rows, so that a short list is no empty box.
    const int rows = qBound(2, static_cast<int>(folders.size()), 8);
    m_recent->setFixedHeight(rows * qMax(m_recent->sizeHintForRow(0), fontMetrics().height() + 4) + 2 * m_recent->frameWidth() + 2);
    m_recentTitle->setVisible(!folders.isEmpty());
}

void StartPage::setMissing(const QStringList& folders)
{
    for (int row = 0; row < m_recent->count(); ++row) {
        QListWidgetItem* item = m_recent->item(row);
        const QString folder = item->data(Qt::UserRole).toString();
        const bool missing = folders.contains(folder);
        item->setText(missing ? tr("%1 — not there any more").arg(showHidden(folder)) : showHidden(folder));
        item->setIcon(missing ? icon(Icon::Warning) : folderIcon());
        item->setForeground(palette().color(missing ? QPalette::PlaceholderText : QPalette::Text));
    }
}

void StartPage::setBusy(const QString& words)
{
    m_busy->setText(words);
    m_busy->setVisible(!words.isEmpty());
    for (QPushButton* button : std::as_const(m_buttons))
        button->setEnabled(words.isEmpty());
    m_form->setEnabled(words.isEmpty());
}

void StartPage::setProblem(const QString& text)
{
    m_problem->setText(text);
    m_problem->setVisible(!text.isEmpty());
}

void StartPage::setBack(const QString& folderName)
{
    m_back->setText(tr("Back to %1").arg(elided(showHidden(folderName), 40).replace(u'&', u"&&"_s)));
    m_back->setVisible(!folderName.isEmpty());
}

void StartPage::showTemplateForm()
{
    m_form->begin();
}

} // namespace aios
