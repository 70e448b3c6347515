// SPDX-License-Identifier: MIT
#include "ui/chat/decisioncard.h"

#include "core/base/text.h"
#include "ui/common/flowlayout.h"
#include "ui/common/tintedlabel.h"
#include "ui/theme/colours.h"

#include <QAccessible>
#include <QApplication>
#include <QBoxLayout>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QLabel>
#include <QLocale>
#include <QPainter>
#include <QShortcut>
#include <QTimer>

using namespace Qt::StringLiterals;

namespace aios {
namespace {

/// Hours and minutes the way the locale writes them; some locales' short form has seconds.
QString clockTime(const QDateTime& time)
{
    return QLocale().toString(time.toLocalTime().time(), QLocale().timeFormat(QLocale::ShortFormat).remove(":ss"_L1));
}

} // namespace

/// A child of its card from the first: shown or hidden without a parent it would be a window of its own for a moment, and take the focus.
CardButton::CardButton(const QString& words, Weight weight, DecisionCard& card) : QPushButton(&card), m_card(card), m_weight(weight)
{
    setText(QString(words).replace(u'&', "&&"_L1)); // No letter with Alt decides either.
    setAccessibleName(words);
    setAutoDefault(false);
    setDefault(false);
}

void CardButton::setProminent()
{
    m_prominent = true;
    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    setFont(bold);
    tint();
}

void CardButton::tint()
{
    if (!m_prominent || m_tinting)
        return;
    m_tinting = true;
    const QPalette ground = parentWidget() ? parentWidget()->palette() : QGuiApplication::palette();
    QPalette own;
    own.setColor(QPalette::Active, QPalette::Button, mixed(ground.color(QPalette::Button), ground.color(QPalette::Highlight), 0.35));
    own.setColor(QPalette::Inactive, QPalette::Button, mixed(ground.color(QPalette::Button), ground.color(QPalette::Highlight), 0.35));
    setPalette(own);
    m_tinting = false;
}

void CardButton::changeEvent(QEvent* event)
{
    QPushButton::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::ParentChange)
        tint();
}

QSize CardButton::sizeHint() const
{
    const QSize hint = QPushButton::sizeHint();
    return {qMax(hint.width(), fontMetrics().horizontalAdvance(text()) + fontMetrics().height() * 3 / 2), hint.height()};
}

void CardButton::keyPressEvent(QKeyEvent* event)
{
    const bool presses =
        event->key() == Qt::Key_Space || event->key() == Qt::Key_Select || event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (!presses) {
        QPushButton::keyPressEvent(event);
        return;
    }
    event->accept();
    if (m_weight == Weight::Opens && m_card.isArmed() && !event->isAutoRepeat() && !(event->modifiers() & Qt::ControlModifier))
        click();
}

void CardButton::mousePressEvent(QMouseEvent* event)
{
    if (m_card.isArmed())
        QPushButton::mousePressEvent(event);
    else
        event->accept();
}

DecisionCard::DecisionCard(const ApprovalRequest& request, QWidget* parent)
    : QFrame(parent),
      m_request(request),
      m_head(new QHBoxLayout),
      m_notes(new QVBoxLayout),
      m_bodyBox(new QWidget),
      m_body(new QVBoxLayout(m_bodyBox)),
      m_buttonBox(new QWidget),
      m_buttons(new FlowLayout(m_buttonBox)),
      m_title(new QLabel),
      m_stateLabel(new TintedLabel)
{
    setFocusPolicy(Qt::StrongFocus);
    const int unit = fontMetrics().height();
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(unit * 4 / 5, unit * 2 / 3, unit * 4 / 5, unit * 2 / 3);
    column->setSpacing(unit / 3);
    m_title->setTextFormat(Qt::PlainText);
    m_title->setWordWrap(true);
    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    m_title->setFont(bold);
    m_title->setMinimumHeight(unit + 6); // As high as the badge beside it.
    m_stateLabel->setMinimumHeight(unit + 6);
    m_stateLabel->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_head->setSpacing(unit / 2);
    m_notes->setSpacing(unit / 6);
    m_body->setContentsMargins(0, unit / 6, 0, unit / 6);
    m_body->setSpacing(unit / 3);
    m_buttons->setContentsMargins(0, unit / 6, 0, 0);
    m_buttons->setSpacing(unit / 2);
    column->addLayout(m_head);
    column->addLayout(m_notes);
    column->addWidget(m_bodyBox);
    column->addWidget(m_buttonBox);
    column->addStretch(1); // in a place that is higher than it, its parts stay together

    const auto key = [this](QKeyCombination combination, void (DecisionCard::*run)()) {
        auto* shortcut = new QShortcut(combination, this);
        shortcut->setContext(Qt::WidgetWithChildrenShortcut);
        shortcut->setAutoRepeat(false);
        connect(shortcut, &QShortcut::activated, this, [this, run] {
            if (isArmed() && isOpen())
                (this->*run)();
        });
    };
    key(Qt::CTRL | Qt::Key_Return, &DecisionCard::approveByKey);
    key(Qt::CTRL | Qt::Key_Enter, &DecisionCard::approveByKey);
    key(Qt::CTRL | Qt::Key_Backspace, &DecisionCard::rejectByKey);
}

void DecisionCard::setHead(QWidget* badge, const QString& title)
{
    setTitle(title);
    m_head->addWidget(m_title, 1);
    m_head->addWidget(m_stateLabel, 0, Qt::AlignTop);
    if (badge)
        m_head->addWidget(badge, 0, Qt::AlignTop | Qt::AlignLeft);
    showState();
}

void DecisionCard::setTitle(const QString& title)
{
    m_title->setText(showHidden(title));
}

TintedLabel* DecisionCard::makeText(const QString& text, bool quiet) const
{
    auto* label = new TintedLabel(showHidden(text), quiet ? TintedLabel::Tint::Muted : TintedLabel::Tint::Plain);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}

void DecisionCard::addNote(const QString& text, bool quiet)
{
    m_notes->addWidget(makeText(text, quiet));
}

void DecisionCard::shieldField(QWidget& field)
{
    field.installEventFilter(this);
}

bool DecisionCard::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::ShortcutOverride) {
        const auto* key = static_cast<QKeyEvent*>(event);
        if (key->key() == Qt::Key_Backspace && key->modifiers() == Qt::ControlModifier) {
            event->accept();
            return true;
        }
    }
    return QFrame::eventFilter(watched, event);
}

bool DecisionCard::isArmed() const
{
    return m_since.isValid() && m_since.elapsed() >= kArmingTime;
}

void DecisionCard::rearm()
{
    if (!m_since.isValid())
        return;
    m_since.restart();
    QTimer::singleShot(kArmingTime + 1, this, &DecisionCard::armed);
}

void DecisionCard::answer(const Decision& decision)
{
    if (!isOpen() || !isArmed())
        return;
    m_state = State::Sent;
    showState();
    keepFocus();
    m_bodyBox->setEnabled(false);
    m_buttonBox->setEnabled(false);
    Q_EMIT decided(m_request.id, m_request.digest, decision);
}

/// Nothing of it may take the focus with it into nowhere.
void DecisionCard::keepFocus()
{
    if (focusWidget() && focusWidget() != this && isAncestorOf(focusWidget()) && focusWidget()->hasFocus())
        setFocus(Qt::OtherFocusReason);
}

void DecisionCard::settle(State state, const QString& by)
{
    m_state = state;
    m_by = by;
    keepFocus();
    m_bodyBox->hide();
    m_buttonBox->hide();
    showState();
    updateGeometry();
}

QString DecisionCard::stateWords() const
{
    switch (m_state) {
    case State::Waiting:
        return m_request.askedAt.isValid() ? tr("waiting since %1").arg(clockTime(m_request.askedAt)) : tr("waiting");
    case State::Sent:
        return tr("answered");
    case State::ApprovedByYou:
        return tr("approved by you");
    case State::ApprovedByRule:
        return m_by.isEmpty() ? tr("approved by a rule of yours") : tr("approved by %1").arg(showHidden(m_by));
    case State::Rejected:
        return tr("rejected by you");
    case State::RejectedByRule:
        return m_by.isEmpty() ? tr("rejected") : tr("rejected by %1").arg(showHidden(m_by));
    case State::Withdrawn:
        return tr("withdrawn: the turn was stopped");
    case State::Stale:
        break;
    }
    return tr("out of date: it changed, so it is asked again");
}

void DecisionCard::showState()
{
    using Tint = TintedLabel::Tint;
    m_stateLabel->setText(stateWords());
    const bool good = m_state == State::ApprovedByYou || m_state == State::ApprovedByRule;
    m_stateLabel->setTint(good ? Tint::Good : m_state == State::Rejected || m_state == State::RejectedByRule ? Tint::Bad : Tint::Muted);
    setAccessibleDescription(stateWords());
    update();
}

void DecisionCard::paintEvent(QPaintEvent*)
{
    if (!m_since.isValid()) { // Only what has been drawn has appeared.
        m_since.start();
        QTimer::singleShot(kArmingTime + 1, this, &DecisionCard::armed);
    }
    const Colours colours = Colours::of(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const bool focused = isAncestorOf(focusWidget()) || hasFocus();
    const QColor edge = isOpen() ? (focused ? palette().color(QPalette::Highlight) : mixed(palette().color(QPalette::Base), colours.attention, 0.75))
                                 : colours.border;
    painter.setPen(QPen(edge, focused && isOpen() ? 2 : 1));
    painter.setBrush(mixed(palette().color(QPalette::Base), palette().color(QPalette::Window), 0.8));
    painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 6, 6);
}

void DecisionCard::keyPressEvent(QKeyEvent* event)
{
    // Typing that lands on a card goes nowhere; only moving the focus, scrolling and Escape pass on.
    switch (event->key()) {
    case Qt::Key_Escape:
        if (!closeByEscape())
            QFrame::keyPressEvent(event);
        break;
    case Qt::Key_Tab:
    case Qt::Key_Backtab:
    case Qt::Key_PageUp:
    case Qt::Key_PageDown:
        QFrame::keyPressEvent(event);
        break;
    default:
        event->setAccepted(!(event->modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier)));
    }
}

/// In a narrow place the title has a line of its own.
void DecisionCard::resizeEvent(QResizeEvent* event)
{
    QFrame::resizeEvent(event);
    const bool narrow = width() < fontMetrics().averageCharWidth() * 62;
    m_head->setDirection(narrow ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
    m_stateLabel->setAlignment((narrow ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
}

bool DecisionCard::gotFocusByItself(const QWidget& place, const QWidget* before, const QWidget* now)
{
    const bool moved = before ? before->isVisible() && before->isEnabled() : QApplication::mouseButtons() != Qt::NoButton;
    if (!now || moved || !place.isAncestorOf(now))
        return false;
    for (const QWidget* each = now; each != &place; each = each->parentWidget()) {
        if (qobject_cast<const DecisionCard*>(each))
            return !before || (each != before && !each->isAncestorOf(before));
    }
    return false;
}

void DecisionCard::focusInEvent(QFocusEvent* event)
{
    QFrame::focusInEvent(event);
    update();
}

void DecisionCard::focusOutEvent(QFocusEvent* event)
{
    QFrame::focusOutEvent(event);
    update();
}

} // namespace aios
