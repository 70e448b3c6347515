# SPDX-License-Identifier: MIT
include(GNUInstallDirs)
install(TARGETS aios RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(FILES resources/prices.json DESTINATION ${CMAKE_INSTALL_DATADIR}/aios-desktop)
install(DIRECTORY resources/desk resources/gates resources/providers resources/rehearsal resources/services resources/templates
  DESTINATION ${CMAKE_INSTALL_DATADIR}/aios-desktop)
if(AIOS_UI)
  install(TARGETS aios-desktop RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
  install(FILES packaging/org.aios.Desktop.desktop DESTINATION ${CMAKE_INSTALL_DATADIR}/applications)
  install(FILES packaging/org.aios.Desktop.metainfo.xml DESTINATION ${CMAKE_INSTALL_DATADIR}/metainfo)
  install(FILES resources/icons/org.aios.Desktop.svg DESTINATION ${CMAKE_INSTALL_DATADIR}/icons/hicolor/scalable/apps)
endif()
