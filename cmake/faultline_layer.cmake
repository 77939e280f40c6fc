# One static target per layer, so that a layer can only link what it may use.

set(FAULTLINE_LAYERS "" CACHE INTERNAL "")

add_library(faultline_options INTERFACE)
target_compile_features(faultline_options INTERFACE cxx_std_20)
# Results are the same bits on every vector width: no contraction but the explicit fma. The x86-64-v3 baseline
# (AVX2 and FMA, 2013) makes that fma one instruction everywhere (docs/adr/0002-processor-baseline.md).
target_compile_options(faultline_options INTERFACE -ffp-contract=off -fno-math-errno -fno-trapping-math -Wall -Wextra -Wpedantic
                                                   -Wconversion -Wshadow)
if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
  target_compile_options(faultline_options INTERFACE -march=x86-64-v3)
endif()
# g++ 12 sees overlaps in std::string concatenation that are not there (GCC bug 105651).
target_compile_options(faultline_options INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>)
# A library of which nothing is used is not loaded either.
target_link_options(faultline_options INTERFACE LINKER:--as-needed)
if(FAULTLINE_WERROR)
  target_compile_options(faultline_options INTERFACE -Werror)
endif()
if(FAULTLINE_EXPECT)
  target_compile_definitions(faultline_options INTERFACE FAULTLINE_EXPECT_ENABLED=1)
endif()
if(FAULTLINE_SANITIZE)
  target_compile_options(faultline_options INTERFACE -fsanitize=${FAULTLINE_SANITIZE} -fno-omit-frame-pointer
                                                     -fno-sanitize-recover=all)
  target_link_options(faultline_options INTERFACE -fsanitize=${FAULTLINE_SANITIZE})
endif()

# faultline_layer(NAME SOURCES a.cpp ... [USES layer ...] [LINKS target ...])
function(faultline_layer name)
  cmake_parse_arguments(arg "" "" "SOURCES;USES;LINKS" ${ARGN})
  set(target faultline_${name})
  add_library(${target} STATIC ${arg_SOURCES})
  set_target_properties(${target} PROPERTIES POSITION_INDEPENDENT_CODE ON EXPORT_NAME ${name})
  target_include_directories(${target} PUBLIC $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/sim>
                                              $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>
                                              $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>
                                              $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}/faultline/sim>)
  target_compile_features(${target} PUBLIC cxx_std_20)
  target_link_libraries(${target} PRIVATE $<BUILD_INTERFACE:faultline_options>)
  foreach(used ${arg_USES})
    target_link_libraries(${target} PUBLIC faultline_${used})
  endforeach()
  target_link_libraries(${target} PUBLIC ${arg_LINKS})
  set(FAULTLINE_LAYERS ${FAULTLINE_LAYERS} ${target} CACHE INTERNAL "")
endfunction()

# The library users link: all layers behind one name.
function(faultline_library)
  add_library(faultline INTERFACE)
  add_library(faultline::faultline ALIAS faultline)
  target_link_libraries(faultline INTERFACE ${FAULTLINE_LAYERS})
endfunction()
