// SPDX-License-Identifier: MIT
#include "core/runtime/boardkeeper.h"

#include "core/base/hash.h"
#include "core/runtime/publishkeeper.h"
#include "core/runtime/runtime.h"

#include <algorithm>

namespace aios {

namespace {

using namespace Qt::StringLiterals;

const QString kBoardFile = u"context/active-work.md"_s;
constexpr qint64 kMostBytes = 4 * 1024 * 1024;
constexpr qsizetype kMostSteps = 50;
constexpr int kTries = 3; ///< How often a request is planned anew because somebody else was faster.
constexpr int kLoadDelay = 100; ///< Milliseconds; started when idle, so that a flood of changes is one look a while.

bool isChanged(const Error& error)
{
    return error.code == ErrorCode::Changed || error.code == ErrorCode::AlreadyExists;
}

} // namespace

BoardKeeper::BoardKeeper(Runtime& runtime) : m_runtime(runtime)
{
    m_soon.setSingleShot(true);
    m_soon.setInterval(kLoadDelay);
    connect(&m_soon, &QTimer::timeout, this, &BoardKeeper::startLoading);
    connect(&runtime, &Runtime::projectOpened, this, &BoardKeeper::projectOpened);
    connect(&runtime, &Runtime::filesChanged, this, &BoardKeeper::filesChanged);
}

BoardKeeper::~BoardKeeper() = default;

void BoardKeeper::watch(bool watching)
{
    m_watchers += watching ? 1 : -1;
    if (m_watchers == 0)
        m_loaded = false; // nobody keeps it up to date
    else if (watching && m_loaded)
        publish();
    else if (watching)
        startLoading();
}

void BoardKeeper::projectOpened()
{
    m_state = {};
    m_done.clear();
    m_undone.clear();
    m_loaded = false;
    m_stale = m_loading; // of the folder before
    connect(m_runtime.project(), &OpenProject::written, this, [this](const QString& relative) { filesChanged({relative}); });
    startLoading();
}

void BoardKeeper::filesChanged(const QStringList& relativePaths)
{
    const bool matters = std::ranges::any_of(
        relativePaths, [](const QString& path) { return path == kBoardFile || path.startsWith("content/"_L1) || path == "content"_L1; });
    if (matters && m_watchers > 0 && !m_soon.isActive())
        m_soon.start();
}

BoardKeeper::Loaded BoardKeeper::load(const QString& root, const PieceReader& pieces, const StatusFlow& flow)
{
    Loaded loaded{.flow = flow};
    const Result<RootDir> folder = RootDir::open(root);
    if (!folder) {
        loaded.problem = folder.error().message;
        return loaded;
    }
    if (Result<FileContent> board = folder->read(kBoardFile.toUtf8(), kMostBytes))
        loaded.board = {true, std::move(board->bytes), std::move(board->sha256)};
    else if (board.error().code != ErrorCode::NotFound)
        loaded.problem = board.error().message;
    if (Result<PieceLook> look = pieces.look(flow)) {
        loaded.pieces = std::move(look->pieces);
        loaded.leftOut = std::move(look->leftOut);
    }
    return loaded;
}

void BoardKeeper::startLoading()
{
    if (m_watchers <= 0 || !m_runtime.project())
        return;
    if (std::exchange(m_loading, true)) {
        m_again = true;
        return;
    }
    m_again = false;
    m_stale = false;
    m_runtime.pool().run(
        this,
        [root = m_runtime.project()->root(), pieces = m_runtime.project()->pieces(), rules = m_runtime.publishing().rules()] {
            return load(root, *pieces, rules->pipeline.flow);
        },
        [this](Loaded loaded) {
            m_loading = false;
            if (m_stale) // what was written here meanwhile is newer than what was read
                return startLoading();
            m_state = std::move(loaded);
            m_loaded = m_watchers > 0;
            publish();
            if (m_again)
                startLoading();
        });
}

void BoardKeeper::publish()
{
    if (m_watchers <= 0)
        return;
    BoardView view = boardView(m_state.board.bytes, m_state.pieces, m_state.flow);
    view.exists = m_state.board.exists;
    if (!view.exists)
        view.columns.clear();
    view.problem = m_state.problem;
    view.leftOut = m_state.leftOut;
    view.undo = m_done.isEmpty() ? QString() : m_done.constLast().plan.words;
    view.redo = m_undone.isEmpty() ? QString() : m_undone.constLast().plan.words;
    Q_EMIT changed(view);
}

Result<BoardKeeper::File> BoardKeeper::read(const QString& relative) const
{
    Result<FileContent> content = m_runtime.loadFile(relative);
    if (content)
        return File{true, std::move(content->bytes), std::move(content->sha256)};
    if (content.error().code == ErrorCode::NotFound)
        return File{};
    return std::unexpected(content.error());
}

Result<void> BoardKeeper::writeOne(const Change& change)
{
    const QByteArray base = change.before ? sha256Hex(*change.before) : QByteArray();
    if (!change.after)
        return m_runtime.removeFile(change.relative, base, u"Board"_s);
    return m_runtime.saveFile(change.relative, *change.after, base, u"Board"_s).transform([](const FileContent&) {});
}

/// All, or none: what was written before one failed is put back, as far as nobody changed it since.
Result<void> BoardKeeper::write(const QList<Change>& changes)
{
    for (qsizetype i = 0; i < changes.size(); ++i) {
        const Result<void> written = writeOne(changes[i]);
        if (written)
            continue;
        QStringList stuck;
        while (--i >= 0) {
            if (!writeOne({changes[i].relative, changes[i].after, changes[i].before}))
                stuck += changes[i].relative;
        }
        if (stuck.isEmpty())
            return written;
        return fail(ErrorCode::Io,
                    u"%1 The change in %2 stands, because it could not be put back."_s.arg(written.error().message, stuck.join(u", "_s)));
    }
    return {};
}

/// The state follows what was written at once; the next look at the disk finds the same.
void BoardKeeper::take(const QList<Change>& changes)
{
    QStringList paths;
    for (const Change& change : changes) {
        paths += change.relative;
        if (change.relative == kBoardFile) {
            m_state.board = {change.after.has_value(), change.after.value_or(QByteArray()), sha256Hex(change.after.value_or(QByteArray()))};
            continue;
        }
        m_state.pieces.removeIf([&](const Piece& piece) { return piece.relative == change.relative; });
        if (!change.after)
            continue;
        Piece piece = pieceFrom(m_runtime.project()->root(), change.relative, *change.after, m_state.flow);
        piece.changed = Clock::system().now();
        const auto at = std::ranges::lower_bound(m_state.pieces, piece.path, {}, &Piece::path);
        m_state.pieces.insert(at, piece);
    }
    m_stale = m_loading;
    Q_EMIT m_runtime.filesChanged(paths); // open editors follow
    publish();
}

bool BoardKeeper::run(const BoardRequest& request, bool again)
{
    for (int attempt = 1;; ++attempt) {
        const Result<Plan> planned = plan(request);
        if (!planned) {
            Q_EMIT refused(planned.error().message);
            return false;
        }
        if (!planned->approval.isEmpty()) {
            Q_EMIT approvalRequested(planned->approval);
            return false;
        }
        if (planned->changes.isEmpty())
            return false;
        const Result<void> written = write(planned->changes);
        if (!written && isChanged(written.error()) && attempt < kTries)
            continue; // somebody else was faster: once more, on what is there now
        if (!written) {
            Q_EMIT refused(written.error().message);
            return false;
        }
        m_done.append({request, *planned});
        if (m_done.size() > kMostSteps)
            m_done.removeFirst();
        if (!again)
            m_undone.clear();
        take(planned->changes);
        Q_EMIT done(planned->words, planned->card);
        if (const auto* create = std::get_if<CreatePiece>(&request))
            Q_EMIT pieceCreated(create->piece.relative);
        return true;
    }
}

void BoardKeeper::request(const BoardRequest& request)
{
    run(request, false);
}

void BoardKeeper::undo()
{
    if (m_done.isEmpty())
        return;
    const Step step = m_done.takeLast();
    Result<Plan> planned = planUndo(step);
    const Result<void> written = planned ? write(planned->changes) : std::unexpected(planned.error());
    if (!written) { // it cannot be undone any more, but what was done before it may
        Q_EMIT refused(written.error().message);
        return publish();
    }
    m_undone.append(step);
    take(planned->changes);
    Q_EMIT done(planned->words, planned->card);
}

void BoardKeeper::redo()
{
    if (m_undone.isEmpty())
        return;
    const Step step = m_undone.takeLast();
    if (!run(step.request, true))
        publish();
}

} // namespace aios
