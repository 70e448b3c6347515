// SPDX-License-Identifier: MIT
#include "core/content/statusflow.h"

#include "core/base/text.h"

#include <QChar>

#include <algorithm>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMostAdded = 40;
constexpr qsizetype kMostLetters = 40;

/// A name that looks like another one is none: what a person reads must be what counts.
QString wrongWith(const QString& name)
{
    if (name.isEmpty() || name.size() > kMostLetters)
        return u"A status needs a name of 1 to %1 characters."_s.arg(kMostLetters);
    if (!name.front().isLetterOrNumber())
        return u"The name “%1” must begin with a letter or a digit."_s.arg(showHidden(name));
    QChar::Script script = QChar::Script_Common;
    for (const char32_t c : name.toUcs4()) {
        const bool sign = c == U' ' || c == U'-' || c == U'_' || c == U'\'' || c == U'&' || c == U'/';
        if (isHidden(c) || !(QChar::isLetterOrNumber(c) || QChar::isMark(c) || sign))
            return u"The name “%1” holds characters that no status may have; letters, digits, spaces and dashes are fine."_s.arg(showHidden(name));
        const QChar::Script own = QChar::script(c);
        if (own == QChar::Script_Common || own == QChar::Script_Inherited)
            continue;
        if (script != QChar::Script_Common && own != script)
            return u"The name “%1” mixes letters of several alphabets, so it may look like another one."_s.arg(name);
        script = own;
    }
    return statusKey(name).isEmpty() ? u"A status needs a name with letters or digits."_s : QString();
}

} // namespace

StatusFlow::StatusFlow()
{
    static const QList<Step> own = [] {
        QList<Step> steps;
        for (int status = static_cast<int>(PieceStatus::Queued); status <= static_cast<int>(PieceStatus::Published); ++status)
            steps.append({static_cast<PieceStatus>(status), statusName(static_cast<PieceStatus>(status)), {}, true});
        return steps;
    }();
    m_steps = own;
}

Result<void> StatusFlow::add(const QString& name, PieceStatus anchor, bool behind, bool assistant)
{
    if (const QString wrong = wrongWith(name); !wrong.isEmpty())
        return fail(ErrorCode::InvalidInput, wrong);
    if (const PieceStatus known = statusOf(name); known != PieceStatus::Unknown)
        return fail(ErrorCode::AlreadyExists, u"“%1” stands in the flow already, as %2, and stays where it is."_s.arg(name, this->name(known)));
    const qsizetype added = std::ranges::count_if(m_steps, [this](const Step& step) { return isAdded(step.status); });
    if (added >= kMostAdded)
        return fail(ErrorCode::TooLarge, u"At most %1 statuses can be added; the others do nothing."_s.arg(kMostAdded));
    const int at = rank(anchor);
    if (at < 0)
        return fail(ErrorCode::NotFound, u"The status beside which “%1” is to stand is not known."_s.arg(name));
    if (behind ? at < rank(PieceStatus::Draft) || at >= rank(PieceStatus::Published) : at <= rank(PieceStatus::Draft))
        return fail(ErrorCode::InvalidInput, u"“%1” must stand between Draft and Published."_s.arg(name));
    qsizetype place = behind ? at + 1 : at;
    while (behind && place < m_steps.size() && m_steps[place].behind != PieceStatus::Unknown && rank(m_steps[place].behind) >= at)
        ++place; // those put here before keep their order
    const auto status = static_cast<PieceStatus>(static_cast<int>(PieceStatus::Published) + 1 + static_cast<int>(added));
    m_steps.insert(place, {status, name, behind ? anchor : PieceStatus::Unknown, assistant});
    return {};
}

void StatusFlow::limitAssistant(PieceStatus upTo)
{
    if (const int at = rank(upTo); at >= 0 && at < rank(m_assistantUpTo))
        m_assistantUpTo = upTo;
}

PieceStatus StatusFlow::statusOf(QStringView text) const
{
    if (const PieceStatus own = aios::statusOf(text); own != PieceStatus::Unknown)
        return own;
    const QString key = statusKey(text);
    for (const Step& step : m_steps) {
        if (isAdded(step.status) && statusKey(step.name) == key)
            return step.status;
    }
    return PieceStatus::Unknown;
}

QString StatusFlow::name(PieceStatus status) const
{
    const int at = rank(status);
    return at < 0 ? QString() : m_steps[at].name;
}

QList<PieceStatus> StatusFlow::order() const
{
    QList<PieceStatus> statuses;
    for (const Step& step : m_steps)
        statuses.append(step.status);
    return statuses;
}

int StatusFlow::rank(PieceStatus status) const
{
    const auto step = std::ranges::find(m_steps, status, &Step::status);
    return step == m_steps.cend() ? -1 : static_cast<int>(step - m_steps.cbegin());
}

PieceStatus StatusFlow::next(PieceStatus status) const
{
    const int at = rank(status);
    return at < 0 || at + 1 >= m_steps.size() ? PieceStatus::Unknown : m_steps[at + 1].status;
}

PieceStatus StatusFlow::before(PieceStatus status) const
{
    const int at = rank(status);
    return at < 1 ? PieceStatus::Unknown : m_steps[at - 1].status;
}

bool StatusFlow::isGated(PieceStatus status) const
{
    if (status == PieceStatus::Unknown)
        return false;
    const int at = rank(status);
    return at < 0 || at >= rank(PieceStatus::Approved); // one that is not in the flow is not trusted
}

bool StatusFlow::assistantEnters(PieceStatus status) const
{
    if (status == PieceStatus::Unknown)
        return true;
    const int at = rank(status);
    return !isGated(status) && at <= rank(m_assistantUpTo) && m_steps[at].assistant;
}

bool StatusFlow::assistantMoves(PieceStatus from, PieceStatus to) const
{
    if (from == to || to == PieceStatus::Unknown)
        return true;
    if (!assistantEnters(to))
        return false;
    for (int at = rank(from) + 1; at <= rank(to); ++at) {
        if (!assistantEnters(m_steps[at].status))
            return false;
    }
    return true;
}

MoveRule StatusFlow::ruleToGated(PieceStatus from, PieceStatus to) const
{
    const bool approved = rank(from) >= rank(PieceStatus::Approved) && from != PieceStatus::Published;
    const int step = rank(to) - rank(from);
    if (to == PieceStatus::Approved)
        return approved || from == before(PieceStatus::Approved) ? MoveRule::PersonOnly : MoveRule::Nobody;
    if (!approved)
        return MoveRule::Nobody;
    if (to == PieceStatus::Scheduled || to == PieceStatus::Published)
        return step > 0 ? MoveRule::ProofOnly : MoveRule::Nobody;
    return step <= 1 ? MoveRule::PersonOnly : MoveRule::Nobody;
}

MoveRule StatusFlow::moveRule(PieceStatus from, PieceStatus to) const
{
    if (from == to)
        return MoveRule::Anyone;
    if (isGated(to))
        return rank(to) < 0 ? MoveRule::Nobody : ruleToGated(from, to);
    if (from == PieceStatus::Published)
        return MoveRule::PersonOnly;
    if (from == PieceStatus::Unknown || to == PieceStatus::Unknown)
        return MoveRule::Anyone;
    const PieceStatus counted = from == PieceStatus::Queued ? PieceStatus::Draft : from; // what is queued is a draft
    return rank(to) - rank(counted) <= 1 ? MoveRule::Anyone : MoveRule::Nobody;
}

} // namespace aios
