// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/secret.h"
#include "ui/settings/servicepreset.h"

#include <QWidget>

class QLineEdit;
class QVBoxLayout;

namespace aios {

/// A hidden line for each key an entry refers to. What is typed leaves it only for the keychain or a test, and is forgotten with clearKeys().
class KeyFields : public QWidget {
    Q_OBJECT
public:
    explicit KeyFields(QWidget* parent = nullptr);
    /// Lines for `variables`, in their order; what is written in those that stay is kept. `known`: labels and help of a preset.
    void setVariables(const QStringList& variables, const QList<ServicePresetField>& known);
    /// Keys found elsewhere go into their lines where those are empty.
    void offer(const QList<std::pair<QString, QByteArray>>& keys);
    [[nodiscard]] QList<std::pair<QString, Secret>> keys() const; ///< Those that are filled in.
    void clearKeys();

Q_SIGNALS:
    void edited();

private:
    void addLine(const QString& variable, const QList<ServicePresetField>& known);

    QVBoxLayout* m_column;
    QList<std::pair<QString, QLineEdit*>> m_lines;
};

} // namespace aios
