#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace faultline {

/// The common factor of multivariate Student-t innovations scaled to unit variance: z * factor(word) is
/// Student-t of `dof` times sqrt((dof - 2) / dof).
///
///     factor = sqrt((dof - 2) / max(Q(u), Q(1e-6))),  Q the chi-square(dof) quantile, u = (word + 1/2) 2^-32
///
/// E[factor^2] = 1 but for the floor. Piecewise cubic in the octaves of u and 1 - u; relative error at most
/// 1e-7.
class MixingTable {
 public:
  /// dof > 2.
  explicit MixingTable(double dof);

  double factor(std::uint32_t word) const;
  /// out[i] = factor(words[i]), the same bits.
  void factors(const std::uint32_t* words, std::size_t n, double* out) const;

  double dof() const { return dof_; }

 private:
  struct Lookup {
    const double* coefficients;
    double floor_factor;
    std::uint32_t floor_word;
    double operator()(std::uint32_t word) const;
  };
  Lookup lookup() const;

  double dof_;
  std::uint32_t floor_word_;  ///< words below it lie below the floor
  double floor_factor_;
  std::vector<double> coefficients_;
};

}  // namespace faultline
