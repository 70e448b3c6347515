// SPDX-License-Identifier: MIT
#pragma once

#include "core/gate/approval.h"

namespace aios {

class DecisionCard;

/// The card that fits what is asked: a form of a service, questions, or an approval. Whoever shows it takes it as a child.
[[nodiscard]] DecisionCard* makeDecisionCard(const ApprovalRequest& request);

} // namespace aios
