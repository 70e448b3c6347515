// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/json.h"
#include "core/mcp/servicestatus.h"

#include <QHash>

namespace aios {

/// A service as it would be stored. What decides whether it can be is the core's own reading of it.
struct ServiceDraft {
    QByteArray json;         ///< The entry of the file, on one line. Empty: nothing can be made of what was written.
    QString problem;         ///< One sentence; empty when it can be stored.
    QStringList notes;       ///< What was changed or is worth knowing.
    QStringList variables;   ///< `${NAME}` it refers to, without those that have a default.
    QList<std::pair<QString, QByteArray>> keys; ///< Values of keys that stood in it in plain text: for the keychain, no longer in `json`.
};

/// `value` as text of a person's file: one line, with a space after colons and commas.
[[nodiscard]] QByteArray entryText(const json::value& value);

/// What the core says of an entry under that name; fills `problem` and `variables`. Keys in plain text are moved to `keys`, with `${NAME}` in their place.
[[nodiscard]] ServiceDraft serviceDraft(const QString& name, json::object entry);

/// Why a service cannot have this name, in one sentence; empty when it can.
[[nodiscard]] QString serviceNameProblem(const QString& name);
/// What storing it under this name there does to those that exist: one sentence, empty when there is none of that name.
[[nodiscard]] QString serviceNameTaken(const QString& name, ServiceScope scope, const QList<ServiceStatus>& servers);
[[nodiscard]] bool replacesService(const QString& name, ServiceScope scope, const QList<ServiceStatus>& servers);

/// What a person wrote in the form for a program or an address.
struct ServiceForm {
    bool remote = false;
    QString command; ///< Program, and arguments behind it as a shell would split them.
    QString arguments; ///< One a line.
    QString environment; ///< NAME=value a line.
    QString url;
    QString headers; ///< Name: value a line.
};
/// The entry, and sentences by field ("command", "environment", "url", "headers").
[[nodiscard]] json::object formEntry(const ServiceForm& form, QHash<QString, QString>& problems);

struct PastedService {
    QString name; ///< Empty: the text has none.
    json::object entry;
};
struct PastedServices {
    QList<PastedService> services;
    QStringList notes;
    QString problem; ///< One sentence; then there are no services.
};
/// Services in a pasted text: a file with "mcpServers" (or "servers"), entries by name, or one entry; also without the outer braces or in a code fence.
[[nodiscard]] PastedServices pastedServices(const QString& text);

} // namespace aios
