// SPDX-License-Identifier: MIT
#include "core/net/ipaddress.h"

#include <algorithm>
#include <cstring>
#include <memory>

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>

namespace aios {

namespace {

using namespace Qt::StringLiterals;

constexpr qsizetype kMaxText = 100;
constexpr IpAddress::Bytes kMapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

} // namespace

std::optional<IpAddress> IpAddress::parse(QStringView text)
{
    if (text.startsWith(u'[') && text.endsWith(u']'))
        text = text.sliced(1, text.size() - 2);
    if (const qsizetype scope = text.indexOf(u'%'); scope >= 0)
        text = text.first(scope);
    const auto usual = [](QChar c) { return c > u' ' && c < QChar(0x7f); };
    if (text.isEmpty() || text.size() > kMaxText || !std::ranges::all_of(text, usual))
        return {};
    addrinfo hints{};
    hints.ai_flags = AI_NUMERICHOST;
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* list = nullptr;
    if (getaddrinfo(text.toLatin1().constData(), nullptr, &hints, &list) != 0 || !list)
        return {};
    const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owned(list, freeaddrinfo);
    IpAddress address;
    if (list->ai_family == AF_INET) {
        address.m_ipv4 = true;
        address.m_bytes = kMapped;
        std::memcpy(address.m_bytes.data() + 12, &reinterpret_cast<const sockaddr_in*>(list->ai_addr)->sin_addr, 4);
        return address;
    }
    if (list->ai_family != AF_INET6)
        return {};
    std::memcpy(address.m_bytes.data(), &reinterpret_cast<const sockaddr_in6*>(list->ai_addr)->sin6_addr, 16);
    return address;
}

bool IpAddress::isLoopbackHost(QStringView host)
{
    if (host.compare("localhost"_L1, Qt::CaseInsensitive) == 0)
        return true;
    const auto address = parse(host);
    return address && address->isLoopback();
}

quint32 IpAddress::ipv4() const
{
    return quint32(m_bytes[12]) << 24 | quint32(m_bytes[13]) << 16 | quint32(m_bytes[14]) << 8 | quint32(m_bytes[15]);
}

bool IpAddress::isLoopback() const
{
    if (std::equal(kMapped.begin(), kMapped.begin() + 12, m_bytes.begin()))
        return m_bytes[12] == 127;
    return m_bytes == Bytes{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
}

QByteArray IpAddress::text() const
{
    std::array<char, INET6_ADDRSTRLEN> buffer{};
    if (m_ipv4)
        inet_ntop(AF_INET, m_bytes.data() + 12, buffer.data(), buffer.size());
    else
        inet_ntop(AF_INET6, m_bytes.data(), buffer.data(), buffer.size());
    return buffer.data();
}

} // namespace aios
