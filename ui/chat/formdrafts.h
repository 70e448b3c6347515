// SPDX-License-Identifier: MIT
#pragma once

#include "ui/common/schemaform.h"

#include <QObject>

namespace aios {

/// What the person has written into the forms of services that still wait. A form is shown in its session and among what waits, and both show the same, also
/// after one of them was put away. Nothing of it outlives the answer. GUI thread; one for the whole window program.
class FormDrafts : public QObject {
    Q_OBJECT
public:
    static FormDrafts& shared();
    [[nodiscard]] std::optional<FormValues> values(const QString& approvalId) const;
    void keep(const QString& approvalId, const FormValues& values);
    void drop(const QString& approvalId);

Q_SIGNALS:
    void changed(const QString& approvalId);

private:
    using QObject::QObject;
    QList<std::pair<QString, FormValues>> m_drafts; ///< The oldest first.
};

} // namespace aios
