/** docs/deploy.md tells the defaults of the templates. */
import * as z from 'zod';
import { jsonOf, textOf } from '../infra/repository';
import { codesIn, rowsIn, sectionOf } from './documents';

const { parameters } = z
  .looseObject({ parameters: z.record(z.string(), z.object({ value: z.string() })) })
  .parse(jsonOf('infra/app/main.parameters.json'));

/** The default of the parameter that takes the azd value, as the template writes it; undefined where there is none. */
function byDefault(azdValue: string): string | undefined {
  const [parameter] = Object.entries(parameters).find(([, { value }]) => value === `\${${azdValue}}`) ?? [];
  const declared = new RegExp(`^param ${parameter} \\w+ = (.*)$`, 'm').exec(textOf('infra/app/main.bicep'))?.[1];
  return declared?.replace(/^'(.*)'$/, '$1');
}

const rows = rowsIn(sectionOf('docs/deploy.md', 'Set it up')).map(([value, told = '']) => [
  codesIn(value)[0] ?? '',
  told,
]);

test('a default that is told is that of the template', () => {
  const told = rows.filter(([, text = '']) => text === 'none' || /^`[^`]*`$/.test(text));
  expect(told.length).toBeGreaterThan(15);
  for (const [value = '', text = ''] of told)
    expect([value, byDefault(value)]).toEqual([value, text === 'none' ? '' : codesIn(text)[0]]);
});

test('in words are those that no text of the template tells', () => {
  expect(rows.filter(([, text = '']) => text !== 'none' && !/^`/.test(text)).map(([value]) => value)).toEqual([
    'CONNECTOR_EASY_AUTH',
    'CONNECTOR_API_CLIENT_ID',
    'CONNECTOR_OPENID_ISSUER',
    'CONNECTOR_CLOUD',
  ]);
});
