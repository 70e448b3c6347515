// SPDX-License-Identifier: MIT
#include "ui/chat/formcard.h"

#include "core/base/text.h"
#include "ui/chat/formdrafts.h"
#include "ui/common/flowlayout.h"
#include "ui/common/formview.h"
#include "ui/common/tintedlabel.h"

#include <QApplication>
#include <QBoxLayout>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QScopedValueRollback>
#include <QScrollArea>
#include <QScrollBar>

using namespace Qt::StringLiterals;

namespace aios {

namespace {

constexpr int kMessageLines = 6; ///< More scroll.
constexpr int kFieldLines = 22;
constexpr int kFewestLines = 6; ///< Lower, nothing could be filled in.

/// Nothing: some field of it has no widget of its own. An empty list: the person only agrees or not.
std::optional<QList<FormField>> formOf(const ApprovalRequest& request)
{
    const auto asked = readElicitation(request.access.inputJson);
    if (!asked)
        return std::nullopt;
    if (asked->fields.isEmpty())
        return QList<FormField>();
    SchemaForm form = schemaForm(asked->schema);
    for (FormField& field : form.fields) { // nobody would see what they send
        if (hasHidden(field.initial))
            field.initial.clear();
    }
    const auto plain = [](const FormField& field) {
        return field.kind != FormField::Kind::Json && field.kind != FormField::Kind::Group && field.kind != FormField::Kind::TextList;
    };
    const bool whole = form.problem.isEmpty() && form.fields.size() == asked->fields.size();
    return whole && std::ranges::all_of(form.fields, plain) ? std::optional(form.fields) : std::nullopt;
}

} // namespace

bool FormCard::canShow(const ApprovalRequest& request)
{
    return asksForForm(request) && formOf(request).has_value();
}

FormCard::FormCard(const ApprovalRequest& request, QWidget* parent) : DecisionCard(request, parent)
{
    const QString who = tr("The service %1 asks").arg(elided(request.access.tool.sliced(5), 80));
    const auto asked = readElicitation(request.access.inputJson);
    const QString message = asked ? asked->message : QString();
    setAccessibleName(message.isEmpty() ? showHidden(who) : u"%1: %2"_s.arg(showHidden(who), showHidden(elided(message, 300))));
    setHead(nullptr, who);
    addNote(tr(
        "These are the service's words, not the assistant's. What you send goes to the service. It must never ask for passwords or keys in a form."));
    if (!message.isEmpty())
        buildMessage(message);
    buildFields(formOf(request).value_or(QList<FormField>()));
    buildButtons();
    takeDraft();
    connect(&FormDrafts::shared(), &FormDrafts::changed, this, [this](const QString& id) {
        if (id == this->request().id && isOpen())
            takeDraft();
    });
}

/// In a box of its own, so that nothing in it can be taken for the card's own words.
void FormCard::buildMessage(const QString& message)
{
    m_message = new QPlainTextEdit(showHidden(message));
    m_message->setReadOnly(true);
    m_message->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_message->setTabChangesFocus(true);
    m_message->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_message->setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    m_message->setAccessibleName(tr("What the service says"));
    m_message->setObjectName(u"serviceMessage"_s);
    body()->addWidget(m_message);
}

void FormCard::buildFields(const QList<FormField>& fields)
{
    m_form = new FormView(fields, FormStyle::Questions);
    m_scroll = new QScrollArea(this); // shown without a parent it would be a window for a moment, and take the focus
    m_scroll->setObjectName(u"formScroll"_s);
    m_scroll->setAccessibleName(tr("What the service wants to know"));
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setWidget(m_form);
    if (fields.isEmpty())
        m_scroll->hide();
    m_form->installEventFilter(this);
    m_form->setAutoFillBackground(false);
    m_scroll->viewport()->setAutoFillBackground(false);
    for (QLineEdit* line : m_form->findChildren<QLineEdit*>())
        shieldField(*line);
    for (QPlainTextEdit* box : m_form->findChildren<QPlainTextEdit*>())
        shieldField(*box);
    connect(m_form, &FormView::edited, this, &FormCard::noteEdit);
    connect(m_form, &FormView::left, this, &FormCard::checkField);
    body()->addWidget(m_scroll);
}

void FormCard::buildButtons()
{
    using Weight = CardButton::Weight;
    m_send = new CardButton(m_form->fields().isEmpty() ? tr("Agree") : tr("Send"), Weight::Decides, *this);
    m_send->setProminent();
    m_send->setObjectName(u"sendFormButton"_s);
    m_decline = new CardButton(tr("Decline"), Weight::Decides, *this);
    m_decline->setToolTip(tr("The service hears that you will not answer"));
    m_close = new CardButton(tr("Close Without Answering"), Weight::Decides, *this);
    m_close->setToolTip(tr("The service hears that you neither agreed nor declined"));
    auto* hint = new TintedLabel(tr("Ctrl+Enter · Ctrl+Backspace"));
    hint->setToolTip(tr("With the focus in this card: Ctrl+Enter sends, Ctrl+Backspace declines outside of a text."));
    connect(m_send, &QPushButton::clicked, this, &FormCard::send);
    connect(m_decline, &QPushButton::clicked, this, &FormCard::decline);
    connect(m_close, &QPushButton::clicked, this, &FormCard::closeUnanswered);
    for (QWidget* each : std::initializer_list<QWidget*>{m_send, m_decline, m_close, hint})
        buttons()->addWidget(each);
}

QString FormCard::stateWords() const
{
    switch (state()) {
    case State::ApprovedByYou:
        return tr("sent by you");
    case State::Rejected:
        return tr("declined by you");
    case State::Stale: // the person's own answer came to nothing: they closed it
        return tr("closed by you, without an answer");
    case State::Withdrawn:
        return tr("withdrawn: the service does not wait for it any more");
    default:
        return DecisionCard::stateWords();
    }
}

/// What was written into this form elsewhere.
void FormCard::takeDraft()
{
    const auto draft = FormDrafts::shared().values(request().id);
    if (!draft || *draft == m_form->values())
        return;
    const QScopedValueRollback taking(m_taking, true);
    m_form->setValues(*draft);
}

FormInput FormCard::input() const
{
    return formInput(m_form->fields(), m_form->values());
}

/// What was said at a field follows what is written there; where nothing was said yet, nothing comes while the person writes.
void FormCard::noteEdit()
{
    if (m_taking)
        return;
    FormDrafts::shared().keep(request().id, m_form->values());
    const FormInput now = input();
    for (const QString& path : std::as_const(m_judged))
        m_form->showProblem(path, now.problems.value(path));
}

/// Left empty is no mistake before it is sent.
void FormCard::checkField(const QString& path)
{
    const QString problem = isOpen() && m_form->values().contains(path) ? input().problems.value(path) : QString();
    if (problem.isEmpty())
        return;
    m_judged.insert(path);
    m_form->showProblem(path, problem);
}

void FormCard::send()
{
    if (!isOpen() || !isArmed())
        return;
    const FormInput given = input();
    if (!given.problems.isEmpty()) {
        m_judged.unite(QSet<QString>(given.problems.keyBegin(), given.problems.keyEnd()));
        m_form->showProblems(given.problems);
        rearm(); // its buttons have moved
        return;
    }
    Decision decision;
    decision.kind = Decision::Kind::Allow;
    decision.editedInput = given.json;
    end(decision);
}

void FormCard::decline()
{
    Decision decision;
    decision.kind = Decision::Kind::Deny;
    end(decision);
}

void FormCard::closeUnanswered()
{
    end(Decision{});
}

void FormCard::end(const Decision& decision)
{
    if (!isOpen() || !isArmed())
        return;
    FormDrafts::shared().drop(request().id);
    answer(decision);
}

/// The first Esc leaves the field that is being filled in; nothing that was written is lost by it.
bool FormCard::closeByEscape()
{
    if (!focusWidget() || !m_form->isAncestorOf(focusWidget()))
        return false;
    setFocus(Qt::OtherFocusReason);
    return true;
}

void FormCard::fitInto(int height)
{
    m_room = height;
    fitParts();
}

/// The message and the fields are as high as they need, up to a measure; the buttons always stay in sight.
void FormCard::fitParts()
{
    if (!isOpen())
        return;
    const int line = fontMetrics().lineSpacing();
    const int inner = width() - layout()->contentsMargins().left() - layout()->contentsMargins().right();
    if (m_message) {
        const int frame = 2 * (m_message->frameWidth() + static_cast<int>(m_message->document()->documentMargin()));
        const int bar = m_message->verticalScrollBar()->sizeHint().width();
        const QRect text =
            m_message->fontMetrics().boundingRect(QRect(0, 0, qMax(inner - frame - bar, 40), 100'000), Qt::TextWordWrap, m_message->toPlainText());
        m_message->setFixedHeight(qMin(text.height(), m_message->fontMetrics().lineSpacing() * kMessageLines) + frame + 2);
    }
    const auto measureAnew = [this] { // at once, not with the next event: whoever asks for the card's height asks now
        body()->invalidate();
        body()->parentWidget()->updateGeometry();
    };
    measureAnew();
    if (m_scroll->isHidden())
        return;
    const int wanted = m_form->hasHeightForWidth() ? m_form->heightForWidth(inner) : m_form->sizeHint().height();
    int most = line * kFieldLines;
    if (m_room > 0) {
        if (m_scroll->minimumHeight() != m_scroll->maximumHeight())
            m_scroll->setFixedHeight(line * kFewestLines); // before the first layout its height says nothing
        body()->invalidate(); // it remembers the height of before until it is laid out
        layout()->invalidate();
        const int others = heightForWidth(qMax(width(), minimumSizeHint().width())) - m_scroll->minimumHeight();
        most = qMin(most, m_room - others);
    }
    m_scroll->setFixedHeight(qMin(wanted, qMax(most, line * kFewestLines)));
    measureAnew();
}

void FormCard::resizeEvent(QResizeEvent* event)
{
    DecisionCard::resizeEvent(event);
    fitParts();
}

/// A sentence at a field makes the form higher.
bool FormCard::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_form && event->type() == QEvent::LayoutRequest)
        QMetaObject::invokeMethod(this, &FormCard::fitParts, Qt::QueuedConnection);
    return DecisionCard::eventFilter(watched, event);
}

} // namespace aios
