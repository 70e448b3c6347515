// SPDX-License-Identifier: MIT
#pragma once

#include "ui/settings/servicepreset.h"
#include "ui/settings/servicesource.h"

#include <vector>

namespace aios {

class TintedLabel;

/// What a preset asks for, but for its keys. GUI thread.
class PresetSource : public ServiceSource {
    Q_OBJECT
public:
    PresetSource(ServicePreset preset, QWidget* parent = nullptr);
    [[nodiscard]] Made make(bool say) override;
    void clearFields() override;

private:
    struct Line {
        ServicePresetField field;
        QWidget* editor;
        TintedLabel* problem;
    };
    ServicePreset m_preset;
    std::vector<Line> m_lines;
};

} // namespace aios
