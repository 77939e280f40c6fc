#include "math/linear.h"

#include "core/contract.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include <Eigen/Dense>

namespace faultline {
namespace {

using Matrix = Eigen::MatrixXd;

/// Both triangles from the lower one.
Matrix symmetric_from_lower(const SquareMatrix& a) {
  const auto n = static_cast<Eigen::Index>(a.size());
  Matrix m(n, n);
  for (Eigen::Index i = 0; i < n; ++i) {
    for (Eigen::Index j = 0; j <= i; ++j) {
      m(i, j) = m(j, i) = a(static_cast<std::size_t>(i), static_cast<std::size_t>(j));
    }
  }
  return m;
}

/// The nearest positive semi-definite matrix: negative eigenvalues cut off.
Matrix without_negative_part(const Matrix& m) {
  const Eigen::SelfAdjointEigenSolver<Matrix> solver(m);
  const Eigen::VectorXd kept = solver.eigenvalues().cwiseMax(0.0);
  const Matrix product = solver.eigenvectors() * kept.asDiagonal() * solver.eigenvectors().transpose();
  return 0.5 * (product + product.transpose());
}

}  // namespace

SquareMatrix::SquareMatrix(std::size_t n, std::vector<double> row_major)
    : n_(n), values_(std::move(row_major)) {
  FAULTLINE_EXPECT(values_.size() == n * n);
}

SquareMatrix SquareMatrix::identity(std::size_t n) {
  SquareMatrix m(n);
  for (std::size_t i = 0; i < n; ++i) m(i, i) = 1.0;
  return m;
}

double smallest_eigenvalue(const SquareMatrix& symmetric) {
  if (symmetric.size() == 0) return std::numeric_limits<double>::infinity();
  const Eigen::SelfAdjointEigenSolver<Matrix> solver(symmetric_from_lower(symmetric), Eigen::EigenvaluesOnly);
  return solver.eigenvalues()(0);
}

std::optional<SquareMatrix> cholesky_lower(const SquareMatrix& a, double tolerance) {
  const std::size_t n = a.size();
  SquareMatrix lower(n);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      double rest = a(i, j);
      for (std::size_t k = 0; k < j; ++k) rest -= lower(i, k) * lower(j, k);
      if (i == j) {
        const double zero = tolerance * a(i, i);
        if (!(rest >= -zero)) return std::nullopt;
        lower(i, i) = rest > zero ? std::sqrt(rest) : 0.0;
      } else if (lower(j, j) > 0.0) {
        lower(i, j) = rest / lower(j, j);
      } else if (rest * rest > tolerance * a(i, i) * a(j, j)) {  // Cauchy-Schwarz against the zero pivot
        return std::nullopt;
      }
    }
  }
  return lower;
}

NearestCorrelation nearest_correlation(const SquareMatrix& symmetric) {
  constexpr int most_iterations = 20'000;
  constexpr double settled = 1e-12;
  const Matrix input = symmetric_from_lower(symmetric);
  NearestCorrelation result{SquareMatrix(symmetric.size())};
  if (symmetric.size() == 0) return result;

  Matrix y = input;
  Matrix correction = Matrix::Zero(input.rows(), input.cols());
  for (; result.iterations < most_iterations; ++result.iterations) {
    const Matrix shifted = y - correction;
    const Matrix x = without_negative_part(shifted);
    correction = x - shifted;
    Matrix next = x;
    next.diagonal().setOnes();
    const double moved = (next - y).cwiseAbs().maxCoeff();
    y = std::move(next);
    if (moved <= settled) break;
  }
  // The last iterate has a unit diagonal and is semi-definite but for the stopping error; this removes the
  // rest.
  const Matrix cut = without_negative_part(y);
  const Eigen::VectorXd scale = cut.diagonal().cwiseSqrt().cwiseInverse();
  Matrix final = scale.asDiagonal() * cut * scale.asDiagonal();
  final.diagonal().setOnes();

  for (std::size_t i = 0; i < symmetric.size(); ++i) {
    for (std::size_t j = 0; j < symmetric.size(); ++j) {
      result.matrix(i, j) =
          final(static_cast<Eigen::Index>(std::max(i, j)), static_cast<Eigen::Index>(std::min(i, j)));
    }
  }
  result.frobenius_change = (final - input).norm();
  result.max_change = (final - input).cwiseAbs().maxCoeff();
  return result;
}

}  // namespace faultline
