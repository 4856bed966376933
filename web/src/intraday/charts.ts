import type { IntradayDay, IntradayGroup } from '../api/intraday';
import type { TimeChartModel } from '../charts/chartOptions';
import { t } from '../state/language.svelte';
import { openStretch, startsOf } from './dayInFigures';

export type ChartMetric = 'contacts' | 'handleTime' | 'service';

const frame = (day: IntradayDay, group: IntradayGroup) => ({ starts: startsOf(day, group), zone: day.timeZone, shown: openStretch(group), mark: Date.parse(day.asOf) / 1_000 });

/** What came and what is expected now, against the forecast. */
export function metricChart(metric: ChartMetric, day: IntradayDay, group: IntradayGroup): TimeChartModel {
  const told = group.forecastDataPerInterval;
  const actual = group.actualDataPerInterval;
  const observed = Date.parse(group.observedUntil) / 1_000;
  const starts = startsOf(day, group);
  const ahead = <T>(values: T[]) => values.map((value, index) => ((starts[index] ?? 0) >= observed ? value : null));
  if (metric === 'contacts') {
    return {
      ...frame(day, group),
      band: [0, 1],
      series: [
        { label: t('today.p90'), values: told.map((one) => one.expectedOfferedP90 ?? null), color: '--chart-band', edge: true },
        { label: t('today.p10'), values: told.map((one) => one.expectedOfferedP10 ?? null), color: '--chart-band', edge: true },
        { label: t('today.told'), values: told.map((one) => one.offered), color: '--chart-past', dash: [5, 3] },
        { label: t('today.now'), values: ahead(told.map((one) => one.expectedOffered)), color: '--chart-mean', width: 2 },
        { label: t('today.cameLine'), values: actual.map((one) => one?.offered ?? null), color: '--ink', dots: 'withLine', digits: 0 },
      ],
    };
  }
  if (metric === 'handleTime') {
    return {
      ...frame(day, group),
      series: [
        { label: t('today.told'), values: told.map((one) => one.averageHandleTimeSeconds), color: '--chart-past', dash: [5, 3], digits: 0 },
        { label: t('today.now'), values: ahead(told.map((one) => one.expectedAverageHandleTimeSeconds)), color: '--chart-mean', width: 2, digits: 0 },
        { label: t('today.cameLine'), values: actual.map((one) => one?.averageHandleTimeSeconds ?? null), color: '--ink', dots: 'withLine', digits: 0 },
      ],
    };
  }
  const percent = (value: number | null | undefined) => (value === null || value === undefined ? null : 100 * value);
  return {
    ...frame(day, group),
    series: [
      { label: t('intraday.predicted'), values: group.performancePredictionDataPerInterval.map((one) => one.serviceLevelPercent), color: '--chart-mean', width: 2 },
      { label: t('intraday.counted'), values: actual.map((one) => percent(one?.serviceLevel)), color: '--ink', dots: 'withLine' },
    ],
  };
}

/** Heads: what is required for what came or is expected, who is planned, who was and who will be there. */
export function headsChart(day: IntradayDay, group: IntradayGroup): TimeChartModel {
  const heads = group.scheduleDataPerInterval;
  return {
    ...frame(day, group),
    series: [
      { label: t('intraday.required'), values: heads.map((one) => one.required), color: '--chart-required', stepped: true, width: 2, digits: 0 },
      { label: t('intraday.scheduled'), values: heads.map((one) => one.scheduled), color: '--chart-past', stepped: true, dash: [5, 3] },
      { label: t('intraday.present'), values: heads.map((one) => one.present), color: '--ink', stepped: true },
      { label: t('intraday.expected'), values: heads.map((one) => one.expected), color: '--chart-scheduled', stepped: true, width: 2 },
    ],
  };
}
