// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/error.h"

#include <QByteArray>
#include <QHash>
#include <QList>
#include <QString>

#include <optional>

namespace aios {

/// One field of the form for a tool's input, made from its JSON schema. A value.
struct ToolField {
    enum class Kind : std::uint8_t { Text, Integer, Number, Switch, Choice, TextList, Group, Json };
    Kind kind = Kind::Json;
    QString name;
    QString path; ///< Names from the top, with "/" between; unique in a form.
    QString title;
    QString description;
    bool required = false;
    QString initial;             ///< What the schema gives as default, as this kind's text.
    QList<QByteArray> choices;   ///< Choice: JSON of each.
    std::optional<double> least; ///< Integer, Number
    std::optional<double> most;
    qint64 longest = 0;       ///< Text: characters; 0: as many as one likes.
    QList<ToolField> fields;  ///< Group
};

/// What a person wrote, by path. A switch is "true", "false" or empty (not sent); a choice the JSON of one; a list one text a line; empty: not sent.
using ToolValues = QHash<QString, QString>;

struct ToolForm {
    QList<ToolField> fields;
    QString problem; ///< Why there is no form: the input must then be written as JSON.
};

/// The form of a schema. References within it are followed, objects in objects to a sensible depth; whatever no field fits becomes a field for JSON.
[[nodiscard]] ToolForm toolForm(QByteArrayView schema);

struct ToolFormInput {
    QByteArray json;                  ///< Nothing sensible while there are problems.
    QHash<QString, QString> problems; ///< By path: one sentence each.
};
[[nodiscard]] ToolFormInput toolInput(const QList<ToolField>& fields, const ToolValues& values);

/// The values of an input written as JSON. Error: the form cannot show it without losing something.
[[nodiscard]] Result<ToolValues> toolValues(const QList<ToolField>& fields, QByteArrayView json);

/// Sentence about an input written as JSON, empty when it can be sent.
[[nodiscard]] QString toolJsonProblem(QByteArrayView json);

} // namespace aios
