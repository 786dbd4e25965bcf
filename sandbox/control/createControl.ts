/**
 * The sandbox's own HTTP API, under `/_sandbox`: the clock, sign-ins as a member of staff, faults, and what byHandRoutes adds.
 *
 * | request | does |
 * |---|---|
 * | GET /_sandbox/clock | tells the sandbox's time |
 * | POST /_sandbox/clock `{"by": "P30D"}` or `{"to": "2028-01-01T00:00:00Z"}` | moves it forward, for simulators and app |
 * | POST /_sandbox/sign-in `{"user": "alice@sandbox.example"}` | opens EspoCRM in a browser and signs in through Entra |
 * | GET, POST, DELETE /_sandbox/faults | lists, adds or removes faults; see faultRule |
 */
import * as z from 'zod';
import { durationSchema } from '../../src/contract/time';
import { later } from '../../src/core/duration';
import type { Route, SimResponse, Simulator } from '../kit/simulator';
import type { World } from '../kit/world';
import type { Browser } from '../stage/browser';
import { faultRuleSchema } from './faultRule';
import { problem, reading } from './reading';

const clockSchema = z.union(
  [z.strictObject({ by: durationSchema }), z.strictObject({ to: z.iso.datetime() })],
  'send {"by": an ISO 8601 duration} or {"to": a date and time in UTC}',
);
const signInSchema = z.strictObject({
  user: z.string().default('alice@sandbox.example'),
  espocrmUrl: z.url().optional(),
});

export interface ControlOptions {
  readonly browser: Browser;
  /** The EspoCRM that a sign-in is for when it names none. */
  readonly espocrmUrl: string;
  /** What else can be asked for. */
  readonly routes: readonly Route[];
}

export function createControl(
  { clock, faults }: World,
  { browser, espocrmUrl, routes: others }: ControlOptions,
): Simulator {
  const now = (): SimResponse => ({ status: 200, body: { now: clock.now().toISOString() } });
  const listFaults = (): SimResponse => ({ status: 200, body: { faults: faults.list() } });
  const routes: readonly Route[] = [
    ...others,
    { operation: 'readClock', method: 'GET', path: /^\/_sandbox\/clock$/, handle: now },
    {
      operation: 'moveClock',
      method: 'POST',
      path: /^\/_sandbox\/clock$/,
      handle: reading(clockSchema, async (move) => {
        const to = 'by' in move ? later(clock.now(), move.by) : new Date(move.to);
        if (to < clock.now()) return problem(400, `The clock only moves forward; it is ${clock.now().toISOString()}.`);
        await clock.moveTo(to);
        return now();
      }),
    },
    {
      operation: 'signIn',
      method: 'POST',
      path: /^\/_sandbox\/sign-in$/,
      handle: reading(signInSchema, async ({ user, espocrmUrl: other = espocrmUrl }) => ({
        status: 200,
        body: await browser(other, user),
      })),
    },
    { operation: 'listFaults', method: 'GET', path: /^\/_sandbox\/faults$/, handle: listFaults },
    {
      operation: 'addFault',
      method: 'POST',
      path: /^\/_sandbox\/faults$/,
      handle: reading(faultRuleSchema, (rule) => {
        faults.add(rule);
        return listFaults();
      }),
    },
    {
      operation: 'clearFaults',
      method: 'DELETE',
      path: /^\/_sandbox\/faults$/,
      handle: () => {
        faults.clear();
        return listFaults();
      },
    },
  ];
  return {
    service: 'control',
    routes,
    unmatched: () =>
      problem(404, 'There are clock, sign-in, faults, secrets/NAME, set-up-by-hand and owners, each after /_sandbox/.'),
  };
}
