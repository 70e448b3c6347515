// SPDX-License-Identifier: MIT
#pragma once

#include "core/agent/serviceinserts.h"

#include <QByteArray>
#include <QStringList>

namespace aios {

class ProjectServices;

/// A prompt that a service offers, as one line of `prompts/list`.
struct ServicePrompt {
    QString name;
    QStringList arguments; ///< In order.
    QStringList required;
    QString description;
};
/// One page; `nextCursor`: empty when it is the last.
[[nodiscard]] Result<QList<ServicePrompt>> readPromptPage(QByteArrayView result, QString& nextCursor);

/// Its arguments as JSON from the words behind the command, in order, as a shell splits them; the last takes what is left. Error: which are missing.
[[nodiscard]] Result<QByteArray> promptArguments(const ServicePrompt& prompt, const QString& words);

/// The result of `prompts/get` as one text, at most 256 kB.
[[nodiscard]] Result<QString> promptText(QByteArrayView result);

/// Words of a service as the model gets them: marked as the service's, with nothing in them that could end the mark. `kind`: "prompt" or "resource".
[[nodiscard]] QString markedText(const QString& kind, const QString& source, const QString& text);

/// One request that reads, to a service that is ready; the raw result, from the event loop, and never once `context` is gone.
struct ServiceRequest {
    QByteArray method;
    QByteArray members; ///< Its params without their braces.
    QString name;       ///< What it is about (RpcOptions::name).
};
void askService(ProjectServices& services, const QString& server, const ServiceRequest& request, QObject* context,
                std::function<void(Result<QByteArray>)> answered);

/// Waits for services that are on their way, as a turn does.
[[nodiscard]] ServiceInserts makeServiceInserts(ProjectServices& services);

} // namespace aios
