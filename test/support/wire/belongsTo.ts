/** Which connection a request on the wire is about, so that many can be disturbed at once, each by a fault of its own. */
import * as z from 'zod';
import type { Service, SimRequest } from '../../../sandbox/kit/simulator';
import type { Site, TestStage } from '../startTestStage';

const appSchema = z.object({ appId: z.string() });
const clientSchema = z.object({ client_id: z.string() });

/** Queue messages are base64 within XML. */
const messageOf = ({ text }: SimRequest) =>
  Buffer.from(/<MessageText>([^<]*)/.exec(text)?.[1] ?? '', 'base64').toString();

/** Names of connections must not begin with one another. */
export function belongsTo({ sandbox }: TestStage, { name, url }: Site, service: Service) {
  const registration = () => sandbox.entra.registrations().find(({ uniqueName }) => uniqueName?.endsWith(`-${name}`));
  const tests: Partial<Record<Service, (request: SimRequest) => boolean>> = {
    blob: ({ path }) => path.endsWith(`/${name}.json`),
    queue: (request) => messageOf(request).includes(`"${name}"`),
    keyvault: ({ path }) => path.includes(`secrets/espocrm-${name}-`),
    espocrm: (request) => request.url.host === new URL(url).host,
    sts: ({ body }) => {
      const appId = clientSchema.safeParse(body).data?.client_id;
      return appId !== undefined && appId === registration()?.appId;
    },
    graph({ path, body }) {
      if (path.includes(`-${name}'`)) return true;
      const { id, appId } = registration() ?? {};
      const isNamed = [id, appId].some((each) => each !== undefined && path.includes(each));
      return isNamed || (appId !== undefined && appSchema.safeParse(body).data?.appId === appId);
    },
  };
  return tests[service] ?? (() => false);
}
