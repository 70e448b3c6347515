// SPDX-License-Identifier: MIT
#include "ui/common/pieceimages.h"

#include "core/base/rootdir.h"
#include "core/base/text.h"
#include "core/content/piecemedia.h"
#include "ui/theme/colours.h"

#include <QBuffer>
#include <QCoreApplication>
#include <QImageReader>
#include <QLabel>
#include <QLocale>
#include <QPainter>
#include <QVBoxLayout>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kMostBytes = 32 * 1024 * 1024;
constexpr qint64 kMostPixels = 40'000'000; ///< A picture may claim any size.
constexpr qsizetype kMostTarget = 200;

struct Words {
    Q_DECLARE_TR_FUNCTIONS(aios::PieceImages)
};

QString problemOf(PieceMedia::Kind kind)
{
    switch (kind) {
    case PieceMedia::Kind::Remote:
        return Words::tr("On another computer, so it is not loaded here.");
    case PieceMedia::Kind::Inline:
        return Words::tr("Written into the text itself, so it is not shown here.");
    case PieceMedia::Kind::Outside:
        return Words::tr("It leads out of the folder, so it is not opened.");
    case PieceMedia::Kind::File:
        break;
    }
    return {};
}

/// Decoded no larger than it is shown. The format is that of the bytes, whatever the file is called.
void decode(PieceImage& image, QByteArray bytes, const QSize& room)
{
    static const QList<QByteArray> kFormats{"png", "jpeg", "gif", "webp"};
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::ReadOnly);
    const QByteArray format = QImageReader::imageFormat(&buffer);
    if (!kFormats.contains(format == "jpg" ? QByteArray("jpeg") : format)) {
        image.problem = Words::tr("It is no PNG, JPEG, GIF or WebP image, so it is not shown.");
        return;
    }
    QImageReader reader(&buffer, format);
    reader.setAutoTransform(true);
    image.size = reader.size();
    if (qint64(image.size.width()) * image.size.height() > kMostPixels) {
        image.problem = Words::tr("It is too large to be shown here.");
        return;
    }
    if (image.size.width() > room.width() || image.size.height() > room.height())
        reader.setScaledSize(image.size.scaled(room, Qt::KeepAspectRatio).expandedTo({1, 1}));
    image.picture = image.size.isValid() ? reader.read() : QImage();
    if (image.picture.isNull())
        image.problem = Words::tr("The file is damaged: it cannot be shown.");
}

/// As large as the picture where there is room, smaller where there is not.
class Picture : public QLabel {
public:
    explicit Picture(QWidget* parent) : QLabel(parent)
    {
        QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Preferred);
        policy.setHeightForWidth(true);
        setSizePolicy(policy);
    }
    [[nodiscard]] int heightForWidth(int width) const override { return shown(width).height(); }
    [[nodiscard]] QSize sizeHint() const override { return shown(QWIDGETSIZE_MAX); }
    [[nodiscard]] QSize minimumSizeHint() const override { return shown(fontMetrics().averageCharWidth() * 20); }

protected:
    void paintEvent(QPaintEvent*) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::SmoothPixmapTransform);
        painter.drawPixmap(QRect({0, 0}, shown(width())), pixmap());
    }

private:
    [[nodiscard]] QSize shown(int width) const
    {
        const QSizeF size = pixmap().deviceIndependentSize();
        return size.isEmpty() ? QSize(0, 0) : size.scaled(qMin<qreal>(width, size.width()), size.height(), Qt::KeepAspectRatio).toSize();
    }
};

} // namespace

PieceImage loadPieceImage(const QString& root, const QString& piece, const QString& target, const QSize& room, const QByteArray& sha256)
{
    PieceImage image{.target = target};
    const PieceMedia media = pieceMedia(piece, target);
    image.problem = problemOf(media.kind);
    if (media.kind != PieceMedia::Kind::File)
        return image;
    const auto folder = RootDir::open(root);
    if (!folder) {
        image.problem = folder.error().message;
        return image;
    }
    image.relative = media.candidates.constFirst();
    image.problem = Words::tr("There is no such file.");
    for (const QString& candidate : media.candidates) {
        auto file = folder->read(candidate.toUtf8(), kMostBytes);
        if (!file && file.error().code == ErrorCode::NotFound)
            continue;
        image.relative = candidate;
        image.problem = file ? QString() : file.error().message;
        image.bytes = file ? file->bytes.size() : 0;
        if (file && !sha256.isEmpty() && file->sha256 != sha256)
            image.problem = Words::tr("The file changed just now. Look again in a moment.");
        else if (file)
            decode(image, std::move(file->bytes), room);
        break;
    }
    return image;
}

PieceImages::PieceImages(QWidget* parent) : QWidget(parent), m_column(new QVBoxLayout(this))
{
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(fontMetrics().height() / 3);
}

void PieceImages::setImages(const QString& root, const QString& piece, const QStringList& targets, const QList<PiecePicture>& found)
{
    m_found = found;
    m_root = root;
    m_piece = piece;
    m_targets = targets;
    while (QLayoutItem* item = m_column->takeAt(0)) {
        if (QWidget* widget = item->widget()) {
            widget->hide();
            widget->deleteLater();
        }
        delete item; // NOLINT(cppcoreguidelines-owning-memory): takeAt() gives it away
    }
    for (qsizetype i = 0; i < m_targets.size(); ++i) {
        auto* picture = new Picture(this);
        picture->setObjectName(u"picture"_s);
        picture->hide();
        auto* caption = new QLabel(showHidden(elided(m_targets.at(i), kMostTarget)), this);
        caption->setObjectName(u"imageCaption"_s);
        caption->setTextFormat(Qt::PlainText);
        caption->setWordWrap(true);
        caption->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
        m_column->addWidget(picture);
        m_column->addWidget(caption);
    }
    reload();
}

void PieceImages::reload()
{
    const int run = ++m_run;
    if (m_root.isEmpty())
        return;
    const qreal ratio = devicePixelRatioF();
    const QSize room = QSize(fontMetrics().averageCharWidth() * 80, fontMetrics().height() * 24) * ratio;
    for (int i = 0; i < static_cast<int>(qMin(m_targets.size(), kMostPictures)); ++i) {
        m_pool.run(
            this,
            [root = m_root, piece = m_piece, target = m_targets.at(i), room, sha256 = m_found.value(i).sha256] {
                return loadPieceImage(root, piece, target, room, sha256);
            },
            [this, run, i](const PieceImage& image) {
                if (run == m_run)
                    showOne(i, image);
            });
    }
}

void PieceImages::showOne(int index, const PieceImage& image)
{
    auto* picture = static_cast<QLabel*>(m_column->itemAt(index * 2)->widget());
    auto* caption = static_cast<QLabel*>(m_column->itemAt(index * 2 + 1)->widget());
    QPixmap pixmap = QPixmap::fromImage(image.picture);
    pixmap.setDevicePixelRatio(devicePixelRatioF());
    picture->setPixmap(pixmap);
    picture->setVisible(!image.picture.isNull());
    picture->setAccessibleName(tr("Image %1").arg(showHidden(elided(image.relative, kMostTarget))));
    caption->setText(captionOf(image));
    const Colours colours = Colours::of(this->palette());
    QPalette own = palette();
    own.setColor(QPalette::WindowText, image.problem.isEmpty() ? colours.muted : colours.attention);
    caption->setPalette(own);
}

QString PieceImages::captionOf(const PieceImage& image) const
{
    const QString name = showHidden(elided(image.relative.isEmpty() ? image.target : image.relative, kMostTarget));
    if (!image.problem.isEmpty())
        return tr("%1: %2").arg(name, showHidden(image.problem));
    const QLocale locale;
    return tr("%1 · %2 × %3 · %4")
        .arg(name, locale.toString(image.size.width()), locale.toString(image.size.height()), locale.formattedDataSize(image.bytes));
}

} // namespace aios
