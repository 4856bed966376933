"""One series by Prophet: daily and weekly seasons, holidays, and a yearly season from a year and a half of history on.

Input: JSON with timestamps, values, ahead, holidays. Output: JSON with cpu_seconds and mean.
"""

import json
import logging
import os
import sys

import pandas as pd
from prophet import Prophet

for name in ("prophet", "cmdstanpy"):
    logging.getLogger(name).setLevel(logging.ERROR)


def cpu_seconds():
    """Of this process and of its finished children: Prophet fits in a child."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


question = json.load(sys.stdin)
history = pd.DataFrame({"ds": pd.to_datetime(question["timestamps"]), "y": question["values"]})
ahead = pd.DataFrame({"ds": pd.to_datetime(question["ahead"])})
holidays = pd.DataFrame(question["holidays"], columns=["ds", "holiday"])
days = (history.ds.iloc[-1] - history.ds.iloc[0]).days
start = cpu_seconds()
model = Prophet(
    interval_width=0.8,
    seasonality_mode="multiplicative",
    daily_seasonality=12,
    weekly_seasonality=True,
    yearly_seasonality=days >= 548,
    holidays=holidays if len(holidays) else None,
    uncertainty_samples=300,
)
model.fit(history)
forecast = model.predict(ahead)
spent = cpu_seconds() - start
json.dump({"cpu_seconds": spent, "mean": forecast.yhat.clip(lower=0).tolist()}, sys.stdout)
