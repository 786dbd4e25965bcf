/** Reads what `POST /api/connections/{name}/rotate` asks for. */
import type { HttpRequest } from '@azure/functions';
import type { z } from 'zod';
import { connectionNameSchema } from '../contract/connectionName';
import { rotateBodySchema } from '../contract/underWay';
import { fieldProblems, invalidRequest } from './problem';
import { nameProblems } from './readConnection';
import { readFlags } from './readFlags';
import { readJson } from './readJson';

interface RotationRequest {
  readonly name: string;
  readonly body: z.output<typeof rotateBodySchema>;
}

/** Throws RequestRefused with everything that is wrong with name, parameters and body. */
export async function readRotation(request: HttpRequest): Promise<RotationRequest> {
  readFlags(request);
  const name = connectionNameSchema.safeParse(request.params['name']);
  const json = await readJson(request);
  const body = json.kind === 'json' ? rotateBodySchema.safeParse(json.value, { reportInput: true }) : undefined;
  if (name.success && body?.success) return { name: name.data, body: body.data };
  throw invalidRequest([
    ...nameProblems(name.error?.issues ?? []),
    ...(json.kind === 'malformed' ? [{ pointer: '#', detail: json.detail }] : []),
    ...fieldProblems(body?.error?.issues ?? []),
  ]);
}
