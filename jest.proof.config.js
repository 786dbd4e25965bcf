// What takes minutes: everything of which `npm test` runs a sample.
module.exports = { ...require('./jest.config.js'), testMatch: ['**/*.proof.ts'] };
