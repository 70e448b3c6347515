// SPDX-License-Identifier: MIT
#include "core/base/jsonraw.h"

#include "core/base/json.h"

#include <algorithm>

namespace aios {

namespace {

bool isSpace(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

/// Walks over a JSON text by brackets and strings only; -1 marks "no such place".
class Scanner {
public:
    explicit Scanner(QByteArrayView text) : m_text(text) {}

    bool open(char bracket)
    {
        skipSpace();
        return take(bracket);
    }
    /// Key as written, without quotes.
    bool key(QByteArrayView& out)
    {
        skipSpace();
        const qsizetype begin = m_at;
        if (!skipString())
            return false;
        out = m_text.sliced(begin + 1, m_at - begin - 2);
        skipSpace();
        return take(':');
    }
    bool value(QByteArrayView& out)
    {
        skipSpace();
        const qsizetype begin = m_at;
        if (!skipValue())
            return false;
        out = m_text.sliced(begin, m_at - begin);
        return true;
    }
    bool comma()
    {
        skipSpace();
        return take(',');
    }

private:
    [[nodiscard]] bool atEnd() const { return m_at >= m_text.size(); }
    bool take(char c)
    {
        if (atEnd() || m_text[m_at] != c)
            return false;
        ++m_at;
        return true;
    }
    void skipSpace()
    {
        while (!atEnd() && isSpace(m_text[m_at]))
            ++m_at;
    }
    bool skipString()
    {
        if (!take('"'))
            return false;
        while (!atEnd()) {
            const char c = m_text[m_at++];
            if (c == '"')
                return true;
            if (c == '\\')
                ++m_at;
        }
        return false;
    }
    bool skipValue()
    {
        if (atEnd())
            return false;
        if (m_text[m_at] == '"')
            return skipString();
        if (m_text[m_at] == '{' || m_text[m_at] == '[')
            return skipNested();
        const qsizetype begin = m_at;
        while (!atEnd() && !isSpace(m_text[m_at]) && m_text[m_at] != ',' && m_text[m_at] != '}' && m_text[m_at] != ']')
            ++m_at;
        return m_at > begin;
    }
    bool skipNested()
    {
        int depth = 0;
        while (!atEnd()) {
            const char c = m_text[m_at];
            if (c == '"') {
                if (!skipString())
                    return false;
                continue;
            }
            ++m_at;
            if (c == '{' || c == '[')
                ++depth;
            else if ((c == '}' || c == ']') && --depth == 0)
                return true;
        }
        return false;
    }

    QByteArrayView m_text;
    qsizetype m_at = 0;
};

template <typename Visit>
void forEachMember(QByteArrayView object, Visit visit)
{
    Scanner scanner(object);
    if (!scanner.open('{'))
        return;
    QByteArrayView key;
    QByteArrayView value;
    do {
        if (!scanner.key(key) || !scanner.value(value))
            return;
        visit(key, value);
    } while (scanner.comma());
}

} // namespace

QByteArrayView rawMember(QByteArrayView object, QByteArrayView key)
{
    QByteArrayView found;
    forEachMember(object, [&](QByteArrayView name, QByteArrayView value) {
        if (name == key)
            found = value;
    });
    return found;
}

QByteArrayView rawElement(QByteArrayView array, qsizetype index)
{
    Scanner scanner(array);
    if (!scanner.open('['))
        return {};
    QByteArrayView value;
    for (qsizetype i = 0; scanner.value(value); ++i) {
        if (i == index)
            return value;
        if (!scanner.comma())
            break;
    }
    return {};
}

QList<QByteArrayView> rawElements(QByteArrayView array)
{
    QList<QByteArrayView> elements;
    Scanner scanner(array);
    if (!scanner.open('['))
        return elements;
    QByteArrayView value;
    while (scanner.value(value)) {
        elements.append(value);
        if (!scanner.comma())
            break;
    }
    return elements;
}

QByteArray rawKey(std::string_view key)
{
    const QByteArray quoted = jsonString(QByteArrayView(key.data(), static_cast<qsizetype>(key.size())));
    return quoted.sliced(1, quoted.size() - 2);
}

RawObject::RawObject(QByteArrayView object)
{
    constexpr qsizetype maxMembers = 256; // Members are looked up one by one; no block of any API has so many.
    forEachMember(object, [this](QByteArrayView name, QByteArrayView value) {
        if (m_members.size() < maxMembers)
            set(name.toByteArray(), value.toByteArray());
    });
}

QByteArray RawObject::value(QByteArrayView key) const
{
    const auto at = std::ranges::find_if(m_members, [key](const auto& member) { return member.first == key; });
    return at == m_members.end() ? QByteArray() : at->second;
}

void RawObject::set(const QByteArray& key, const QByteArray& rawValue)
{
    const auto at = std::ranges::find_if(m_members, [&key](const auto& member) { return member.first == key; });
    if (at == m_members.end())
        m_members.append({key, rawValue});
    else
        at->second = rawValue;
}

void RawObject::remove(QByteArrayView key)
{
    m_members.removeIf([key](const auto& member) { return member.first == key; });
}

QByteArray RawObject::members() const
{
    QByteArray out;
    for (const auto& [key, value] : m_members) {
        if (!out.isEmpty())
            out += ',';
        out += '"' + key + "\":" + value;
    }
    return out;
}

} // namespace aios
