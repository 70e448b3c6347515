// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QString>

namespace aios {

/// The bare text of an HTML page in one pass, for pages too costly to parse: tags become spaces or line breaks, scripts, styles and comments go,
/// the common entities are decoded.
[[nodiscard]] QString htmlText(QByteArrayView utf8);

} // namespace aios
