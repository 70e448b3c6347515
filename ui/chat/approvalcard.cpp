// SPDX-License-Identifier: MIT
#include "ui/chat/approvalcard.h"

#include "core/base/text.h"
#include "ui/chat/inputedit.h"
#include "ui/common/diffview.h"
#include "ui/common/flowlayout.h"
#include "ui/common/gradebadge.h"
#include "ui/common/tintedlabel.h"
#include "ui/theme/colours.h"

#include <QActionGroup>
#include <QBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPlainTextEdit>
#include <QRegularExpression>
#include <QTableWidget>
#include <QTextBlock>

using namespace Qt::StringLiterals;

namespace aios {
namespace {

constexpr int kCommandLines = 5; ///< Of the editor, at most.
constexpr int kFileLines = 18;

/// A field's text as typed: toPlainText() would turn no-break spaces into spaces.
QString rawText(const QPlainTextEdit& edit)
{
    return edit.document()->toRawText().replace(QChar::ParagraphSeparator, u'\n');
}

} // namespace

bool ApprovalCard::isOfService(const ApprovalRequest& request)
{
    return request.access.tool.startsWith("mcp__"_L1) && request.access.tool.indexOf("__"_L1, 5) < 0;
}

ApprovalCard::ApprovalCard(const ApprovalRequest& request, QWidget* parent) : DecisionCard(request, parent)
{
    setAccessibleName(tr("Approval: %1. %2").arg(showHidden(request.title), gradeWords(request.grade)));
    setHead(new GradeBadge(request.grade), request.title);
    buildNotes();
    buildPreview();
    buildFeedback();
    buildButtons();
    updateWords();
}

void ApprovalCard::buildNotes()
{
    const ApprovalRequest& asked = request();
    QStringList where;
    if (!asked.agent.isEmpty())
        where += tr("Agent %1").arg(asked.agent);
    if (!asked.origin.isEmpty())
        where += tr("from %1").arg(asked.origin);
    if (asked.groupSize > 1)
        where += tr("call %1 of %2 in this reply").arg(asked.groupIndex + 1).arg(asked.groupSize);
    if (!asked.because.isEmpty())
        where += asked.because;
    if (!where.isEmpty())
        addNote(where.join(u" · "_s));
    if (!asked.reason.isEmpty())
        addNote(
            tr("The assistant says: “%1”").arg(elided(QString(asked.reason.trimmed()).replace(QRegularExpression(u"\\n\\s*\\n"_s), u"\n"_s), 600)),
            false);
}

void ApprovalCard::fitInto(int height)
{
    constexpr int kFewest = 5; // Lower, nothing could be read in it.
    m_room = height;
    if ((!m_diff && !m_editor) || !isOpen())
        return;
    const int whole = heightForWidth(qMax(width(), minimumSizeHint().width()));
    if (m_editor) {
        const int line = m_editor->fontMetrics().lineSpacing();
        const int lines = qBound(kFewest, (height - whole + m_editor->height()) / line, m_editor->tabChangesFocus() ? kCommandLines : kFileLines);
        m_editor->setFixedHeight(lines * line);
    } else {
        m_diff->setMaximumLines(
            qBound(kFewest, (height - whole + m_diff->sizeHint().height()) / m_diff->fontMetrics().lineSpacing(), DiffView::kMaximumLines));
    }
}

void ApprovalCard::buildFeedback()
{
    m_feedback = new QLineEdit;
    m_feedback->setPlaceholderText(tr("What should it do instead? (goes to the assistant)"));
    m_feedback->setAccessibleName(tr("Words for the assistant about the rejection"));
    m_feedback->setObjectName(u"feedbackEdit"_s);
    shieldField(*m_feedback);
    m_feedbackRow = new QWidget;
    auto* row = new QHBoxLayout(m_feedbackRow);
    row->setContentsMargins({});
    m_rejectSend = new CardButton(tr("Reject"), CardButton::Weight::Decides, *this);
    m_rejectSend->setObjectName(u"rejectSendButton"_s);
    connect(m_rejectSend, &QPushButton::clicked, this, &ApprovalCard::reject);
    auto* back = new CardButton(tr("Back"), CardButton::Weight::Opens, *this);
    connect(back, &QPushButton::clicked, this, &ApprovalCard::closeFeedback);
    row->addWidget(m_feedback, 1);
    row->addWidget(m_rejectSend);
    row->addWidget(back);
    m_feedbackRow->hide();
    body()->addWidget(m_feedbackRow);
    m_rememberWords = makeText({});
    m_rememberWords->hide();
    body()->addWidget(m_rememberWords);
}

void ApprovalCard::buildButtons()
{
    using Weight = CardButton::Weight;
    m_approve = new CardButton({}, Weight::Decides, *this);
    m_approve->setProminent();
    connect(m_approve, &QPushButton::clicked, this, &ApprovalCard::approve);
    m_edit = new CardButton(tr("Edit…"), Weight::Opens, *this);
    connect(m_edit, &QPushButton::clicked, this, &ApprovalCard::startEdit);
    const bool ofService = isOfService(request());
    m_reject = new CardButton(ofService ? tr("Reject") : tr("Reject…"), ofService ? Weight::Decides : Weight::Opens, *this);
    connect(m_reject, &QPushButton::clicked, this, ofService ? &ApprovalCard::reject : &ApprovalCard::openFeedback);
    m_approve->setObjectName(u"approveButton"_s);
    m_edit->setObjectName(u"editButton"_s);
    m_reject->setObjectName(u"rejectButton"_s);
    m_remember = new CardButton({}, Weight::Opens, *this);
    buildRememberMenu();
    if (const auto editable = editableInput(request()); !editable) {
        m_edit->setEnabled(false);
        m_edit->setToolTip(editable.error().message);
        m_edit->setAccessibleDescription(editable.error().message);
        m_edit->setVisible(request().preview.kind == ApprovalPreview::Kind::FileDiff || request().preview.kind == ApprovalPreview::Kind::Command);
    }
    auto* hint = new TintedLabel(tr("Ctrl+Enter · Ctrl+Backspace"));
    hint->setToolTip(tr("With the focus in this card: Ctrl+Enter approves, Ctrl+Backspace rejects."));
    buttons()->addWidget(m_approve);
    buttons()->addWidget(m_remember);
    buttons()->addWidget(m_edit);
    buttons()->addWidget(m_reject);
    buttons()->addWidget(hint);
}

/// The menu chooses how far an approval reaches; it never approves by itself.
void ApprovalCard::buildRememberMenu()
{
    m_rememberMenu = new QMenu(this);
    auto* group = new QActionGroup(m_rememberMenu);
    const auto add = [&](const QString& words, Decision::Remember remember, bool wider = false) {
        QAction* action = m_rememberMenu->addAction(QString(words).replace(u'&', "&&"_L1));
        action->setCheckable(true);
        action->setChecked(remember == Decision::Remember::Once);
        group->addAction(action);
        connect(action, &QAction::triggered, this, [this, remember, wider] { chooseRemember(remember, wider); });
    };
    const QString rules = showHidden(request().rememberable.join(", "_L1));
    add(tr("Just this once"), Decision::Remember::Once);
    if (!request().rememberable.isEmpty()) {
        add(tr("Also for this session: %1").arg(rules), Decision::Remember::Session);
        add(tr("Also in this project: %1").arg(rules), Decision::Remember::Project);
    }
    if (!request().rememberable.isEmpty() && !request().widerRules.isEmpty()) {
        const QString wider = showHidden(request().widerRules.join(", "_L1));
        m_rememberMenu->addSeparator();
        add(tr("Also for this session, the whole folder: %1").arg(wider), Decision::Remember::Session, true);
        add(tr("Also in this project, the whole folder: %1").arg(wider), Decision::Remember::Project, true);
    }
    m_remember->setToolTip(tr("How far this approval reaches"));
    m_remember->setVisible(!request().rememberable.isEmpty());
    connect(m_remember, &QPushButton::clicked, this, [this] { m_rememberMenu->popup(m_remember->mapToGlobal(QPoint(0, m_remember->height()))); });
}

QList<QAction*> ApprovalCard::rememberChoices() const
{
    return m_rememberMenu->actions();
}

QString ApprovalCard::chosenRules() const
{
    return showHidden((m_wider ? request().widerRules : request().rememberable).join(", "_L1));
}

void ApprovalCard::chooseRemember(Decision::Remember remember, bool wider)
{
    m_scope = remember;
    m_wider = wider;
    rearm(); // The button says something else now.
    updateWords();
}

void ApprovalCard::updateWords()
{
    using Remember = Decision::Remember;
    QString verb = request().verb.isEmpty() ? tr("Allow") : showHidden(request().verb);
    if (m_times > 1)
        verb = tr("%1 %2 Times").arg(verb).arg(m_times);
    const QString rules = chosenRules();
    QString words = verb;
    if (m_scope != Remember::Once)
        words = m_scope == Remember::Session ? tr("%1, and Remember for This Session").arg(verb) : tr("%1, and Remember in This Project").arg(verb);
    const bool some = m_diff && m_editedInput.isEmpty() && !m_diff->allKept();
    if (some)
        words = tr("%1 with %2 of %3 Parts").arg(words).arg(m_diff->keptHunks().size()).arg(m_diff->hunkCount());
    m_approve->setText(QString(words).replace(u'&', "&&"_L1));
    m_approve->setAccessibleName(words);
    const bool rejecting = !m_feedbackRow->isHidden(); // While the words are written, nothing can be approved by mistake.
    m_approve->setEnabled(!rejecting && !m_editor && !(some && m_diff->keptHunks().isEmpty()));
    m_remember->setText((m_scope == Remember::Once ? tr("Once") : m_scope == Remember::Session ? tr("This session") : tr("This project")) + u" ▾"_s);
    m_remember->setAccessibleName(tr("How far it reaches: %1").arg(m_remember->text()));
    m_reject->setEnabled(!rejecting);
    const QString sends = m_times > 1 ? tr("Reject %1 Times").arg(m_times) : tr("Reject");
    m_rejectSend->setText(sends);
    m_rejectSend->setAccessibleName(sends);
    m_rememberWords->setText(m_scope == Remember::Session ? tr("From now on in this session this is allowed without asking: %1").arg(rules)
                                                          : tr("From now on in this project this is allowed without asking: %1").arg(rules));
    m_rememberWords->setVisible(m_scope != Remember::Once);
    if (m_diffWords) {
        QString about = request().preview.creates ? tr("New file %1").arg(request().preview.path) : request().preview.path;
        about += u"   +%1 −%2"_s.arg(m_diff->addedLines()).arg(m_diff->removedLines());
        if (!m_editedInput.isEmpty())
            about += u"   "_s + tr("edited by you");
        if (!m_diff->note().isEmpty())
            about += u"   "_s + m_diff->note();
        m_diffWords->setText(showHidden(about));
    }
    Q_EMIT changed();
}

void ApprovalCard::setTimes(qsizetype times)
{
    if (times == m_times)
        return;
    m_times = times;
    rearm();
    updateWords();
}

bool ApprovalCard::canApprove() const
{
    return m_approve->isEnabled();
}

void ApprovalCard::startEdit()
{
    if (!isArmed() || !isOpen() || m_editor)
        return;
    const auto editable = editableInput(request());
    if (!editable)
        return;
    m_editor = new QPlainTextEdit;
    m_editor->setFont(fixedFont(font()));
    m_editor->setAccessibleName(editable->isCommand ? tr("Edit the command") : tr("Edit the new content of %1").arg(request().preview.path));
    m_editor->setTabChangesFocus(editable->isCommand);
    m_editor->setPlainText(m_editedInput.isEmpty() ? editable->text : m_editedText);
    m_editor->setFixedHeight(m_editor->fontMetrics().lineSpacing() * (editable->isCommand ? kCommandLines : kFileLines));
    shieldField(*m_editor);
    m_editRow = new QWidget;
    auto* row = new QHBoxLayout(m_editRow);
    row->setContentsMargins({});
    auto* use = new CardButton(tr("Use This Text"), CardButton::Weight::Opens, *this);
    use->setObjectName(u"useEditButton"_s);
    use->setToolTip(tr("Shows the difference it makes; nothing is approved yet (Ctrl+Enter)"));
    auto* discard = new CardButton(tr("Discard the Edit"), CardButton::Weight::Opens, *this);
    connect(use, &QPushButton::clicked, this, [this] { finishEdit(true); });
    connect(discard, &QPushButton::clicked, this, [this] { finishEdit(false); });
    row->addWidget(use);
    row->addWidget(discard);
    row->addStretch(1);
    QWidget* shown = m_diff ? static_cast<QWidget*>(m_diff) : m_textBox;
    const int at = body()->indexOf(shown);
    body()->insertWidget(at + 1, m_editor);
    body()->insertWidget(at + 2, m_editRow);
    shown->hide();
    m_editor->show(); // now, so that it counts for the height
    m_editRow->show();
    m_edit->setEnabled(false);
    if (m_room > 0)
        fitInto(m_room);
    updateWords();
    m_editor->setFocus(Qt::OtherFocusReason); // The person pressed Edit…, so this is where they are going.
}

void ApprovalCard::finishEdit(bool keep)
{
    const auto editable = editableInput(request());
    if (keep && editable) {
        const QString text = rawText(*m_editor);
        auto input = editedInput(request(), *editable, text);
        if (!input) {
            m_editor->setToolTip(input.error().message);
            return;
        }
        m_editedText = text;
        m_editedInput = text == editable->text ? QByteArray() : *input;
        showEdited(text);
    }
    const bool hadFocus = m_editor->hasFocus() || m_editRow->isAncestorOf(focusWidget());
    (m_diff ? static_cast<QWidget*>(m_diff) : m_textBox)->show();
    delete std::exchange(m_editor, nullptr);
    std::exchange(m_editRow, nullptr)->deleteLater();
    m_edit->setEnabled(true);
    if (hadFocus)
        setFocus(Qt::OtherFocusReason);
    rearm();
    updateWords();
}

void ApprovalCard::showEdited(const QString& text)
{
    const auto editable = editableInput(request());
    if (m_diff) {
        const ApprovalPreview& preview = request().preview;
        const QByteArray after = editedBytes(*editable, text);
        const bool same = m_editedInput.isEmpty();
        m_diff->setDiff(preview.before, after, diffLines(preview.before, after), same && !preview.creates);
    } else {
        m_textBox->setPlainText(showHidden(m_editedInput.isEmpty() ? request().preview.operations.join(u'\n') : text));
    }
}

void ApprovalCard::approve()
{
    if (!m_approve->isEnabled())
        return;
    Decision decision;
    decision.kind = Decision::Kind::Allow;
    decision.remember = m_scope;
    decision.wider = m_wider;
    decision.editedInput = m_editedInput;
    if (m_diff && m_editedInput.isEmpty() && !m_diff->allKept())
        decision.keptHunks = m_diff->keptHunks();
    answer(decision);
}

void ApprovalCard::openFeedback()
{
    if (!isArmed() || !isOpen())
        return;
    if (m_editor)
        finishEdit(false);
    m_feedbackRow->show();
    m_feedback->setFocus(Qt::OtherFocusReason);
    updateWords();
}

void ApprovalCard::closeFeedback()
{
    m_feedbackRow->hide();
    setFocus(Qt::OtherFocusReason);
    updateWords();
}

/// While the text is written it takes the text, and only the next one approves what then is shown.
void ApprovalCard::approveByKey()
{
    if (m_editor)
        finishEdit(true);
    else
        approve();
}

/// Tab belongs to the text of a file, so Esc leads out of it, to the buttons below.
bool ApprovalCard::closeByEscape()
{
    if (m_editor && m_editor->hasFocus()) {
        m_editRow->findChild<QPushButton*>(u"useEditButton"_s)->setFocus(Qt::OtherFocusReason);
        return true;
    }
    if (m_feedbackRow->isHidden())
        return false;
    closeFeedback();
    return true;
}

void ApprovalCard::reject()
{
    Decision decision;
    decision.kind = Decision::Kind::Deny;
    decision.feedback = m_feedback->text().trimmed();
    answer(decision);
}

} // namespace aios
