// SPDX-License-Identifier: MIT
#pragma once

#include "core/content/recordpiece.h"

#include <QObject>

#include <functional>

namespace aios {

class ProjectServices;

/// Reads the text of a piece that lives in a record, by `tool` of the service it names: a call of the person's, recorded and held to the rules like any other, and
/// only where the person has chosen that this tool reads. No service is trusted or started for it that would not be anyway. Core thread; answers once, unless
/// `context` is gone.
void readRecord(ProjectServices& services, const QString& tool, const RecordPlace& place, QObject* context,
                std::function<void(Result<RecordText>)> reply);

} // namespace aios
