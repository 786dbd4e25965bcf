/** What the host's child process and its parent say to each other. */
import * as z from 'zod';

/** Settings by which the parent tells the child what to do; everything else in its environment is the app's. */
export const hostSettings = {
  appFolder: 'SANDBOX_HOST_APP_FOLDER',
  port: 'SANDBOX_HOST_PORT',
  pollQueues: 'SANDBOX_HOST_POLL_QUEUES',
  runTimers: 'SANDBOX_HOST_RUN_TIMERS',
} as const;

const HostLog = z
  .object({
    level: z.enum(['trace', 'debug', 'information', 'warning', 'error', 'critical', 'none']),
    /** `user` is the app's own logging, `console` what it writes past it, `host` this host, `system` the Functions packages. */
    category: z.enum(['user', 'system', 'customMetric', 'host', 'console']),
    text: z.string(),
    function: z.string().exactOptional(),
    invocationId: z.string().exactOptional(),
  })
  .readonly();
export type HostLog = z.infer<typeof HostLog>;

export type Emit = (log: HostLog) => void;

const HostFunction = z
  .object({
    name: z.string(),
    /** The trigger's type, for example `httpTrigger`. */
    type: z.string(),
    /** With the route prefix and without a leading slash, for example `api/connections/{name}`. */
    route: z.string().exactOptional(),
    authLevel: z.string().exactOptional(),
    /** In capitals. */
    methods: z.array(z.string()).readonly().exactOptional(),
  })
  .readonly();
export type HostFunction = z.infer<typeof HostFunction>;

export const FromChild = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready'), port: z.number(), functions: z.array(HostFunction).readonly() }),
  z.object({ kind: z.literal('failed'), text: z.string() }),
  z.object({ kind: z.literal('log'), log: HostLog }),
  z.object({ kind: z.literal('peakMemory'), bytes: z.number() }),
]);
export type FromChild = z.infer<typeof FromChild>;

/** What the parent says, apart from the clock's moves: finish what runs, then exit; or tell how much memory it took so far. */
export const stopMessage = { kind: 'stop' } as const;
export const memoryMessage = { kind: 'tellPeakMemory' } as const;

export const isMessage = (message: unknown, { kind }: typeof stopMessage | typeof memoryMessage): boolean =>
  typeof message === 'object' && message !== null && 'kind' in message && message.kind === kind;
