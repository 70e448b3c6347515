// SPDX-License-Identifier: MIT
#include "ui/settings/limitsfields.h"

#include "core/base/text.h"
#include "core/runtime/facades.h"
#include "ui/common/flowlayout.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QVBoxLayout>

#include <cmath>
#include <optional>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kMostTurns = 1'000'000;
constexpr qint64 kMostTokens = 1'000'000'000'000;
constexpr double kMostCost = 1'000'000;

/// As people write numbers here: their own separators, or none. Empty text is 0.
std::optional<double> numberIn(const QLineEdit& field)
{
    const QString text = field.text().simplified();
    if (text.isEmpty())
        return 0;
    bool good = false;
    double number = field.locale().toDouble(text, &good);
    if (!good)
        number = QLocale::c().toDouble(text, &good);
    return good && std::isfinite(number) ? std::optional(number) : std::nullopt;
}

bool isWhole(double number)
{
    return std::floor(number) == number;
}

bool isEmpty(const QLineEdit& field)
{
    return field.text().simplified().isEmpty();
}

/// A text the person is writing is not taken from them.
void showIn(QLineEdit& field, const QString& text)
{
    if (!field.isModified())
        field.setText(text);
}

} // namespace

LimitsFields::LimitsFields(ModelsLink& models, QWidget* parent)
    : QWidget(parent), m_models(models), m_fields(new QWidget(this)), m_told(new QLabel(this))
{
    auto* flow = new FlowLayout(m_fields);
    flow->setContentsMargins(0, 0, 0, 0);
    m_turns = addField(tr("One prompt may use at most &requests:"), u"limitTurns"_s, 7);
    m_tokens = addField(tr("&tokens:"), u"limitTokens"_s, 11);
    m_cost = addField(tr("&US dollars:"), u"limitCost"_s, 7);
    m_turns->setAccessibleName(tr("Most requests of one prompt"));
    m_tokens->setAccessibleName(tr("Most tokens of one prompt"));
    m_cost->setAccessibleName(tr("Most US dollars one prompt may cost"));
    m_turns->setToolTip(tr("How often the model may be asked for one prompt, after each step of its work."));
    m_tokens->setToolTip(tr("Of all its requests together, those of its agents too: what is sent and what is answered."));
    m_cost->setToolTip(tr("Counts where the price of the model is known."));
    m_told->setObjectName(u"limitsTold"_s);
    m_told->setTextFormat(Qt::PlainText);
    m_told->setWordWrap(true);
    m_told->hide();
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_fields);
    column->addWidget(m_told);
    connect(&m_models, &ModelsLink::limitsChanged, this, &LimitsFields::take);
    m_models.askLimits();
}

QLineEdit* LimitsFields::addField(const QString& words, const QString& name, int letters)
{
    auto* pair = new QWidget(m_fields);
    auto* label = new QLabel(words, pair);
    auto* field = new QLineEdit(pair);
    field->setObjectName(name);
    field->setPlaceholderText(tr("no limit"));
    field->setInputMethodHints(Qt::ImhFormattedNumbersOnly);
    field->setMaxLength(20);
    field->setFixedWidth(fontMetrics().horizontalAdvance(QString(letters, u'0')) + fontMetrics().height() * 2);
    field->setEnabled(false); // until what is stored is known
    label->setBuddy(field);
    auto* row = new QHBoxLayout(pair);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(label);
    row->addWidget(field);
    m_fields->layout()->addWidget(pair);
    connect(field, &QLineEdit::textEdited, this, &LimitsFields::check);
    connect(field, &QLineEdit::editingFinished, this, &LimitsFields::store);
    return field;
}

void LimitsFields::hideEvent(QHideEvent* event)
{
    store();
    QWidget::hideEvent(event);
}

QString LimitsFields::readTurns(TurnLimits& limits) const
{
    const auto number = numberIn(*m_turns);
    if (!number || !isWhole(*number) || (*number < 1 && !isEmpty(*m_turns)) || *number > static_cast<double>(kMostTurns))
        return tr("Requests: write a whole number from 1 to %1, or leave the field empty for no limit.").arg(locale().toString(kMostTurns));
    limits.maxTurns = static_cast<int>(*number);
    return {};
}

QString LimitsFields::readTokens(TurnLimits& limits) const
{
    const auto number = numberIn(*m_tokens);
    if (!number || !isWhole(*number) || (*number < 1 && !isEmpty(*m_tokens)) || *number > static_cast<double>(kMostTokens))
        return tr("Tokens: write a whole number from 1 to %1, or leave the field empty for no limit.").arg(locale().toString(kMostTokens));
    limits.maxTokens = static_cast<qint64>(*number);
    return {};
}

QString LimitsFields::readCost(TurnLimits& limits) const
{
    const auto number = numberIn(*m_cost);
    if (!number || (*number <= 0 && !isEmpty(*m_cost)) || *number > kMostCost)
        return tr("US dollars: write a number above 0, such as %1, or leave the field empty for no limit.").arg(locale().toString(1.5, 'g', 3));
    limits.maxCostUsd = *number;
    return {};
}

void LimitsFields::take(const TurnLimits& limits, const QString& problem)
{
    m_asked = qMax(0, m_asked - 1);
    if (m_asked > 0 && problem.isEmpty())
        return; // older than what was just written
    m_stored = limits;
    m_known = true;
    const auto whole = [this](qint64 number) { return number > 0 ? locale().toString(number) : QString(); };
    showIn(*m_turns, whole(limits.maxTurns));
    showIn(*m_tokens, whole(limits.maxTokens));
    showIn(*m_cost, limits.maxCostUsd > 0 ? locale().toString(limits.maxCostUsd, 'g', 12) : QString());
    for (QLineEdit* field : {m_turns, m_tokens, m_cost})
        field->setEnabled(true);
    check();
    if (!problem.isEmpty()) {
        m_told->setText(showHidden(problem));
        m_told->show();
    }
}

void LimitsFields::check()
{
    TurnLimits wanted;
    QStringList problems;
    const auto tell = [&problems](QLineEdit* field, const QString& problem) {
        field->setAccessibleDescription(problem);
        if (!problem.isEmpty())
            problems.append(problem);
    };
    tell(m_turns, readTurns(wanted));
    tell(m_tokens, readTokens(wanted));
    tell(m_cost, readCost(wanted));
    m_told->setText(problems.join(u'\n'));
    m_told->setVisible(!problems.isEmpty());
}

/// Each field for itself: one that cannot be read keeps what is stored, and stays as it was written.
void LimitsFields::store()
{
    if (!m_known)
        return;
    TurnLimits wanted = m_stored;
    const auto read = [](QLineEdit* field, const QString& problem) {
        if (problem.isEmpty())
            field->setModified(false);
    };
    if (m_turns->isModified())
        read(m_turns, readTurns(wanted));
    if (m_tokens->isModified())
        read(m_tokens, readTokens(wanted));
    if (m_cost->isModified())
        read(m_cost, readCost(wanted));
    if (wanted == m_stored)
        return;
    m_stored = wanted;
    ++m_asked;
    m_models.setLimits(wanted);
}

} // namespace aios
