# SPDX-License-Identifier: MIT
# Compile options of everything of ours, and the functions that make rooms and tests.

add_library(aios_options INTERFACE)
target_include_directories(aios_options INTERFACE ${CMAKE_SOURCE_DIR})
target_compile_definitions(aios_options INTERFACE
  QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII QT_NO_FOREACH QT_USE_QSTRINGBUILDER QT_NO_KEYWORDS
  QT_DISABLE_DEPRECATED_UP_TO=0x060800 BOOST_JSON_NO_LIB BOOST_ALL_NO_LIB)
target_compile_options(aios_options INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Wno-missing-field-initializers
  -fPIC) # programs too (they would have -fPIE): one precompiled header serves both
if(AIOS_WERROR)
  target_compile_options(aios_options INTERFACE -Werror)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  target_compile_options(aios_options INTERFACE -Winvalid-pch)
endif()
# Many test programs are linked from the same libraries; what is shipped keeps the distribution's own linker.
find_program(AIOS_MOLD mold)
mark_as_advanced(AIOS_MOLD)
if(AIOS_MOLD AND CMAKE_BUILD_TYPE STREQUAL "Debug" AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  target_link_options(aios_options INTERFACE -fuse-ld=mold)
endif()
if(AIOS_SANITIZE)
  target_compile_options(aios_options INTERFACE -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer)
  target_link_options(aios_options INTERFACE -fsanitize=address,undefined)
endif()
if(AIOS_FUZZ)
  target_compile_options(aios_options INTERFACE -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined)
  target_link_options(aios_options INTERFACE -fsanitize=address,undefined)
endif()

# aios_precompiled(NAME LIBS libraries... HEADERS headers...): a precompiled header for others to reuse (REUSE_FROM NAME), made by a library that holds nothing else.
function(aios_precompiled name)
  cmake_parse_arguments(ARG "" "" "LIBS;HEADERS" ${ARGN})
  add_library(${name} STATIC ${CMAKE_BINARY_DIR}/empty.cpp)
  target_link_libraries(${name} PUBLIC aios_options Boost::json ${ARG_LIBS})
  target_precompile_headers(${name} PRIVATE ${ARG_HEADERS})
endfunction()
file(WRITE ${CMAKE_BINARY_DIR}/empty.cpp.in "// SPDX-License-Identifier: MIT\nnamespace aios {}\n")
configure_file(${CMAKE_BINARY_DIR}/empty.cpp.in ${CMAKE_BINARY_DIR}/empty.cpp COPYONLY)

# What most files of the window use.
set(AIOS_UI_HEADERS ${CMAKE_SOURCE_DIR}/core/base/commonpch.h <QAction> <QApplication> <QBoxLayout> <QCheckBox> <QComboBox> <QDialog> <QFileDialog> <QFormLayout>
  <QFrame> <QGridLayout> <QIcon> <QJsonObject> <QKeyEvent> <QLabel> <QLineEdit> <QListWidget> <QMainWindow> <QMenu> <QMessageBox> <QPainter> <QPlainTextEdit>
  <QPushButton> <QScrollArea> <QScrollBar> <QStackedWidget> <QStyle> <QStyledItemDelegate> <QTextBlock> <QTextDocument> <QToolButton> <QTreeView> <QVBoxLayout>
  <QWidget>)

# aios_room(NAME [ROOMS other rooms...] [LIBS libraries...]): the static library aios_NAME from core/NAME/**.cpp.
# ROOMS follows the table in ARCHITECTURE.md; tests/rules checks the includes themselves.
function(aios_room name)
  cmake_parse_arguments(ARG "" "" "ROOMS;LIBS" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${name}/*.cpp ${CMAKE_CURRENT_SOURCE_DIR}/${name}/*.h)
  add_library(aios_${name} STATIC ${sources} ${CMAKE_BINARY_DIR}/empty.cpp)
  target_link_libraries(aios_${name} PUBLIC aios_options Qt6::Core Qt6::Network Qt6::WebSockets)
  foreach(room ${ARG_ROOMS})
    target_link_libraries(aios_${name} PUBLIC aios_${room})
  endforeach()
  target_link_libraries(aios_${name} PRIVATE ${ARG_LIBS})
  target_precompile_headers(aios_${name} REUSE_FROM aios_core_pch)
endfunction()

# aios_test_program(FILE PCH precompiled header [SOURCES more files...] [LIBS libraries...]): the program tst_x from tst_x.cpp. Its one moc file is made by a plain
# command: CMake's AUTOMOC would run three more steps for each of these many small targets. It is given no include folders: a test class needs nothing of a header to
# be described, and reading all of Qt takes moc half a second a file.
function(aios_test_program file)
  cmake_parse_arguments(ARG "" "PCH" "LIBS;SOURCES" ${ARGN})
  get_filename_component(name ${file} NAME_WE)
  set(moc ${CMAKE_CURRENT_BINARY_DIR}/moc/${name}.moc)
  add_executable(${name} ${file} ${moc} ${ARG_SOURCES})
  get_filename_component(source ${file} ABSOLUTE)
  add_custom_command(OUTPUT ${moc} COMMAND Qt6::moc ${source} -o ${moc} DEPENDS ${source} COMMENT "moc ${name}.cpp" VERBATIM)
  target_include_directories(${name} PRIVATE ${CMAKE_CURRENT_BINARY_DIR}/moc)
  set_target_properties(${name} PROPERTIES AUTOMOC OFF RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin/tests)
  target_link_libraries(${name} PRIVATE ${ARG_LIBS} aios_options Qt6::Test)
  target_precompile_headers(${name} REUSE_FROM ${ARG_PCH})
  target_compile_definitions(${name} PRIVATE AIOS_SOURCE_DIR="${CMAKE_SOURCE_DIR}" AIOS_BIN_DIR="${CMAKE_BINARY_DIR}/bin")
endfunction()

# aios_test_case(NAME HOME [ENV VAR=VALUE...]): the CTest case NAME, under 10 s, in the home test-home/HOME.
function(aios_test_case name home)
  cmake_parse_arguments(ARG "" "" "ENV" ${ARGN})
  set_tests_properties(${name} PROPERTIES TIMEOUT 60
    ENVIRONMENT "QT_QPA_PLATFORM=offscreen;AIOS_HOME=${CMAKE_BINARY_DIR}/test-home/${home};AIOS_RESOURCES=${CMAKE_SOURCE_DIR}/resources;LC_ALL=C.UTF-8;AIOS_REHEARSAL_PACE=0;${ARG_ENV}")
endfunction()

# aios_test(FILE PCH precompiled header [LIBS libraries...] [ENV VAR=VALUE...]): the program tst_x from tst_x.cpp as one CTest case in a home of its own.
# Each test function of the program as a case of its own (name_function): for those that take long as one. They are found in its text, so none is forgotten.
function(aios_test_functions file name)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
  file(STRINGS ${file} lines REGEX "^(private|public|protected)|^    void [A-Za-z]+\\(\\)")
  set(inSlots FALSE)
  foreach(line ${lines})
    if(line MATCHES "^(private|public|protected)")
      string(FIND "${line}" "Q_SLOTS" at)
      if(at EQUAL -1)
        set(inSlots FALSE)
      else()
        set(inSlots TRUE)
      endif()
    elseif(inSlots AND line MATCHES "^    void ([A-Za-z]+)\\(\\)")
      set(test ${CMAKE_MATCH_1})
      if(NOT test MATCHES "^(init|cleanup|initTestCase|cleanupTestCase)$")
        add_test(NAME ${name}_${test} COMMAND ${name} ${test})
        aios_test_case(${name}_${test} ${name})
      endif()
    endif()
  endforeach()
endfunction()
function(aios_test file)
  cmake_parse_arguments(ARG "" "PCH" "LIBS;ENV" ${ARGN})
  get_filename_component(name ${file} NAME_WE)
  aios_test_program(${file} PCH ${ARG_PCH} LIBS ${ARG_LIBS})
  if(name IN_LIST AIOS_TESTS_BY_FUNCTION)
    aios_test_functions(${file} ${name})
  else()
    add_test(NAME ${name} COMMAND ${name})
    aios_test_case(${name} ${name} ENV ${ARG_ENV})
  endif()
endfunction()
