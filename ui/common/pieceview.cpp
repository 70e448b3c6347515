// SPDX-License-Identifier: MIT
#include "ui/common/pieceview.h"

#include "core/base/text.h"
#include "core/markdown/blocks.h"
#include "core/markdown/publishtext.h"
#include "ui/common/diffview.h"
#include "ui/common/pieceimages.h"
#include "ui/common/safetextbrowser.h"
#include "ui/common/tintedlabel.h"
#include "ui/theme/colours.h"

#include <QFrame>
#include <QGridLayout>
#include <QLabel>
#include <QLocale>
#include <QVBoxLayout>

#include <algorithm>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMostShown = 200'000; ///< Characters of one text; laying out more would hold up the window.

void empty(QLayout* layout)
{
    while (QLayoutItem* item = layout->takeAt(0)) {
        if (QWidget* widget = item->widget()) {
            widget->hide();
            widget->deleteLater();
        } else if (item->layout()) {
            empty(item->layout());
        }
        delete item; // NOLINT(cppcoreguidelines-owning-memory): takeAt() gives it away
    }
}

QVBoxLayout* column(QVBoxLayout* in)
{
    auto* layout = new QVBoxLayout;
    layout->setContentsMargins(0, 0, 0, 0);
    in->addLayout(layout);
    return layout;
}

/// As high as its text, which its layout asks for before it gives it a place: so nothing is ever drawn over it.
class WholeText : public SafeTextBrowser {
public:
    explicit WholeText(QWidget* parent) : SafeTextBrowser(parent)
    {
        setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
        setHorizontalScrollBarPolicy(Qt::ScrollBarAsNeeded);
        setFrameShape(QFrame::StyledPanel);
        QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Preferred);
        policy.setHeightForWidth(true);
        setSizePolicy(policy);
        document()->setDocumentMargin(10);
        connect(document(), &QTextDocument::contentsChanged, this, [this] { m_measured = {}; });
    }
    [[nodiscard]] QSize minimumSizeHint() const override { return {fontMetrics().averageCharWidth() * 20, fontMetrics().height()}; }
    [[nodiscard]] QSize sizeHint() const override { return {fontMetrics().averageCharWidth() * 60, fontMetrics().height() * 2}; }
    [[nodiscard]] bool hasHeightForWidth() const override { return true; }
    [[nodiscard]] int heightForWidth(int width) const override
    {
        if (m_measured.width() == width)
            return m_measured.height();
        QTextDocument& text = *document();
        const qreal shown = text.textWidth();
        text.setTextWidth(qMax(1, width - 2 * frameWidth()));
        m_measured = {width, qCeil(text.size().height()) + 2 * frameWidth() + 2};
        text.setTextWidth(shown);
        return m_measured.height();
    }

protected:
    void wheelEvent(QWheelEvent* event) override { event->ignore(); } // the page scrolls

private:
    mutable QSize m_measured; ///< The last answer: layouts ask often.
};

} // namespace

PieceView::PieceView(QWidget* parent) : QWidget(parent), m_column(new QVBoxLayout(this))
{
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(fontMetrics().height() / 2);
    m_before = column(m_column);
    m_piece = column(m_column);
    m_images = new PieceImages(this);
    m_column->addWidget(m_images);
    m_more = column(m_column);
    m_at = m_piece;
    m_call = column(m_column);
}

void PieceView::clear()
{
    for (QVBoxLayout* part : {m_piece, m_more, m_call, m_before})
        empty(part);
}

void PieceView::addHeading(const QString& words)
{
    auto* label = new QLabel(words, this);
    label->setTextFormat(Qt::PlainText);
    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    label->setFont(bold);
    label->setContentsMargins(0, fontMetrics().height() / 3, 0, 0);
    m_at->addWidget(label);
}

QWidget* PieceView::addText(const QString& text, bool quiet)
{
    auto* label = new QLabel(showHidden(text), this);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    if (quiet)
        label->setForegroundRole(QPalette::PlaceholderText);
    m_at->addWidget(label);
    return label;
}

QString PieceView::lengthWords(int length, int limit) const
{
    const QLocale locale;
    if (limit <= 0)
        return tr("%n character(s)", nullptr, length);
    return length > limit
               ? tr("%1 of %2 characters: %3 too many").arg(locale.toString(length), locale.toString(limit), locale.toString(length - limit))
               : tr("%1 of %2 characters").arg(locale.toString(length), locale.toString(limit));
}

void PieceView::addProblems(const RenderedPiece& piece)
{
    for (const RenderedPiece::Problem& problem : piece.problems) {
        QWidget* label = addText((problem.blocks ? tr("Cannot go out: %1") : tr("Look at this: %1")).arg(problem.text), false);
        label->setObjectName(problem.blocks ? u"blockingProblem"_s : u"problem"_s);
        QPalette own = label->palette();
        const Colours colours = Colours::of(palette());
        own.setColor(QPalette::WindowText, problem.blocks ? colours.bad : colours.attention);
        label->setPalette(own);
    }
}

void PieceView::addParts(const RenderedPiece& piece, const PlatformLimits& limits)
{
    for (qsizetype i = 0; i < piece.parts.size(); ++i) {
        const QString length = lengthWords(countedLength(piece.parts.at(i), limits), limits.text);
        addHeading(piece.parts.size() > 1 ? tr("Part %1 of %2 · %3").arg(i + 1).arg(piece.parts.size()).arg(length) : tr("Text · %1").arg(length));
        auto* text = new WholeText(this);
        text->setObjectName(u"part"_s);
        text->setAccessibleName(tr("Text as it goes out"));
        text->setPlainText(showHidden(piece.parts.at(i).left(kMostShown)));
        m_at->addWidget(text);
    }
}

void PieceView::addPage(const RenderedPiece& piece, const PlatformLimits& limits, bool asMarkdown)
{
    // What readers read counts, as it does for the limit; where Markdown itself is sent, its own characters.
    const int length =
        asMarkdown ? static_cast<int>(QString::fromUtf8(piece.markdown).toUcs4().size()) : countedLength(piece.parts.join(u"\n\n"_s), limits);
    addHeading(tr("Page · %1").arg(lengthWords(length, limits.text)));
    auto* page = new WholeText(this);
    page->setObjectName(u"page"_s);
    page->setAccessibleName(tr("Page as readers will see it"));
    page->document()->setDefaultStyleSheet(richTextStyle(font(), palette()));
    const bool cut = piece.markdown.size() > kMostShown;
    const QByteArray shown = piece.markdown.first(cut ? kMostShown : piece.markdown.size());
    page->setHtml(u"<h1>"_s + showHidden(piece.piece.title).toHtmlEscaped() + u"</h1>"_s +
                  (asMarkdown ? markdownToSafeHtml(shown) : publishedPreviewHtml(shown)));
    connect(page, &SafeTextBrowser::linkActivated, this, &PieceView::linkActivated);
    m_at->addWidget(page);
    if (cut)
        addText(tr("The rest is too long to be laid out here. Open the piece to read it."), true);
}

void PieceView::addList(const QString& title, const QStringList& items)
{
    if (items.isEmpty())
        return;
    addHeading(title);
    addText(items.join(u'\n'), false);
}

void PieceView::addImages(const RenderedPiece& piece)
{
    if (!piece.media.isEmpty())
        addHeading(tr("Images"));
    const QString below = u'/' + piece.piece.relative;
    const QString root = piece.piece.path.endsWith(below) ? piece.piece.path.chopped(below.size()) : QString();
    m_images->setVisible(!piece.media.isEmpty());
    m_images->setImages(root, piece.piece.relative, piece.media, piece.pictures);
}

void PieceView::reloadImages()
{
    m_images->reload();
}

void PieceView::setPiece(const RenderedPiece& piece, const PlatformLimits& limits, const QList<PublishArgument>& arguments)
{
    clear();
    m_at = m_piece;
    const QString markdown = QString::fromUtf8(piece.markdown);
    const bool asMarkdown = std::ranges::any_of(arguments, [&markdown](const PublishArgument& argument) { return argument.value == markdown; });
    addProblems(piece);
    if (limits.plainText) {
        if (limits.title > 0)
            addText(tr("Title: %1 · %2").arg(piece.piece.title, lengthWords(static_cast<int>(piece.piece.title.toUcs4().size()), limits.title)),
                    false);
        addParts(piece, limits);
    } else {
        addPage(piece, limits, asMarkdown);
    }
    addImages(piece);
    m_at = m_more;
    addList(tr("Links"), piece.links);
    addList(tr("Sources"), piece.piece.sources);
    if (piece.piece.sources.isEmpty())
        addText(tr("It names no sources."), true);
}

void PieceView::setCall(const QString& destination, const QList<PublishArgument>& arguments)
{
    empty(m_call);
    auto* head = new QLabel(destination.isEmpty()
                                ? tr("No service is set up for this platform. Approving stores your approval; nothing can go out until there is one.")
                                : tr("Goes out with %1:").arg(showHidden(destination)),
                            this);
    head->setTextFormat(Qt::PlainText);
    head->setWordWrap(true);
    m_call->addWidget(head);
    auto* box = new QWidget(this);
    auto* grid = new QGridLayout(box);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setColumnStretch(1, 1);
    int row = 0;
    for (const PublishArgument& argument : arguments) {
        if (argument.absent && argument.asked.isEmpty())
            continue;
        auto* name = new QLabel(showHidden(argument.name), box);
        name->setTextFormat(Qt::PlainText);
        name->setForegroundRole(QPalette::PlaceholderText);
        name->setAlignment(Qt::AlignTop | Qt::AlignLeft);
        QString words = argument.absent ? tr("(not sent)") : argument.value;
        if (argument.differs)
            words += u"\n"_s + tr("The assistant wrote something else here. It is not sent: %1").arg(elided(argument.asked, 400));
        else if (argument.free)
            words += u"\n"_s + tr("(chosen by the assistant)");
        auto* value = new QLabel(showHidden(elided(words, 4000)), box);
        value->setTextFormat(Qt::PlainText);
        value->setWordWrap(true);
        value->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
        value->setObjectName(argument.differs ? u"differs"_s : u"argument"_s);
        value->setAccessibleName(argument.name);
        grid->addWidget(name, row, 0);
        grid->addWidget(value, row++, 1);
    }
    m_call->addWidget(box);
}

void PieceView::setApprovedBefore(const QByteArray& before, const QByteArray& now)
{
    empty(m_before);
    if (before.isEmpty() || before == now)
        return;
    auto* label = new QLabel(tr("What you approved before, against what is there now:"), this);
    label->setWordWrap(true);
    m_before->addWidget(label);
    auto* diff = new DiffView(this);
    diff->setObjectName(u"approvedAgainstNow"_s);
    diff->setAccessibleName(tr("From what was approved to what is there now"));
    diff->setDiff(before, now, diffLines(before, now), false);
    m_before->addWidget(diff);
}

} // namespace aios
