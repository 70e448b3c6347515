// SPDX-License-Identifier: MIT
#include "ui/panes/knew/knewpane.h"

#include "core/agent/turncontexts.h"
#include "core/base/text.h"
#include "ui/panes/panehost.h"

#include <QComboBox>
#include <QDir>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QStandardItemModel>
#include <QTreeView>
#include <QVBoxLayout>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

QString kindWords(const QString& kind)
{
    static const QHash<QString, const char*> words{
        {u"system"_s, QT_TRANSLATE_NOOP("aios::KnewPane", "System")},     {u"tools"_s, QT_TRANSLATE_NOOP("aios::KnewPane", "Tools")},
        {u"skills"_s, QT_TRANSLATE_NOOP("aios::KnewPane", "Skill list")}, {u"agents"_s, QT_TRANSLATE_NOOP("aios::KnewPane", "Agent list")},
        {u"brain"_s, QT_TRANSLATE_NOOP("aios::KnewPane", "Brain")},       {u"rule"_s, QT_TRANSLATE_NOOP("aios::KnewPane", "Rule")},
        {u"learning"_s, QT_TRANSLATE_NOOP("aios::KnewPane", "Learning")}, {u"context"_s, QT_TRANSLATE_NOOP("aios::KnewPane", "Context")},
        {u"command"_s, QT_TRANSLATE_NOOP("aios::KnewPane", "Command")},   {u"skill"_s, QT_TRANSLATE_NOOP("aios::KnewPane", "Skill")},
        {u"mention"_s, QT_TRANSLATE_NOOP("aios::KnewPane", "Mention")},   {u"reminder"_s, QT_TRANSLATE_NOOP("aios::KnewPane", "Reminder")},
        {u"file"_s, QT_TRANSLATE_NOOP("aios::KnewPane", "File")},         {u"agent"_s, QT_TRANSLATE_NOOP("aios::KnewPane", "Agent")},
        {u"summary"_s, QT_TRANSLATE_NOOP("aios::KnewPane", "Summary")},   {u"skill-hint"_s, QT_TRANSLATE_NOOP("aios::KnewPane", "Skill offered")},
        {u"service"_s, QT_TRANSLATE_NOOP("aios::KnewPane", "Service")},
    };
    const char* known = words.value(kind, nullptr);
    return known ? KnewPane::tr(known) : showHidden(kind);
}

QString whyWords(const QString& why)
{
    static const QHash<QString, const char*> words{
        {u"session_start"_s, QT_TRANSLATE_NOOP("aios::KnewPane", "read at session start")},
        {u"nested_traversal"_s, QT_TRANSLATE_NOOP("aios::KnewPane", "beside a file that was read")},
        {u"path_glob_match"_s, QT_TRANSLATE_NOOP("aios::KnewPane", "its paths match a file")},
        {u"include"_s, QT_TRANSLATE_NOOP("aios::KnewPane", "imported by another file")},
        {u"compact"_s, QT_TRANSLATE_NOOP("aios::KnewPane", "read again after compaction")},
        {u"command_run"_s, QT_TRANSLATE_NOOP("aios::KnewPane", "its command ran")},
        {u"skill_run"_s, QT_TRANSLATE_NOOP("aios::KnewPane", "the skill was used")},
        {u"mention"_s, QT_TRANSLATE_NOOP("aios::KnewPane", "the prompt mentions it")},
    };
    const char* known = words.value(why, nullptr);
    return known ? KnewPane::tr(known) : showHidden(why);
}

} // namespace

KnewPane::KnewPane(PaneHost& host, QWidget* parent)
    : QWidget(parent),
      m_host(host),
      m_choice(new QComboBox(this)),
      m_tree(new QTreeView(this)),
      m_words(new QLabel(this)),
      m_model(new QStandardItemModel(this))
{
    m_choice->setAccessibleName(tr("Turn"));
    m_tree->setModel(m_model);
    m_tree->setRootIsDecorated(false);
    m_tree->setFrameShape(QFrame::NoFrame);
    m_tree->setUniformRowHeights(true);
    m_tree->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_tree->setAccessibleName(tr("Parts of the context"));
    m_words->setWordWrap(true);
    m_words->setContentsMargins(8, 0, 8, 0);
    setFocusProxy(m_tree);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 6, 0, 0);
    auto* top = new QHBoxLayout;
    top->setContentsMargins(6, 0, 6, 0);
    top->addWidget(m_choice);
    column->addLayout(top);
    column->addWidget(m_words);
    column->addWidget(m_tree, 1);
    connect(m_choice, &QComboBox::currentIndexChanged, this, &KnewPane::showTurn);
    connect(m_tree, &QTreeView::activated, this, [this](const QModelIndex& index) { openRow(index.row()); });
    connect(&m_host, &PaneHost::currentSessionChanged, this, &KnewPane::load);
    connect(&m_host, &PaneHost::turnRequested, this, &KnewPane::pickWanted);
    connect(&m_host.agent(), &AgentClient::contextLoaded, this, [this](const QString& id, const QList<TurnContext>& turns) {
        if (id == m_loaded && turns.size() >= m_told.size())
            setTurns(turns);
    });
    connect(&m_host.agent(), &AgentClient::events, this, [this](const QList<AgentEvent>& events) {
        for (const AgentEvent& event : events) {
            if (const auto* turn = std::get_if<TurnContext>(&event.what); turn && event.sessionId == m_loaded)
                addTurn(*turn);
        }
    });
    setTurns({});
}

void KnewPane::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    load(m_host.currentSession());
}

/// Reading the transcript again costs something: only while somebody looks.
void KnewPane::load(const QString& sessionId)
{
    if (!isVisible() || sessionId == m_loaded)
        return;
    m_loaded = sessionId;
    setTurns({});
    if (!sessionId.isEmpty())
        m_host.agent().loadContext(sessionId);
}

/// `told` is what the session told piece by piece; shown is what stood in the context of each turn.
void KnewPane::setTurns(const QList<TurnContext>& told)
{
    const int shown = m_choice->currentIndex();
    const bool atEnd = shown == m_choice->count() - 1;
    m_told = told;
    m_turns = contextByTurn(told);
    const QSignalBlocker quiet(m_choice);
    m_choice->clear();
    for (const TurnContext& turn : std::as_const(m_turns))
        m_choice->addItem(turn.agent.isEmpty() ? tr("Turn %1").arg(turn.turn) : tr("Turn %1, agent %2").arg(turn.turn).arg(showHidden(turn.agent)));
    m_choice->setEnabled(!m_turns.isEmpty());
    m_choice->setCurrentIndex(atEnd ? m_choice->count() - 1 : qMin(shown, m_choice->count() - 1));
    showTurn(m_choice->currentIndex());
    pickWanted();
}

/// The turn that somebody asked for, once it is there. One that is not there any more leaves the last one shown.
void KnewPane::pickWanted()
{
    const PaneHost::WantedTurn wanted = m_host.wantedTurn();
    if (wanted.sessionId.isEmpty() || wanted.sessionId != m_loaded || m_turns.isEmpty())
        return;
    m_host.turnShown();
    const auto isIt = [&wanted](const QString& agent) {
        return [&wanted, agent](const TurnContext& turn) { return turn.turn == wanted.turn && turn.agent == agent; };
    };
    auto found = std::ranges::find_if(std::as_const(m_turns), isIt(wanted.agent));
    if (found == m_turns.cend())
        found = std::ranges::find_if(std::as_const(m_turns), isIt({}));
    if (found != m_turns.cend())
        m_choice->setCurrentIndex(static_cast<int>(found - m_turns.cbegin()));
}

void KnewPane::addTurn(const TurnContext& piece)
{
    setTurns(m_told + QList<TurnContext>{piece});
}

void KnewPane::showTurn(int index)
{
    m_model->clear();
    m_model->setHorizontalHeaderLabels({tr("Part"), tr("Tokens"), tr("Why")});
    if (index < 0 || index >= m_turns.size()) {
        m_words->setText(tr("Nothing was sent in this session yet. After each turn this shows what the model was given, why, and what it cost."));
        return;
    }
    const TurnContext& turn = m_turns.at(index);
    qint64 total = 0;
    for (const ContextPart& part : turn.parts) {
        total += part.tokens;
        auto* name = new QStandardItem(kindWords(part.kind) % u": "_s % showHidden(part.title));
        auto* tokens = new QStandardItem(QLocale().toString(part.tokens));
        tokens->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
        auto* why = new QStandardItem(whyWords(part.why));
        name->setToolTip(showHidden(part.path.isEmpty() ? part.title : part.path));
        why->setToolTip(why->text());
        m_model->appendRow({name, tokens, why});
    }
    m_words->setText(tr("%n part(s)", nullptr, static_cast<int>(turn.parts.size())) % u" · "_s %
                     tr("about %1 tokens").arg(QLocale().toString(total)));
    m_tree->header()->setStretchLastSection(true);
    m_tree->header()->setSectionResizeMode(0, QHeaderView::Interactive);
    m_tree->header()->resizeSection(0, qMax(fontMetrics().averageCharWidth() * 24, m_tree->width() / 2));
    m_tree->resizeColumnToContents(1);
}

void KnewPane::openRow(int row)
{
    const QString path = m_turns.value(m_choice->currentIndex()).parts.value(row).path;
    const ContentPtr content = m_host.project().content();
    if (path.isEmpty() || !content)
        return;
    const QString relative = QDir(content->root).relativeFilePath(path);
    if (!relative.startsWith(u".."_s) && !QDir::isAbsolutePath(relative))
        Q_EMIT m_host.openFileRequested(relative);
}

} // namespace aios
