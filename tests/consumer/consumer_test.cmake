# Installs the built tree to a fresh prefix, then configures, builds and runs the project against it.

function(step)
  execute_process(COMMAND ${ARGN} COMMAND_ECHO STDOUT COMMAND_ERROR_IS_FATAL ANY)
endfunction()

file(REMOVE_RECURSE ${work}/prefix ${work}/build)
execute_process(COMMAND ${CMAKE_COMMAND} --install ${built} --prefix ${work}/prefix OUTPUT_QUIET
                COMMAND_ERROR_IS_FATAL ANY)
step(${CMAKE_COMMAND} -G ${generator} -S ${project} -B ${work}/build -D CMAKE_BUILD_TYPE=Release
     -D CMAKE_CXX_COMPILER=${compiler} -D CMAKE_PREFIX_PATH=${work}/prefix)
step(${CMAKE_COMMAND} --build ${work}/build)

execute_process(COMMAND ${work}/build/consumer ${project}/curb.yaml OUTPUT_VARIABLE said COMMAND_ERROR_IS_FATAL ANY)
if(NOT said MATCHES "core after 12m, 95 %: VaR 0[.][0-9]+, ES 0[.][0-9]+ [+]- 0[.]00[0-9]+")
  message(FATAL_ERROR "the consumer said:\n${said}")
endif()
file(WRITE ${work}/wrong.yaml "faultline: 1\nhorizon: 12m\nassets: {A: {volatility: 30}}\n")
execute_process(COMMAND ${work}/build/consumer ${work}/wrong.yaml RESULT_VARIABLE status ERROR_VARIABLE said)
if(NOT status EQUAL 2 OR NOT said MATCHES "wrong.yaml:3:[0-9]+: error")
  message(FATAL_ERROR "of a wrong file the consumer said (status ${status}):\n${said}")
endif()
