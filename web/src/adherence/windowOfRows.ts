/** Rows beside those in sight, so that fast scrolling shows no holes. */
const MARGIN_ROWS = 6;

/** Which rows of a long list are drawn, half-open. */
export function windowOfRows(count: number, rowHeight: number, scrollTop: number, height: number): [number, number] {
  const first = Math.max(0, Math.floor(scrollTop / rowHeight) - MARGIN_ROWS);
  const last = Math.min(count, Math.ceil((scrollTop + height) / rowHeight) + MARGIN_ROWS);
  return [Math.min(first, last), last];
}

/** Where a list has to be scrolled to so that a row is in sight; as it is where the row is. */
export function scrolledTo(row: number, rowHeight: number, scrollTop: number, height: number): number {
  const top = row * rowHeight;
  if (top < scrollTop) return top;
  return top + rowHeight > scrollTop + height ? top + rowHeight - height : scrollTop;
}
