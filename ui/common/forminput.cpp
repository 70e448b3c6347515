// SPDX-License-Identifier: MIT
// Fields and what people wrote to JSON, and back.
#include "ui/common/schemaform.h"

#include "core/base/json.h"
#include "core/base/textformat.h"

#include <QCoreApplication>
#include <QRegularExpression>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

using Kind = FormField::Kind;

QString tr(const char* text)
{
    return QCoreApplication::translate("aios::SchemaForm", text);
}

QString rangeProblem(const FormField& field, double number)
{
    if (field.least && number < *field.least)
        return tr("It must be at least %1.").arg(QString::number(*field.least, 'g', 15));
    if (field.most && number > *field.most)
        return tr("It must be at most %1.").arg(QString::number(*field.most, 'g', 15));
    return {};
}

/// The spelling stays as written, so that a long number is sent digit for digit.
QByteArray numberJson(const FormField& field, const QString& text, QString& problem)
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

QString formatProblem(const QString& format)
{
    const QString example = formatExample(format);
    if (format == "email"_L1)
        return tr("Write an e-mail address, such as %1.").arg(example);
    if (format == "uri"_L1)
        return tr("Write a whole address, such as %1.").arg(example);
    return format == "date"_L1 ? tr("Write a date as year, month and day: %1.").arg(example)
                               : tr("Write a date and a time, such as %1. Without a zone it is the time of this computer.").arg(example);
}

QByteArray textJson(const FormField& field, const QString& text, QString& problem)
{
    const auto value = inFormat(field.format, text);
    const qsizetype length = text.toUcs4().size();
    if (!value)
        problem = formatProblem(field.format);
    else if (length < field.shortest)
        problem = field.shortest == 1 ? tr("The service needs this.")
                                      : tr("It is shorter than the %1 characters the service asks for.").arg(field.shortest);
    else if (field.longest > 0 && length > field.longest)
        problem = tr("It is longer than the %1 characters the service takes.").arg(field.longest);
    return jsonString(value.value_or(text));
}

QByteArray choicesJson(const FormField& field, const QString& text, QString& problem)
{
    const auto chosen = parseJson(text.toUtf8());
    const json::array* all = chosen ? chosen->if_array() : nullptr;
    if (!all || !std::ranges::all_of(*all, [&](const json::value& each) { return field.choices.contains(toJson(each)); }))
        problem = tr("Choose from the list.");
    else if (static_cast<qint64>(all->size()) < field.fewest)
        problem = tr("Choose at least %1.").arg(field.fewest);
    else if (field.mostChosen > 0 && static_cast<qint64>(all->size()) > field.mostChosen)
        problem = tr("Choose at most %1.").arg(field.mostChosen);
    return text.toUtf8();
}

/// JSON of a field that was filled in.
QByteArray valueJson(const FormField& field, const QString& text, QString& problem)
{
    switch (field.kind) {
    case Kind::Text:
        return textJson(field, text, problem);
    case Kind::Integer:
    case Kind::Number:
        return numberJson(field, text, problem);
    case Kind::Switch:
        return text == "true"_L1 ? "true" : "false";
    case Kind::Choice:
        if (!field.choices.contains(text.toUtf8()))
            problem = tr("Choose one of the list.");
        return text.toUtf8();
    case Kind::Choices:
        return choicesJson(field, text, problem);
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

QByteArray objectJson(const QList<FormField>& fields, const FormValues& values, QHash<QString, QString>& problems);

/// Whether the person wrote anything in a field or below it.
bool touched(const FormField& field, const FormValues& values)
{
    if (field.kind != Kind::Group)
        return !values.value(field.path).isEmpty();
    return std::ranges::any_of(field.fields, [&](const FormField& inner) { return touched(inner, values); });
}

QByteArray objectJson(const QList<FormField>& fields, const FormValues& values, QHash<QString, QString>& problems)
{
    QByteArray members;
    for (const FormField& field : fields) {
        const bool filled = touched(field, values);
        if (!filled && !field.required)
            continue;
        QByteArray value;
        if (field.kind == Kind::Group) {
            value = objectJson(field.fields, values, problems);
        } else if (!filled && (field.kind == Kind::TextList || (field.kind == Kind::Choices && field.fewest == 0))) {
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

std::optional<QString> textOf(const FormField& field, const json::value& value)
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
    case Kind::Choices: {
        QString problem;
        choicesJson(field, text, problem);
        return value.is_array() && problem.isEmpty() ? std::optional(text) : std::nullopt;
    }
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

QString fill(const QList<FormField>& fields, const json::object& object, FormValues& values)
{
    for (const auto& [key, value] : object) {
        const auto field = std::ranges::find(fields, toQString(key), &FormField::name);
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

FormInput formInput(const QList<FormField>& fields, const FormValues& values)
{
    FormInput input;
    input.json = objectJson(fields, values, input.problems);
    return input;
}

Result<FormValues> formValues(const QList<FormField>& fields, QByteArrayView json)
{
    if (const QString problem = formJsonProblem(json); !problem.isEmpty())
        return fail(ErrorCode::InvalidInput, problem);
    FormValues values;
    if (const QString problem = fill(fields, parseJson(json)->get_object(), values); !problem.isEmpty())
        return fail(ErrorCode::InvalidInput, problem);
    return values;
}

QString formatExample(QStringView format)
{
    if (format == "email"_L1)
        return u"name@example.org"_s;
    if (format == "uri"_L1)
        return u"https://example.org/page"_s;
    return format == "date"_L1 ? u"2026-03-04"_s : format == "date-time"_L1 ? u"2026-03-04 09:30"_s : QString();
}

QString formJsonProblem(QByteArrayView json)
{
    const auto parsed = parseJson(json);
    if (!parsed)
        return tr("This is not JSON. %1").arg(parsed.error().message);
    return parsed->is_object() ? QString() : tr("The input of a tool is an object: { \"name\": value }.");
}

} // namespace aios
