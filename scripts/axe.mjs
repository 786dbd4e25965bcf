/**
 * Reads pages, a JSON list of HTML texts, and writes what axe-core objects to in each. A process of its own, because the
 * document is one of ES modules. Contrast is left out: it takes a browser that lays the page out.
 */
import { text } from 'node:stream/consumers';
import axe from 'axe-core';
import { Window } from 'happy-dom';
import * as z from 'zod';

const settings = { enableJavaScriptEvaluation: true, suppressInsecureJavaScriptEnvironmentWarning: true };

/** As much of what axe-core finds as is told. */
const resultsSchema = z.object({
  passes: z.array(z.unknown()),
  violations: z.array(z.object({ id: z.string(), nodes: z.array(z.object({ html: z.string() })) })),
});

const results = [];
for (const page of z.array(z.string()).parse(JSON.parse(await text(process.stdin)))) {
  const window = new Window({ settings });
  window.document.write(page);
  window.eval(axe.source);
  const { violations, passes } = resultsSchema.parse(
    await window.eval("axe.run(document, { rules: { 'color-contrast': { enabled: false } } })"),
  );
  results.push({ passed: passes.length, violations: violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`) });
  await window.happyDOM.close();
}
console.log(JSON.stringify(results));
