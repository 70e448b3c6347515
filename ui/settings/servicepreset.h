// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/json.h"

#include <QHash>
#include <QStringList>

namespace aios {

/// One thing a preset asks the person for.
struct ServicePresetField {
    enum class Kind : std::uint8_t { Text, Address, Lines, Secret };
    QString id; ///< `{{id}}` in the entry; of a secret the NAME of `${NAME}`: its value never stands in the entry.
    Kind kind = Kind::Text;
    QString label;
    QString help;
    QString placeholder;
    QString initial;
    bool required = true;
};

/// A service people often add, as resources/services/*.json describes it (README there). A value.
struct ServicePreset {
    QString id;
    QString name;
    QString group; ///< Presets of one group stand together.
    int order = 1000;
    QString summary; ///< What it does.
    QString needs;   ///< What it needs.
    QString keyFrom; ///< Where a key is got; empty when it needs none.
    QString server;  ///< The name it suggests.
    json::object entry;
    QList<ServicePresetField> fields;
    bool byForm = false; ///< Has no entry: the person writes all of it.
};

[[nodiscard]] Result<ServicePreset> readServicePreset(QByteArrayView bytes);

struct ServicePresets {
    QList<ServicePreset> presets; ///< In order.
    QStringList problems;
};
/// All of a folder. Blocking: for a pool thread.
[[nodiscard]] ServicePresets loadServicePresets(const QString& folder);

/// The entry with what the person wrote in place of `{{id}}`, and sentences by field. A field left out takes its argument, variable or header with it.
[[nodiscard]] json::object presetEntry(const ServicePreset& preset, const QHash<QString, QString>& values, QHash<QString, QString>& problems);

} // namespace aios
