// SPDX-License-Identifier: MIT
// What the functions and operators of a formula give. Blank is null and counts as "" and 0.
#include "core/desk/deskjson.h"
#include "core/desk/records/formulanode.h"

#include <QHash>
#include <QLocale>
#include <QTimeZone>

#include <array>
#include <cmath>
#include <compare>

namespace aios::desk {

using namespace Qt::StringLiterals;

namespace {

using Operands = std::vector<json::value>;
using Values = Formula::Values;

bool isNumeric(const json::value& value)
{
    return value.is_number() || value.is_bool() || value.is_null();
}

double numberOf(const json::value& value)
{
    if (value.is_number())
        return value.to_number<double>();
    if (value.is_bool())
        return value.as_bool() ? 1 : 0;
    return value.is_string() ? toQString(value.as_string()).toDouble() : 0;
}

QString textOf(const json::value& value)
{
    if (value.is_string())
        return toQString(value.as_string());
    if (value.is_number())
        return QString::number(value.to_number<double>(), 'g', QLocale::FloatingPointShortest);
    if (value.is_bool())
        return value.as_bool() ? u"1"_s : QString();
    return {};
}

json::value number(double value)
{
    return std::isfinite(value) ? json::value(value) : json::value(nullptr);
}

/// Numbers with numbers, everything else as texts; dates are texts that sort by themselves.
std::partial_ordering order(const json::value& a, const json::value& b)
{
    if (isNumeric(a) && isNumeric(b) && !(a.is_null() && b.is_null()))
        return numberOf(a) <=> numberOf(b);
    return textOf(a).compare(textOf(b)) <=> 0;
}

QDateTime timeOf(const json::value& value)
{
    const QString text = textOf(value);
    QDateTime time = QDateTime::fromString(text, Qt::ISODateWithMs);
    if (time.isValid() && time.timeSpec() == Qt::LocalTime)
        time = QDateTime(time.date(), time.time(), QTimeZone::UTC);
    return time;
}

json::value joined(const Operands& operands, const Values&)
{
    QString text;
    for (const json::value& operand : operands)
        text += textOf(operand);
    return jsonOf(text);
}

json::value place(const Operands& operands, Qt::CaseSensitivity sensitivity)
{
    const qsizetype from = operands.size() > 2 ? static_cast<qsizetype>(std::clamp(numberOf(operands[2]), 1.0, 1e6)) - 1 : 0;
    return static_cast<std::int64_t>(textOf(operands[1]).indexOf(textOf(operands[0]), from, sensitivity) + 1);
}

/// Whether the one time is before, after or (by `unit`) the same as the other; not when either is no time.
json::value compareTimes(const Operands& operands, int wanted)
{
    const QDateTime a = timeOf(operands[0]);
    const QDateTime b = timeOf(operands[1]);
    if (!a.isValid() || !b.isValid())
        return false;
    if (wanted != 0)
        return wanted < 0 ? a < b : a > b;
    const QString unit = operands.size() > 2 ? textOf(operands[2]) : u"millisecond"_s;
    static const QHash<QString, QString> shapes = {
        {u"year"_s, u"yyyy"_s}, {u"month"_s, u"yyyyMM"_s}, {u"day"_s, u"yyyyMMdd"_s}, {u"hour"_s, u"yyyyMMddHH"_s}, {u"minute"_s, u"yyyyMMddHHmm"_s}};
    const auto shape = shapes.constFind(unit);
    return shape == shapes.constEnd() ? a == b : a.toUTC().toString(*shape) == b.toUTC().toString(*shape);
}

json::value allOf(const Operands& operands, const Values&)
{
    return std::all_of(operands.begin(), operands.end(), formulaTruth);
}

json::value anyOf(const Operands& operands, const Values&)
{
    return std::any_of(operands.begin(), operands.end(), formulaTruth);
}

// clang-format off
constexpr std::array kFunctions = {
    FormulaFunction{"="_L1, 2, 2, [](const Operands& o, const Values&) { return json::value(order(o[0], o[1]) == 0); }},
    FormulaFunction{"!="_L1, 2, 2, [](const Operands& o, const Values&) { return json::value(order(o[0], o[1]) != 0); }},
    FormulaFunction{"<"_L1, 2, 2, [](const Operands& o, const Values&) { return json::value(order(o[0], o[1]) < 0); }},
    FormulaFunction{">"_L1, 2, 2, [](const Operands& o, const Values&) { return json::value(order(o[0], o[1]) > 0); }},
    FormulaFunction{"<="_L1, 2, 2, [](const Operands& o, const Values&) { return json::value(order(o[0], o[1]) <= 0); }},
    FormulaFunction{">="_L1, 2, 2, [](const Operands& o, const Values&) { return json::value(order(o[0], o[1]) >= 0); }},
    FormulaFunction{"+"_L1, 2, 2, [](const Operands& o, const Values&) { return number(numberOf(o[0]) + numberOf(o[1])); }},
    FormulaFunction{"-"_L1, 2, 2, [](const Operands& o, const Values&) { return number(numberOf(o[0]) - numberOf(o[1])); }},
    FormulaFunction{"*"_L1, 2, 2, [](const Operands& o, const Values&) { return number(numberOf(o[0]) * numberOf(o[1])); }},
    FormulaFunction{"/"_L1, 2, 2, [](const Operands& o, const Values&) { return number(numberOf(o[0]) / numberOf(o[1])); }},
    FormulaFunction{"&"_L1, 2, 2, joined},
    FormulaFunction{"neg"_L1, 1, 1, [](const Operands& o, const Values&) { return number(-numberOf(o[0])); }},
    FormulaFunction{"AND"_L1, 1, -1, allOf},
    FormulaFunction{"OR"_L1, 1, -1, anyOf},
    FormulaFunction{"NOT"_L1, 1, 1, [](const Operands& o, const Values&) { return json::value(!formulaTruth(o[0])); }},
    FormulaFunction{"IF"_L1, 2, 3, [](const Operands& o, const Values&) { return formulaTruth(o[0]) ? o[1] : o.size() > 2 ? o[2] : json::value(nullptr); }},
    FormulaFunction{"TRUE"_L1, 0, 0, [](const Operands&, const Values&) { return json::value(true); }},
    FormulaFunction{"FALSE"_L1, 0, 0, [](const Operands&, const Values&) { return json::value(false); }},
    FormulaFunction{"BLANK"_L1, 0, 0, [](const Operands&, const Values&) { return json::value(nullptr); }},
    FormulaFunction{"FIND"_L1, 2, 3, [](const Operands& o, const Values&) { return place(o, Qt::CaseSensitive); }},
    FormulaFunction{"SEARCH"_L1, 2, 3, [](const Operands& o, const Values&) { return place(o, Qt::CaseInsensitive); }},
    FormulaFunction{"LOWER"_L1, 1, 1, [](const Operands& o, const Values&) { return json::value(jsonOf(textOf(o[0]).toLower())); }},
    FormulaFunction{"UPPER"_L1, 1, 1, [](const Operands& o, const Values&) { return json::value(jsonOf(textOf(o[0]).toUpper())); }},
    FormulaFunction{"TRIM"_L1, 1, 1, [](const Operands& o, const Values&) { return json::value(jsonOf(textOf(o[0]).trimmed())); }},
    FormulaFunction{"LEN"_L1, 1, 1, [](const Operands& o, const Values&) { return json::value(static_cast<std::int64_t>(textOf(o[0]).size())); }},
    FormulaFunction{"CONCATENATE"_L1, 1, -1, joined},
    FormulaFunction{"ARRAYJOIN"_L1, 1, 2, [](const Operands& o, const Values&) { return json::value(jsonOf(textOf(o[0]))); }},
    FormulaFunction{"TODAY"_L1, 0, 0, [](const Operands&, const Values& v) { return json::value(jsonOf(v.now.toUTC().date().toString(Qt::ISODate))); }},
    FormulaFunction{"NOW"_L1, 0, 0, [](const Operands&, const Values& v) { return json::value(jsonOf(v.now.toUTC().toString(Qt::ISODateWithMs))); }},
    FormulaFunction{"IS_BEFORE"_L1, 2, 2, [](const Operands& o, const Values&) { return compareTimes(o, -1); }},
    FormulaFunction{"IS_AFTER"_L1, 2, 2, [](const Operands& o, const Values&) { return compareTimes(o, 1); }},
    FormulaFunction{"IS_SAME"_L1, 2, 3, [](const Operands& o, const Values&) { return compareTimes(o, 0); }},
    FormulaFunction{"RECORD_ID"_L1, 0, 0, [](const Operands&, const Values& v) { return json::value(jsonOf(v.recordId)); }},
};
// clang-format on

} // namespace

const FormulaFunction* formulaFunction(QStringView name)
{
    const auto* found = std::find_if(kFunctions.begin(), kFunctions.end(), [&](const FormulaFunction& function) { return name == function.name; });
    return found == kFunctions.end() ? nullptr : &*found;
}

bool formulaTruth(const json::value& value)
{
    return value.is_string() ? !value.as_string().empty() : numberOf(value) != 0;
}

QStringList Formula::functionNames()
{
    QStringList names;
    for (const FormulaFunction& function : kFunctions) {
        if (QChar(function.name.front()).isUpper())
            names.append(function.name);
    }
    return names;
}

} // namespace aios::desk
