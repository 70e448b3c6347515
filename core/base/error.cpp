// SPDX-License-Identifier: MIT
#include "core/base/error.h"

#include <cerrno>
#include <cstring>

namespace aios {

namespace {

ErrorCode codeOf(int errnoValue)
{
    switch (errnoValue) {
    case ENOENT:
    case ENOTDIR:
        return ErrorCode::NotFound;
    case EEXIST:
        return ErrorCode::AlreadyExists;
    case EACCES:
    case EPERM:
    case EROFS:
    case ELOOP:
    case EXDEV:
        return ErrorCode::Denied;
    case EFBIG:
        return ErrorCode::TooLarge;
    case EINVAL:
    case EISDIR:
    case ENAMETOOLONG:
    case EILSEQ:
        return ErrorCode::InvalidInput;
    case ETIMEDOUT:
        return ErrorCode::Timeout;
    default:
        return ErrorCode::Io;
    }
}

} // namespace

std::unexpected<Error> failErrno(int errnoValue, const QString& what)
{
    const QString text = QString::fromLocal8Bit(std::strerror(errnoValue));
    return fail(codeOf(errnoValue), what + QStringLiteral(": ") + text, QStringLiteral("errno %1").arg(errnoValue));
}

} // namespace aios
