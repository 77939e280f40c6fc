# `cmake --install` and find_package(faultline): the layers as static libraries, their headers, the program.

include(CMakePackageConfigHelpers)

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/faultline)

install(TARGETS ${FAULTLINE_LAYERS} faultline EXPORT faultlineTargets ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
if(TARGET faultline_cli)
  install(TARGETS faultline_cli RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endif()

install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/faultline DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
        FILES_MATCHING PATTERN "*.h")
# Public headers include those of the layers; the export names this folder as a second include root.
install(DIRECTORY ${PROJECT_SOURCE_DIR}/sim DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/faultline
        FILES_MATCHING PATTERN "*.h" PATTERN "*.inc")

install(EXPORT faultlineTargets NAMESPACE faultline:: DESTINATION ${package_dir})
configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/faultlineConfig.cmake.in
                              ${PROJECT_BINARY_DIR}/faultlineConfig.cmake INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/faultlineConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/faultlineConfig.cmake ${PROJECT_BINARY_DIR}/faultlineConfigVersion.cmake
        DESTINATION ${package_dir})
