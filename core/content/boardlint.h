// SPDX-License-Identifier: MIT
#pragma once

#include "core/content/layerreader.h"

namespace aios {

/// Warns where board and pieces are out of step, and of pieces that cannot be read. Says nothing in a folder without a board.
void lintBoard(LayerReader& reader);
/// Warns of entries of config/pipeline.yaml that do not count. What of it is accepted is not looked at here.
void lintPipeline(LayerReader& reader);

} // namespace aios
