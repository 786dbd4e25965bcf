// Attacks that take longer than a test may: `proof:short` takes a minute or two, `proof:wire` an hour or so.
module.exports = {
  ...require('./jest.config.js'),
  testMatch: ['**/*.proof.ts'],
  // Each waits for the app most of the time, in `proof:wire` for time-outs of half a minute.
  maxWorkers: 4,
};
