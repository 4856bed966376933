import { getAll, request } from './request';
import type { RosterChange } from './rosterWhatIfs';
import { runOf } from './runs';
import type { Schedule } from './schedules';

/** A change of demand: an object with one member; of all planning groups where none is named. */
export type DemandChange = { changeVolume: { percent: number } } | { changeHandleTime: { percent: number } } | { changeShrinkage: { shrinkagePercent: number } };

/** Prices; those that are left out are the business unit's cost rates. */
export interface ScenarioMoney {
  costOfPaidHour?: number;
  costOfLostContact?: number;
}

/** A branch of the plan of some weeks, to be played. */
export interface NewPlanScenario {
  name: string;
  weekDate: string;
  weekCount: number;
  shortTermForecastId: string;
  demandChanges: DemandChange[];
  changes: RosterChange[];
  money: ScenarioMoney;
  seed?: number;
  timeLimitSeconds?: number;
  replications?: number;
}

export interface PlanScenario extends NewPlanScenario {
  id: string;
  businessUnitId: string;
  createdAt: string;
  /** Whether the time was up before the search ended by itself. */
  stopped: boolean;
  heads: { agents: number; scheduledAgents: number; shifts: number; paidHours: number };
  service: { planningGroupId: string; planningGroupName: string; probabilityOfMeetingGoal: { share: number } | null }[];
  cost: { wages: number; overtime: number; lostContacts: number; total: number };
  prices?: { currency?: string };
  /** The draft that was made of it, while it is there. */
  scheduleIdOfDraft?: string;
}

export const FIGURE_KINDS = ['heads', 'service', 'money', 'fairness'] as const;
export type FigureKind = (typeof FIGURE_KINDS)[number];

/** One figure of all scenarios, and how far each is from the first. */
export interface ComparedFigure {
  kind: FigureKind;
  figure: string;
  planningGroupId?: string;
  planningGroupName?: string;
  values: (number | null)[];
  differences: (number | null)[];
}

export interface ScenarioComparison {
  scenarios: { id: string; name: string }[];
  /** What besides the changes is not the same in all, by the names of the API's fields. */
  differIn: string[];
  figures: ComparedFigure[];
}

const root = (businessUnitId: string) => `/business-units/${businessUnitId}/scenarios`;
const path = (scenario: PlanScenario) => `${root(scenario.businessUnitId)}/${scenario.id}`;

/** The newest first. */
export const listScenarios = (businessUnitId: string): Promise<PlanScenario[]> => getAll(root(businessUnitId));

/** Asks to play a branch of the plan and gives the id of the run, which is that of the scenario. */
export const playScenario = async (businessUnitId: string, scenario: NewPlanScenario): Promise<string> =>
  runOf(await request('POST', root(businessUnitId), { body: scenario }));

export const compareScenarios = async (businessUnitId: string, scenarioIds: string[]): Promise<ScenarioComparison> =>
  (await request<ScenarioComparison>('POST', `${root(businessUnitId)}/compare`, { body: { scenarioIds }, idempotencyKey: null })).body;

/** Makes a draft schedule of a scenario's roster. */
export const adoptScenario = async (scenario: PlanScenario): Promise<Schedule> => (await request<Schedule>('POST', `${path(scenario)}/adopt`)).body;

export const deleteScenario = (scenario: PlanScenario): Promise<unknown> => request('DELETE', path(scenario));
