// SPDX-License-Identifier: MIT
#include "ui/panes/waitingpane.h"

#include "core/base/text.h"
#include "core/mcp/elicitation.h"
#include "ui/chat/approvalcard.h"
#include "ui/chat/decisioncards.h"
#include "ui/common/armedbutton.h"
#include "ui/common/flowlayout.h"
#include "ui/common/gradebadge.h"
#include "ui/common/taborder.h"
#include "ui/panes/panehost.h"

#include <QApplication>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

constexpr int kKeyRole = Qt::UserRole + 1;

/// The same thing would happen: same tool, same input, same plan. What publishes or is asked for every time is decided one by one: twice is never meant.
bool sameCall(const ApprovalRequest& a, const ApprovalRequest& b)
{
    const auto alone = [](const ApprovalRequest& each) { return each.access.alwaysAsk || each.preview.kind == ApprovalPreview::Kind::Publish; };
    return !alone(a) && !alone(b) && a.questions.isEmpty() && b.questions.isEmpty() && a.access.tool == b.access.tool &&
           a.access.inputJson == b.access.inputJson && a.digest == b.digest;
}

/// A form is named by who asks and for what; its fields are on the card.
QString whatWaits(const ApprovalRequest& request)
{
    if (request.questions.isEmpty())
        return request.title;
    const auto form = asksForForm(request) ? readElicitation(request.access.inputJson) : Result<Elicitation>(Elicitation());
    const bool says = form && !form->message.isEmpty();
    return says ? QString(request.title % u": "_s % elided(form->message.simplified(), 160)) : request.questions.constFirst().question;
}

} // namespace

WaitingPane::WaitingPane(PaneHost& host, QWidget* parent)
    : QWidget(parent),
      m_host(host),
      m_list(new QTreeWidget(this)),
      m_place(new QScrollArea(this)),
      m_words(new QLabel(this)),
      m_approve(new ArmedButton({}, this)),
      m_reject(new ArmedButton({}, this)),
      m_go(new QPushButton(tr("Go to Session"), this))
{
    m_list->setHeaderHidden(true);
    m_list->setRootIsDecorated(false);
    m_list->setUniformRowHeights(true);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setAccessibleName(tr("Decisions that wait for you"));
    m_list->setObjectName(u"waitingList"_s);
    m_place->setWidgetResizable(true);
    m_place->setFrameShape(QFrame::NoFrame);
    m_place->setFocusPolicy(Qt::NoFocus);
    m_words->setTextFormat(Qt::PlainText);
    m_words->setWordWrap(true);
    m_words->setContentsMargins(8, 4, 8, 4);
    m_words->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    setFocusProxy(m_list);
    connect(qApp, &QApplication::focusChanged, this, [this](const QWidget* before, const QWidget* now) {
        if (DecisionCard::gotFocusByItself(*this, before, now))
            m_list->setFocus(Qt::OtherFocusReason);
    });
    setMinimumWidth(fontMetrics().averageCharWidth() * 34); // The same with and without decisions: the window must not grow when one comes.
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 6);
    column->setSpacing(4);
    column->addWidget(m_list, 1);
    column->addWidget(m_words);
    column->addLayout(buildButtons());
    column->addWidget(m_place, 5);
    connect(m_list, &QTreeWidget::currentItemChanged, this, &WaitingPane::showCurrent);
    connect(m_list, &QTreeWidget::itemChanged, this, &WaitingPane::checkTick);
    connect(m_list, &QTreeWidget::itemActivated, this, [this] {
        if (m_card)
            m_card->setFocus(Qt::OtherFocusReason);
    });
    connect(&m_host, &PaneHost::waitingChanged, this, &WaitingPane::refill);
    refill();
}

WaitingPane::~WaitingPane()
{
    qApp->disconnect(this); // the focus moves while its parts go
}

QLayout* WaitingPane::buildButtons()
{
    m_approve->setObjectName(u"approveTicked"_s);
    m_reject->setObjectName(u"rejectTicked"_s);
    m_go->setToolTip(tr("Shows the decision where it was asked"));
    auto* row = new FlowLayout;
    row->setContentsMargins(8, 0, 8, 0);
    row->setSpacing(6);
    m_go->setAutoDefault(false);
    for (QPushButton* button : std::initializer_list<QPushButton*>{m_approve, m_reject, m_go})
        row->addWidget(button);
    connect(m_approve, &ArmedButton::decided, this, [this] { decideTicked(Decision::Kind::Allow); });
    connect(m_reject, &ArmedButton::decided, this, [this] { decideTicked(Decision::Kind::Deny); });
    connect(m_go, &QPushButton::clicked, this, [this] {
        const QTreeWidgetItem* item = m_list->currentItem();
        if (const Group* shown = item ? group(item->data(0, kKeyRole).toString()) : nullptr)
            Q_EMIT m_host.reviewRequested(shown->requests.constFirst().sessionId);
    });
    return row;
}

const WaitingPane::Group* WaitingPane::group(const QString& key) const
{
    const auto it = std::ranges::find_if(m_groups, [&](const Group& each) { return each.key() == key; });
    return it == m_groups.cend() ? nullptr : &*it;
}

/// Groups that one more call has joined: that one was neither ticked nor looked at, and answering the group would answer it too.
QSet<QString> WaitingPane::grownSince(const QList<Group>& before) const
{
    QSet<QString> grown;
    for (const Group& each : m_groups) {
        const auto was = std::ranges::find_if(before, [&](const Group& other) { return other.key() == each.key(); });
        const auto known = [&](const ApprovalRequest& request) { return std::ranges::contains(was->requests, request.id, &ApprovalRequest::id); };
        if (was != before.cend() && !std::ranges::all_of(each.requests, known))
            grown.insert(each.key());
    }
    return grown;
}

/// What was ticked, seen and chosen stays so, as long as it waits and no more calls than before would be decided by it.
void WaitingPane::refill()
{
    noteSeen();
    const QStringList before = ticked();
    const QString current = m_list->currentItem() ? m_list->currentItem()->data(0, kKeyRole).toString() : QString();
    const QList<Group> groups = std::exchange(m_groups, {});
    for (const ApprovalRequest& request : m_host.waiting()) {
        const auto same = std::ranges::find_if(m_groups, [&](const Group& each) { return sameCall(each.requests.constFirst(), request); });
        if (same == m_groups.end())
            m_groups.append({{request}});
        else
            same->requests.append(request);
    }
    const QSet<QString> grown = grownSince(groups);
    m_seen.subtract(grown);
    if (m_card && grown.contains(m_card->request().id))
        m_card->rearm();
    m_filling = true;
    m_list->clear();
    for (const Group& each : std::as_const(m_groups))
        addRow(each);
    for (int row = 0; row < m_list->topLevelItemCount(); ++row) {
        QTreeWidgetItem* item = m_list->topLevelItem(row);
        const QString key = item->data(0, kKeyRole).toString();
        if (before.contains(key) && !grown.contains(key))
            item->setCheckState(0, Qt::Checked);
        if (key == current)
            m_list->setCurrentItem(item);
    }
    m_filling = false;
    if (!m_list->currentItem() && m_list->topLevelItemCount() > 0)
        m_list->setCurrentItem(m_list->topLevelItem(0));
    showCurrent();
    updateButtons();
}

void WaitingPane::addRow(const Group& group)
{
    const ApprovalRequest& first = group.requests.constFirst();
    const bool question = !first.questions.isEmpty();
    const QString what = showHidden(whatWaits(first));
    const auto times = group.requests.size();
    const QString session = elided(m_host.sessionTitle(first.sessionId), 24);
    const QString words = times > 1 ? tr("%1 (%2 times)").arg(what).arg(times) : what;
    auto* item = new QTreeWidgetItem(m_list, {QString(words % u" · "_s % session)});
    item->setData(0, kKeyRole, group.key());
    item->setToolTip(0, what + u'\n' + (question ? tr("A question") : gradeWords(first.grade)));
    item->setData(0, Qt::AccessibleTextRole, QString(words % u", "_s % (question ? tr("a question") : gradeWords(first.grade)) % u", "_s % session));
    if (question)
        item->setFlags(item->flags() & ~Qt::ItemIsUserCheckable); // It wants an answer, not a tick.
    else
        item->setCheckState(0, Qt::Unchecked);
}

void WaitingPane::noteSeen()
{
    if (m_card && m_card->isArmed())
        m_seen.insert(m_card->request().id);
}

void WaitingPane::showCurrent()
{
    if (m_filling)
        return;
    noteSeen();
    const QTreeWidgetItem* item = m_list->currentItem();
    const Group* shown = item ? group(item->data(0, kKeyRole).toString()) : nullptr;
    m_go->setEnabled(shown);
    if (!m_card || !shown || m_card->request().id != shown->key())
        showCard(shown);
    if (auto* approval = qobject_cast<ApprovalCard*>(m_card.data()))
        approval->setTimes(shown->requests.size());
}

/// The focus of a card that goes stays in this pane: Qt would lead it to whatever comes next, which may be another card.
void WaitingPane::showCard(const Group* shown)
{
    const QWidget* focus = window()->focusWidget();
    if (m_card && (focus == m_card || m_card->isAncestorOf(focus)))
        m_list->setFocus(Qt::OtherFocusReason);
    if (m_card)
        m_place->takeWidget()->deleteLater();
    m_card = nullptr;
    m_place->setVisible(shown);
    if (!shown)
        return;
    const ApprovalRequest& request = shown->requests.constFirst();
    m_card = makeDecisionCard(request);
    connect(m_card, &DecisionCard::decided, this, [this](const QString& id, const QByteArray&, const Decision& decision) { answer(id, decision); });
    m_place->setWidget(m_card);
    continueTabOrder(m_go, m_card);
    m_card->fitInto(m_place->viewport()->height());
}

void WaitingPane::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    if (m_card)
        m_card->fitInto(m_place->viewport()->height());
}

void WaitingPane::checkTick(QTreeWidgetItem* item)
{
    if (m_filling)
        return;
    noteSeen();
    if (item->checkState(0) == Qt::Checked && !m_seen.contains(item->data(0, kKeyRole).toString())) {
        item->setCheckState(0, Qt::Unchecked);
        m_list->setCurrentItem(item);
        m_words->setText(tr("Here is what it would do. Tick it once you have looked at it."));
        return;
    }
    updateButtons();
}

QStringList WaitingPane::ticked() const
{
    QStringList keys;
    for (int row = 0; row < m_list->topLevelItemCount(); ++row) {
        if (m_list->topLevelItem(row)->checkState(0) == Qt::Checked)
            keys += m_list->topLevelItem(row)->data(0, kKeyRole).toString();
    }
    return keys;
}

void WaitingPane::updateButtons()
{
    QStringList calls;
    for (const QString& key : ticked()) {
        if (const Group* each = group(key))
            std::ranges::transform(each->requests, std::back_inserter(calls), &ApprovalRequest::id);
    }
    for (ArmedButton* button : {m_approve, m_reject}) {
        button->setEnabled(!calls.isEmpty());
        if (calls != m_ticked)
            button->rearm(); // also where as many others are ticked now
    }
    m_ticked = calls;
    m_approve->setWords(calls.isEmpty() ? tr("Approve Ticked Once") : tr("Approve %1 Ticked Once").arg(calls.size()));
    m_reject->setWords(calls.isEmpty() ? tr("Reject Ticked") : tr("Reject %1 Ticked").arg(calls.size()));
    m_words->setText(m_groups.isEmpty() ? tr("Nothing waits for you in this folder.")
                                        : tr("Tick several to decide them at once, or decide one on its card."));
    for (QPushButton* button : std::initializer_list<QPushButton*>{m_approve, m_reject, m_go})
        button->setVisible(!m_groups.isEmpty());
    m_list->setVisible(!m_groups.isEmpty());
}

void WaitingPane::decideTicked(Decision::Kind kind)
{
    Decision decision;
    decision.kind = kind;
    for (const QString& key : ticked())
        answer(key, decision);
}

/// Every call of the group is answered with its own digest.
void WaitingPane::answer(const QString& groupKey, const Decision& decision)
{
    const Group* answered = group(groupKey);
    if (!answered)
        return;
    const QList<ApprovalRequest> requests = answered->requests;
    for (const ApprovalRequest& request : requests)
        m_host.agent().decide(request.id, request.digest, decision);
}

} // namespace aios
