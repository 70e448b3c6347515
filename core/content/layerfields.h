// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/error.h"
#include "core/content/layerentries.h"

#include <QMetaType>

namespace aios {

/// One setting of a skill, command or agent, as a form offers it.
struct LayerField {
    QString key;   ///< As it is written in the file; where it is missing, as Claude Code calls it.
    QString value; ///< Lists with commas between.
    bool fixed = false; ///< It is written over several lines, or as a structure: only the text can change it.
    friend bool operator==(const LayerField&, const LayerField&) = default;
};

/// The settings of one file, and what the file was when they were read.
struct LayerFields {
    LayerKind kind = LayerKind::Skill;
    QString relative;
    QList<LayerField> fields;
    QByteArray sha256;
};

/// What a form of that kind offers, in its order, from the frontmatter of `file`. Error: it cannot be read.
[[nodiscard]] Result<QList<LayerField>> layerFields(LayerKind kind, const QByteArray& file);

/// The file with these settings, and every other byte as it was. A setting that is emptied loses its line; one that is empty and was not there is not added.
[[nodiscard]] Result<QByteArray> withLayerFields(const QByteArray& file, const QList<LayerField>& wanted);

} // namespace aios
Q_DECLARE_METATYPE(aios::LayerFields)
