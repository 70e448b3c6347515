// SPDX-License-Identifier: MIT
// What hangs on the composer: pictures and long texts as chips, prompts that wait, and all of it as the draft that is kept.
#include "core/base/text.h"
#include "ui/chat/composer.h"
#include "ui/chat/promptedit.h"
#include "ui/common/elidedlabel.h"
#include "ui/common/icons.h"
#include "ui/common/tintedlabel.h"

#include <QBoxLayout>
#include <QBuffer>
#include <QDir>
#include <QFileInfo>
#include <QImage>
#include <QImageReader>
#include <QJsonArray>
#include <QJsonObject>
#include <QLabel>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace aios {
namespace {

constexpr int kImageSide = 2000;                          ///< Larger images are scaled down; models refuse or shrink them anyway.
constexpr qsizetype kImageBytes = 5 * 1024 * 1024;
constexpr qint64 kPictureFile = 20 * 1024 * 1024;         ///< A larger file is only mentioned.
constexpr qsizetype kKeptPictures = 4 * 1024 * 1024;      ///< Bytes of pictures kept with a draft.

QImage fittedImage(const QImage& image)
{
    if (qMax(image.width(), image.height()) <= kImageSide)
        return image;
    return image.scaled(kImageSide, kImageSide, Qt::KeepAspectRatio, Qt::SmoothTransformation);
}

/// Fitted; null where it is none, or too large. Blocking.
QImage pictureIn(const QString& path)
{
    const QFileInfo info(path);
    if (!info.isFile() || info.size() > kPictureFile || QImageReader::imageFormat(path).isEmpty())
        return {};
    return fittedImage(QImageReader(path).read());
}

void clearLayout(QLayout* layout)
{
    while (QLayoutItem* item = layout->takeAt(0)) {
        if (item->widget())
            item->widget()->deleteLater();
        delete item;
    }
}

} // namespace

// --- Attachments and queue ---

void Composer::attachImage(const QImage& image)
{
    if (image.isNull())
        return Q_EMIT refused(tr("The picture could not be read."));
    QByteArray png;
    QBuffer buffer(&png);
    buffer.open(QIODevice::WriteOnly);
    if (!fittedImage(image).save(&buffer, "PNG") || png.size() > kImageBytes)
        return Q_EMIT refused(tr("The picture is too large to send (over 5 MB as PNG). Make it smaller first."));
    m_images.append({"image/png", png.toBase64()});
    attachmentsChanged();
}

void Composer::attachText(const QString& text)
{
    m_texts += text;
    attachmentsChanged();
}

void Composer::attachmentsChanged()
{
    rebuildChips();
    updateSend();
    if (!m_loading)
        noteDraft();
}

/// Pictures become attachments, anything else a mention. Even a look at a file may take for ever, on a disk that does not answer, so the pool does it.
void Composer::addFiles(const QStringList& paths)
{
    for (const QString& path : paths) {
        m_pool.run(
            this, [path] { return pictureIn(path); },
            [this, path](const QImage& image) {
                if (image.isNull())
                    mention({path});
                else
                    attachImage(image);
            });
    }
}

void Composer::mention(const QStringList& paths)
{
    for (const QString& path : paths) {
        const QString relative = m_root.isEmpty() ? QString() : QDir(m_root).relativeFilePath(path);
        const QString shown = relative.isEmpty() || relative.startsWith(".."_L1) ? path : relative;
        m_edit->textCursor().insertText(shown.contains(u' ') ? u"@\"%1\" "_s.arg(shown) : u"@%1 "_s.arg(shown));
    }
    m_popup->hide();
}

QWidget* Composer::makeChip(const QIcon& symbol, const QString& words, const QString& removeName, std::function<void()> remove)
{
    auto* chip = new QFrame;
    chip->setFrameShape(QFrame::StyledPanel);
    auto* row = new QHBoxLayout(chip);
    row->setContentsMargins(6, 1, 2, 1);
    row->setSpacing(4);
    auto* picture = new QLabel;
    const int side = fontMetrics().height();
    picture->setPixmap(symbol.pixmap(side));
    row->addWidget(picture);
    row->addWidget(new ElidedLabel(words), 1);
    auto* close = composerButton(Icon::Close, removeName);
    close->setIconSize({side * 3 / 4, side * 3 / 4});
    connect(close, &QToolButton::clicked, this, std::move(remove));
    row->addWidget(close);
    return chip;
}

void Composer::rebuildChips()
{
    clearLayout(m_chipRow->layout());
    for (qsizetype i = 0; i < m_images.size(); ++i) {
        const QImage image = QImage::fromData(QByteArray::fromBase64(m_images.at(i).base64));
        m_chipRow->layout()->addWidget(makeChip(QIcon(QPixmap::fromImage(image)), tr("Picture %1 × %2").arg(image.width()).arg(image.height()),
                                                tr("Remove this picture"), [this, i] {
                                                    m_images.removeAt(i);
                                                    attachmentsChanged();
                                                }));
    }
    for (qsizetype i = 0; i < m_texts.size(); ++i) {
        const QString words = tr("Pasted text, %n lines", nullptr, static_cast<int>(m_texts.at(i).count(u'\n') + 1));
        QWidget* chip = makeChip(icon(Icon::Text), words, tr("Remove this text"), [this, i] {
            m_texts.removeAt(i);
            attachmentsChanged();
        });
        chip->setToolTip(elided(showHidden(m_texts.at(i)), 600));
        m_chipRow->layout()->addWidget(chip);
    }
    static_cast<QHBoxLayout*>(m_chipRow->layout())->addStretch(1);
    m_chipRow->setVisible(!m_images.isEmpty() || !m_texts.isEmpty());
}

void Composer::setQueued(const QStringList& prompts)
{
    if (prompts == m_queued)
        return;
    m_queued = prompts;
    rebuildQueue(m_running);
}

void Composer::takeBack(const QString& prompt, const QList<ImageBlock>& images)
{
    const QString typed = m_edit->text();
    m_edit->setText(typed.trimmed().isEmpty() ? prompt : QString(prompt + "\n\n"_L1 + typed));
    m_edit->moveCursor(QTextCursor::End);
    m_popup->hide();
    m_images = images + m_images;
    attachmentsChanged();
    m_edit->setFocus(Qt::OtherFocusReason);
}

/// While a turn runs, what is queued waits for it. When the turn ended in another way than by coming to its end, the person sends it on.
void Composer::rebuildQueue(bool running)
{
    clearLayout(m_queueBox->layout());
    for (int i = 0; i < static_cast<int>(m_queued.size()); ++i) {
        auto* line = new QWidget;
        auto* row = new QHBoxLayout(line);
        row->setContentsMargins({});
        row->setSpacing(4);
        row->addWidget(new TintedLabel(tr("Queued %1").arg(i + 1)));
        row->addWidget(new ElidedLabel(showHidden(m_queued.at(i)).simplified()), 1);
        const auto button = [this, row, i](Icon which, const QString& name, void (Composer::*wish)(int)) {
            QToolButton* tool = composerButton(which, name);
            tool->setAccessibleDescription(elided(showHidden(m_queued.at(i)).simplified(), 120));
            connect(tool, &QToolButton::clicked, this, [this, wish, i] { Q_EMIT(this->*wish)(i); });
            row->addWidget(tool);
        };
        if (!running && i == 0)
            button(Icon::Send, tr("Send it now"), &Composer::queuedSent);
        button(Icon::Edit, tr("Take back to edit"), &Composer::queuedTakenBack);
        button(Icon::Close, tr("Remove from the queue"), &Composer::queuedRemoved);
        m_queueBox->layout()->addWidget(line);
    }
    m_queueBox->setVisible(!m_queued.isEmpty());
}

void Composer::begin(const QString& command)
{
    QTextCursor cursor(m_edit->document());
    cursor.insertText(command + u' ');
    m_edit->setTextCursor(cursor);
    m_popup->hide();
    m_edit->setFocus(Qt::OtherFocusReason);
}

// --- The draft with what is attached ---

QJsonObject Composer::saveDraft() const
{
    QJsonObject state;
    if (const QString typed = draft(); !typed.isEmpty())
        state.insert(u"draft"_s, typed);
    if (!m_texts.isEmpty())
        state.insert(u"texts"_s, QJsonArray::fromStringList(m_texts));
    QJsonArray pictures;
    qsizetype bytes = 0;
    for (const ImageBlock& image : m_images) {
        bytes += image.base64.size();
        if (bytes <= kKeptPictures)
            pictures.append(QJsonObject{{u"type"_s, QString::fromLatin1(image.mediaType)}, {u"data"_s, QString::fromLatin1(image.base64)}});
    }
    if (!pictures.isEmpty())
        state.insert(u"pictures"_s, pictures);
    return state;
}

void Composer::restoreDraft(const QJsonObject& state)
{
    m_loading = true;
    m_texts.clear();
    m_images.clear();
    for (const QJsonValue text : state.value(u"texts"_s).toArray())
        m_texts += text.toString();
    for (const QJsonValue picture : state.value(u"pictures"_s).toArray())
        m_images.append({picture[u"type"_s].toString().toLatin1(), picture[u"data"_s].toString().toLatin1()});
    setDraft(state.value(u"draft"_s).toString());
    m_loading = true;
    attachmentsChanged();
    m_loading = false;
}

} // namespace aios
