// SPDX-License-Identifier: MIT
#pragma once

#include "core/agent/transcriptreader.h"

namespace aios {

/// A resource of a service, as a session was given it.
struct GivenResource {
    QString server;
    QString uri;
    friend bool operator==(const GivenResource&, const GivenResource&) = default;
};

/// What a session that is taken up again knows of services' resources: what the person mentioned and what the model read, as far as it still has it, each
/// once, in order.
[[nodiscard]] QList<GivenResource> givenResources(const SessionRecord& record);

} // namespace aios
