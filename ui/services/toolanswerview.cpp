// SPDX-License-Identifier: MIT
#include "ui/services/toolanswerview.h"

#include "core/base/text.h"
#include "ui/common/tintedlabel.h"
#include "ui/theme/colours.h"

#include <QBuffer>
#include <QImageReader>
#include <QLabel>
#include <QPlainTextEdit>
#include <QVBoxLayout>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMostText = 400'000;
constexpr qsizetype kMostImages = 8;
constexpr qsizetype kMostImageBytes = 16 * 1024 * 1024;
constexpr int kMostPixels = 4096; ///< A side; a picture may claim any size.
constexpr int kShownWidth = 420;

/// Decoded no larger than it is shown, from the formats pictures of tools have; null when it cannot be.
QImage decoded(const QByteArray& mediaType, const QByteArray& base64)
{
    static const QHash<QByteArray, QByteArray> kFormats{{"image/png", "png"}, {"image/jpeg", "jpeg"}, {"image/gif", "gif"}, {"image/webp", "webp"}};
    const QByteArray format = kFormats.value(mediaType.toLower());
    if (format.isEmpty() || base64.size() > kMostImageBytes)
        return {};
    QByteArray bytes = QByteArray::fromBase64(base64);
    QBuffer buffer(&bytes);
    QImageReader reader(&buffer, format);
    reader.setDecideFormatFromContent(false);
    const QSize size = reader.size();
    if (!size.isValid() || size.width() > kMostPixels || size.height() > kMostPixels)
        return {};
    if (size.width() > kShownWidth)
        reader.setScaledSize(size.scaled(kShownWidth, kMostPixels, Qt::KeepAspectRatio));
    return reader.read();
}

} // namespace

ToolAnswerView::ToolAnswerView(QWidget* parent)
    : QWidget(parent), m_state(new TintedLabel), m_text(new QPlainTextEdit(this)), m_images(new QVBoxLayout)
{
    m_state->setWordWrap(true);
    m_state->setObjectName(u"answerState"_s);
    m_text->setReadOnly(true);
    m_text->setFont(fixedFont(font()));
    m_text->setMinimumHeight(m_text->fontMetrics().lineSpacing() * 6); // takes its room when there is something to read
    m_text->setAccessibleName(tr("Answer of the tool"));
    m_text->setObjectName(u"answerText"_s);
    m_text->setTabChangesFocus(true);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_state);
    column->addWidget(m_text, 1);
    column->addLayout(m_images);
    clear();
    m_state->setTint(TintedLabel::Tint::Muted);
    m_state->setText(tr("The answer appears here. Nothing is sent before you press the button."));
}

void ToolAnswerView::clear()
{
    qDeleteAll(m_shown);
    m_shown.clear();
    m_text->clear();
    m_text->hide();
}

void ToolAnswerView::showWaiting()
{
    clear();
    m_state->setTint(TintedLabel::Tint::Muted);
    m_state->setText(tr("Waiting for the answer…"));
}

void ToolAnswerView::showAnswer(const TriedTool& answer)
{
    clear();
    m_state->setTint(answer.isError ? TintedLabel::Tint::Bad : TintedLabel::Tint::Good);
    const bool nothing = answer.text.isEmpty() && answer.images.isEmpty();
    m_state->setText(answer.isError ? tr("The tool answered with an error.") : nothing ? tr("Done. The answer is empty.") : tr("The tool answered."));
    if (!answer.text.isEmpty()) {
        m_text->setPlainText(showHidden(elided(answer.text, kMostText)));
        m_text->show();
    }
    for (const auto& [mediaType, base64] : answer.images.first(std::min(kMostImages, answer.images.size())))
        addImage(mediaType, base64);
}

void ToolAnswerView::showProblem(const QString& problem)
{
    clear();
    m_state->setTint(TintedLabel::Tint::Bad);
    m_state->setText(showHidden(problem));
}

void ToolAnswerView::addImage(const QByteArray& mediaType, const QByteArray& base64)
{
    auto* label = new QLabel(this);
    label->setTextFormat(Qt::PlainText);
    const QImage image = decoded(mediaType, base64);
    const QString type = showHidden(elided(QString::fromLatin1(mediaType), 60));
    if (image.isNull())
        label->setText(tr("An image (%1) that cannot be shown.").arg(type));
    else
        label->setPixmap(QPixmap::fromImage(image));
    label->setAccessibleName(tr("Image of the answer (%1)").arg(type));
    label->setObjectName(u"answerImage"_s);
    m_images->addWidget(label);
    m_shown.append(label);
}

} // namespace aios
