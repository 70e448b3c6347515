// SPDX-License-Identifier: MIT
// Fields and what people wrote to JSON, and back.
#include "ui/services/toolform.h"

#include "core/base/json.h"

#include <QCoreApplication>
#include <QLocale>
#include <QRegularExpression>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

using Kind = ToolField::Kind;

QString tr(const char* text)
{
    return QCoreApplication::translate("aios::ToolForm", text);
}

QString rangeProblem(const ToolField& field, double number)
{
    if (field.least && number < *field.least)
        return tr("It must be at least %1.").arg(QString::number(*field.least, 'g', 15));
    if (field.most && number > *field.most)
        return tr("It must be at most %1.").arg(QString::number(*field.most, 'g', 15));
    return {};
}

/// The spelling stays as written, so that a long number is sent digit for digit.
QByteArray numberJson(const ToolField& field, const QString& text, QString& problem)
{
    static const QRegularExpression kWhole(u"^-?(0|[1-9][0-9]*)$"_s);
    static const QRegularExpression kNumber(u"^-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?$"_s);
    const QString written = text.trimmed();
    const bool whole = field.kind == Kind::Integer;
    if (!(whole ? kWhole : kNumber).match(written).hasMatch())
        problem = whole ? tr("Write a whole number, such as 12.") : tr("Write a number with a point, such as 12.5.");
    else
        problem = rangeProblem(field, written.toDouble());
    return written.toUtf8();
}

QByteArray listJson(const QString& text)
{
    QByteArray json;
    for (const QString& line : text.split(u'\n')) {
        if (!line.trimmed().isEmpty())
            json += (json.isEmpty() ? QByteArray() : QByteArray(",")) + jsonString(line);
    }
    return '[' + json + ']';
}

/// JSON of a field that was filled in.
QByteArray valueJson(const ToolField& field, const QString& text, QString& problem)
{
    switch (field.kind) {
    case Kind::Text:
        if (field.longest > 0 && text.size() > field.longest)
            problem = tr("It is longer than the %1 characters the service takes.").arg(field.longest);
        return jsonString(text);
    case Kind::Integer:
    case Kind::Number:
        return numberJson(field, text, problem);
    case Kind::Switch:
        return text == "true"_L1 ? "true" : "false";
    case Kind::Choice:
        if (!field.choices.contains(text.toUtf8()))
            problem = tr("Choose one of the list.");
        return text.toUtf8();
    case Kind::TextList:
        return listJson(text);
    case Kind::Json: {
        const auto parsed = parseJson(text.toUtf8());
        if (!parsed)
            problem = tr("This is not JSON. %1 A text stands in \"quotes\".").arg(parsed.error().message);
        return text.trimmed().toUtf8();
    }
    case Kind::Group:
        break;
    }
    return {};
}

QByteArray objectJson(const QList<ToolField>& fields, const ToolValues& values, QHash<QString, QString>& problems);

/// Whether the person wrote anything in a field or below it.
bool touched(const ToolField& field, const ToolValues& values)
{
    if (field.kind != Kind::Group)
        return !values.value(field.path).isEmpty();
    return std::ranges::any_of(field.fields, [&](const ToolField& inner) { return touched(inner, values); });
}

QByteArray objectJson(const QList<ToolField>& fields, const ToolValues& values, QHash<QString, QString>& problems)
{
    QByteArray members;
    for (const ToolField& field : fields) {
        const bool filled = touched(field, values);
        if (!filled && !field.required)
            continue;
        QByteArray value;
        if (field.kind == Kind::Group) {
            value = objectJson(field.fields, values, problems);
        } else if (!filled && field.kind == Kind::TextList) {
            value = "[]";
        } else if (!filled) {
            problems.insert(field.path, tr("The service needs this."));
        } else {
            QString problem;
            value = valueJson(field, values.value(field.path), problem);
            if (!problem.isEmpty())
                problems.insert(field.path, problem);
        }
        members += (members.isEmpty() ? QByteArray() : QByteArray(",")) + jsonString(field.name) + ':' + value;
    }
    return '{' + members + '}';
}

std::optional<QString> textOf(const ToolField& field, const json::value& value)
{
    const QString text = QString::fromUtf8(toJson(value));
    switch (field.kind) {
    case Kind::Text:
        return value.is_string() && !value.get_string().empty() ? std::optional(toQString(value.get_string())) : std::nullopt;
    case Kind::Integer:
    case Kind::Number:
        return value.is_number() ? std::optional(text) : std::nullopt;
    case Kind::Switch:
        return value.is_bool() ? std::optional(text) : std::nullopt;
    case Kind::Choice:
        return field.choices.contains(text.toUtf8()) ? std::optional(text) : std::nullopt;
    case Kind::TextList: {
        QStringList lines;
        for (const json::value& line : value.is_array() ? value.get_array() : json::array{nullptr}) {
            if (!line.is_string() || line.get_string().find('\n') != std::string_view::npos || toQString(line.get_string()).trimmed().isEmpty())
                return std::nullopt;
            lines.append(toQString(line.get_string()));
        }
        return lines.join(u'\n');
    }
    default:
        return text;
    }
}

QString fill(const QList<ToolField>& fields, const json::object& object, ToolValues& values)
{
    for (const auto& [key, value] : object) {
        const auto field = std::ranges::find(fields, toQString(key), &ToolField::name);
        if (field == fields.end())
            return tr("The form has no field “%1”, so this input stays JSON.").arg(toQString(key));
        if (field->kind == Kind::Group && value.is_object()) {
            if (const QString problem = fill(field->fields, value.get_object(), values); !problem.isEmpty())
                return problem;
            continue;
        }
        const auto text = field->kind == Kind::Group ? std::nullopt : textOf(*field, value);
        if (!text)
            return tr("The value of “%1” does not fit its field, so this input stays JSON.").arg(toQString(key));
        values.insert(field->path, *text);
    }
    return {};
}

} // namespace

ToolFormInput toolInput(const QList<ToolField>& fields, const ToolValues& values)
{
    ToolFormInput input;
    input.json = objectJson(fields, values, input.problems);
    return input;
}

Result<ToolValues> toolValues(const QList<ToolField>& fields, QByteArrayView json)
{
    if (const QString problem = toolJsonProblem(json); !problem.isEmpty())
        return fail(ErrorCode::InvalidInput, problem);
    ToolValues values;
    if (const QString problem = fill(fields, parseJson(json)->get_object(), values); !problem.isEmpty())
        return fail(ErrorCode::InvalidInput, problem);
    return values;
}

QString toolJsonProblem(QByteArrayView json)
{
    const auto parsed = parseJson(json);
    if (!parsed)
        return tr("This is not JSON. %1").arg(parsed.error().message);
    return parsed->is_object() ? QString() : tr("The input of a tool is an object: { \"name\": value }.");
}

} // namespace aios
