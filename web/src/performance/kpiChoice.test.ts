import { expect, test } from 'vitest';
import type { KpiDefinition } from '../api/performance';
import { metricsFor, obstacleOf, queryOf } from './kpiChoice';

const kpi = (name: string, of: Partial<KpiDefinition>): KpiDefinition => ({ name, unit: 'contacts', formula: '', source: 'contacts', dimensions: ['businessUnitId', 'queueId'], aggregation: 'sum', ...of });
const offered = kpi('offered', {});
const adherence = kpi('adherence', { source: 'agents', unit: 'percent', dimensions: ['businessUnitId', 'agentId'] });
const paid = kpi('paidCost', { source: 'agents', unit: 'money', dimensions: ['businessUnitId', 'agentId'] });
const attempts = kpi('attempts', { source: 'campaigns', dimensions: ['campaignId'] });
const all = [offered, adherence, paid, attempts];

test('a KPI is offered by the dimensions it has', () => {
  expect(obstacleOf(adherence, { dimension: 'queueId', metrics: [] }, all, true)).toBe('dimension');
  expect(obstacleOf(adherence, { dimension: 'agentId', metrics: [] }, all, true)).toBeNull();
});

test('KPIs of campaigns are asked for by themselves', () => {
  expect(obstacleOf(attempts, { dimension: null, metrics: ['offered'] }, all, true)).toBe('source');
  expect(obstacleOf(offered, { dimension: null, metrics: ['attempts'] }, all, true)).toBe('source');
  expect(obstacleOf(adherence, { dimension: null, metrics: ['offered'] }, all, true)).toBeNull();
});

test('money is for those who may see it', () => {
  expect(obstacleOf(paid, { dimension: null, metrics: [] }, all, false)).toBe('money');
});

test('another dimension leaves the KPIs that have it', () => {
  expect(metricsFor('agentId', ['offered', 'adherence'], all)).toEqual(['adherence']);
  expect(metricsFor(null, ['offered', 'adherence'], all)).toEqual(['offered', 'adherence']);
});

test('the last day is included, and a business unit is asked for where there are units', () => {
  const choice = { from: '2026-11-01', to: '2026-11-30', granularity: 'Day' as const, dimension: null, metrics: ['offered'] };
  const unit = { id: 'u', timeZone: 'Asia/Shanghai' };
  expect(queryOf(choice, all, unit, () => '2026-12-01')).toMatchObject({ interval: '2026-11-01/2026-12-01', groupBy: [], filter: { businessUnitId: ['u'] } });
  expect(queryOf({ ...choice, metrics: ['attempts'] }, all, unit, () => '2026-12-01').filter).toEqual({});
});
