// Jest: TypeScript through swc, one build of the app and the sandbox before all tests.
const { availableParallelism } = require('node:os');

module.exports = {
  testEnvironment: '<rootDir>/test/support/workerEnvironment.ts',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  globalSetup: '<rootDir>/test/support/globalSetup.ts',
  transform: {
    '^.+\\.(ts|js|mjs)$': [
      '@swc/jest',
      { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } },
    ],
  },
  // This package ships ES modules only.
  transformIgnorePatterns: ['/node_modules/(?!jose/)'],
  testTimeout: 120_000,
  // Most tests wait for other processes at times; with more workers they slow each other down.
  maxWorkers: availableParallelism() + 1,
};
