import { listForecasts } from '../api/forecasts';
import { listBusinessUnits, listPlanningGroups, type BusinessUnit, type PlanningGroup } from '../api/organisation';
import { agentSchedule } from '../api/schedules';
import { WeekGrid, addDays, localDate, weekStart } from '../time/weekGrid';
import { Loader } from './loader.svelte';
import { route } from './route.svelte';
import { session } from './session.svelte';

/** What every screen looks at: the business unit, its week, its planning groups. Kept in the address. */
class Planning {
  units = new Loader<BusinessUnit[]>();
  groups = new Loader<PlanningGroup[]>();
  /** The week that was forecast last: where the work is. */
  private busiest: string | null = $state(null);

  get unit(): BusinessUnit | undefined {
    const all = this.units.value ?? [];
    return all.find((unit) => unit.id === route.param('unit')) ?? all[0];
  }

  /** The first day of the chosen week; where none is chosen, of the one forecast last, else of next week. */
  get weekDate(): string {
    const unit = this.unit;
    const chosen = route.param('week') ?? this.busiest;
    if (!unit) return chosen ?? '';
    const today = localDate(Date.now(), unit.timeZone);
    return weekStart(chosen ?? addDays(today, 7), unit.startDayOfWeek);
  }

  get grid(): WeekGrid | undefined {
    return this.unit && new WeekGrid(this.weekDate, this.unit.timeZone, this.unit.intervalLengthMinutes);
  }

  get group(): PlanningGroup | undefined {
    const all = this.groups.value ?? [];
    return all.find((group) => group.id === route.param('group')) ?? all[0];
  }

  groupName(id: string): string {
    return this.groups.value?.find((group) => group.id === id)?.name ?? id;
  }

  /** Reads the business units, and settles on a week before any screen asks for one. */
  async load(): Promise<void> {
    await this.units.load(() => this.find());
    await this.loadGroups();
  }

  private async find(): Promise<BusinessUnit[]> {
    const units = await this.seen();
    const unit = units.find((one) => one.id === route.param('unit')) ?? units[0];
    if (unit && session.isStaff && route.param('week') === null) this.busiest = (await listForecasts(unit.id, 'recent')).at(-1)?.weekDate ?? null;
    return units;
  }

  /** Agents look at nothing but the business unit they work in; the service lists them all. */
  private async seen(): Promise<BusinessUnit[]> {
    const units = await listBusinessUnits();
    const agentId = session.user?.role === 'agent' ? session.user.agentId : null;
    if (!agentId || units.length < 2) return units;
    const { businessUnitId } = await agentSchedule(agentId);
    return units.filter((one) => one.id === businessUnitId);
  }

  async loadGroups(): Promise<void> {
    const unit = this.unit;
    if (unit && session.isStaff) await this.groups.load(() => listPlanningGroups(unit.id));
  }

  chooseUnit(id: string): void {
    route.look({ unit: id, group: null });
    void this.loadGroups();
  }

  chooseWeek(date: string): void {
    const unit = this.unit;
    if (unit && /^\d{4}-\d\d-\d\d$/.test(date)) route.look({ week: weekStart(date, unit.startDayOfWeek), day: null });
  }
}

export const planning = new Planning();
