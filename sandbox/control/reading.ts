/** Reads the body of a request to the control server; one that is wrong is answered with what is wrong about it. */
import * as z from 'zod';
import type { SimRequest, SimResponse } from '../kit/simulator';

export const problem = (status: number, detail: string): SimResponse => ({
  status,
  headers: { 'Content-Type': 'application/problem+json' },
  body: { status, title: 'The sandbox cannot do that.', detail },
});

type Params = Readonly<Record<string, string>>;

/** No body is an empty object. */
export function reading<T>(
  schema: z.ZodType<T>,
  act: (value: T, params: Params) => SimResponse | Promise<SimResponse>,
) {
  return ({ text }: SimRequest, params: Params): SimResponse | Promise<SimResponse> => {
    let json: unknown;
    try {
      json = JSON.parse(text || '{}');
    } catch {
      return problem(400, 'The body is not JSON.');
    }
    const parsed = schema.safeParse(json);
    return parsed.success ? act(parsed.data, params) : problem(400, z.prettifyError(parsed.error));
  };
}
