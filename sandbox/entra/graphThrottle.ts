/**
 * How much of Graph one application may use in one tenant.
 *
 * Source: microsoft-graph-docs-contrib, throttling-limits.md, identity and access: base costs, what changes them, writes,
 * headers. Requests that are refused are not counted here, which makes no difference to who waits: a span is used up
 * until it ends.
 */
import { createMeter, type Meter } from '../kit/allowance';
import type { Caller, SimRequest, SimResponse } from '../kit/simulator';
import type { World } from '../kit/world';
import type { Directory } from './directory';
import type { GraphLimits } from './tenantSettings';

/** Requests for fewer objects than this cost a unit less. */
const SMALL_PAGE = 20;

const isWrite = ({ method }: SimRequest) => method !== 'GET';

function costOf({ method, path, query }: SimRequest): number {
  const base = method === 'GET' && /^\/v1\.0\/applications\b/.test(path) ? 2 : 1;
  const top = query.get('$top');
  const less = Number(query.has('$select')) + Number(top !== null && Number(top) < SMALL_PAGE);
  return Math.max(1, base - less + Number(query.has('$expand')));
}

export interface GraphVerdict {
  /** Whether it goes on, and so counts. */
  readonly admitted: boolean;
  /** Of its answer. */
  readonly headers: NonNullable<SimResponse['headers']>;
}

export type GraphThrottle = (request: SimRequest, caller: Caller) => GraphVerdict;

export function createGraphThrottle({ clock }: World, { tenantId, settings }: Directory): GraphThrottle {
  const meters = new Map<string, Readonly<Record<keyof GraphLimits, Meter>>>();
  const metersOf = ({ appId }: Caller) => {
    const known = meters.get(appId) ?? {
      units: createMeter(clock, () => settings.limits.units),
      writes: createMeter(clock, () => settings.limits.writes),
    };
    meters.set(appId, known);
    return known;
  };

  return (request, caller) => {
    const { units, writes } = metersOf(caller);
    const written = Number(isWrite(request));
    const cost = costOf(request);
    const unitsMs = units.waitMs(cost);
    const writesMs = written === 0 ? 0 : writes.waitMs(written);
    if (unitsMs === 0 && writesMs === 0) {
      units.use(cost);
      if (written > 0) writes.use(written);
      return { admitted: true, headers: { 'x-ms-resource-unit': String(cost) } };
    }
    const [scope, why] = writesMs > 0 ? ['Write', 'WriteLimitExceeded'] : ['ReadWrite', 'ResourceUnitLimitExceeded'];
    const headers = {
      'Retry-After': String(Math.ceil(Math.max(unitsMs, writesMs) / 1_000)),
      'x-ms-throttle-scope': `Tenant_Application/${scope}/${caller.appId}/${tenantId}`,
      'x-ms-throttle-information': why,
    };
    return { admitted: false, headers };
  };
}
