// SPDX-License-Identifier: MIT
#include "core/mcp/oauth/authchallenge.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace aios {

namespace {

constexpr qsizetype kLongestHeader = 16 * 1024;
constexpr qsizetype kMostChallenges = 16;
constexpr qsizetype kMostScopes = 100;

bool isTokenCharacter(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || QByteArrayView("!#$%&'*+-.^_`|~/").contains(c);
}

/// Reads a header value from left to right.
class Reader {
public:
    explicit Reader(QByteArrayView text) : m_text(text) {}

    [[nodiscard]] bool atEnd() const { return m_at >= m_text.size(); }
    void skip(QByteArrayView characters)
    {
        while (!atEnd() && characters.contains(m_text[m_at]))
            ++m_at;
    }
    [[nodiscard]] bool take(char c)
    {
        if (atEnd() || m_text[m_at] != c)
            return false;
        ++m_at;
        return true;
    }
    [[nodiscard]] QByteArray token()
    {
        const qsizetype begin = m_at;
        while (!atEnd() && isTokenCharacter(m_text[m_at]))
            ++m_at;
        if (m_at == begin && !atEnd())
            ++m_at; // what stands nowhere is stepped over
        return m_text.sliced(begin, m_at - begin).toByteArray();
    }
    [[nodiscard]] QByteArray value()
    {
        if (!take('"'))
            return token();
        QByteArray out;
        while (!atEnd() && m_text[m_at] != '"') {
            if (m_text[m_at] == '\\' && m_at + 1 < m_text.size())
                ++m_at;
            out.append(m_text[m_at++]);
        }
        std::ignore = take('"');
        return out;
    }

private:
    QByteArrayView m_text;
    qsizetype m_at = 0;
};

void setParameter(AuthChallenge& challenge, const QByteArray& name, const QByteArray& value)
{
    if (name == "resource_metadata")
        challenge.resourceMetadata = QString::fromUtf8(value);
    else if (name == "error")
        challenge.error = QString::fromUtf8(value);
    else if (name == "scope")
        challenge.scopes = scopesFrom(QString::fromUtf8(value));
}

} // namespace

QStringList scopesFrom(const QString& text)
{
    QStringList scopes;
    for (const QString& scope : text.split(u' ', Qt::SkipEmptyParts)) {
        const bool usable = std::ranges::all_of(scope, [](QChar c) { return c > u' ' && c < u'\x7f' && c != u'"' && c != u'\\'; });
        if (usable && scopes.size() < kMostScopes && !scopes.contains(scope))
            scopes.append(scope);
    }
    return scopes;
}

QList<AuthChallenge> parseChallenges(QByteArrayView header)
{
    QList<AuthChallenge> found;
    Reader reader(header.first(std::min(header.size(), kLongestHeader)));
    for (;;) {
        reader.skip(" \t,");
        if (reader.atEnd())
            return found;
        const QByteArray word = reader.token().toLower();
        reader.skip(" \t");
        if (reader.take('=')) {
            reader.skip(" \t");
            const QByteArray value = reader.value();
            if (!found.isEmpty())
                setParameter(found.last(), word, value);
        } else if (!word.isEmpty() && isTokenCharacter(word.front())) {
            if (found.size() == kMostChallenges)
                return found;
            found.append(AuthChallenge{word, {}, {}, {}});
        }
    }
}

AuthChallenge challengeOf(const HttpHead& head)
{
    for (const HttpHeader& header : head.headers) {
        if (header.name.compare("www-authenticate", Qt::CaseInsensitive) != 0)
            continue;
        for (const AuthChallenge& challenge : parseChallenges(header.value)) {
            if (challenge.scheme == "bearer" || challenge.scheme == "dpop")
                return challenge;
        }
    }
    return {};
}

} // namespace aios
