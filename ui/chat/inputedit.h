// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/error.h"
#include "core/gate/approval.h"

namespace aios {

/// What of a call a person may edit on its card: a file's new content, or a command line.
struct EditableInput {
    QString text;      ///< For the editor, line ends as '\n'.
    bool crLf = false; ///< The file's lines end with CR LF; kept.
    bool isCommand = false;
};

/// Says why when it cannot be edited faithfully in a text field (not text, mixed line ends, characters no field would keep).
[[nodiscard]] Result<EditableInput> editableInput(const ApprovalRequest& request);

/// The whole new input of the call with `text` in its place; every other member stays as the model wrote it.
[[nodiscard]] Result<QByteArray> editedInput(const ApprovalRequest& request, const EditableInput& original, const QString& text);

/// The bytes `text` stands for, with the original's line ends.
[[nodiscard]] QByteArray editedBytes(const EditableInput& original, const QString& text);

} // namespace aios
