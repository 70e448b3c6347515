// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/error.h"

#include <QByteArray>

#include <functional>

namespace aios {

/// Cuts a byte stream into lines ended by \n (a \r before it is dropped). A line over the cap is an error, once; the rest of it is
/// skipped and the next line is delivered again.
class LineFramer {
public:
    explicit LineFramer(qsizetype maxLine = 8 * 1024 * 1024) : m_maxLine(maxLine) {}
    void feed(QByteArrayView chunk, const std::function<void(Result<QByteArray>)>& sink);
    /// The unfinished last line, taken out (for streams whose last line needs no \n).
    [[nodiscard]] QByteArray takeRest();

private:
    qsizetype m_maxLine;
    QByteArray m_buffer;
    bool m_skipping = false;
};

} // namespace aios
