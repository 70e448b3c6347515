// SPDX-License-Identifier: MIT
#include "core/tools/webaddress.h"

#include "core/base/text.h"
#include "core/net/ipaddress.h"

#include <array>

using namespace Qt::StringLiterals;

namespace aios {
namespace {

constexpr qsizetype kMaxUrl = 2'000;

struct Block {
    quint32 address;
    int bits;
};

/// IANA special-purpose registry (RFC 6890 and later), what is not globally reachable.
constexpr std::array kSpecialBlocks{Block{0x00000000, 8},  Block{0x0A000000, 8},  Block{0x64400000, 10}, Block{0x7F000000, 8},  Block{0xA9FE0000, 16},
                                    Block{0xAC100000, 12}, Block{0xC0000000, 24}, Block{0xC0000200, 24}, Block{0xC0586300, 24}, Block{0xC0A80000, 16},
                                    Block{0xC6120000, 15}, Block{0xC6336400, 24}, Block{0xCB007100, 24}, Block{0xE0000000, 4},  Block{0xF0000000, 4}};

bool isPublicIpv4(quint32 address)
{
    return std::ranges::none_of(kSpecialBlocks, [address](const Block& block) {
        const quint32 mask = ~quint32(0) << (32 - block.bits);
        return (address & mask) == block.address;
    });
}

quint32 ipv4At(const IpAddress::Bytes& address, std::size_t at)
{
    return quint32(address[at]) << 24 | quint32(address[at + 1]) << 16 | quint32(address[at + 2]) << 8 | quint32(address[at + 3]);
}

bool isPublicIpv6(const IpAddress::Bytes& address)
{
    const auto startsWith = [&address](std::initializer_list<quint8> bytes) { return std::equal(bytes.begin(), bytes.end(), address.begin()); };
    if (startsWith({0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff})) // ::ffff:a.b.c.d
        return isPublicIpv4(ipv4At(address, 12));
    if (startsWith({0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0})) // NAT64
        return isPublicIpv4(ipv4At(address, 12));
    if (startsWith({0x20, 0x02})) // 6to4
        return isPublicIpv4(ipv4At(address, 2));
    if (startsWith({0x20, 0x01, 0x0d, 0xb8}) || startsWith({0x3f, 0xff})) // documentation
        return false;
    if (address[0] == 0x20 && address[1] == 0x01 && address[2] < 0x02) // 2001::/23: Teredo and other protocols
        return false;
    return (address[0] & 0xe0) == 0x20; // 2000::/3, all that is handed out
}

bool isLocalName(const QString& host)
{
    static const QStringList endings{u".localhost"_s, u".local"_s,   u".internal"_s,  u".intranet"_s, u".lan"_s,     u".home"_s,
                                     u".corp"_s,      u".private"_s, u".home.arpa"_s, u".test"_s,     u".invalid"_s, u".onion"_s};
    return !host.contains(u'.') || std::ranges::any_of(endings, [&host](const QString& ending) { return host.endsWith(ending); });
}

Result<void> checkHost(const QUrl& url)
{
    QString host = url.host(QUrl::FullyEncoded).toLower();
    while (host.endsWith(u'.'))
        host.chop(1);
    const bool numeric = host.contains(u':') || IpAddress::parse(host);
    if (host.isEmpty() || (numeric ? !isPublicAddress(host.toLatin1()) : isLocalName(host)))
        return fail(ErrorCode::Denied,
                    u"\"%1\" is not an address of the public internet. Pages of this computer and of local networks are not fetched."_s.arg(
                        elided(showHidden(host), 200)));
    return {};
}

} // namespace

bool isPublicAddress(QByteArrayView numericAddress)
{
    if (numericAddress.contains('%')) // a scope: link-local
        return false;
    const auto address = IpAddress::parse(QString::fromLatin1(numericAddress));
    return address && (address->isIpv4() ? isPublicIpv4(address->ipv4()) : isPublicIpv6(address->bytes()));
}

Result<QUrl> publicWebUrl(const QString& text)
{
    if (text.size() > kMaxUrl)
        return fail(ErrorCode::InvalidInput, u"The URL is longer than 2,000 characters."_s);
    if (hasHidden(text) || text.contains(u' ') || text.contains(u'\n') || text.contains(u'\t'))
        return fail(ErrorCode::InvalidInput, u"The URL holds spaces or characters that cannot be seen."_s);
    QUrl url(text, QUrl::StrictMode);
    if (!url.isValid() || url.isRelative())
        return fail(ErrorCode::InvalidInput, u"\"%1\" is not a valid URL. Give a full one, like https://example.org/page."_s.arg(elided(text, 200)));
    if (url.scheme() != "http"_L1 && url.scheme() != "https"_L1)
        return fail(ErrorCode::Denied, u"Only http and https pages are fetched, not \"%1:\"."_s.arg(url.scheme()));
    if (!url.userInfo().isEmpty() || url.authority().contains(u'@'))
        return fail(ErrorCode::Denied, u"A URL with a user name or password is not fetched."_s);
    if (auto checked = checkHost(url); !checked)
        return std::unexpected(std::move(checked).error());
    if (url.scheme() == "http"_L1) {
        url.setScheme(u"https"_s);
        if (url.port() == 80)
            url.setPort(-1);
    }
    url.setFragment({});
    return url;
}

} // namespace aios
