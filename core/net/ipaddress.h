// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QString>

#include <array>
#include <optional>

namespace aios {

/// A numeric IPv4 or IPv6 address. (QHostAddress would bring Qt Network's twenty libraries into a program that needs nothing else of them.)
class IpAddress {
public:
    using Bytes = std::array<quint8, 16>;

    /// Reads `text` as the system's resolver would without asking anybody, so that what it takes for an address is never taken for a name here: "127.1" and
    /// "0x7f.0.0.1" are addresses. A URL's brackets and a scope ("%eth0") are left out. No value: it is a name, or nothing.
    [[nodiscard]] static std::optional<IpAddress> parse(QStringView text);
    /// "localhost" or an address of the loopback network.
    [[nodiscard]] static bool isLoopbackHost(QStringView host);

    [[nodiscard]] bool isIpv4() const { return m_ipv4; }
    /// Host byte order; of an IPv4 address only.
    [[nodiscard]] quint32 ipv4() const;
    /// Network byte order; an IPv4 address as ::ffff:a.b.c.d.
    [[nodiscard]] const Bytes& bytes() const { return m_bytes; }
    /// 127.0.0.0/8, ::1, and the former written as IPv6 (::ffff:127.0.0.1).
    [[nodiscard]] bool isLoopback() const;
    /// "127.0.0.1", "2001:db8::1".
    [[nodiscard]] QByteArray text() const;

private:
    Bytes m_bytes{};
    bool m_ipv4 = false;
};

} // namespace aios
