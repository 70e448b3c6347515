// SPDX-License-Identifier: MIT
#pragma once

#include "core/runtime/publishview.h"

#include <QWidget>

class QLabel;
class QPushButton;
class QVBoxLayout;

namespace aios {

class PublishLink;

/// What config/pipeline.yaml would change about publishing, against the version that holds: the person looks, then uses it. GUI thread.
class PipelinePage : public QWidget {
    Q_OBJECT
public:
    explicit PipelinePage(PublishLink& link, QWidget* parent = nullptr);
    void use(); ///< The version that is shown.

Q_SIGNALS:
    void openFileRequested(const QString& relative);

private:
    void present(const PublishStatePtr& state);

    PublishLink& m_link;
    QByteArray m_shown; ///< Hash of the version shown.
    QLabel* m_words;
    QLabel* m_problems;
    QVBoxLayout* m_diff;
    QPushButton* m_use;
};

} // namespace aios
