// SPDX-License-Identifier: MIT
#pragma once

#include "core/desk/desktool.h"

namespace aios::desk {

/// `aios desk research`: keyword volumes, ideas, difficulty and search results out of two tables of made-up data, named as that in every answer. What is not
/// in them is unknown, never estimated. The texts are resources/desk/research/tools.json, keywords.csv and results.csv.
[[nodiscard]] Result<DeskService> researchService(QByteArrayView description, QByteArrayView keywords, QByteArrayView results);

} // namespace aios::desk
