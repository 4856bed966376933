/** One frame of a stream of server-sent events; a frame without data tells only how far the stream has come. */
export interface EventFrame {
  id: string | null;
  event: string;
  data: string | null;
}

/** Cuts the text of a stream into frames, however it comes in pieces. */
export class FrameReader {
  private rest = '';

  push(text: string): EventFrame[] {
    this.rest += text.replaceAll('\r', '');
    const blocks = this.rest.split('\n\n');
    this.rest = blocks.pop() ?? '';
    return blocks.map(frameOf);
  }
}

function frameOf(block: string): EventFrame {
  const frame: EventFrame = { id: null, event: 'message', data: null };
  for (const line of block.split('\n')) {
    const colon = line.indexOf(':');
    // A line that begins with a colon is a comment: the server's sign of life.
    if (colon === 0) continue;
    const [name, value] = colon < 0 ? [line, ''] : [line.slice(0, colon), line.slice(colon + 1).replace(/^ /, '')];
    if (name === 'id') frame.id = value;
    else if (name === 'event') frame.event = value;
    else if (name === 'data') frame.data = frame.data === null ? value : `${frame.data}\n${value}`;
  }
  return frame;
}
