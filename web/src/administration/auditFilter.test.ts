import { expect, test } from 'vitest';
import { EMPTY_FORM, fieldsOf, filterOf } from './auditFilter';

test('days are those of the zone, and the last one is a whole one', () => {
  const filter = filterOf({ ...EMPTY_FORM, actor: ' system ', from: '2026-03-29', to: '2026-03-29' }, 'Europe/Berlin');
  expect(filter).toEqual({
    actor: 'system', action: undefined, entityType: undefined, entityId: undefined,
    from: '2026-03-28T23:00:00.000Z', to: '2026-03-29T22:00:00.000Z',
  });
});

test('a field that was added or is gone stands beside nothing', () => {
  const fields = fieldsOf({ table: 'agents', kind: 'update', key: {}, before: { name: 'Ana', teamId: 't' }, after: { name: 'Ana B', skills: [1] } });
  expect(fields).toEqual([
    { name: 'name', before: 'Ana', after: 'Ana B' },
    { name: 'skills', before: '–', after: '[1]' },
    { name: 'teamId', before: 't', after: '–' },
  ]);
});
