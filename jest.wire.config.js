// Chaos on the wire, an hour or so of it: `npm test` runs a sample.
module.exports = {
  ...require('./jest.config.js'),
  testMatch: ['**/proof/wire/*.proof.ts'],
  // Each waits for the app most of the time, time-outs for half a minute.
  maxWorkers: 4,
};
