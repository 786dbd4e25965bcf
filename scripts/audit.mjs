/**
 * Asks the registry for known weaknesses in what is deployed, and fails for each that audit-exceptions.json does not
 * accept with a reason and a date. Where the registry cannot be asked it says so and does not fail.
 *
 * Options, for the tests of this script: `--report FILE` (what npm would print), `--exceptions FILE`, `--today DATE`.
 */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import * as z from 'zod';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const { values: options } = parseArgs({
  options: {
    report: { type: 'string' },
    exceptions: { type: 'string', default: join(root, 'audit-exceptions.json') },
    today: { type: 'string', default: new Date().toISOString().slice(0, 10) },
  },
});

const exceptionsSchema = z.strictObject({
  exceptions: z.array(
    z.strictObject({
      advisory: z.string().regex(/^GHSA(-[a-z0-9]{4}){3}$/),
      package: z.string().min(1),
      reason: z.string().min(20, 'must say why it does not concern us'),
      until: z.iso.date(),
    }),
  ),
});

/** npm audit's report, version 2; a `via` that is a text names another package in the report. */
const advisorySchema = z.object({ name: z.string(), title: z.string(), url: z.string(), severity: z.string() });
const reportSchema = z.union([
  z
    .object({
      vulnerabilities: z.record(z.string(), z.object({ via: z.array(z.union([z.string(), advisorySchema])) })),
    })
    .transform(({ vulnerabilities }) => ({
      advisories: Object.values(vulnerabilities).flatMap(({ via }) => via.filter((each) => typeof each === 'object')),
    })),
  z.object({ message: z.string() }).transform(({ message }) => ({ unasked: message })),
]);

/** npm exits with 1 both for weaknesses and for a registry that it cannot ask; what it printed tells them apart. */
async function askNpm() {
  const command = ['audit', '--omit=dev', '--json', '--fetch-retries=0', '--fetch-timeout=20000'];
  const run = { cwd: root, maxBuffer: 64 * 1024 * 1024, shell: process.platform === 'win32' };
  const { stdout } = await promisify(execFile)('npm', command, run).catch((error) => error);
  return stdout;
}

const text = options.report === undefined ? await askNpm() : await readFile(options.report, 'utf8');
const { exceptions } = exceptionsSchema.parse(JSON.parse(await readFile(options.exceptions, 'utf8')));
const report = reportSchema.parse(JSON.parse(text));

if ('unasked' in report) {
  console.log(`NOT AUDITED: the registry could not be asked (${report.unasked.split('\n')[0]}).`);
} else {
  const found = new Map(report.advisories.map((each) => [`${each.url} ${each.name}`, each]));
  /**
   * @param {(typeof report.advisories)[number]} advisory
   * @returns {(exception: (typeof exceptions)[number]) => boolean}
   */
  const isFor = (advisory) => (exception) =>
    advisory.url.endsWith(`/${exception.advisory}`) && advisory.name === exception.package;
  for (const advisory of found.values()) {
    const exception = exceptions.find(isFor(advisory));
    const accepted = exception !== undefined && options.today <= exception.until;
    const verdict = accepted ? 'accepted' : exception ? `no longer accepted since ${exception.until}` : 'NOT ACCEPTED';
    console.log(`${verdict}: ${advisory.name}, ${advisory.severity}: ${advisory.title} (${advisory.url})`);
    if (!accepted) process.exitCode = 1;
  }
  for (const exception of exceptions.filter((each) => ![...found.values()].some((advisory) => isFor(advisory)(each))))
    console.log(`not needed any more: the exception for ${exception.advisory} in ${exception.package}`);
  console.log(`Audited: ${found.size} known weaknesses in what is deployed, ${exceptions.length} exceptions.`);
}
