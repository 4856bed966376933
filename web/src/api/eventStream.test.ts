import { expect, test } from 'vitest';
import { FrameReader } from './eventStream';

test('the first frame tells where the stream begins', () => {
  expect(new FrameReader().push('retry: 2000\nid: 4711\n\n')).toEqual([{ id: '4711', event: 'message', data: null }]);
});

test('a frame that comes in pieces is told once it is whole', () => {
  const reader = new FrameReader();
  expect(reader.push('id: 4712\nda')).toEqual([]);
  expect(reader.push('ta: {"a":1}\n')).toEqual([]);
  expect(reader.push('\nid: 4713\n\n')).toEqual([
    { id: '4712', event: 'message', data: '{"a":1}' },
    { id: '4713', event: 'message', data: null },
  ]);
});

test('a sign of life carries the place reached and nothing else', () => {
  expect(new FrameReader().push(': still here\nid: 4720\n\n')).toEqual([{ id: '4720', event: 'message', data: null }]);
});

test('lines may end as on Windows, and data may have several', () => {
  expect(new FrameReader().push('event: reset\r\ndata: a\r\ndata: b\r\n\r\n')).toEqual([{ id: null, event: 'reset', data: 'a\nb' }]);
});
