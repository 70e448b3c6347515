// SPDX-License-Identifier: MIT
#pragma once

#include "core/content/layers.h"
#include "core/project/trust.h"

#include <QWidget>

class QLabel;
class QVBoxLayout;

namespace aios {

class ArmedButton;
class NoticeBar;
class SafeTextBrowser;

/// Lists exactly what a folder would run or allow, before any of it counts. No button is the default one, and none has the focus: reading comes first. What is
/// chosen is what is listed, and only once it has been there to be read.
class TrustPage : public QWidget {
    Q_OBJECT
public:
    explicit TrustPage(QWidget* parent = nullptr);
    void setReport(const TrustReport& report);
    void setPendingImports(const QStringList& absolutePaths);
    [[nodiscard]] static QStringList pendingImports(const ContentSnapshot& content);

Q_SIGNALS:
    void trustChosen(); ///< What is listed.
    void restrictedChosen();
    void backChosen();
    void importsDecided(const QStringList& absolutePaths, bool allow);

protected:
    void changeEvent(QEvent* event) override;

private:
    void buildButtons(QVBoxLayout& column);
    void buildImportBar();
    void render();
    [[nodiscard]] QString summary() const;

    TrustReport m_report;
    QStringList m_imports;
    QLabel* m_title;
    QLabel* m_summary;
    NoticeBar* m_wide;
    NoticeBar* m_changed;
    NoticeBar* m_importBar;
    SafeTextBrowser* m_list;
    ArmedButton* m_readImports = nullptr;
    ArmedButton* m_trust = nullptr;
};

} // namespace aios
