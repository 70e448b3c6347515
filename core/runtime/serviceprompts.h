// SPDX-License-Identifier: MIT
#pragma once

#include "core/agent/serviceinserts.h"

#include <QByteArray>
#include <QStringList>

#include <chrono>

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

/// Its arguments as JSON from the words behind the command, in order, as promptValues() reads them. Error: which are missing.
[[nodiscard]] Result<QByteArray> promptArguments(const ServicePrompt& prompt, const QString& words);

/// The result of `prompts/get` as one text, at most 256 kB and not marked yet, and its pictures. Error: nothing of it can be given to a model.
[[nodiscard]] Result<ServiceInsert> promptInsert(QByteArrayView result);

/// Words of a service as the model gets them: marked as the service's, with nothing in them that could end the mark. `kind`: "prompt" or "resource".
[[nodiscard]] QString markedText(const QString& kind, const QString& source, const QString& text);

/// One request that reads, to a service that is ready; the raw result, from the event loop, and never once `context` is gone.
struct ServiceRequest {
    QByteArray method;
    QByteArray members; ///< Its params without their braces.
    QString name;       ///< What it is about (RpcOptions::name).
    std::chrono::milliseconds patience{}; ///< 0: as for calls of its tools.
};
void askService(ProjectServices& services, const QString& server, const ServiceRequest& request, QObject* context,
                std::function<void(Result<QByteArray>)> answered);

/// A service that is wanted is started, and waited for while it is on its way.
[[nodiscard]] ServiceInserts makeServiceInserts(ProjectServices& services);

} // namespace aios
