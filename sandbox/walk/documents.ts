/** The documents that are walked: whatever a reader can run on this machine is run by CI, with the answers it shows. */
export const WALKED = [
  'README.md',
  'docs/api.md',
  'docs/command-line.md',
  'docs/migration.md',
  'docs/sandbox.md',
] as const;
