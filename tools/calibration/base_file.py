"""The text of a base market file, from the estimates."""
import shlex
import textwrap

import numpy as np

from .estimators import BLOCK_DAYS, REPLICATIONS, smallest_eigenvalue

RISK_FREE = "4%"
EQUITY_PREMIUM = "4.5%"

# In the order of the file, which is the order of the Cholesky factor: append, never insert.
ASSETS = {
    "AAPL": "Apple",
    "BABA": "Alibaba (ADR)",
    "NVDA": "Nvidia",
    "MSFT": "Microsoft",
    "AMZN": "Amazon",
    "GOOGL": "Alphabet",
    "AMD": "AMD",
    "TSM": "TSMC (ADR)",
    "AVGO": "Broadcom",
    "TCEHY": "Tencent (ADR, over the counter)",
    "BIDU": "Baidu (ADR)",
}

TEXT = """\
# Derived figures only, written by tools/calibrate. To derive them again, in the folder of the prices:
#   {command}
faultline: 1
title: US and Chinese technology shares, {first} to {last}
description: >-
{description}
sources:
  daily-closes:
    title: Daily closes adjusted for splits and dividends, from a public market data vendor; not part of this project
horizon: 12m
step: 1w

parameters:
  risk_free: {{value: {risk_free}, range: [3%, 5%], basis: judgement, note: near US Treasury yields of 2025}}
  equity_premium: {{value: {premium}, range: [3%, 6%], basis: judgement, note: expected return of the market over risk_free}}

assets:
{assets}
dependence:
  correlation:
{correlation}
  of: total
  innovations: student_t({nu:.1f})
"""


DESCRIPTION = """\
Base market for scenarios to extend: assets, their dependence and a neutral drift; no shocks, no portfolios.
Window: daily closes {first} to {last}, {days} daily log returns.
Volatility: standard deviation of daily log returns, 252 days a year.
Correlations: of daily log returns, each pair on the days both are known (at least {pair_days}); standard errors
{corr_error_low:.2f} to {corr_error_high:.2f}, smallest eigenvalue {eigenvalue:.2f}, nothing repaired.
Errors after +- are one standard error by circular block bootstrap ({replications} samples of {block}-day blocks, all
series together).
Beta: slope on {market}, whose volatility in the window is {market_volatility} +- {market_error}{alternative}. The assets
carry no betas, so that a file which extends this one may set total volatilities; the betas stand in drifts and notes.
Tails: joint Student-t by maximum likelihood on {weeks} weekly log returns (the grid is weekly) of the {t_series} assets
known throughout: {nu:.1f} degrees of freedom, 68.3% interval {nu_low:.1f} to {nu_high:.1f} (profile likelihood, weeks taken
as independent).
Volatility and tails contain the shocks of the window: a scenario that adds its own should set total volatility for
the assets it hits.
Drift is an assumption, not the window's mean: risk-free rate plus beta times an equity premium.
"""


def percent(value):
    return f"{100 * value:.1f}%"


def asset_text(name, i, market, columns, span, caveat):
    note = f"volatility +- {percent(market.volatility_error[i])}"
    for k, other in enumerate(columns):
        beta, error = market.beta[i, k + len(ASSETS)], market.beta_error[i, k + len(ASSETS)]
        note += f"; beta {beta:.2f} +- {error:.2f} to {other}"
    if span:
        note += f"; {market.count[i, i]} days known, {span[0]} to {span[1]}"
    if caveat:
        note += f"; {caveat}"
    return (f"  {name}:\n"
            f"    label: {ASSETS[name]}\n"
            f"    volatility: {percent(market.volatility[i])}\n"
            f"    drift: risk_free + {market.beta[i, len(ASSETS)]:.2f} * equity_premium\n"
            f"    basis: calibrated\n"
            f"    source: daily-closes\n"
            f'    note: "{note}"\n')


def correlation_text(correlation):
    names = list(ASSETS)
    rows = []
    for i in range(1, len(names)):
        pairs = ", ".join(f"{names[j]}: {correlation[i, j]:.2f}" for j in range(i))
        rows.append(f"    {names[i]}: {{{pairs}}}")
    return "\n".join(rows)


def base_file(arguments, sessions, market, columns, spans, caveats, tails):
    """The file. `columns`: the market series after the assets; `spans`: (first, last) of assets not known throughout;
    `caveats`: words for the notes; `tails`: (nu, low, high, weeks)."""
    k = len(ASSETS)
    correlation = np.round(market.correlation[:k, :k], 2)
    eigenvalue = smallest_eigenvalue(correlation)
    if eigenvalue <= 0:
        raise ValueError(f"the correlations, rounded, have the eigenvalue {eigenvalue:.4f}: take a longer window")
    lower = np.tril_indices(k, -1)
    alternative = ""
    if len(columns) > 1:
        alternative = f" ({columns[1]}, {percent(market.volatility[k + 1])}, is the equal-weighted alternative)"
    description = DESCRIPTION.format(
        first=sessions[0], last=sessions[-1], days=len(sessions) - 1, pair_days=market.count[:k, :k].min(),
        corr_error_low=market.correlation_error[:k, :k][lower].min(),
        corr_error_high=market.correlation_error[:k, :k][lower].max(), eigenvalue=eigenvalue,
        replications=REPLICATIONS, block=BLOCK_DAYS, market=columns[0],
        market_volatility=percent(market.volatility[k]), market_error=percent(market.volatility_error[k]),
        alternative=alternative, weeks=tails[3], t_series=k - len(spans), nu=tails[0], nu_low=tails[1], nu_high=tails[2])
    return TEXT.format(
        command=shlex.join(["tools/calibrate", *arguments]), first=sessions[0], last=sessions[-1],
        description=textwrap.fill(description, 110, initial_indent="  ", subsequent_indent="  "),
        risk_free=RISK_FREE, premium=EQUITY_PREMIUM, nu=tails[0],
        assets="\n".join(asset_text(name, i, market, columns, spans.get(name), caveats.get(name))
                         for i, name in enumerate(ASSETS)),
        correlation=correlation_text(correlation))
