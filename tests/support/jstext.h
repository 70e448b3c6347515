// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>

namespace aios::test {

/// JSON as tests write it: ' stands for ", and ` for '.
[[nodiscard]] inline QByteArray js(QByteArray text)
{
    return text.replace('\'', '"').replace('`', '\'');
}

} // namespace aios::test
