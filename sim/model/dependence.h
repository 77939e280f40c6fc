#pragma once

#include "language/fields.h"
#include "model/market.h"

#include <span>

namespace faultline {

/// Reads `dependence`: the listed pairs, their meaning, the innovations, `repair`.
void read_dependence(const Node& root, Market& market, ReadContext& context);

/// Derives residual volatilities and the residual correlation of every pair of noises from the base values.
///
///     sigma_a dW_a = sum_f beta_af vol_f dW_f + s_a deps_a,   s_a^2 = sigma_a^2 - sum_fg beta_af beta_ag
///     vol_f vol_g R_fg rho_ab sigma_a sigma_b = sum_fg beta_af beta_bg vol_f vol_g R_fg + s_b sum_f beta_af
///     vol_f R(f, eps_b)
///                              + s_a sum_f beta_bf vol_f R(f, eps_a) + s_a s_b R(eps_a, eps_b)
///
/// for a listed total correlation rho_ab of two assets; for an asset and a process p:
/// rho_ap sigma_a = sum_f beta_af vol_f R(f, p) + s_a R(eps_a, p). Pairs of factors and processes, and a
/// factor with an asset that has no betas, are given directly. `volatility` is per asset that of the
/// diffusion [1/sqrt(year)].
///
/// Errors: the systematic part exceeds the volatility; no residual correlation gives the listed one; the
/// matrix is not positive semi-definite (unless `repair: nearest`, which is a warning that states the
/// change).
void derive_dependence(std::span<const double> volatility, Market& market, Diagnostics& diagnostics);

/// Correlation of the diffusions of two noises as the model has it (factors' part included).
double total_correlation(const Market& market, std::span<const double> volatility, std::uint32_t a,
                         std::uint32_t b);

std::vector<FieldDoc> dependence_docs();

}  // namespace faultline
