// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/error.h"

#include <QList>
#include <QMetaType>
#include <QString>

namespace aios {

/// A sign-in that the keychain keeps: whose, and where. Nothing of it that is secret.
struct KeptSignIn {
    QString name;    ///< Of the service as it was called then.
    QString address; ///< As the keychain's entry has it.

    friend bool operator==(const KeptSignIn&, const KeptSignIn&) = default;
};

/// Which sign-ins the keychain keeps, in one file of the person's: a keychain cannot be asked for a list, and a service that was removed would leave its
/// tokens behind unseen. Other programs change the same file, each under a lock. Small blocking file access; core thread.
class KeptSignIns {
public:
    explicit KeptSignIns(QString file) : m_file(std::move(file)) {} ///< Empty: nothing is written down.

    [[nodiscard]] QList<KeptSignIn> all() const; ///< None where the file cannot be read.
    void note(const KeptSignIn& kept);
    void forget(const KeptSignIn& kept);

private:
    template <typename Change>
    void change(const Change& change);
    QString m_file;
};

} // namespace aios
Q_DECLARE_METATYPE(aios::KeptSignIn)
