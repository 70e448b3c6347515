// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/json.h"

#include <QStringList>
#include <QWidget>

namespace aios {

/// Where an entry comes from: a preset's fields, a free form, or pasted text. Shows what is wrong at its own fields.
class ServiceSource : public QWidget {
    Q_OBJECT
public:
    using QWidget::QWidget;
    struct Made {
        json::object entry;
        QString name;        ///< What it suggests; may be empty.
        bool complete = false;
        QStringList notes;
    };
    /// `say`: sentences appear at the fields; before the person asked for anything an empty field is no mistake.
    [[nodiscard]] virtual Made make(bool say) = 0;
    virtual void clearFields() = 0;

Q_SIGNALS:
    void edited();
};

} // namespace aios
