// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/error.h"

#include <QByteArray>
#include <QObject>

#include <functional>

namespace aios {

class ProjectServices;

/// A call that only reads, made by the program itself.
struct ServiceReading {
    QString service;
    QString tool;
    QByteArray inputJson;
};

/// What the service answers, structured where it does that: a call of the person's, recorded and held to the rules like any other, and only where the person
/// has chosen that this tool reads. Starts no service. Core thread; answers once, unless `context` is gone.
void readFromService(ProjectServices& services, const ServiceReading& reading, QObject* context, std::function<void(Result<QByteArray>)> reply);

} // namespace aios
