/**
 * Round trips without a clock: whatever is asked outside takes one turn of the event loop, and what is asked at the same
 * time takes the same one.
 */
export const turn = () => new Promise<void>((resolve) => void setImmediate(resolve));

/** What comes of it, and in how many turns. */
export async function inTurns<T>(run: () => Promise<T>): Promise<{ readonly result: T; readonly turns: number }> {
  let turns = 0;
  let isOver = false;
  const count = () => {
    turns += 1;
    if (!isOver) setImmediate(count);
  };
  setImmediate(count);
  try {
    const result = await run();
    return { result, turns };
  } finally {
    isOver = true;
  }
}
