/** Instants and lengths of time as they cross our boundaries, ISO 8601. */
import * as z from 'zod';
import type { Duration } from '../core/duration';
import { DURATION_ADVICE, readDuration, writeDuration } from './iso8601';

/** An instant, in UTC. */
export const dateSchema = z.codec(z.iso.datetime(), z.date(), {
  decode: (text) => new Date(text),
  encode: (date) => date.toISOString(),
});

/** Longer than nothing; written with months and days, hours, minutes and seconds. */
export const durationSchema = z.codec(z.string(), z.custom<Duration>(), {
  decode: (text, context) => {
    const duration = readDuration(text);
    if (duration) return duration;
    context.issues.push({ code: 'custom', input: text, message: DURATION_ADVICE });
    return z.NEVER;
  },
  encode: writeDuration,
});
