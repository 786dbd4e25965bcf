/** Registers a route with the Functions host; what answers it is loaded by the first request, because a cold start needs little. */
import { app, type HttpFunctionOptions, type HttpHandler } from '@azure/functions';
import { type Access, ROUTES, type RouteName } from './routes';

/** What the host itself asks for. Browsers bring no function key: App Service authentication guards a page, or it is shut. */
const AUTH_LEVELS: Readonly<Record<Access, NonNullable<HttpFunctionOptions['authLevel']>>> = {
  read: 'function',
  manage: 'function',
  page: 'anonymous',
  anyone: 'anonymous',
};

/** Answers the name, by which `main.ts` knows that the route has its trigger. */
export function httpTrigger<Name extends RouteName>(
  name: Name,
  load: () => Promise<{ readonly handle: (name: Name) => HttpHandler }>,
): Name {
  const { method, path, access } = ROUTES[name];
  app.http(name, {
    methods: [method],
    authLevel: AUTH_LEVELS[access],
    route: path,
    handler: async (request, context) => (await load()).handle(name)(request, context),
  });
  return name;
}
