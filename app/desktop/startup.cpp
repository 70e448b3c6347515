// SPDX-License-Identifier: MIT
#include "app/desktop/startup.h"

#include "app/desktop/filemanager.h"
#include "app/desktop/notifications.h"
#include "app/desktop/tour.h"
#include "app/wiring/programoptions.h"
#include "ui/mainwindow/mainwindow.h"

#include <KWindowSystem>

#include <QApplication>
#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QIcon>
#include <QLocale>
#include <QPalette>
#include <QProcess>
#include <QStyleHints>
#include <QTimer>

#include <cstdio>
#include <unistd.h>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

/// Milliseconds since the system started this process (in steps of a clock tick), so that loading the libraries counts too. -1: unknown.
qint64 sinceProcessStart()
{
    QFile stat(u"/proc/self/stat"_s);
    QFile uptime(u"/proc/uptime"_s);
    if (!stat.open(QIODevice::ReadOnly) || !uptime.open(QIODevice::ReadOnly))
        return -1;
    const QByteArray line = stat.readAll();
    const QList<QByteArray> fields = line.mid(line.lastIndexOf(')') + 2).split(' ');
    if (fields.size() < 20)
        return -1;
    const double started = fields.at(19).toDouble() / static_cast<double>(sysconf(_SC_CLK_TCK));
    return static_cast<qint64>((uptime.readAll().split(' ').constFirst().toDouble() - started) * 1000);
}

/// For --dark only, where the platform has no colour scheme to switch (offscreen, a bare X server). The window itself follows the system.
QPalette darkPalette()
{
    QPalette dark(QColor(0x2a, 0x2e, 0x32));
    dark.setColor(QPalette::Base, QColor(0x1b, 0x1e, 0x20));
    dark.setColor(QPalette::Text, QColor(0xfc, 0xfc, 0xfc));
    dark.setColor(QPalette::Highlight, QColor(0x3d, 0xae, 0xe9));
    dark.setColor(QPalette::HighlightedText, QColor(0xfc, 0xfc, 0xfc));
    dark.setColor(QPalette::PlaceholderText, QColor(0xa1, 0xa9, 0xb1));
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::HighlightedText})
        dark.setColor(QPalette::Disabled, role, QColor(0x80, 0x86, 0x8b));
    dark.setColor(QPalette::Link, QColor(0x1d, 0x99, 0xf3));
    return dark;
}

} // namespace

QString Startup::version()
{
    return programVersion();
}

Startup::Startup(QApplication& application, const Arguments& arguments) : m_application(application), m_arguments(arguments)
{
    m_sinceMain.start();
    setUpApplication();
}

Startup::~Startup()
{
    m_tour.reset();
    m_window.reset();
    m_core.reset();
}

void Startup::setUpApplication()
{
    QCoreApplication::setApplicationName(u"aios-desktop"_s);
    QCoreApplication::setApplicationVersion(programVersion());
    QCoreApplication::setOrganizationDomain(u"aios.org"_s);
    QGuiApplication::setApplicationDisplayName({});
    QGuiApplication::setDesktopFileName(u"org.aios.Desktop"_s);
    if (m_arguments.dark) {
        QGuiApplication::styleHints()->setColorScheme(Qt::ColorScheme::Dark);
        if (const QPalette shown = QGuiApplication::palette(); shown.color(QPalette::Base).lightness() > shown.color(QPalette::Text).lightness())
            QApplication::setPalette(darkPalette());
    }
    // English too: its file holds the plural forms.
    if (m_translator.load(QLocale(), u"aios"_s, u"_"_s, u":/translations"_s) || m_translator.load(u":/translations/aios_en.qm"_s))
        QCoreApplication::installTranslator(&m_translator);
}

bool Startup::claim(const QString& folder)
{
    return m_claim.claim(folder) == FolderClaim::Outcome::Mine;
}

int Startup::run()
{
    if (!m_arguments.folder.isEmpty()) {
        switch (m_claim.claim(m_arguments.folder)) {
        case FolderClaim::Outcome::Mine:
            break;
        case FolderClaim::Outcome::Raised:
            return 0;
        case FolderClaim::Outcome::Unanswered:
            std::fputs("aios-desktop: this folder is open in another window, which does not answer. End that one first.\n", stderr);
            return 1;
        }
    }
    makeWindow();
    return QApplication::exec();
}

void Startup::makeWindow()
{
    WindowServices services;
    services.paths = UserPaths::standard();
    services.version = programVersion();
    services.templates = templateNames(services.paths);
    services.createFromTemplate = [paths = services.paths](const QString& name, const QString& folder) {
        return createFromTemplate(paths, name, folder);
    };
    services.claimFolder = [this](const QString& folder) { return claim(folder); };
    services.openElsewhere = [](const QString& folder) -> Result<void> {
        if (QProcess::startDetached(QCoreApplication::applicationFilePath(), {folder}))
            return {};
        return fail(ErrorCode::Unavailable, u"A second window could not be started."_s);
    };
    services.showInFileManager = showInFileManager;
    m_window = std::make_unique<MainWindow>(std::move(services));
    if (!m_arguments.screenshot.isEmpty())
        m_window->keepSize();
    if (!m_arguments.folder.isEmpty())
        m_window->openFolder(m_arguments.folder);
    connect(m_window.get(), &MainWindow::firstPainted, this, &Startup::painted);
    connect(m_window.get(), &MainWindow::pageShown, this, [this] { timing("page shown"); });
    connect(&m_claim, &FolderClaim::activated, m_window.get(), [this] {
        m_window->raise();
        KWindowSystem::activateWindow(m_window->windowHandle());
    });
    timing("window made");
    m_window->show();
}

/// The window is on the screen; now what it needs.
void Startup::painted()
{
    timing("first paint");
    m_core = std::make_unique<WindowCore>();
    timing("core started");
    startErrand();
    m_window->setCore(m_core->agent(), m_core->project(), m_core->models());
    new Notifications(*m_window);
    QIcon symbol = QIcon::fromTheme(u"org.aios.Desktop"_s);
    if (symbol.isNull() || symbol.pixmap(16).isNull())
        symbol = QIcon(u":/icons/org.aios.Desktop.svg"_s);
    QGuiApplication::setWindowIcon(symbol);
    m_window->setWindowIcon(symbol);
}

void Startup::startErrand()
{
    if (m_arguments.tour) {
        m_tour = std::make_unique<Tour>(*m_window, m_core->project(), m_arguments.screenshot, m_arguments.tourPart);
        connect(m_tour.get(), &Tour::finished, this, [](int status) { QCoreApplication::exit(status); }, Qt::QueuedConnection);
        m_tour->start();
    } else if (!m_arguments.screenshot.isEmpty()) {
        connect(
            m_window.get(), &MainWindow::pageShown, this, [this] { QTimer::singleShot(1500, this, &Startup::takeScreenshot); },
            Qt::SingleShotConnection);
    }
}

void Startup::takeScreenshot()
{
    const bool saved = m_window->grab().save(m_arguments.screenshot, "PNG");
    if (!saved)
        std::fprintf(stderr, "aios-desktop: %s cannot be written.\n", qPrintable(m_arguments.screenshot));
    QCoreApplication::exit(saved ? 0 : 1);
}

void Startup::timing(const char* what) const
{
    static const bool wanted = qEnvironmentVariableIntValue("AIOS_TIMINGS") == 1;
    if (wanted)
        std::fprintf(stderr, "aios-timing: %s %lld ms after main, %lld ms after the process began\n", what,
                     static_cast<long long>(m_sinceMain.elapsed()), static_cast<long long>(sinceProcessStart()));
}

} // namespace aios
