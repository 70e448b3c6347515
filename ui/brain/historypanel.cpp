// SPDX-License-Identifier: MIT
#include "ui/brain/historypanel.h"

#include "core/base/text.h"
#include "core/runtime/facades.h"
#include "core/runtime/layerslink.h"
#include "ui/brain/textfile.h"
#include "ui/common/diffview.h"
#include "ui/common/flowlayout.h"
#include "ui/common/icons.h"
#include "ui/common/tintedlabel.h"

#include <QKeyEvent>
#include <QListWidget>
#include <QLocale>
#include <QPushButton>
#include <QSplitter>
#include <QVBoxLayout>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMostWords = 120;
constexpr int kFewestLines = 5; ///< Of the diff; it grows with the room there is.

QString whenWords(const FileVersion& version)
{
    return QLocale().toString(version.time.toLocalTime(), QLocale::ShortFormat);
}

Icon originIcon(FileVersion::Origin origin)
{
    switch (origin) {
    case FileVersion::Origin::Commit:
        return Icon::Done;
    case FileVersion::Origin::Assistant:
        return Icon::Agent;
    case FileVersion::Origin::Person:
        return Icon::Edit;
    case FileVersion::Origin::Before:
        break;
    }
    return Icon::File;
}

} // namespace

QString versionWords(const FileVersion& version)
{
    const QString words = elided(showHidden(version.words).simplified(), kMostWords);
    const QString who = elided(showHidden(version.who).simplified(), kMostWords / 2);
    switch (version.origin) {
    case FileVersion::Origin::Commit:
        return who.isEmpty() ? words : HistoryPanel::tr("%1: %2").arg(who, words);
    case FileVersion::Origin::Assistant:
        return who.isEmpty() ? HistoryPanel::tr("Written by the assistant (%1)").arg(words)
                             : HistoryPanel::tr("Written by the agent %1 (%2)").arg(who, words);
    case FileVersion::Origin::Person:
        return words == "Editor"_L1 ? HistoryPanel::tr("Saved by you") : HistoryPanel::tr("Changed by you (%1)").arg(words);
    case FileVersion::Origin::Before:
        break;
    }
    return HistoryPanel::tr("As it stood before that");
}

HistoryPanel::HistoryPanel(ProjectLink& project, QString relative, QWidget* parent)
    : QWidget(parent),
      m_project(project),
      m_relative(std::move(relative)),
      m_list(new QListWidget(this)),
      m_words(new TintedLabel({}, TintedLabel::Tint::Muted, this)),
      m_diff(new DiffView(this)),
      m_restore(new QPushButton(tr("Restore This Version"), this)),
      m_session(new QPushButton(tr("Show Session"), this))
{
    build();
    connect(&m_project.layers(), &LayersLink::historyLoaded, this, [this](const QString& of, const FileHistoryPtr& history) {
        if (of == m_relative)
            take(history);
    });
    reload();
    showChosen();
}

void HistoryPanel::build()
{
    m_list->setAccessibleName(tr("Versions of %1").arg(showHidden(m_relative)));
    m_list->setObjectName(u"versionList"_s);
    m_list->setWordWrap(true);
    m_list->setMinimumWidth(fontMetrics().averageCharWidth() * 24);
    m_words->setWordWrap(true);
    m_words->setObjectName(u"historyWords"_s);
    m_words->setContentsMargins(8, 4, 8, 4);
    m_diff->setObjectName(u"historyDiff"_s);
    m_diff->setAccessibleName(tr("From the chosen version to the text as it stands now"));
    m_diff->setMaximumLines(kFewestLines);
    m_restore->setObjectName(u"restoreVersion"_s);
    m_session->setObjectName(u"versionSession"_s);
    auto* close = new QPushButton(tr("Close History"), this);
    close->setObjectName(u"closeHistory"_s);
    for (QPushButton* button : {m_restore, m_session, close})
        button->setAutoDefault(false);
    auto* buttons = new FlowLayout;
    buttons->setContentsMargins(8, 4, 8, 4);
    buttons->setSpacing(6);
    for (QPushButton* button : {m_restore, m_session, close})
        buttons->addWidget(button);
    auto* right = new QWidget(this);
    auto* column = new QVBoxLayout(right);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_words);
    column->addWidget(m_diff, 1);
    column->addLayout(buttons);
    auto* split = new QSplitter(Qt::Horizontal, this);
    split->addWidget(m_list);
    split->addWidget(right);
    split->setSizes({fontMetrics().averageCharWidth() * 24, fontMetrics().averageCharWidth() * 80});
    split->setStretchFactor(1, 1);
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->addWidget(split);
    setFocusProxy(m_list);
    connect(m_list, &QListWidget::currentRowChanged, this, &HistoryPanel::showChosen);
    connect(close, &QPushButton::clicked, this, &HistoryPanel::closeWanted);
    connect(m_restore, &QPushButton::clicked, this, [this] {
        if (const FileVersion* version = chosen(); version && version->text)
            Q_EMIT restoreWanted(*version->text, whenWords(*version));
    });
    connect(m_session, &QPushButton::clicked, this, [this] {
        if (const FileVersion* version = chosen())
            Q_EMIT sessionRequested(version->sessionId);
    });
}

void HistoryPanel::reload()
{
    m_project.layers().loadHistory(m_relative);
}

void HistoryPanel::setNow(const QByteArray& now)
{
    if (now == m_now)
        return;
    m_now = now;
    showChosen();
}

void HistoryPanel::take(const FileHistoryPtr& history)
{
    m_history = history;
    fillList();
    showChosen();
}

/// The version in hand stays so.
void HistoryPanel::fillList()
{
    const QVariant hand = m_list->currentItem() ? m_list->currentItem()->data(Qt::UserRole) : QVariant();
    const QSignalBlocker quiet(m_list);
    m_list->clear();
    int current = m_history->versions.isEmpty() ? -1 : 0;
    for (qsizetype i = 0; i < m_history->versions.size(); ++i) {
        const FileVersion& version = m_history->versions.at(i);
        const QString words = versionWords(version);
        auto* item = new QListWidgetItem(icon(originIcon(version.origin)), QString(whenWords(version) % u'\n' % words), m_list);
        const QVariant id = QStringList{QString::fromLatin1(version.sha256), version.time.toString(Qt::ISODateWithMs), words};
        item->setData(Qt::UserRole, id);
        item->setData(Qt::AccessibleTextRole, QString(whenWords(version) % u", "_s % words));
        item->setToolTip(version.commit.isEmpty() ? words : tr("%1\nCommit %2").arg(words, QString::fromLatin1(version.commit.first(12))));
        if (id == hand)
            current = static_cast<int>(i);
    }
    m_list->setCurrentRow(current);
}

const FileVersion* HistoryPanel::chosen() const
{
    const int row = m_list->currentRow();
    return m_history && row >= 0 && row < m_history->versions.size() ? &m_history->versions.at(row) : nullptr;
}

void HistoryPanel::say(const QString& words)
{
    m_words->setText(words);
    m_diff->hide();
}

void HistoryPanel::showChosen()
{
    const int run = ++m_run;
    const FileVersion* version = chosen();
    m_restore->setEnabled(version && version->text && *version->text != m_now);
    m_session->setVisible(version && !version->sessionId.isEmpty());
    if (!m_history)
        return say(tr("Reading the history…"));
    const QString git = m_history->gitProblem.isEmpty() ? QString() : QString(u' ' + showHidden(m_history->gitProblem));
    if (!version)
        return say(tr("Nothing is recorded of this file yet: no commit has it, and nobody wrote it from here.") + git);
    if (!version->text)
        return say(tr("That it was written is recorded; the text of that moment is kept nowhere.") + git);
    if (*version->text == m_now)
        return say(tr("This is the text as it stands here.") + git);
    if (!TextFile::decode(*version->text)) {
        m_restore->setEnabled(false);
        return say(tr("This version is not text, so it is not shown.") + git);
    }
    m_words->setText(tr("From this version to the text as it stands here:") + git);
    m_pool.run(
        this, [before = *version->text, now = m_now] { return diffLines(before, now); },
        [this, run, before = *version->text, now = m_now](const QList<DiffHunk>& hunks) {
            if (run == m_run)
                showDiff(before, now, hunks);
        });
}

void HistoryPanel::showDiff(const QByteArray& before, const QByteArray& now, const QList<DiffHunk>& hunks)
{
    m_diff->setDiff(before, now, hunks, false);
    m_diff->show();
}

void HistoryPanel::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape && event->modifiers() == Qt::NoModifier)
        Q_EMIT closeWanted();
    else
        QWidget::keyPressEvent(event);
}

} // namespace aios
