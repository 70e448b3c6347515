// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/error.h"

#include <QByteArray>
#include <QHash>
#include <QList>
#include <QString>

#include <optional>

namespace aios {

/// One field of a form made from a JSON schema: the input of a tool, or what a service wants to know (elicitation). A value.
struct FormField {
    enum class Kind : std::uint8_t { Text, Integer, Number, Switch, Choice, TextList, Group, Json, Choices };
    Kind kind = Kind::Json;
    QString name;
    QString path; ///< Names from the top, with "/" between; unique in a form.
    QString title;
    QString description;
    bool required = false;
    QString initial;             ///< What the schema gives as default, as this kind's text.
    QList<QByteArray> choices;   ///< Choice, Choices: JSON of each.
    QStringList choiceNames;     ///< What the schema calls each of them; empty: it has no other names for them.
    std::optional<double> least; ///< Integer, Number
    std::optional<double> most;
    qint64 shortest = 0;     ///< Text: characters.
    qint64 longest = 0;      ///< Text: characters; 0: as many as one likes.
    QString format;          ///< Text: one that inFormat() knows (core/base/textformat.h), or empty.
    qint64 fewest = 0;       ///< Choices: how many at least, and at most (0: as many as one likes).
    qint64 mostChosen = 0;
    QList<FormField> fields; ///< Group
};

/// What a person wrote, by path. A switch is "true", "false" or empty (not sent); a choice the JSON of one, several choices that of a list; a list of texts one
/// a line; empty: not sent.
using FormValues = QHash<QString, QString>;

struct SchemaForm {
    QList<FormField> fields;
    QString problem; ///< Why there is no form: the input must then be written as JSON.
};

/// The form of a schema. References within it are followed, objects in objects to a sensible depth; whatever no field fits becomes a field for JSON.
[[nodiscard]] SchemaForm schemaForm(QByteArrayView schema);

struct FormInput {
    QByteArray json; ///< Nothing sensible while there are problems.
    QHash<QString, QString> problems; ///< By path: one sentence each.
};
[[nodiscard]] FormInput formInput(const QList<FormField>& fields, const FormValues& values);

/// The values of an input written as JSON. Error: the form cannot show it without losing something.
[[nodiscard]] Result<FormValues> formValues(const QList<FormField>& fields, QByteArrayView json);

/// How such a text is written, as an example; empty for formats that need none.
[[nodiscard]] QString formatExample(QStringView format);

/// Sentence about an input written as JSON, empty when it can be sent.
[[nodiscard]] QString formJsonProblem(QByteArrayView json);

} // namespace aios
