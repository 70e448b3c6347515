// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/json.h"

#include <QByteArray>
#include <QString>

namespace aios {

/// Builds one JSON object as text, member by member, without a value tree: for the lines of logs and streams.
class JsonLine {
public:
    JsonLine() = default;
    explicit JsonLine(const char* type) { textUtf8("type", type); }

    void text(const char* key, const QString& value)
    {
        name(key);
        appendJsonString(m_out, value);
    }
    void textUtf8(const char* key, const QByteArray& value)
    {
        name(key);
        m_out += jsonString(value);
    }
    void number(const char* key, qint64 value)
    {
        name(key);
        m_out += QByteArray::number(value);
    }
    void real(const char* key, double value)
    {
        name(key);
        m_out += QByteArray::number(value, 'g', 12);
    }
    void flag(const char* key, bool value)
    {
        name(key);
        m_out += value ? "true" : "false";
    }
    /// `json` is a whole JSON value already.
    void raw(const char* key, const QByteArray& json)
    {
        name(key);
        m_out += json;
    }
    [[nodiscard]] QByteArray take()
    {
        QByteArray out = m_out.isEmpty() ? QByteArray("{}") : m_out + '}';
        m_out.clear();
        return out;
    }

private:
    void name(const char* key)
    {
        m_out += m_out.isEmpty() ? "{\"" : ",\"";
        m_out += key;
        m_out += "\":";
    }
    QByteArray m_out;
};

} // namespace aios
