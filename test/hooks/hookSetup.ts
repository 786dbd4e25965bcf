/** A tenant whose Graph the hooks reach as a deployer, with pauses that only count. */
import { createGraphRest, type GraphRest } from '../../infra/hooks/graphRest';
import { certificates } from '../../sandbox/kit/certificates';
import { APP, GRAPH, startEntra, type TestTenant, trusting } from '../sandbox/entraSetup';

/** The app's managed identity, which is not the deployer. */
export const IDENTITY = { oid: '44444444-4444-4444-8444-444444444444', appId: '55555555-5555-4555-8555-555555555555' };

export interface TestDeployer {
  readonly tenant: TestTenant;
  readonly graph: GraphRest;
  /** What was slept, in ms. */
  readonly slept: number[];
  readonly sleep: (ms: number) => Promise<void>;
}

export async function startDeployer(): Promise<TestDeployer> {
  const tenant = await startEntra();
  const { ca } = await certificates();
  const { token } = await tenant.issueToken({ principal: APP, audience: GRAPH });
  const slept: number[] = [];
  return {
    tenant,
    graph: createGraphRest(tenant.graphServer.url, token, trusting(ca)),
    slept,
    sleep: async (ms) => void slept.push(ms),
  };
}
