#pragma once

#include <netcdf.h>

namespace faultline::cli {

/// The functions of libnetcdf that are used here, without their prefix. The library brings some forty others,
/// which take longer to load than all of the program, so it is loaded when samples are first written.
struct NetcdfLibrary {
  decltype(&::nc_close) close;
  decltype(&::nc_create) create;
  decltype(&::nc_def_dim) def_dim;
  decltype(&::nc_def_var) def_var;
  decltype(&::nc_def_var_chunking) def_var_chunking;
  decltype(&::nc_enddef) enddef;
  decltype(&::nc_put_att_text) put_att_text;
  decltype(&::nc_put_var1_double) put_var1_double;
  decltype(&::nc_put_var1_string) put_var1_string;
  decltype(&::nc_put_vara_double) put_vara_double;
  decltype(&::nc_put_vara_ulonglong) put_vara_ulonglong;
  decltype(&::nc_strerror) strerror;
};

/// IoError when it is not there.
const NetcdfLibrary& netcdf();

}  // namespace faultline::cli
