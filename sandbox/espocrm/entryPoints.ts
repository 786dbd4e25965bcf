/** Entry points, through which browsers fetch files; the same sign-in as the API's, of whose errors they print the text. */
import type { Route, SimRequest } from '../kit/simulator';
import type { Authenticate } from './authenticate';
import { EspoRefusal, printed, SignInCrash } from './espoRefusal';
import { openPortal } from './portals';
import type { Records } from './records';

/** EspoCRM source, EntryPoints; those that ask for a sign-in. There are no files here, so none is ever found. */
const SIGN_IN_NEEDED = ['attachment', 'avatar', 'download', 'image'];

export function createEntryPoints(authenticate: Authenticate, records: Records): Route {
  const enter = async (name: string, request: SimRequest): Promise<EspoRefusal> => {
    const missing = `Entry point '${name}' not found.`;
    if (!SIGN_IN_NEEDED.includes(name)) return printed(404, missing, missing);
    const portalId = request.query.get('portalId');
    await authenticate(request, portalId === null ? undefined : openPortal(records, portalId), 'entryPoint');
    const wrong = request.query.get('id') ? 'Attachment not found.' : 'No id.';
    return printed(request.query.get('id') ? 404 : 400, wrong, wrong);
  };

  return {
    operation: 'entryPoint',
    method: 'GET',
    path: /^\/$/,
    async handle(request) {
      const name = request.query.get('entryPoint');
      // The page that browsers open; nothing of it is here.
      if (!name) return { status: 200, body: 'EspoCRM' };
      try {
        return (await enter(name, request)).response;
      } catch (error) {
        if (error instanceof SignInCrash) return printed(500, error.text).response;
        if (error instanceof EspoRefusal) return error.response;
        throw error;
      }
    },
  };
}
