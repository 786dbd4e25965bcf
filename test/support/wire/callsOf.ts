/** The calls on the wire of each part of an undisturbed life. */
import type { Service } from '../../../sandbox/kit/simulator';
import { waitFor } from '../../../sandbox/story/waitFor';
import type { TestStage } from '../startTestStage';
import { belongsTo } from './belongsTo';
import { FLOW_NAMES, FLOWS, type FlowName, startFlow } from './flows';

export interface Call {
  readonly flow: FlowName;
  readonly service: Service;
  readonly operation: string;
  /** How often it is made in that part. */
  readonly count: number;
}

export async function recordCalls(stage: TestStage): Promise<readonly Call[]> {
  const { clock, exchanges } = stage.sandbox.world;
  const site = await stage.addSite('recorded');
  const counts = new Map<string, Call>();
  let flow: FlowName = 'provision';
  const stop = exchanges.listen(({ service, operation, request }) => {
    if (!belongsTo(stage, site, service)(request)) return undefined;
    const key = `${flow} ${service} ${operation}`;
    counts.set(key, { flow, service, operation, count: (counts.get(key)?.count ?? 0) + 1 });
    return undefined;
  });
  for (flow of FLOW_NAMES)
    for (const moveMs of FLOWS[flow]) {
      await clock.moveBy(moveMs);
      const before = stage.ended();
      await startFlow(stage, flow, site);
      await waitFor('the end of the run', () => stage.ended() > before || undefined);
    }
  stop();
  return [...counts.values()];
}
