/** What the app is measured against: an app that registers one HTTP function, and nothing else. */
import { app } from '@azure/functions';

app.http('hello', { methods: ['GET'], authLevel: 'function', handler: () => ({ body: 'Hello' }) });
