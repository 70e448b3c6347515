// SPDX-License-Identifier: MIT
#pragma once

#include <QHash>
#include <QJsonObject>
#include <QObject>
#include <QStringList>
#include <QTcpServer>
#include <QUrl>
#include <QUrlQuery>

namespace aios::test {

/// A service that wants tokens, and the authorization server that gives them, at one free loopback port: a person who signs in there agrees at once. What it
/// does can be changed while it runs. Lives with its thread's event loop.
class OAuthStub : public QObject {
public:
    struct Seen {
        QByteArray method;
        QString path;
        QUrlQuery query; ///< Or the form in the body.
        QByteArray authorization;
        QByteArray dpop;
    };
    struct Reply {
        int status = 200;
        QByteArray body;
        QByteArray type = "application/json";
        QByteArray more; ///< Header lines.
        bool silent = false;
    };
    explicit OAuthStub(QObject* parent = nullptr);

    [[nodiscard]] QUrl url() const { return QUrl(origin() + QStringLiteral("/mcp")); } ///< Of the service.
    [[nodiscard]] QString issuer() const { return origin() + QStringLiteral("/as"); }
    [[nodiscard]] QList<Seen> seen(const QString& path) const;
    [[nodiscard]] int count(const QString& path) const { return static_cast<int>(seen(path).size()); }

    void endTokens() { m_access.clear(); } ///< As if their time had come.
    void revoke(); ///< Tokens of both kinds no longer count.

    // What it does.
    int lifeSeconds = 3600;
    bool refreshes = true;
    bool rotates = true; ///< A refresh token counts once; who brings a used one has stolen it, and all end.
    bool registers = true;
    bool agrees = true; ///< The person does.
    bool waits = false; ///< The person does nothing.
    bool tokensFail = false; ///< HTTP 500.
    bool gone = false; ///< It closes every connection without an answer.
    QString scope = QStringLiteral("read"); ///< That everything needs.
    QString callScope; ///< That calls need besides.
    QStringList challengeMethods{QStringLiteral("S256")};
    QString resource; ///< Instead of its address.
    QString answersAs; ///< Instead of the issuer, in the answer to a sign-in.
    QString authorizeAt; ///< Where it sends the person, instead of its own page.
    QString metadataIssuer; ///< Instead of the issuer, in its description.
    QStringList tokenProofs{QStringLiteral("none")};
    int thefts = 0; ///< Used refresh tokens that came again.
    // Programs that sign in without a person (oauthstubgrants.cpp).
    QString clientId = QStringLiteral("robot");
    QString clientSecret; ///< Of that client; empty: it has none.
    QByteArray clientKey; ///< The private key (PEM) that it signs with; then nothing else counts.
    QString workload; ///< A workload's token that it takes.
    QString idToken; ///< That the identity provider at /idp/token exchanges.
    QString exchangedType; ///< What the identity provider calls that which it gives, instead of what was asked for.
    bool binds = false; ///< Tokens count only with a proof of the key they were given to (DPoP).
    QByteArray tokenNonce; ///< That proofs where tokens are given must hold; empty: none.
    QByteArray callNonce; ///< The same at the service.

private:
    struct Code {
        QString challenge;
        QString redirect;
        QString scope;
    };
    [[nodiscard]] QString origin() const { return QStringLiteral("http://127.0.0.1:%1").arg(m_server.serverPort()); }
    void take(QTcpSocket* socket);
    [[nodiscard]] Reply answer(const Seen& request, const QByteArray& body);
    [[nodiscard]] Reply service(const Seen& request, const QByteArray& body);
    [[nodiscard]] Reply authorize(const QUrlQuery& query);
    [[nodiscard]] Reply token(const Seen& request);
    [[nodiscard]] bool knows(const Seen& request) const;
    [[nodiscard]] Reply clientToken(const Seen& request);
    [[nodiscard]] Reply bearerToken(const Seen& request);
    [[nodiscard]] Reply exchange(const Seen& request);
    [[nodiscard]] QByteArray proofProblem(const Seen& request, const QByteArray& nonce, const QString& token);
    [[nodiscard]] Reply give(const QString& scope);
    [[nodiscard]] Reply challenge(int status, const QString& wanted) const;
    [[nodiscard]] QJsonObject metadata() const;

    QTcpServer m_server;
    QList<Seen> m_seen;
    QHash<QString, Code> m_codes;
    QHash<QString, QString> m_access; ///< Token, scope.
    QHash<QString, QString> m_refresh;
    QStringList m_used;
    QStringList m_exchanged; ///< Tokens of the identity provider for the authorization server, each good once.
    QHash<QString, QByteArray> m_bound; ///< Access token, thumbprint of its key.
    QStringList m_proofs; ///< Ids of proofs, each good once.
    QByteArray m_thumb; ///< Of the key of the last proof.
    int m_number = 0;
};

} // namespace aios::test
