/** Gives the app's identity the one Graph permission it needs, once; says what an administrator has to run where it may not. */
import * as z from 'zod';
import { type GraphAnswer, GraphRefused, type GraphRest } from './graphRest';

const GRAPH_APP_ID = '00000003-0000-0000-c000-000000000000';
/** Application.ReadWrite.OwnedBy (Microsoft Graph permissions reference). */
export const OWNED_BY = '18a4783c-866b-4cc7-a460-3d5e5662c884';

export type Granted =
  | { readonly kind: 'granted' }
  | { readonly kind: 'already' }
  /** The deployer may not; `command` is for an administrator. */
  | { readonly kind: 'refused'; readonly command: string };

const resourceSchema = z.object({ id: z.guid() });
const assignmentsSchema = z.object({
  value: z.array(z.object({ appRoleId: z.string(), resourceId: z.string() })),
  '@odata.nextLink': z.string().optional(),
});

/** A new identity takes minutes to be known everywhere; Graph says 404 or 400 until then (msgraph-bicep-types issue 193). */
const PAUSES_MS = [2_000, 5_000, 10_000, 20_000, 30_000, 60_000, 60_000, 60_000, 60_000] as const;
const isNotYet = ({ status }: GraphAnswer) => status === 404 || status === 400 || status === 429 || status >= 500;

export async function grantGraphRole(
  graph: GraphRest,
  principalId: string,
  sleep: (ms: number) => Promise<unknown>,
): Promise<Granted> {
  const resource = await graph.ask('GET', `/servicePrincipals(appId='${GRAPH_APP_ID}')?$select=id`);
  if (resource.status === 403) return { kind: 'refused', command: commandFor(graph.url, principalId) };
  if (resource.status !== 200) throw new GraphRefused('say who it is', resource);
  const resourceId = resourceSchema.parse(resource.body).id;
  const path = `/servicePrincipals/${principalId}/appRoleAssignments`;
  for (let round = 0; ; round += 1) {
    // Looked at anew each time: a request that seemed to fail may have taken effect.
    const found = await isAssigned(graph, path, resourceId);
    if (found === true) return { kind: round === 0 ? 'already' : 'granted' };
    const answer =
      found === false ? await graph.ask('POST', path, { principalId, resourceId, appRoleId: OWNED_BY }) : found;
    if (answer.status === 201) return { kind: 'granted' };
    if (answer.status === 403) return { kind: 'refused', command: commandFor(graph.url, principalId) };
    const pauseMs = PAUSES_MS[round];
    if (!isNotYet(answer) || pauseMs === undefined)
      throw new GraphRefused('grant Application.ReadWrite.OwnedBy', answer);
    await sleep(pauseMs);
  }
}

/** Whether the identity holds the role; Graph's answer where that cannot be told. */
async function isAssigned(graph: GraphRest, path: string, resourceId: string): Promise<boolean | GraphAnswer> {
  for (let next: string | undefined = path; next !== undefined; ) {
    const answer: GraphAnswer = await graph.ask('GET', next);
    if (answer.status !== 200) return answer;
    const page = assignmentsSchema.parse(answer.body);
    if (page.value.some((each) => each.resourceId === resourceId && each.appRoleId === OWNED_BY)) return true;
    next = page['@odata.nextLink']?.replace(`${graph.url}/v1.0`, '');
  }
  return false;
}

/** For the Azure Cloud Shell, or any shell like it, of a Global Administrator or Privileged Role Administrator. */
const commandFor = (graphUrl: string, principalId: string) =>
  [
    `az rest --method POST --url ${graphUrl}/v1.0/servicePrincipals/${principalId}/appRoleAssignments`,
    `--headers Content-Type=application/json`,
    `--body '{"principalId":"${principalId}","appRoleId":"${OWNED_BY}","resourceId":"'$(az ad sp show --id ${GRAPH_APP_ID} --query id --output tsv)'"}'`,
  ].join(' ');
