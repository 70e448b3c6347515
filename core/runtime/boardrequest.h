// SPDX-License-Identifier: MIT
#pragma once

#include "core/content/newpiece.h"

#include <QMetaType>

#include <variant>

namespace aios {

/// What the person may ask of the board. All name cards and columns by what they say, so that a request made on an older look at the file means the same on
/// the file as it is, or nothing.
struct MoveCard {
    CardKey card;
    MoveTarget to;
};
struct FollowPiece { ///< To the column of the piece's status.
    CardKey card;
};
struct AddCard {
    ColumnKey column;
    QString text;
};
struct EditNote {
    CardKey card;
    QString note;
};
struct CheckCard {
    CardKey card;
    bool checked = false;
};
struct LinkCard {
    CardKey card;
    QString piece; ///< Path beneath the folder.
};
struct CreatePiece { ///< And links the card to it, where its slug does not do so already.
    CardKey card;
    NewPiece piece;
};
struct CreateBoard {};

using BoardRequest = std::variant<MoveCard, FollowPiece, AddCard, EditNote, CheckCard, LinkCard, CreatePiece, CreateBoard>;

} // namespace aios
