#include "netcdf_library.h"

#include "failures.h"

#include <dlfcn.h>
#include <fmt/format.h>

namespace faultline::cli {
namespace {

[[noreturn]] void fail() {
  throw IoError(fmt::format("samples need the NetCDF library: {}", ::dlerror()));
}

/// Whatever function it is.
struct Address {
  template <class Function>
  operator Function*() const {
    return reinterpret_cast<Function*>(place);
  }
  void* place;
};

/// It stays loaded until the program ends.
NetcdfLibrary load() {
  void* library = ::dlopen(FAULTLINE_NETCDF_LIBRARY, RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) fail();
  const auto find = [library](const char* name) {
    void* place = ::dlsym(library, name);
    if (place == nullptr) fail();
    return Address{place};
  };
  // Files are closed one by one; what HDF5 does at the end of the program crashes after a full disk.
  if (void* place = ::dlsym(library, "H5dont_atexit"); place != nullptr) reinterpret_cast<int (*)()>(place)();
  return {.close = find("nc_close"),
          .create = find("nc_create"),
          .def_dim = find("nc_def_dim"),
          .def_var = find("nc_def_var"),
          .def_var_chunking = find("nc_def_var_chunking"),
          .enddef = find("nc_enddef"),
          .put_att_text = find("nc_put_att_text"),
          .put_var1_double = find("nc_put_var1_double"),
          .put_var1_string = find("nc_put_var1_string"),
          .put_vara_double = find("nc_put_vara_double"),
          .put_vara_ulonglong = find("nc_put_vara_ulonglong"),
          .strerror = find("nc_strerror")};
}

}  // namespace

const NetcdfLibrary& netcdf() {
  static const NetcdfLibrary library = load();
  return library;
}

}  // namespace faultline::cli
