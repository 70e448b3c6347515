// SPDX-License-Identifier: MIT
#pragma once

namespace aios {

/// Makes TranscriptView known to assistive technology as a list whose items are its rows, with their whole text. Safe to call often.
void installTranscriptAccessibility();

} // namespace aios
