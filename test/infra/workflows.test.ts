import { filesIn, textOf } from './repository';

const workflows = filesIn('.github/workflows').map((file) => [file, textOf(`.github/workflows/${file}`)] as const);

describe('The workflows on GitHub', () => {
  test.each(workflows)(
    '%s runs only actions that are pinned to a commit, with the version beside it',
    (_file, text) => {
      const used = [...text.matchAll(/uses: (.*)$/gm)].map(([, action]) => action);
      expect(used.length).toBeGreaterThan(0);
      for (const action of used) expect(action).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
    },
  );

  test.each(workflows)('%s names its permissions and needs no secret', (_file, text) => {
    expect(text).toMatch(/^permissions:/m);
    expect(text).not.toContain('secrets.');
  });
});
