// SPDX-License-Identifier: MIT
#include "core/model/errorwords.h"

#include <array>

namespace aios {

namespace {

struct Word {
    QByteArrayView type;
    ErrorCode code;
};

constexpr std::array kWords{
    Word{"authentication_error", ErrorCode::Authentication},
    Word{"invalid_api_key", ErrorCode::Authentication},
    Word{"invalid_authentication", ErrorCode::Authentication},
    Word{"permission_error", ErrorCode::Denied},
    Word{"insufficient_permissions", ErrorCode::Denied},
    Word{"billing_error", ErrorCode::Billing},
    Word{"insufficient_quota", ErrorCode::Billing},
    Word{"billing_hard_limit_reached", ErrorCode::Billing},
    Word{"enforced_spend_limit_reached", ErrorCode::Billing},
    Word{"contract_spend_limit_reached", ErrorCode::Billing},
    Word{"rate_limit_error", ErrorCode::RateLimited},
    Word{"rate_limit_exceeded", ErrorCode::RateLimited},
    Word{"requests", ErrorCode::RateLimited},
    Word{"tokens", ErrorCode::RateLimited},
    Word{"overloaded_error", ErrorCode::Overloaded},
    Word{"server_overloaded", ErrorCode::Overloaded},
    Word{"api_error", ErrorCode::Unavailable},
    Word{"server_error", ErrorCode::Unavailable},
    Word{"timeout_error", ErrorCode::Timeout},
    Word{"not_found_error", ErrorCode::NotFound},
    Word{"model_not_found", ErrorCode::NotFound},
    Word{"request_too_large", ErrorCode::TooLarge},
    Word{"context_length_exceeded", ErrorCode::ContextTooLong},
    Word{"exceed_context_size_error", ErrorCode::ContextTooLong},
    Word{"conflict_error", ErrorCode::Unavailable},
    Word{"invalid_request_error", ErrorCode::InvalidInput},
};

} // namespace

ErrorCode errorCodeFromType(QByteArrayView type)
{
    for (const Word& word : kWords) {
        if (word.type == type)
            return word.code;
    }
    return ErrorCode::Unavailable;
}

ErrorCode errorCodeFromStatus(int status)
{
    switch (status) {
    case 401:
        return ErrorCode::Authentication;
    case 402:
        return ErrorCode::Billing;
    case 403:
        return ErrorCode::Denied;
    case 404:
        return ErrorCode::NotFound;
    case 408:
    case 504:
        return ErrorCode::Timeout;
    case 413:
        return ErrorCode::TooLarge;
    case 429:
        return ErrorCode::RateLimited;
    case 529:
        return ErrorCode::Overloaded;
    default:
        return status >= 500 || status == 409 ? ErrorCode::Unavailable : ErrorCode::InvalidInput;
    }
}

} // namespace aios
