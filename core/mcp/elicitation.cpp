// SPDX-License-Identifier: MIT
#include "core/mcp/elicitation.h"

#include "core/base/jsonraw.h"
#include "core/base/schemacheck.h"
#include "core/base/text.h"
#include "core/base/textformat.h"
#include "core/net/ipaddress.h"

using namespace Qt::StringLiterals;

namespace aios {

namespace {

using Field = Elicitation::Field;
using Type = Elicitation::Type;

constexpr std::size_t kMostFields = 40;
constexpr qsizetype kMostChoices = 250; ///< Countries are a list.
constexpr qsizetype kLongestWords = 500;
constexpr qsizetype kLongestMessage = 4000; ///< Of a form; it scrolls.
constexpr qsizetype kLongestUrl = 2000;
const QString kLeaveOut = u"Leave it out"_s;
const QString kYes = u"Yes"_s;
const QString kNo = u"No"_s;
const QString kOpen = u"Open the Address"_s;

/// `enum` with `enumNames`, or `oneOf`/`anyOf` of `const` and `title`.
QList<std::pair<QString, QString>> choicesOf(const json::object& schema)
{
    QList<std::pair<QString, QString>> choices;
    const json::array* values = jsonArray(schema, "enum");
    const json::array* names = jsonArray(schema, "enumNames");
    for (std::size_t i = 0; values && i < values->size(); ++i) {
        const QString value = (*values)[i].is_string() ? toQString((*values)[i].get_string()) : QString();
        const bool named = names && i < names->size() && (*names)[i].is_string();
        choices.append({value, named ? toQString((*names)[i].get_string()) : value});
    }
    for (const char* list : {"oneOf", "anyOf"}) {
        const json::array* all = jsonArray(schema, list);
        for (std::size_t i = 0; all && i < all->size(); ++i) {
            const json::object* one = (*all)[i].if_object();
            const QString value = one ? jsonText(*one, "const") : QString();
            const QString title = one ? jsonText(*one, "title") : QString();
            choices.append({value, title.isEmpty() ? value : title});
        }
    }
    return choices;
}

std::optional<Type> typeOf(const json::object& schema, const QList<std::pair<QString, QString>>& choices)
{
    const QString type = jsonText(schema, "type");
    if (type == "string"_L1)
        return choices.isEmpty() ? Type::Text : Type::Choice;
    if (type == "array"_L1)
        return choices.isEmpty() ? std::nullopt : std::optional(Type::Choices);
    return type == "number"_L1    ? std::optional(Type::Number)
           : type == "integer"_L1 ? std::optional(Type::Integer)
           : type == "boolean"_L1 ? std::optional(Type::Boolean)
                                  : std::nullopt;
}

Result<Field> readField(const QString& name, const json::value& value)
{
    const json::object* schema = value.if_object();
    const json::object* items = schema ? jsonObject(*schema, "items") : nullptr;
    Field field;
    field.name = name;
    if (schema)
        field.choices = choicesOf(items ? *items : *schema);
    const auto type = schema ? typeOf(*schema, field.choices) : std::nullopt;
    if (!type || field.choices.size() > kMostChoices)
        return fail(ErrorCode::InvalidInput, u"The service asks for something that cannot be asked in a form (%1)."_s.arg(elided(name, 60)));
    field.type = *type;
    field.schema = *schema;
    const QString title = jsonText(*schema, "title");
    const QString description = jsonText(*schema, "description");
    field.words = elided(title.isEmpty() ? name : title, 120) + (description.isEmpty() ? QString() : u": "_s + elided(description, 300));
    if (const json::value* suggested = schema->if_contains("default"))
        field.suggested = *suggested;
    return field;
}

/// A value as the person sees and writes it.
QString shown(const Field& field, const json::value& value)
{
    if (value.is_bool())
        return value.get_bool() ? kYes : kNo;
    if (value.is_array()) {
        QStringList parts;
        for (const json::value& each : value.get_array())
            parts.append(shown(field, each));
        return parts.join(u", "_s);
    }
    const QString text = value.is_string() ? toQString(value.get_string()) : QString::fromUtf8(toJson(value));
    for (const auto& [known, label] : field.choices) {
        if (known == text)
            return label;
    }
    return text;
}

json::value text(const QString& words)
{
    const QByteArray utf8 = words.toUtf8();
    return json::string(toView(utf8));
}

std::optional<json::value> chosen(const Field& field, const QString& answer)
{
    for (const auto& [value, label] : field.choices) {
        if (label == answer || value == answer)
            return text(value);
    }
    return std::nullopt;
}

/// Several choices as the card writes them, with ", " between; a label may hold that itself.
std::optional<json::value> chosenOf(const Field& field, QStringView answer)
{
    json::array all;
    while (!answer.isEmpty()) {
        const std::pair<QString, QString>* found = nullptr;
        qsizetype length = 0;
        for (const auto& choice : field.choices) {
            for (const QString& word : {choice.first, choice.second}) {
                const bool begins = word.size() > length && answer.startsWith(word);
                if (begins && (answer.size() == word.size() || answer.sliced(word.size()).startsWith(", "_L1))) {
                    found = &choice;
                    length = word.size();
                }
            }
        }
        if (!found)
            return std::nullopt;
        all.push_back(text(found->first));
        answer = answer.sliced(std::min(length + 2, answer.size()));
    }
    return all;
}

/// What the card can keep to of a field with several choices: how many.
json::object boundsOf(const Field& field)
{
    json::object bounds{{"type", "array"}};
    for (const char* name : {"minItems", "maxItems"}) {
        if (const json::value* bound = field.schema.if_contains(name))
            bounds[name] = *bound;
    }
    return bounds;
}

/// Nothing: these words are no such value.
std::optional<json::value> valueOf(const Field& field, const QString& answer)
{
    bool good = false;
    switch (field.type) {
    case Type::Text: {
        const auto fitting = inFormat(jsonText(field.schema, "format"), answer);
        return fitting ? std::optional<json::value>(text(*fitting)) : std::nullopt;
    }
    case Type::Boolean:
        if (answer.compare(kYes, Qt::CaseInsensitive) == 0 || answer.compare(kNo, Qt::CaseInsensitive) == 0)
            return json::value(answer.compare(kYes, Qt::CaseInsensitive) == 0);
        return std::nullopt;
    case Type::Integer: {
        const qint64 number = answer.toLongLong(&good);
        return good ? std::optional<json::value>(number) : std::nullopt;
    }
    case Type::Number: {
        const double number = answer.toDouble(&good);
        return good && qIsFinite(number) ? std::optional<json::value>(number) : std::nullopt;
    }
    case Type::Choice:
        return chosen(field, answer);
    case Type::Choices:
        break;
    }
    return chosenOf(field, answer);
}

bool isChoice(const Field& field, const json::value& value)
{
    return value.is_string() && std::ranges::contains(field.choices, toQString(value.get_string()), &std::pair<QString, QString>::first);
}

/// Whether a field may hold that value; what schemaProblems() says of it comes on top.
bool fits(const Field& field, const json::value& value)
{
    switch (field.type) {
    case Type::Text: {
        const QString words = value.is_string() ? toQString(value.get_string()) : QString();
        return value.is_string() && inFormat(jsonText(field.schema, "format"), words) == words;
    }
    case Type::Choice:
        return isChoice(field, value);
    case Type::Choices: {
        QSet<QString> seen;
        return value.is_array() && std::ranges::all_of(value.get_array(), [&](const json::value& each) {
                   const bool known = isChoice(field, each) && !seen.contains(toQString(each.get_string()));
                   if (known)
                       seen.insert(toQString(each.get_string()));
                   return known;
               });
    }
    default:
        return true; // its type is the schema's
    }
}

/// Empty when it can be sent.
QString problemOf(const Field& field, const json::value& value)
{
    if (!fits(field, value))
        return u"What was entered cannot be taken for: %1"_s.arg(field.words);
    const QStringList problems = schemaProblems(value, field.type == Type::Choices ? boundsOf(field) : field.schema);
    return problems.isEmpty() ? QString() : u"What was entered cannot be taken for: %1 (%2)"_s.arg(field.words, problems.first());
}

QString questionOf(const Elicitation& form, qsizetype index)
{
    const QString words = form.fields[index].words;
    return index == 0 && !form.message.isEmpty() ? form.message + u'\n' + words : words;
}

} // namespace

Result<Elicitation> readElicitation(QByteArrayView params)
{
    const auto value = parseJson(params, {.maxDepth = 16, .maxBytes = 64 * 1024});
    const json::object* object = value ? value->if_object() : nullptr;
    if (!object || (object->contains("mode") && jsonText(*object, "mode") != "form"_L1))
        return fail(ErrorCode::InvalidInput, u"The service asks in a way that is not known here."_s);
    Elicitation form;
    form.message = elided(withoutTagCharacters(jsonText(*object, "message")).trimmed(), kLongestMessage);
    form.schema = rawMember(params, "requestedSchema").toByteArray();
    const json::object* schema = jsonObject(*object, "requestedSchema");
    const json::object* properties = schema ? jsonObject(*schema, "properties") : nullptr;
    const json::array* required = schema ? jsonArray(*schema, "required") : nullptr;
    if (properties && properties->size() > kMostFields)
        return fail(ErrorCode::InvalidInput, u"The service asks for more than %1 things at once."_s.arg(kMostFields));
    QSet<QString> seen;
    for (const auto& [name, each] : properties ? *properties : json::object()) {
        auto field = readField(toQString(name), each);
        if (!field)
            return std::unexpected(field.error());
        field->required = required && std::ranges::any_of(*required, [&name](const json::value& one) {
                              return one.is_string() && std::string_view(one.get_string()) == std::string_view(name);
                          });
        if (seen.contains(field->words))
            field->words += u" ("_s + elided(field->name, 60) + u')';
        seen.insert(field->words);
        form.fields.append(std::move(*field));
    }
    if (form.message.isEmpty() && form.fields.isEmpty())
        return fail(ErrorCode::InvalidInput, u"The service asks nothing."_s);
    return form;
}

bool asksForUrl(QByteArrayView params)
{
    const auto value = parseJson(params, {.maxDepth = 16, .maxBytes = 64 * 1024});
    const json::object* object = value ? value->if_object() : nullptr;
    return object && jsonText(*object, "mode") == "url"_L1;
}

Result<UrlElicitation> readUrlElicitation(QByteArrayView params)
{
    const auto value = parseJson(params, {.maxDepth = 16, .maxBytes = 64 * 1024});
    const json::object* object = value ? value->if_object() : nullptr;
    const QString address = object ? jsonText(*object, "url") : QString();
    const QUrl url(address, QUrl::StrictMode);
    const bool here = IpAddress::isLoopbackHost(url.host());
    const bool safe = url.scheme() == "https"_L1 || (url.scheme() == "http"_L1 && here);
    if (!url.isValid() || url.host().isEmpty() || !safe || !url.userInfo().isEmpty() || address.size() > kLongestUrl || hasHidden(address))
        return fail(ErrorCode::Denied, u"The service wants an address opened that is not a plain https address, so nobody was asked."_s);
    return UrlElicitation{elided(withoutTagCharacters(jsonText(*object, "message")).trimmed(), kLongestWords), url};
}

/// The host as the network will see it: letters that only look like others show as what they are.
Question urlQuestion(const UrlElicitation& asked)
{
    const QString host = QString::fromLatin1(QUrl::toAce(asked.url.host()));
    const QString whole = asked.url.toString(QUrl::FullyEncoded);
    const QString words =
        u"It wants you to open an address at %1 in your browser. What you enter there goes to that address, not through here.\n%2"_s.arg(
            host.isEmpty() ? asked.url.host() : host, whole);
    return {asked.message.isEmpty() ? words : asked.message + u'\n' + words,
            u"Address"_s,
            {{kOpen, u"Nothing is opened before you choose this"_s, {}}},
            false};
}

bool opensUrl(const Question& question, const QHash<QString, QString>& answers)
{
    return answers.value(question.question) == kOpen;
}

QByteArray elicitationParams(const Elicitation& form)
{
    const QByteArray schema = form.schema.isEmpty() ? QByteArray("{}") : form.schema;
    return "{\"message\":" + jsonString(form.message) + ",\"requestedSchema\":" + schema + '}';
}

bool asksForForm(const ApprovalRequest& request)
{
    const QString& tool = request.access.tool;
    const bool ofService = tool.startsWith("mcp__"_L1) && !request.questions.isEmpty() && request.access.url.isEmpty();
    return ofService && readElicitation(request.access.inputJson).has_value();
}

Result<QByteArray> checkedContent(const Elicitation& form, const QByteArray& content)
{
    const auto value = parseJson(content, {.maxDepth = 4, .maxBytes = 256 * 1024});
    const json::object* object = value ? value->if_object() : nullptr;
    if (!object)
        return fail(ErrorCode::InvalidInput, u"What was entered could not be read."_s);
    for (const auto& [name, each] : *object) {
        const auto field = std::ranges::find(form.fields, toQString(name), &Field::name);
        if (field == form.fields.cend())
            return fail(ErrorCode::InvalidInput, u"The service does not ask for “%1”."_s.arg(elided(toQString(name), 60)));
        if (const QString problem = problemOf(*field, each); !problem.isEmpty())
            return fail(ErrorCode::InvalidInput, problem);
    }
    for (const Field& field : form.fields) {
        const QByteArray name = field.name.toUtf8();
        if (field.required && !object->contains(toView(name)))
            return fail(ErrorCode::InvalidInput, u"The service needs an answer to: %1"_s.arg(field.words));
    }
    return content;
}

QList<Question> elicitationQuestions(const Elicitation& form)
{
    if (form.fields.isEmpty())
        return {{form.message, {}, {{kYes, u"Agree, and let the service go on"_s, {}}}, false}};
    QList<Question> questions;
    for (qsizetype i = 0; i < form.fields.size(); ++i) {
        const Field& field = form.fields[i];
        Question question{questionOf(form, i), elided(field.name, 12), {}, field.type == Type::Choices};
        const QString suggested = field.suggested ? shown(field, *field.suggested) : QString();
        if (field.type == Type::Boolean)
            question.options = {{kYes, {}, {}}, {kNo, {}, {}}};
        for (const auto& [value, label] : field.choices)
            question.options.append({label, {}, {}});
        for (QuestionOption& option : question.options) {
            if (option.label == suggested)
                option.description = u"as the service suggests"_s;
        }
        if (question.options.isEmpty() && !suggested.isEmpty())
            question.options.append({suggested, u"as the service suggests"_s, {}});
        if (!field.required)
            question.options.append({kLeaveOut, {}, {}});
        questions.append(std::move(question));
    }
    return questions;
}

Result<QByteArray> elicitationContent(const Elicitation& form, const QHash<QString, QString>& answers)
{
    json::object content;
    for (qsizetype i = 0; i < form.fields.size(); ++i) {
        const Field& field = form.fields[i];
        const QString answer = answers.value(questionOf(form, i)).trimmed();
        if (!field.required && (answer.isEmpty() || answer == kLeaveOut))
            continue;
        auto value = answer.isEmpty() ? std::nullopt : valueOf(field, answer);
        if (!value)
            return fail(ErrorCode::InvalidInput, u"“%1” cannot be taken for: %2"_s.arg(elided(answer, 60), field.words));
        const json::object schema = field.type == Type::Choices ? boundsOf(field) : field.schema;
        if (const QStringList problems = schemaProblems(*value, schema); !problems.isEmpty())
            return fail(ErrorCode::InvalidInput, u"“%1” cannot be taken for: %2 (%3)"_s.arg(elided(answer, 60), field.words, problems.first()));
        const QByteArray name = field.name.toUtf8();
        content[toView(name)] = std::move(*value);
    }
    return toJson(content);
}

} // namespace aios
