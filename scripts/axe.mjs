/**
 * Reads pages, a JSON list of HTML texts, and writes what axe-core objects to in each. A process of its own, because the
 * document is one of ES modules. Contrast is left out: it takes a browser that lays the page out.
 */
import { text } from 'node:stream/consumers';
import axe from 'axe-core';
import { Window } from 'happy-dom';

const settings = { enableJavaScriptEvaluation: true, suppressInsecureJavaScriptEnvironmentWarning: true };

const results = [];
for (const page of JSON.parse(await text(process.stdin))) {
  const window = new Window({ settings });
  window.document.write(page);
  window.eval(axe.source);
  const { violations, passes } = await window.axe.run(window.document, {
    rules: { 'color-contrast': { enabled: false } },
  });
  results.push({ passed: passes.length, violations: violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`) });
  await window.happyDOM.close();
}
console.log(JSON.stringify(results));
