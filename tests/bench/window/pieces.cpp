// SPDX-License-Identifier: MIT
#include "core/runtime/layerslink.h"
#include "tests/bench/window/barewindow.h"
#include "tests/bench/window/desk.h"
#include "tests/bench/window/measures.h"
#include "ui/panes/content/piecesview.h"
#include "ui/panes/panehost.h"

#include <QCoreApplication>
#include <QTreeView>

namespace aios::bench {

using namespace Qt::StringLiterals;

namespace {

constexpr int kPieces = 8000;
constexpr int kRounds = 12;

QList<Piece> manyPieces()
{
    const StatusFlow flow;
    const QStringList statuses{u"Draft"_s, u"In Progress"_s, u"In Review"_s, u"Published"_s, u"parked"_s};
    QList<Piece> pieces;
    for (int i = 0; i < kPieces; ++i) {
        const QByteArray head = "---\ntitle: Why chains of number " + QByteArray::number(i) +
                                " wear\ntype: article\nplatform: website\nstatus: " + statuses.at(i % statuses.size()).toUtf8() +
                                "\nsources: [a, b]\n---\n";
        pieces.append(pieceFrom(u"/p"_s, u"content/articles/piece-%1.md"_s.arg(10'000 + i), head, flow)); // sorted by path, as they come
    }
    return pieces;
}

/// From the news to the painted tree.
bool show(PiecesView& view, LayersLink& link, const QList<Piece>& pieces, Samples& samples)
{
    const PaintWatch paint([&view](QObject* object) { return object == view.tree().viewport(); });
    samples.begin();
    Q_EMIT link.piecesLoaded(pieces, {});
    view.tree().viewport()->update(); // also where the change is out of sight
    const bool seen = spinUntil([&paint] { return paint.seen(); });
    samples.end();
    QCoreApplication::processEvents();
    return seen;
}

} // namespace

/// The content pane with 8,000 pieces: opened, and after one of them has changed. What reads the files is not in it: that is on the pool.
void measurePieces(Report& report)
{
    const double bare = bareFrameMs();
    Desk desk;
    if (!desk.open())
        return report.failed(u"the window did not come up"_s);
    ProjectLink project(desk.runtime());
    ModelsLink models(desk.runtime());
    PaneHost host(desk.agent(), project, models);
    QList<Piece> pieces = manyPieces();
    Samples opened;
    Samples changed;
    for (int round = 0; round < kRounds; ++round) {
        PiecesView view(host);
        view.resize(420, 700);
        view.show();
        QCoreApplication::processEvents();
        if (!show(view, project.layers(), pieces, opened))
            return report.failed(u"the tree was not painted"_s);
        Piece& one = pieces[round * 601 % kPieces];
        one.statusText = one.statusName = u"In Review"_s;
        one.status = PieceStatus::InReview;
        one.title += u" again"_s;
        if (!show(view, project.layers(), pieces, changed))
            return report.failed(u"the tree was not painted"_s);
    }
    report.row(
        {"the content pane with 8,000 pieces, painted, worst", percentile(opened.wall(), 1.0), "ms", 100.0, bare, percentile(opened.cpu(), 1.0)});
    report.row({"  after one file changed, worst", percentile(changed.wall(), 1.0), "ms", 100.0, bare, percentile(changed.cpu(), 1.0)});
}

} // namespace aios::bench
