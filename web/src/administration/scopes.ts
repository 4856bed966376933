import type { AccessScope } from '../api/administration';
import { listBusinessUnits, listTeams, type ManagementUnit } from '../api/organisation';
import { getAll } from '../api/request';

/** A unit that somebody can be limited to, with the names of those it is in. */
export interface ScopeChoice {
  key: string;
  name: string;
  scope: AccessScope;
}

/** What a scope is known by in a form. */
export const keyOf = (scope: AccessScope): string => Object.entries(scope).flat().join(' ');

/** All units, those inside another behind it. */
export async function readUnits(): Promise<ScopeChoice[]> {
  const [units, sites, teams] = await Promise.all([listBusinessUnits(), getAll<ManagementUnit>('/management-units'), listTeams()]);
  const choice = (name: string, scope: AccessScope): ScopeChoice => ({ key: keyOf(scope), name, scope });
  return units.flatMap((unit) => [
    choice(unit.name, { businessUnitId: unit.id }),
    ...sites
      .filter((site) => site.businessUnitId === unit.id)
      .flatMap((site) => [
        choice(`${unit.name} / ${site.name}`, { managementUnitId: site.id }),
        ...teams.filter((team) => team.managementUnitId === site.id).map((team) => choice(`${unit.name} / ${site.name} / ${team.name}`, { teamId: team.id })),
      ]),
  ]);
}

/** The names of somebody's units; those that are gone have none. */
export const namesOf = (scopes: AccessScope[], units: ScopeChoice[], gone: string): string[] =>
  scopes.map((scope) => units.find((unit) => unit.key === keyOf(scope))?.name ?? gone);
