// SPDX-License-Identifier: MIT
#include "ui/chat/decisioncards.h"

#include "ui/chat/approvalcard.h"
#include "ui/chat/formcard.h"
#include "ui/chat/questioncard.h"

namespace aios {

DecisionCard* makeDecisionCard(const ApprovalRequest& request)
{
    if (request.questions.isEmpty())
        return new ApprovalCard(request);
    return FormCard::canShow(request) ? static_cast<DecisionCard*>(new FormCard(request)) : new QuestionCard(request);
}

} // namespace aios
