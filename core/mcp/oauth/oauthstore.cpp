// SPDX-License-Identifier: MIT
#include "core/mcp/oauth/oauthstore.h"

#include "core/base/hash.h"
#include "core/base/json.h"
#include "core/mcp/oauth/oauthdocuments.h"
#include "core/mcp/oauth/tokenrequests.h"

#include <array>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace aios {

namespace {

constexpr auto kLockEvery = 100ms;
constexpr std::array kProofs{"none"_L1, "basic"_L1, "post"_L1, "key"_L1};

std::string_view text(const Secret& secret)
{
    return secret.reveal();
}

std::string text(const QString& words)
{
    return words.toStdString();
}

std::string text(const QDateTime& time)
{
    return time.isValid() ? time.toUTC().toString(Qt::ISODate).toStdString() : std::string();
}

Secret secretOf(const json::object& object, std::string_view key)
{
    const json::value* value = object.if_contains(key);
    if (!value || !value->is_string())
        return {};
    return Secret(QByteArrayView(value->get_string().data(), static_cast<qsizetype>(value->get_string().size())));
}

QDateTime timeOf(const json::object& object, std::string_view key)
{
    return QDateTime::fromString(jsonText(object, key), Qt::ISODate);
}

OAuthClient clientFrom(const json::object& object)
{
    OAuthClient client;
    client.id = jsonText(object, "id");
    client.secret = secretOf(object, "secret");
    client.algorithm = jsonText(object, "algorithm");
    const auto proof = std::ranges::find(kProofs, jsonText(object, "proof"));
    client.proof = proof == kProofs.end() ? ClientProof::None : static_cast<ClientProof>(proof - kProofs.begin());
    client.port = static_cast<quint16>(jsonInt(object, "port"));
    client.expires = timeOf(object, "expires");
    client.registered = jsonBool(object, "registered");
    return client;
}

} // namespace

Secret grantText(const OAuthGrant& grant)
{
    const OAuthClient& client = grant.client;
    const OAuthTokens& tokens = grant.tokens;
    const json::object object{
        {"issuer", text(grant.issuer)},
        {"resource", text(grant.resource)},
        {"tokenEndpoint", text(grant.tokenEndpoint.toString(QUrl::FullyEncoded))},
        {"revocationEndpoint", text(grant.revocationEndpoint.toString(QUrl::FullyEncoded))},
        {"asked", text(grant.asked.join(u' '))},
        {"proofKey", text(grant.proofKey)},
        {"client", json::object{{"id", text(client.id)},
                                {"secret", text(client.secret)},
                                {"algorithm", text(client.algorithm)},
                                {"proof", text(QString(kProofs[static_cast<std::size_t>(client.proof)]))},
                                {"port", client.port},
                                {"expires", text(client.expires)},
                                {"registered", client.registered}}},
        {"access", text(tokens.access)},
        {"refresh", text(tokens.refresh)},
        {"type", text(tokens.type)},
        {"expires", text(tokens.expires)},
        {"scope", text(tokens.scopes.join(u' '))},
    };
    QByteArray bytes = toJson(object);
    Secret secret{bytes};
    wipe(bytes.data(), static_cast<std::size_t>(bytes.size()));
    return secret;
}

Result<OAuthGrant> grantFrom(const Secret& secret)
{
    const std::string_view bytes = secret.reveal();
    const auto value = parseJson(QByteArrayView(bytes.data(), static_cast<qsizetype>(bytes.size())));
    const json::object* object = value ? value->if_object() : nullptr;
    const json::object* client = object ? jsonObject(*object, "client") : nullptr;
    if (!client)
        return fail(ErrorCode::InvalidInput, u"The stored sign-in cannot be read."_s);
    OAuthGrant grant;
    grant.issuer = jsonText(*object, "issuer");
    grant.resource = jsonText(*object, "resource");
    grant.tokenEndpoint = QUrl(jsonText(*object, "tokenEndpoint"), QUrl::StrictMode);
    grant.revocationEndpoint = QUrl(jsonText(*object, "revocationEndpoint"), QUrl::StrictMode);
    grant.asked = jsonText(*object, "asked").split(u' ', Qt::SkipEmptyParts);
    grant.proofKey = secretOf(*object, "proofKey");
    grant.client = clientFrom(*client);
    grant.tokens.access = secretOf(*object, "access");
    grant.tokens.refresh = secretOf(*object, "refresh");
    grant.tokens.type = jsonText(*object, "type", u"Bearer"_s);
    grant.tokens.expires = timeOf(*object, "expires");
    grant.tokens.scopes = jsonText(*object, "scope").split(u' ', Qt::SkipEmptyParts);
    return grant;
}

OAuthStore::OAuthStore(SecretStore* keychain, const QString& name, const QUrl& server, const QString& lockFolder, const QString& list,
                       QObject* parent)
    : QObject(parent),
      m_keychain(keychain),
      m_server(server),
      m_address{u"mcp-oauth:"_s + name, server.toString(QUrl::FullyEncoded)},
      m_kept{name, m_address.endpoint},
      m_list(list)
{
    if (!lockFolder.isEmpty() && QDir().mkpath(lockFolder))
        m_lock = std::make_unique<QLockFile>(lockFolder + u"/oauth-"_s + QString::fromLatin1(sha256Hex(m_address.entryName().toUtf8()).first(16)) +
                                             u".lock"_s);
    m_again.setInterval(kLockEvery);
    m_again.setSingleShot(true);
    connect(&m_again, &QTimer::timeout, this, &OAuthStore::tryLock);
}

void OAuthStore::read(std::function<void(Result<std::optional<OAuthGrant>>)> reply)
{
    if (!m_keychain)
        return reply(std::optional<OAuthGrant>());
    m_keychain->read(m_address, this, [this, reply = std::move(reply)](const Result<Secret>& secret) {
        if (!secret && secret.error().code != ErrorCode::NotFound)
            return reply(std::unexpected(secret.error()));
        const auto grant = secret ? grantFrom(*secret) : Result<OAuthGrant>(std::unexpected(secret.error()));
        secret ? m_list.note(m_kept) : m_list.forget(m_kept);
        const bool usable = grant && (grant->resource.isEmpty() || resourceHolds(grant->resource, m_server));
        reply(usable ? std::optional<OAuthGrant>(*grant) : std::nullopt);
    });
}

void OAuthStore::write(const OAuthGrant& grant, std::function<void(Result<void>)> reply)
{
    if (!m_keychain)
        return reply(fail(ErrorCode::Unavailable, u"There is no keychain here, so the sign-in lasts for this run only."_s));
    m_keychain->write(m_address, grantText(grant), this, [this, reply = std::move(reply)](const Result<void>& kept) {
        if (kept)
            m_list.note(m_kept);
        reply(kept);
    });
}

void OAuthStore::remove(std::function<void(Result<void>)> reply)
{
    if (!m_keychain)
        return reply({});
    m_keychain->remove(m_address, this, [this, reply = std::move(reply)](const Result<void>& gone) {
        if (gone)
            m_list.forget(m_kept);
        reply(gone);
    });
}

void OAuthStore::lock(std::function<void()> locked)
{
    m_locked = std::move(locked);
    m_tries = 0;
    tryLock();
}

void OAuthStore::tryLock()
{
    const bool mine = !m_lock || m_lock->tryLock(0);
    if (!mine && ++m_tries < kLockPatience / kLockEvery)
        return m_again.start();
    if (const auto locked = std::exchange(m_locked, nullptr))
        locked();
}

void OAuthStore::unlock()
{
    if (m_lock && m_lock->isLocked())
        m_lock->unlock();
}

} // namespace aios
