// SPDX-License-Identifier: MIT
#pragma once

#include "core/content/layerreader.h"
#include "core/content/pieces.h"

namespace aios {

/// Warns of pieces whose `record:` cannot be read, or names a service that is configured nowhere: nobody could approve or publish them.
void lintRecords(LayerReader& reader, const ContentSnapshot& content, const QList<Piece>& pieces);

} // namespace aios
