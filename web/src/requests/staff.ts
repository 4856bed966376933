import { listActivityCodes, listAgents, listManagementUnits, type ActivityCode, type ManagementUnit } from '../api/organisation';

/** What whoever decides must know to read a request: who agents are, where they work, what activities are called. */
export interface Staff {
  names: ReadonlyMap<string, string>;
  sites: ManagementUnit[];
  codes: ActivityCode[];
}

export async function readStaff(businessUnitId: string): Promise<Staff> {
  const [agents, sites, codes] = await Promise.all([listAgents(), listManagementUnits(businessUnitId), listActivityCodes(businessUnitId)]);
  return { names: new Map(agents.map((one) => [one.id, one.name])), sites, codes };
}

/** What every view of the screen looks at: one management unit of a business unit, on its clocks. */
export interface Sight {
  businessUnitId: string;
  site: ManagementUnit;
  zone: string;
  staff: Staff;
}

export const agentName = ({ names }: Staff, id: string | null | undefined): string => (id ? (names.get(id) ?? id) : '');

export const codeName = ({ codes }: Staff, id: string): string => codes.find((one) => one.id === id)?.name ?? id;
