// SPDX-License-Identifier: MIT
#include "core/net/curlerror.h"

namespace aios {

namespace {

ErrorCode errorCodeOf(CURLcode code)
{
    switch (code) {
    case CURLE_OPERATION_TIMEDOUT:
        return ErrorCode::Timeout;
    case CURLE_TOO_LARGE:
        return ErrorCode::TooLarge;
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_BAD_CONTENT_ENCODING:
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_HTTP2:
        return ErrorCode::Protocol;
    case CURLE_URL_MALFORMAT:
        return ErrorCode::InvalidInput;
    case CURLE_SSL_CACERT_BADFILE:
        return ErrorCode::Unavailable;
    case CURLE_OUT_OF_MEMORY:
    case CURLE_FAILED_INIT:
        return ErrorCode::Internal;
    default:
        return ErrorCode::Network;
    }
}

QString reasonOf(CURLcode code)
{
    switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
        return QStringLiteral("its name could not be found; check the address and the network");
    case CURLE_COULDNT_RESOLVE_PROXY:
        return QStringLiteral("the name of the proxy could not be found; check the proxy setting");
    case CURLE_COULDNT_CONNECT:
        return QStringLiteral("no connection could be made; check that it is running and that the network is up");
    case CURLE_OPERATION_TIMEDOUT:
        return QStringLiteral("it did not answer in time; try again");
    case CURLE_PEER_FAILED_VERIFICATION:
        return QStringLiteral("its certificate is not trusted here, so nothing was sent; check the address or set the CA file");
    case CURLE_SSL_CONNECT_ERROR:
        return QStringLiteral("no secure connection could be made");
    case CURLE_SSL_CACERT_BADFILE:
        return QStringLiteral("the CA file of the settings cannot be read");
    case CURLE_GOT_NOTHING:
    case CURLE_SEND_FAIL_REWIND:
        return QStringLiteral("it closed the connection before it answered; the request was not sent again");
    case CURLE_PARTIAL_FILE:
    case CURLE_RECV_ERROR:
    case CURLE_HTTP2_STREAM:
        return QStringLiteral("the connection broke before the reply was complete");
    case CURLE_SEND_ERROR:
        return QStringLiteral("the connection broke while the request was sent");
    case CURLE_TOO_LARGE:
        return QStringLiteral("its reply has headers that are too large");
    default:
        return QString::fromUtf8(curl_easy_strerror(code));
    }
}

} // namespace

Error curlError(CURLcode code, const QString& host, const char* text)
{
    const QString detail = QStringLiteral("curl %1: %2").arg(int(code)).arg(QString::fromUtf8(text));
    return {errorCodeOf(code), QStringLiteral("The request to %1 failed: %2.").arg(host, reasonOf(code)), detail, {}};
}

} // namespace aios
