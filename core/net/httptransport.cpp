// SPDX-License-Identifier: MIT
#include "core/net/httptransport.h"

namespace aios {

QByteArray HttpHead::header(QByteArrayView name) const
{
    for (const HttpHeader& candidate : headers) {
        if (candidate.name.compare(name, Qt::CaseInsensitive) == 0)
            return candidate.value;
    }
    return {};
}

} // namespace aios
