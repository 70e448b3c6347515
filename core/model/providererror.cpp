// SPDX-License-Identifier: MIT
#include "core/model/providererror.h"

#include "core/base/text.h"

namespace aios {

using namespace Qt::StringLiterals;

namespace {

QString advice(ErrorCode code, const ProviderProfile& profile)
{
    switch (code) {
    case ErrorCode::Authentication:
        return u"Check the key under Keys and Models%1."_s.arg(
            profile.keyEnvironment.isEmpty() ? QString() : u" or %1 in your environment"_s.arg(QString::fromLatin1(profile.keyEnvironment)));
    case ErrorCode::Billing:
        return u"Raise the limit in your account there, or choose another model."_s;
    case ErrorCode::RateLimited:
        return u"Wait a little and send it again, or choose another model."_s;
    case ErrorCode::Overloaded:
    case ErrorCode::Unavailable:
    case ErrorCode::Timeout:
        return u"Try again in a moment, or choose another model."_s;
    case ErrorCode::NotFound:
        return u"Choose another model, or check the address of the service."_s;
    case ErrorCode::ContextTooLong:
    case ErrorCode::TooLarge:
        return u"Shorten the conversation with /compact, or start a new session."_s;
    case ErrorCode::Denied:
        return u"Check what your key is allowed to use there."_s;
    default:
        return u"If it comes again, start a new session or choose another model."_s;
    }
}

QString statement(ErrorCode code, const QString& name)
{
    switch (code) {
    case ErrorCode::Authentication:
        return u"%1 refused the key"_s.arg(name);
    case ErrorCode::Billing:
        return u"%1 says that the credit or spending limit is reached"_s.arg(name);
    case ErrorCode::RateLimited:
        return u"%1 takes no more requests just now"_s.arg(name);
    case ErrorCode::Overloaded:
        return u"%1 is overloaded"_s.arg(name);
    case ErrorCode::Timeout:
        return u"%1 did not answer in time"_s.arg(name);
    case ErrorCode::NotFound:
        return u"%1 does not know the model or address"_s.arg(name);
    case ErrorCode::ContextTooLong:
        return u"The conversation no longer fits the model's context window"_s;
    case ErrorCode::TooLarge:
        return u"The request is larger than %1 takes"_s.arg(name);
    case ErrorCode::Denied:
        return u"%1 forbids this request"_s.arg(name);
    case ErrorCode::Unavailable:
        return u"%1 has a problem of its own"_s.arg(name);
    default:
        return u"%1 did not accept the request"_s.arg(name);
    }
}

} // namespace

Error providerError(const ProviderProfile& profile, ErrorCode code, const QString& said, const QString& detail)
{
    const QString quoted = showHidden(elided(said.simplified(), 400));
    const QString middle = quoted.isEmpty() ? QString() : u" (“%1”)"_s.arg(quoted);
    return {code, statement(code, profile.name) + middle + u". " + advice(code, profile), detail, std::nullopt};
}

std::unexpected<Error> protocolError(const ProviderProfile& profile, const QString& what)
{
    return fail(ErrorCode::Protocol,
                u"The reply of %1 broke the rules of its own protocol (%2), so it was not used. Try again."_s.arg(profile.name, what));
}

Error withoutSecret(Error error, const Secret& secret)
{
    const std::string_view key = secret.reveal();
    if (key.size() < 4)
        return error;
    const QString text = QString::fromUtf8(key.data(), static_cast<qsizetype>(key.size()));
    error.message.replace(text, u"…"_s);
    error.detail.replace(text, u"…"_s);
    return error;
}

} // namespace aios
