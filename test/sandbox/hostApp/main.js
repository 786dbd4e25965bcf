/** A function app that says what it was given, each time as one line of JSON in the log. */
const { app } = require('@azure/functions');

if (!process.env.GREETING) throw new Error('GREETING is missing: how the app greets.');
console.log(`The app says ${process.env.GREETING}.`);

const say = (context, given) => context.info(JSON.stringify({ function: context.functionName, ...given }));

app.http('echo', {
  methods: ['POST'],
  authLevel: 'function',
  route: 'things/{id}/{part?}',
  handler: async (request) => ({
    status: 201,
    headers: { 'X-From': 'the app' },
    cookies: [{ name: 'seen', value: 'a b', path: '/', httpOnly: true, sameSite: 'Lax' }],
    jsonBody: {
      url: request.url,
      params: request.params,
      query: Object.fromEntries(request.query),
      header: request.headers.get('x-given'),
      body: await request.text(),
    },
  }),
});
app.http('special', {
  methods: ['GET'],
  route: 'things/special',
  handler: async () => ({ body: 'the literal route' }),
});
app.http('any', { methods: ['GET'], route: 'things/{id}', handler: async (request) => ({ body: request.params.id }) });
app.http('silent', { methods: ['GET'], handler: async () => undefined });
app.http('broken', {
  methods: ['GET'],
  handler: async () => {
    throw new Error('broken on purpose');
  },
});
app.http('slow', {
  methods: ['GET'],
  handler: async (_request, context) => {
    say(context, { began: true });
    await new Promise((resolve) => setTimeout(resolve, 300));
    return { body: new Date().toISOString() };
  },
});

app.eventGrid('event', {
  handler: async (event, context) => {
    say(context, { event, data: context.triggerMetadata.data });
    if (event.subject === 'refused') throw new Error('refused on purpose');
  },
});

app.timer('daily', {
  schedule: '%DAILY_AT%',
  handler: async (timer, context) => say(context, { timer, now: new Date().toISOString() }),
});
app.timer('often', { schedule: '*/30 * * * * *', handler: async (timer, context) => say(context, { timer }) });
app.timer('atStart', {
  schedule: '0 0 0 1 1 *',
  runOnStartup: true,
  handler: async (timer, context) => say(context, { timer }),
});

app.storageQueue('work', {
  queueName: '%QUEUE%',
  connection: 'AzureWebJobsStorage',
  handler: async (message, context) => {
    const { id, dequeueCount, insertionTime } = context.triggerMetadata;
    say(context, { message, id, dequeueCount, insertionTime });
    if (message.waitMs) await new Promise((resolve) => setTimeout(resolve, message.waitMs));
    if (message.fail) throw new Error('failed on purpose');
  },
});
