// What takes minutes: everything of which `npm test` runs a sample. The chaos on the wire has a run of its own.
module.exports = {
  ...require('./jest.config.js'),
  testMatch: ['**/*.proof.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/proof/wire/'],
};
