// SPDX-License-Identifier: MIT
#pragma once

#include <QDateTime>
#include <QString>
#include <QStringList>

namespace aios {

/// The person's sign-in at a service, as people see it.
struct ServiceSignIn {
    bool possible = false; ///< The service takes sign-ins.
    bool signedIn = false;
    bool running = false; ///< A browser is open for it.
    QString unattended;   ///< In what way this program gets in without a person; empty: a person signs in, in a browser.
    bool kept = false;    ///< In the keychain; else for this run only.
    bool renews = false;  ///< It is renewed by itself when it ends.
    QString issuer;       ///< Who gave it.
    QDateTime expires;    ///< Of the present token; invalid: not known.
    QStringList scopes;   ///< What it allows.
    QStringList wanted;   ///< What the service last wanted besides.
};

} // namespace aios
