// SPDX-License-Identifier: MIT
#pragma once

#include "core/gate/access.h"
#include "ui/common/icons.h"

#include <QWidget>

namespace aios {

/// The grade in the words a person reads: Read · Changes files · Runs a program · Leaves this computer.
[[nodiscard]] QString gradeWords(Grade grade);
[[nodiscard]] Icon gradeIcon(Grade grade);

/// Icon and words of a grade in a frame, so that it is told by shape and text and not by colour alone.
class GradeBadge : public QWidget {
    Q_OBJECT
public:
    explicit GradeBadge(Grade grade, QWidget* parent = nullptr);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Grade m_grade;
};

} // namespace aios
