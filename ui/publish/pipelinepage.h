// SPDX-License-Identifier: MIT
#pragma once

#include "core/runtime/publishview.h"

#include <QWidget>

class QLabel;
class QVBoxLayout;

namespace aios {

class ArmedButton;
class NoticeBar;
class PublishLink;

/// What config/pipeline.yaml would change about publishing, against the version that holds: the person looks, then uses it. What is used is the version that is
/// shown, and only once it has been there to be seen. GUI thread.
class PipelinePage : public QWidget {
    Q_OBJECT
public:
    explicit PipelinePage(PublishLink& link, QWidget* parent = nullptr);

Q_SIGNALS:
    void openFileRequested(const QString& relative);

private:
    void present(const PublishStatePtr& state);
    void showVersion(const PublishState& state);
    void use();
    void failed(const QString& problem);

    PublishLink& m_link;
    QByteArray m_shown; ///< Hash of the version shown.
    QLabel* m_words;
    QLabel* m_problems;
    NoticeBar* m_failure; ///< Why the version was not taken.
    QVBoxLayout* m_diff;
    ArmedButton* m_use;
};

} // namespace aios
