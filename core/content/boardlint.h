// SPDX-License-Identifier: MIT
#pragma once

#include "core/content/layerreader.h"

namespace aios {

/// Warns of pieces that cannot be read or are not looked at, of what is wrong with records they live in, and where they are out of step with the board. Says
/// nothing in a folder that has neither a board nor a pipeline.
void lintPieces(LayerReader& reader, const ContentSnapshot& content);
/// Warns of entries of config/pipeline.yaml that do not count. What of it is accepted is not looked at here.
void lintPipeline(LayerReader& reader);

} // namespace aios
