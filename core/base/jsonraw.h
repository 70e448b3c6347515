// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QList>

#include <string_view>
#include <utility>

namespace aios {

// Raw text of parts of a JSON text, for what must be kept as received. Everything here expects text that a parser has already accepted; on
// other text it gives nothing, and never reads past the end. Keys are compared as written (an escaped key is not found).

/// The value of member `key` of the object `object`; null when it is not there. The last one wins, as in the parsed value.
[[nodiscard]] QByteArrayView rawMember(QByteArrayView object, QByteArrayView key);
/// The element `index` of the array `array`; null when it is not there.
[[nodiscard]] QByteArrayView rawElement(QByteArrayView array, qsizetype index);

/// Every element of the array `array`, in one pass.
[[nodiscard]] QList<QByteArrayView> rawElements(QByteArrayView array);

/// A decoded key as it is usually written, without quotes.
[[nodiscard]] QByteArray rawKey(std::string_view key);

/// An object's members as raw text, in order; the first 256.
class RawObject {
public:
    RawObject() = default;
    explicit RawObject(QByteArrayView object);

    [[nodiscard]] QByteArray value(QByteArrayView key) const; ///< Null when missing.
    void set(const QByteArray& key, const QByteArray& rawValue);
    void remove(QByteArrayView key);
    [[nodiscard]] bool isEmpty() const { return m_members.isEmpty(); }
    [[nodiscard]] QByteArray members() const; ///< `"a":1,"b":[2]`
    [[nodiscard]] QByteArray toJson() const { return '{' + members() + '}'; }

private:
    QList<std::pair<QByteArray, QByteArray>> m_members;
};

} // namespace aios
