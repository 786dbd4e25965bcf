/** Durations as they cross our boundaries. */
import * as z from 'zod';
import type { Duration } from '../core/duration';
import { DURATION_ADVICE, readDuration, writeDuration } from './iso8601';

/** Reads an ISO 8601 duration longer than nothing; writes it with months and days, hours, minutes and seconds. */
export const durationSchema = z.codec(z.string(), z.custom<Duration>(), {
  decode: (text, context) => {
    const duration = readDuration(text);
    if (duration) return duration;
    context.issues.push({ code: 'custom', input: text, message: DURATION_ADVICE });
    return z.NEVER;
  },
  encode: writeDuration,
});
