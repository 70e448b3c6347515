// SPDX-License-Identifier: MIT
#include "core/runtime/boardlink.h"

#include "core/runtime/boardkeeper.h"
#include "core/runtime/runtime.h"

namespace aios {

BoardLink::BoardLink(Runtime& runtime, QObject* parent) : QObject(parent), m_runtime(runtime)
{
    qRegisterMetaType<CardKey>();
    qRegisterMetaType<BoardView>();
    // Signals of the core thread; the connections to this object are queued.
    BoardKeeper* keeper = &runtime.board();
    connect(keeper, &BoardKeeper::changed, this, &BoardLink::tell);
    connect(keeper, &BoardKeeper::done, this, &BoardLink::done);
    connect(keeper, &BoardKeeper::refused, this, &BoardLink::refused);
    connect(keeper, &BoardKeeper::approvalRequested, this, &BoardLink::approvalRequested);
    connect(keeper, &BoardKeeper::pieceCreated, this, &BoardLink::pieceCreated);
}

BoardLink::~BoardLink() = default;

void BoardLink::tell(const BoardView& board)
{
    m_board = board;
    m_loaded = true;
    Q_EMIT boardChanged(m_board);
}

void BoardLink::watch(bool watching)
{
    QMetaObject::invokeMethod(&m_runtime, [&runtime = m_runtime, watching] { runtime.board().watch(watching); });
}

void BoardLink::request(const BoardRequest& request)
{
    QMetaObject::invokeMethod(&m_runtime, [&runtime = m_runtime, request] { runtime.board().request(request); });
}

void BoardLink::undo()
{
    QMetaObject::invokeMethod(&m_runtime, [&runtime = m_runtime] { runtime.board().undo(); });
}

void BoardLink::redo()
{
    QMetaObject::invokeMethod(&m_runtime, [&runtime = m_runtime] { runtime.board().redo(); });
}

} // namespace aios
