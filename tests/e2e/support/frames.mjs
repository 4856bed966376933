// How long frames take while something moves on the page.

const percentile = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];

/** Starts to note how long every frame takes; what it gives stops that and tells. */
export async function frameTimes(page) {
  await page.evaluate(() => {
    const frames = [];
    let [last, on] = [performance.now(), true];
    const note = (now) => {
      frames.push(now - last);
      last = now;
      if (on) requestAnimationFrame(note);
    };
    requestAnimationFrame(note);
    globalThis.stopFrames = () => {
      on = false;
      return frames.slice(1);
    };
  });
  return async () => {
    const sorted = (await page.evaluate(() => globalThis.stopFrames())).toSorted((left, right) => left - right);
    return { count: sorted.length, median: percentile(sorted, 0.5), p95: percentile(sorted, 0.95), worst: sorted.at(-1) };
  };
}

/** Scrolls an element by as much every frame, as a wheel does. */
export const scrollBy = (locator, pixels, steps) =>
  locator.evaluate(
    (element, [by, count]) =>
      new Promise((done) => {
        let left = count;
        const step = () => {
          element.scrollTop += by;
          left -= 1;
          if (left > 0) requestAnimationFrame(step);
          else done(undefined);
        };
        requestAnimationFrame(step);
      }),
    [pixels, steps],
  );

export const told = (name, { count, median, p95, worst }) => `${name}: ${count} frames, median ${median.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms, worst ${worst.toFixed(1)} ms`;
