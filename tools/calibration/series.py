"""Daily closes from CSV files, and the log returns the estimators work on."""
import csv
import datetime
import math

import numpy as np


def read_closes(path, column):
    """{ISO date: close} of one column of a CSV file with a `date` column; blanks are left out."""
    with open(path, newline="", encoding="utf-8") as file:
        reader = csv.DictReader(file)
        if "date" not in (reader.fieldnames or []) or column not in reader.fieldnames:
            raise ValueError(f"{path}: needs the columns 'date' and '{column}', has {reader.fieldnames}")
        closes = {}
        for row in reader:
            if row[column]:
                closes[row["date"]] = close = float(row[column])
                if not (close > 0 and math.isfinite(close)):
                    raise ValueError(f"{path}: {column} on {row['date']} is {row[column]}, not a price")
        return closes


def log_returns(sessions, pieces):
    """Log returns over consecutive sessions, NaN where none is known.

    A series may come in several pieces, e.g. adjusted up to a date and unadjusted after it. A return is only taken
    inside one piece, never across two, so pieces on different levels may be joined; the first piece that knows wins.
    """
    returns = np.full(len(sessions) - 1, np.nan)
    for closes in reversed(pieces):
        for i in range(1, len(sessions)):
            before, now = closes.get(sessions[i - 1]), closes.get(sessions[i])
            if before is not None and now is not None:
                returns[i - 1] = math.log(now / before)
    return returns


def weekly(days, daily):
    """Sums daily log returns (rows: `days`) over ISO weeks; a week that lacks a day is NaN for that column.

    The first and the last week of the window may be cut short and are left out.
    """
    keys = [datetime.date.fromisoformat(day).isocalendar()[:2] for day in days]
    starts = [i for i, key in enumerate(keys) if i == 0 or key != keys[i - 1]]
    return np.add.reduceat(daily, starts, axis=0)[1:-1]
