// SPDX-License-Identifier: MIT
#pragma once

#include "app/desktop/arguments.h"
#include "app/desktop/folderclaim.h"
#include "app/desktop/windowcore.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTranslator>

#include <memory>

class QApplication;

namespace aios {

class MainWindow;
class Tour;

/// From main() to the end: the window is painted first, everything else is made after that. Owns all of it and ends it in order.
class Startup : public QObject {
    Q_OBJECT
public:
    Startup(QApplication& application, const Arguments& arguments);
    ~Startup() override;
    [[nodiscard]] int run();
    [[nodiscard]] static QString version();

private:
    void setUpApplication();
    void makeWindow();
    void painted();
    void startErrand();
    void takeScreenshot();
    void timing(const char* what) const;
    [[nodiscard]] bool claim(const QString& folder);

    QApplication& m_application;
    Arguments m_arguments;
    QElapsedTimer m_sinceMain;
    QTranslator m_translator;
    FolderClaim m_claim;
    std::unique_ptr<WindowCore> m_core; ///< After the window: it goes later.
    std::unique_ptr<MainWindow> m_window;
    std::unique_ptr<Tour> m_tour;
};

} // namespace aios
