// SPDX-License-Identifier: MIT
#include "ui/panes/decisions/decisionfilterbar.h"

#include "core/base/text.h"
#include "ui/common/flowlayout.h"
#include "ui/common/gradebadge.h"

#include <QComboBox>
#include <QLineEdit>
#include <QSignalBlocker>
#include <QToolButton>
#include <QVBoxLayout>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

/// Fills a choice anew, with "any" first; what was chosen stays when it is still offered.
void fill(QComboBox& choice, const QString& any, const QList<std::pair<QString, QString>>& offered)
{
    const QSignalBlocker quiet(&choice);
    const QString chosen = choice.currentData().toString();
    choice.clear();
    choice.addItem(any, QString());
    for (const auto& [data, words] : offered)
        choice.addItem(words, data);
    choice.setCurrentIndex(qMax(0, choice.findData(chosen)));
}

} // namespace

DecisionFilterBar::DecisionFilterBar(QWidget* parent)
    : QWidget(parent), m_text(new QLineEdit(this)), m_more(new QToolButton(this)), m_box(new QWidget(this))
{
    m_text->setPlaceholderText(tr("Filter decisions"));
    m_text->setAccessibleName(tr("Filter decisions by words"));
    m_text->setClearButtonEnabled(true);
    m_text->setObjectName(u"decisionText"_s);
    m_more->setCheckable(true);
    m_more->setObjectName(u"decisionFilters"_s);
    m_box->hide();
    auto* choices = new FlowLayout(m_box);
    choices->setContentsMargins(0, 0, 0, 0);
    choices->setSpacing(4);
    m_tool = addChoice(tr("Tool"), "decisionTool");
    m_grade = addChoice(tr("What it may do"), "decisionGrade");
    m_state = addChoice(tr("Decision"), "decisionState");
    m_by = addChoice(tr("Who decided"), "decisionBy");
    m_session = addChoice(tr("Session"), "decisionSession");
    m_time = addChoice(tr("Time"), "decisionTime");
    fillFixed();
    auto* top = new QHBoxLayout;
    top->setContentsMargins(0, 0, 0, 0);
    top->addWidget(m_text, 1);
    top->addWidget(m_more);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(6, 0, 6, 0);
    column->setSpacing(4);
    column->addLayout(top);
    column->addWidget(m_box);
    connect(m_text, &QLineEdit::textChanged, this, &DecisionFilterBar::changed);
    connect(m_more, &QToolButton::toggled, m_box, &QWidget::setVisible);
    offer({}, {});
    updateButton();
}

/// What there is to choose whatever the log holds.
void DecisionFilterBar::fillFixed()
{
    QList<std::pair<QString, QString>> grades;
    for (const Grade grade : {Grade::Read, Grade::ChangesFiles, Grade::RunsProgram, Grade::LeavesComputer})
        grades.append({QString::number(static_cast<int>(grade)), gradeWords(grade)});
    fill(*m_grade, tr("Any effect"), grades);
    fill(*m_state, tr("Any decision"),
         {{u"done"_s, tr("Done")},
          {u"failed"_s, tr("Failed")},
          {u"unknown"_s, tr("Outcome unknown")},
          {u"allowed"_s, tr("Allowed")},
          {u"denied"_s, tr("Denied")},
          {u"cancelled"_s, tr("Cancelled")},
          {u"stale"_s, tr("Out of date")},
          {u"revoked"_s, tr("Rule revoked")}});
    fill(*m_by, tr("Anybody"),
         {{u"person"_s, tr("You")},
          {u"rule"_s, tr("A rule")},
          {u"mode"_s, tr("A mode")},
          {u"default"_s, tr("Built in")},
          {u"core"_s, tr("The program")},
          {u"ticket"_s, tr("An approval of yours")},
          {u"condition"_s, tr("A condition of a rule")}});
    fill(*m_time, tr("Any time"), {{u"1"_s, tr("Today")}, {u"7"_s, tr("Last 7 days")}, {u"30"_s, tr("Last 30 days")}});
}

QComboBox* DecisionFilterBar::addChoice(const QString& name, const char* objectName)
{
    auto* choice = new QComboBox(m_box);
    choice->setAccessibleName(name);
    choice->setToolTip(name);
    choice->setObjectName(QLatin1StringView(objectName));
    choice->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_box->layout()->addWidget(choice);
    connect(choice, &QComboBox::currentIndexChanged, this, [this] {
        updateButton();
        Q_EMIT changed();
    });
    return choice;
}

void DecisionFilterBar::updateButton()
{
    const QComboBox* all[] = {m_tool, m_grade, m_state, m_by, m_session, m_time};
    const auto set = static_cast<int>(std::ranges::count_if(all, [](const QComboBox* choice) { return choice && choice->currentIndex() > 0; }));
    m_more->setText(set > 0 ? tr("Filters (%1)").arg(set) : tr("Filters"));
    m_more->setToolTip(tr("By tool, effect, decision, who decided, session and time"));
}

void DecisionFilterBar::offer(const QList<DecisionRecord>& records, const QHash<QString, QString>& sessionTitles)
{
    QStringList tools;
    QStringList sessions; // newest first
    for (auto record = records.crbegin(); record != records.crend(); ++record) {
        if (!tools.contains(record->tool))
            tools.append(record->tool);
        if (!record->sessionId.isEmpty() && !sessions.contains(record->sessionId))
            sessions.append(record->sessionId);
    }
    tools.sort(Qt::CaseInsensitive);
    QList<std::pair<QString, QString>> toolChoices;
    for (const QString& tool : std::as_const(tools))
        toolChoices.append({tool, elided(showHidden(tool), 40)});
    QList<std::pair<QString, QString>> sessionChoices;
    for (const QString& session : std::as_const(sessions)) {
        const QString title = sessionTitles.value(session);
        sessionChoices.append({session, title.isEmpty() ? tr("Session %1").arg(session.left(8)) : elided(showHidden(title), 30)});
    }
    fill(*m_tool, tr("All tools"), toolChoices);
    fill(*m_session, tr("All sessions"), sessionChoices);
    updateButton();
}

DecisionFilter DecisionFilterBar::filter() const
{
    DecisionFilter filter;
    filter.text = m_text->text().trimmed();
    filter.tool = m_tool->currentData().toString();
    if (m_grade->currentIndex() > 0)
        filter.grade = static_cast<Grade>(m_grade->currentData().toInt());
    filter.state = m_state->currentData().toString();
    filter.by = m_by->currentData().toString();
    filter.sessionId = m_session->currentData().toString();
    if (const int days = m_time->currentData().toInt(); days > 0)
        filter.since = QDate::currentDate().addDays(1 - days).startOfDay();
    return filter;
}

void DecisionFilterBar::clear()
{
    m_text->clear();
    for (QComboBox* choice : {m_tool, m_grade, m_state, m_by, m_session, m_time})
        choice->setCurrentIndex(0);
}

} // namespace aios
