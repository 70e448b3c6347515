// SPDX-License-Identifier: MIT
#include "ui/brain/braineditor.h"

#include "core/base/text.h"
#include "core/runtime/facades.h"
#include "ui/brain/codeedit.h"
#include "ui/brain/historypanel.h"
#include "ui/brain/markdownpreview.h"
#include "ui/brain/searchbar.h"
#include "ui/common/elidedlabel.h"
#include "ui/common/highlightservice.h"
#include "ui/common/icons.h"
#include "ui/panes/noticebar.h"

#include <KSyntaxHighlighting/Repository>
#include <KSyntaxHighlighting/SyntaxHighlighter>

#include <QFileInfo>
#include <QLocale>
#include <QScrollBar>
#include <QSplitter>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace aios {

using namespace Qt::StringLiterals;

namespace {
constexpr qsizetype kBig = 1024 * 1024; ///< Over this: no highlighting, no preview, no change bars.
}

BrainEditor::BrainEditor(ProjectLink& project, QString relative, QWidget* parent)
    : QWidget(parent), m_project(project), m_relative(std::move(relative)), m_edit(new CodeEdit(this))
{
    m_soon.setSingleShot(true);
    m_soon.setInterval(200);
    m_keep.setSingleShot(true);
    m_keep.setInterval(300);
    connect(&m_keep, &QTimer::timeout, this, &BrainEditor::stateChanged);
    build();
    connectProject();
    m_edit->setReadOnly(true);
    m_project.loadFile(m_relative);
}

/// Taking the highlighter off its document, and the text down, still tells of changes; what those slots use is going by then.
BrainEditor::~BrainEditor()
{
    m_edit->document()->disconnect(this);
    m_edit->verticalScrollBar()->disconnect(this);
    m_edit->disconnect(this);
    m_highlighter.reset();
}

bool BrainEditor::isMarkdown() const
{
    const QString ending = QFileInfo(m_relative).suffix().toLower();
    return ending == "md"_L1 || ending == "markdown"_L1;
}

void BrainEditor::build()
{
    m_edit->setAccessibleName(tr("Text of %1").arg(m_relative));
    m_edit->setObjectName(u"editorText"_s);
    setFocusProxy(m_edit);
    auto* path = new ElidedLabel(showHidden(m_relative), this);
    path->setElideMode(Qt::ElideMiddle);
    path->setMinimumWidth(qMin(path->sizeHint().width(), fontMetrics().averageCharWidth() * 24));
    m_words = new ElidedLabel({}, this);
    m_words->setForegroundRole(QPalette::PlaceholderText);
    m_previewButton = new QToolButton(this);
    m_previewButton->setText(tr("Preview"));
    m_previewButton->setCheckable(true);
    m_previewButton->setAutoRaise(true);
    m_previewButton->setVisible(isMarkdown());
    m_historyButton = new QToolButton(this);
    m_historyButton->setObjectName(u"historyButton"_s);
    m_historyButton->setText(tr("History"));
    m_historyButton->setToolTip(tr("Earlier versions of this file, from git and from sessions"));
    m_historyButton->setCheckable(true);
    m_historyButton->setAutoRaise(true);
    m_origin = new QToolButton(this);
    m_origin->setObjectName(u"origin"_s);
    m_origin->setAutoRaise(true);
    m_origin->hide();
    connect(m_origin, &QToolButton::clicked, this, [this] {
        if (m_originTurn > 0 && !m_originSession.isEmpty())
            Q_EMIT turnRequested(m_originSession, m_originTurn, m_originAgent);
        else if (!m_originSession.isEmpty())
            Q_EMIT sessionRequested(m_originSession);
    });
    auto* top = new QHBoxLayout;
    top->setContentsMargins(8, 3, 8, 3);
    top->addWidget(path, 1);
    top->addWidget(m_origin);
    top->addWidget(m_words);
    top->addWidget(m_historyButton);
    top->addWidget(m_previewButton);
    m_split = new QSplitter(Qt::Horizontal, this);
    m_split->addWidget(m_edit);
    if (isMarkdown()) {
        m_preview = new MarkdownPreview(this);
        m_split->addWidget(m_preview);
        m_split->setSizes({3, 2});
        connect(m_preview, &SafeTextBrowser::linkActivated, this, &BrainEditor::linkActivated);
    }
    m_search = new SearchBar(*m_edit, this);
    m_column = new QVBoxLayout(this);
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(0);
    m_column->addLayout(top);
    m_column->addWidget(m_split, 1);
    m_column->addWidget(m_search);
    connect(m_historyButton, &QToolButton::toggled, this, &BrainEditor::setHistoryShown);
    connect(m_previewButton, &QToolButton::toggled, this, &BrainEditor::setPreviewShown);
    m_previewButton->setChecked(isMarkdown());
    connect(m_edit->document(), &QTextDocument::modificationChanged, this, &BrainEditor::modifiedChanged);
    connect(m_edit->document(), &QTextDocument::contentsChanged, this, [this] {
        if (!m_soon.isActive())
            m_soon.start();
        noteState();
    });
    connect(&m_soon, &QTimer::timeout, this, [this] {
        updateChangeBars();
        updateWords();
        updateHistory();
        if (m_preview && m_preview->isVisibleTo(this) && !m_big)
            m_preview->setMarkdown(m_edit->exactText());
    });
    connect(m_edit, &QPlainTextEdit::cursorPositionChanged, this, &BrainEditor::updateWords);
    connect(m_edit->verticalScrollBar(), &QScrollBar::valueChanged, this, &BrainEditor::noteState);
    connect(&HighlightService::instance(), &HighlightService::ready, this, &BrainEditor::setUpHighlighter);
}

void BrainEditor::connectProject()
{
    connect(&m_project, &ProjectLink::fileLoaded, this,
            [this](const QString& relative, const QByteArray& bytes, const QByteArray& sha256, const QString& problem) {
                if (relative == m_relative)
                    takeFile(bytes, sha256, problem);
            });
    connect(&m_project, &ProjectLink::fileSaved, this,
            [this](const QString& relative, const QByteArray& sha256, const QString& problem, bool changedOnDisk) {
                if (relative == m_relative && m_busy)
                    takeSaved(sha256, problem, changedOnDisk);
            });
    connect(&m_project, &ProjectLink::fileHistoryLoaded, this, [this](const QString& relative, const QList<DecisionRecord>& writes) {
        if (relative != m_relative)
            return;
        showOrigin(writes);
        if (m_history)
            m_history->reload(); // it was written
    });
    connect(&m_project, &ProjectLink::filesChanged, this, [this](const QStringList& changed) {
        if (changed.contains(m_relative) && !m_busy)
            m_project.loadFile(m_relative);
    });
}

bool BrainEditor::isModified() const
{
    return m_loaded && m_edit->document()->isModified();
}

QString BrainEditor::noticeText() const
{
    return m_notice ? m_notice->text() : QString();
}

void BrainEditor::takeFile(const QByteArray& bytes, const QByteArray& sha256, const QString& problem)
{
    if (!problem.isEmpty()) {
        if (m_restore.contains(u"text"_s) && !m_loaded) { // unsaved text of a file that is gone meanwhile
            m_loaded = true;
            m_edit->setReadOnly(false);
            applyRestored();
        }
        if (m_loaded)
            offerGone();
        else
            showUnreadable(problem);
        return;
    }
    if (m_loaded && sha256 == m_base) {
        dropNotice();
        return;
    }
    if (isModified())
        offerConflict(bytes, sha256);
    else
        adopt(bytes, sha256);
}

void BrainEditor::adopt(const QByteArray& bytes, const QByteArray& sha256)
{
    const auto decoded = TextFile::decode(bytes);
    if (!decoded)
        return showUnreadable(tr("This file is not text (it holds zero bytes, or is not UTF-8), so it is not opened for editing."));
    const bool first = !m_loaded;
    m_file = *decoded;
    m_base = sha256;
    m_big = bytes.size() > kBig;
    m_loaded = true;
    m_edit->setReadOnly(false);
    dropNotice();
    if (first)
        m_edit->setPlainText(m_file.text);
    else
        m_edit->replaceKeepingPlace(m_file.text); // can be undone
    m_edit->document()->setModified(false);
    noteHidden(m_file.text);
    if (m_preview) {
        m_preview->setVisible(!m_big && m_previewButton->isChecked());
        if (!m_big)
            m_preview->setMarkdown(m_file.text);
    }
    if (first) {
        HighlightService::instance().prepare();
        setUpHighlighter();
        applyRestored();
    }
    updateChangeBars();
    updateWords();
    m_project.loadFileHistory(m_relative);
}

/// Who wrote exactly the text that is on disk, as far as the decision log knows: the session and its turn, and by whose leave. What stood in the context of
/// that turn is one click away.
void BrainEditor::showOrigin(const QList<DecisionRecord>& writes)
{
    const auto known = std::ranges::find_last_if(writes, [this](const DecisionRecord& record) { return record.afterHash == m_base; });
    m_origin->setVisible(!known.empty());
    if (known.empty())
        return;
    const DecisionRecord& record = known.front();
    const QString when = QLocale().toString(record.time.toLocalTime(), QLocale::ShortFormat);
    m_originSession = record.sessionId;
    m_originTurn = record.turn;
    m_originAgent = record.agent;
    m_origin->setText(record.sessionId.isEmpty() ? tr("Written by you, %1").arg(when)
                      : record.turn > 0          ? tr("Written by the assistant in turn %1, %2").arg(QLocale().toString(record.turn), when)
                                                 : tr("Written by the assistant, %1").arg(when));
    QString leave = record.by == "person"_L1 ? tr("You allowed it.") : tr("Allowed by %1 %2.").arg(record.by, record.rule);
    if (!record.agent.isEmpty())
        leave += u' ' + tr("Its agent %1 asked.").arg(record.agent);
    const QString click = m_originSession.isEmpty() ? QString()
                          : m_originTurn > 0        ? u'\n' + tr("Click to see what it knew in that turn: instructions, files and tools.")
                                                    : u'\n' + tr("Click to see the session.");
    m_origin->setToolTip(showHidden(tr("%1, with %2. %3").arg(when, record.tool, leave)) + click);
    m_origin->setAccessibleDescription(m_origin->toolTip());
}

/// What would not come back byte for byte, or cannot be seen, is said.
void BrainEditor::noteHidden(const QString& text)
{
    QStringList words;
    if (const int hidden = countHidden(text); hidden > 0)
        words += tr("This file holds %n invisible character(s).", nullptr, hidden);
    if (!m_file.exact)
        words += tr("Its line ends are mixed; saving makes them all alike.");
    if (m_big)
        words += tr("It is large, so it is shown without colours, change bars and preview.");
    if (!words.isEmpty()) {
        NoticeBar* bar = notice(static_cast<int>(NoticeBar::Kind::Info), words.join(u' '));
        bar->addCloseButton();
        connect(bar, &NoticeBar::closed, this, &BrainEditor::dropNotice);
    }
}

void BrainEditor::showUnreadable(const QString& why)
{
    m_edit->setReadOnly(true);
    m_edit->setEnabled(m_loaded);
    if (m_preview)
        m_preview->hide();
    notice(static_cast<int>(NoticeBar::Kind::Error), why);
}

void BrainEditor::setUpHighlighter()
{
    KSyntaxHighlighting::Repository* repository = HighlightService::instance().repository();
    if (!repository || m_big || !m_loaded || m_highlighter)
        return;
    const auto definition = repository->definitionForFileName(QFileInfo(m_relative).fileName());
    if (!definition.isValid())
        return;
    m_highlighter = std::make_unique<KSyntaxHighlighting::SyntaxHighlighter>(m_edit->document());
    m_highlighter->setTheme(HighlightService::instance().theme(palette()));
    const bool modified = m_edit->document()->isModified();
    m_highlighter->setDefinition(definition);
    m_edit->document()->setModified(modified);
}

void BrainEditor::setPreviewShown(bool shown)
{
    if (!m_preview)
        return;
    m_previewButton->setChecked(shown);
    m_preview->setVisible(shown && !m_big);
    if (shown && m_loaded && !m_big)
        m_preview->setMarkdown(m_edit->exactText());
}

void BrainEditor::updateChangeBars()
{
    const int run = ++m_diffRun;
    if (m_big || !isModified())
        return m_edit->setChangedLines({}, {});
    using Marks = std::pair<QSet<int>, QSet<int>>;
    m_pool.run(
        this,
        [before = m_file.text.toUtf8(), after = m_edit->exactText().toUtf8()] {
            Marks marks;
            for (const DiffHunk& hunk : diffLines(before, after, 0)) {
                if (hunk.newLines == 0)
                    marks.second.insert(hunk.newStart);
                for (int line = 0; line < hunk.newLines; ++line)
                    marks.first.insert(hunk.newStart - 1 + line);
            }
            return marks;
        },
        [this, run](const Marks& marks) {
            if (run == m_diffRun)
                m_edit->setChangedLines(marks.first, marks.second);
        });
}

void BrainEditor::noteState()
{
    if (m_loaded && !m_keep.isActive())
        m_keep.start();
}

void BrainEditor::updateWords()
{
    const QTextCursor cursor = m_edit->textCursor();
    m_words->setFullText(tr("Line %1, column %2 · about %3 tokens")
                             .arg(QLocale().toString(cursor.blockNumber() + 1), QLocale().toString(cursor.positionInBlock() + 1),
                                  QLocale().toString(estimateTokens(m_edit->document()->characterCount()))));
}

void BrainEditor::openFind(bool replace)
{
    m_search->open(replace);
}

void BrainEditor::undo()
{
    m_edit->undo();
}

void BrainEditor::redo()
{
    m_edit->redo();
}

void BrainEditor::goToLine(int line)
{
    m_edit->goToLine(line);
}

} // namespace aios
