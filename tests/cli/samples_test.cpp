#include "samples.h"

#include "failures.h"
#include "faultline/compile.h"
#include "support/scenario.h"

#include <filesystem>

#include <gtest/gtest.h>
#include <netcdf.h>

namespace faultline::cli {
namespace {

namespace fs = std::filesystem;

class Samples : public ::testing::Test {
 protected:
  void SetUp() override {
    fs::remove_all(directory_);
    fs::create_directories(directory_);
  }
  void TearDown() override { fs::remove_all(directory_); }

  static std::string attribute(int file, const char* name) {
    std::size_t length = 0;
    EXPECT_EQ(nc_inq_attlen(file, NC_GLOBAL, name, &length), NC_NOERR) << name;
    std::string text(length, ' ');
    nc_get_att_text(file, NC_GLOBAL, name, text.data());
    return text;
  }

  fs::path directory_ =
      fs::path(::testing::TempDir()) /
      (std::string("faultline_") + ::testing::UnitTest::GetInstance()->current_test_info()->name());
};

TEST_F(Samples, HoldTheReturnsOfEveryPath) {
  const CompiledScenario scenario =
      compile(testing::model_of("faultline: 1\nhorizon: 12m\nstep: 3m\n"
                                "assets:\n  AAA: {volatility: 30%}\n  BBB: {volatility: 10%}\n"
                                "report: {horizons: [3m, 12m]}\n"))
          .value();
  const fs::path target = directory_ / "paths.nc";
  SimulateOptions options;
  options.threads = 2;
  RunInfo run;
  run.paths = 3 * leaf_paths + 17;
  run.requested_paths = 100'000;
  run.stopped_by = "time";
  EXPECT_TRUE(SampleFile(target).write(scenario, options, run, [] { return false; }));

  int file = -1, variable = -1, horizon = -1;
  ASSERT_EQ(nc_open(target.c_str(), NC_NOWRITE, &file), NC_NOERR);
  ASSERT_EQ(nc_inq_varid(file, "return", &variable), NC_NOERR);
  ASSERT_EQ(nc_inq_varid(file, "horizon", &horizon), NC_NOERR);
  const std::size_t second = 1;
  char* text = nullptr;
  ASSERT_EQ(nc_get_var1_string(file, horizon, &second, &text), NC_NOERR);
  EXPECT_STREQ(text, "12m");
  nc_free_string(1, &text);

  EXPECT_EQ(attribute(file, "stopped_by"), "time");
  EXPECT_EQ(attribute(file, "requested_paths"), "100000");

  for (const std::uint64_t path : {std::uint64_t{0}, leaf_paths - 1, leaf_paths, run.paths - 1}) {
    const std::vector<double> values = simulate_paths(scenario, options, std::vector<std::uint64_t>{path});
    for (std::size_t s = 0; s < 2; ++s) {
      for (std::size_t h = 0; h < 2; ++h) {
        const std::size_t at[] = {s, h, path};
        double written = 0.0;
        ASSERT_EQ(nc_get_var1_double(file, variable, at, &written), NC_NOERR);
        const ColumnId column = scenario.outputs.series[s].horizons[h].simple_return.value();
        EXPECT_EQ(written, values[static_cast<std::size_t>(column)]);
      }
    }
  }
  nc_close(file);
  EXPECT_EQ(std::distance(fs::directory_iterator(directory_), {}), 1);
}

TEST_F(Samples, PlacesThatCannotBeWrittenAreFoundBeforehand) {
  EXPECT_THROW(SampleFile("/proc/nowhere/paths.nc"), IoError);
  EXPECT_THROW(SampleFile{directory_}, IoError);
}

}  // namespace
}  // namespace faultline::cli
