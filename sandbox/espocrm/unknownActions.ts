/** Everything else: EspoCRM's router knows more methods and paths than there are actions behind them. */
import type { EspoAction } from './espoAction';
import { methodNotAllowed, notFound } from './espoRefusal';

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
const ACTIONS = { GET: 'read', POST: 'create', PUT: 'update', PATCH: 'patch', DELETE: 'delete' } as const;

/** They ask for credentials before they tell that there is nothing. */
export const unknownActions = (): readonly EspoAction[] =>
  METHODS.map((method) => ({
    operation: 'unknown',
    method,
    path: '(?<controller>[^/]*)(?:/.*)?',
    handle({ params: { controller = '' } }) {
      if (controller !== 'Settings') throw notFound(`Controller '${controller}' does not exist.`);
      if (method === 'DELETE') throw methodNotAllowed();
      throw notFound(`Action ${method} '${ACTIONS[method]}' does not exist in controller 'Settings'.`);
    },
  }));
