/** Runs a task for each of many, a few at a time. */

/** Results in the order of the items, whatever order they end in. */
export async function inTurns<Item, Result>(
  items: readonly Item[],
  atOnce: number,
  run: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results = new Map<number, Result>();
  const left = items.entries();
  const worker = async () => {
    // All workers draw from one iterator.
    for (const [index, item] of left) results.set(index, await run(item));
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return items.flatMap((_, index) => {
    const result = results.get(index);
    return result === undefined ? [] : [result];
  });
}
