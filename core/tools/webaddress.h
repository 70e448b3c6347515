// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/error.h"

#include <QByteArray>
#include <QUrl>

namespace aios {

/// True for addresses of the public internet. Loopback, private, link-local, carrier, metadata, documentation, multicast and reserved ones are not,
/// nor IPv6 forms that carry such an IPv4 address (mapped, 6to4, NAT64). Numeric IPv4 or IPv6 text; anything else is not public.
[[nodiscard]] bool isPublicAddress(QByteArrayView numericAddress);

/// A URL that a page may be fetched from: https (http is raised to it), no user name or password, a public host name or address, at most 2,000
/// characters; the fragment is dropped. Names that only mean something in a local network are refused. Denied or InvalidInput with a reason.
[[nodiscard]] Result<QUrl> publicWebUrl(const QString& text);

} // namespace aios
