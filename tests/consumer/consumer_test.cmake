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
step(${work}/build/consumer)
