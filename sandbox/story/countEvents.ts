/** Counts the events the app logs, by their stable names. */
import * as z from 'zod';
import type { HostLog } from '../host/hostMessages';

const lineSchema = z.looseObject({ event: z.string() });

export interface EventCount {
  readonly onLog: (log: HostLog) => void;
  readonly count: (event: string) => number;
}

export function countEvents(): EventCount {
  const counts = new Map<string, number>();
  return {
    onLog({ category, text }) {
      if (category !== 'user' || !text.startsWith('{')) return;
      const { event } = lineSchema.parse(JSON.parse(text));
      counts.set(event, (counts.get(event) ?? 0) + 1);
    },
    count: (event) => counts.get(event) ?? 0,
  };
}
