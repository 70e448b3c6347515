// SPDX-License-Identifier: MIT
#pragma once

#include "core/content/servicewords.h"

#include <functional>

namespace aios {

/// What the folder's services tell a session besides their tools. Empty functions: there are no services. Core thread.
struct ServiceVoices {
    std::function<QList<ServiceWords>()> words; ///< Of those that offer tools now.
    /// Resources that this session has read and that have changed since it was last asked, as `server:address`.
    std::function<QStringList(const QString& sessionId)> changedResources;
    std::function<void(const QString& sessionId)> left; ///< The session is over: nothing is watched for it any more.
};

} // namespace aios
