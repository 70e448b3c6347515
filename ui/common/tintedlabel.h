// SPDX-License-Identifier: MIT
#pragma once

#include <QLabel>

namespace aios {

/// Plain text in one of the program's colours; follows a change of the colour scheme and whatever ground it stands on.
class TintedLabel : public QLabel {
    Q_OBJECT
public:
    enum class Tint : std::uint8_t { Plain, Muted, Good, Bad };
    explicit TintedLabel(const QString& text = {}, Tint tint = Tint::Muted, QWidget* parent = nullptr);
    void setTint(Tint tint);

protected:
    void changeEvent(QEvent* event) override;

private:
    void apply();
    Tint m_tint;
    bool m_applying = false;
};

} // namespace aios
