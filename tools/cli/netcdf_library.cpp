#include "netcdf_library.h"

#include "failures.h"

#include <dlfcn.h>
#include <fmt/format.h>

namespace faultline::cli {
namespace {

/// Its functions are kept until the program ends.
class LoadedLibrary {
 public:
  explicit LoadedLibrary(const char* name) : handle_(::dlopen(name, RTLD_NOW | RTLD_LOCAL)) {
    if (handle_ == nullptr) fail();
  }

  template <class Function>
  void find(const char* name, Function*& function) const {
    function = reinterpret_cast<Function*>(::dlsym(handle_, name));
    if (function == nullptr) fail();
  }

 private:
  [[noreturn]] static void fail() {
    throw IoError(fmt::format("samples need the NetCDF library: {}", ::dlerror()));
  }

  void* handle_;
};

NetcdfLibrary load() {
  const LoadedLibrary library(FAULTLINE_NETCDF_LIBRARY);
  NetcdfLibrary functions{};
  library.find("nc_close", functions.close);
  library.find("nc_create", functions.create);
  library.find("nc_def_dim", functions.def_dim);
  library.find("nc_def_var", functions.def_var);
  library.find("nc_def_var_chunking", functions.def_var_chunking);
  library.find("nc_enddef", functions.enddef);
  library.find("nc_put_att_text", functions.put_att_text);
  library.find("nc_put_var1_double", functions.put_var1_double);
  library.find("nc_put_var1_string", functions.put_var1_string);
  library.find("nc_put_vara_double", functions.put_vara_double);
  library.find("nc_put_vara_ulonglong", functions.put_vara_ulonglong);
  library.find("nc_strerror", functions.strerror);
  return functions;
}

}  // namespace

const NetcdfLibrary& netcdf() {
  static const NetcdfLibrary library = load();
  return library;
}

}  // namespace faultline::cli
