import type { AuditChange, AuditFilter } from '../api/auditLog';
import { instantAt } from '../time/localClock';

/** What is typed above the log. */
export interface AuditForm {
  actor: string;
  action: string;
  entityType: string;
  entityId: string;
  /** Local dates, both included; empty for any. */
  from: string;
  to: string;
}

export const EMPTY_FORM: AuditForm = { actor: '', action: '', entityType: '', entityId: '', from: '', to: '' };

const DAY_MS = 86_400_000;

const dayAfter = (date: string): string => new Date(Date.parse(`${date}T00:00Z`) + DAY_MS).toISOString().slice(0, 10);

const midnight = (date: string, zone: string): string | undefined => {
  const instant = date === '' ? null : instantAt(`${date}T00:00`, zone);
  return instant === null ? undefined : new Date(instant).toISOString();
};

/** The form as the service takes it, its days those of a time zone. */
export function filterOf(form: AuditForm, zone: string): AuditFilter {
  const said = (text: string): string | undefined => text.trim() || undefined;
  return {
    actor: said(form.actor),
    action: said(form.action),
    entityType: said(form.entityType),
    entityId: said(form.entityId),
    from: midnight(form.from, zone),
    to: form.to === '' ? undefined : midnight(dayAfter(form.to), zone),
  };
}

/** A field that a change tells: what it was, and what it is. */
export interface ChangedField {
  name: string;
  before: string;
  after: string;
}

const text = (value: unknown): string => (value === undefined || value === null ? '–' : typeof value === 'string' ? value : JSON.stringify(value));

/** The fields of a change in the order of their names. */
export function fieldsOf({ before, after }: AuditChange): ChangedField[] {
  const names = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})]);
  return [...names].sort().map((name) => ({ name, before: text(before?.[name]), after: text(after?.[name]) }));
}
