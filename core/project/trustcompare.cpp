// SPDX-License-Identifier: MIT
#include "core/project/trustcompare.h"

#include <algorithm>

namespace aios {

bool listsTheSame(const TrustReport& a, const TrustReport& b)
{
    const auto hashes = [](const TrustReport& report) {
        QByteArrayList each;
        for (const TrustItem& item : report.items)
            each.append(item.sha256);
        std::ranges::sort(each);
        return each;
    };
    return a.root == b.root && a.device == b.device && a.inode == b.inode && hashes(a) == hashes(b);
}

} // namespace aios
