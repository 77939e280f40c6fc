#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace faultline {

/// A dense n x n matrix, row-major.
class SquareMatrix {
 public:
  SquareMatrix() = default;
  explicit SquareMatrix(std::size_t n) : n_(n), values_(n * n, 0.0) {}
  SquareMatrix(std::size_t n, std::vector<double> row_major);
  static SquareMatrix identity(std::size_t n);

  std::size_t size() const { return n_; }
  double operator()(std::size_t row, std::size_t column) const { return values_[row * n_ + column]; }
  double& operator()(std::size_t row, std::size_t column) { return values_[row * n_ + column]; }
  std::span<const double> values() const { return values_; }

  friend bool operator==(const SquareMatrix&, const SquareMatrix&) = default;

 private:
  std::size_t n_ = 0;
  std::vector<double> values_;
};

/// Smallest eigenvalue of a symmetric matrix; the lower triangle is read. +inf for a 0 x 0 matrix.
double smallest_eigenvalue(const SquareMatrix& symmetric);

/// Lower triangular L with L L^T = matrix, for positive semi-definite matrices; the lower triangle is read. A
/// pivot within `tolerance` times the diagonal of zero gives a zero column. Nothing when a pivot is more
/// negative or when a zero pivot's column is not zero within what that pivot allows (the matrix is
/// indefinite). Rows keep their order, and row i depends on the rows up to i only: appending a row leaves the
/// earlier ones bit for bit as they were.
std::optional<SquareMatrix> cholesky_lower(const SquareMatrix& symmetric, double tolerance = 1e-10);

struct NearestCorrelation {
  SquareMatrix matrix;            ///< unit diagonal, positive semi-definite within 1e-10
  double frobenius_change = 0.0;  ///< ||matrix - input||_F
  double max_change = 0.0;        ///< largest |entry change|
  int iterations = 0;
};

/// The correlation matrix nearest to a symmetric one in the Frobenius norm: alternating projections with
/// Dykstra's correction, stopped when an iteration moves no entry by more than 1e-12 (at most 20,000 of
/// them). Higham, N. J. (2002). Computing the nearest correlation matrix - a problem from finance. IMA J.
/// Numer. Anal. 22.
NearestCorrelation nearest_correlation(const SquareMatrix& symmetric);

}  // namespace faultline
