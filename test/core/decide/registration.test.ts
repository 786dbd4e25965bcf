import type { ConnectionSpec } from '../../../src/core/connection';
import { redirectUris } from '../../../src/core/decide/registration';
import { anEspoCrm, aSpec, day, MS, seen } from '../../support/seen';

const uri = (site: string) => `${site}/oauth-callback.php`;
const OLD = 'https://old.example.com';
const CRM = 'https://crm.example.com';
/** A move that began that many days ago; the overlap is a week. */
const movedAgo = (days: number, from: readonly string[] = [OLD]) => ({ moved: { at: day(-days), from } });

describe('the redirect URIs', () => {
  test.each<[string, Partial<ConnectionSpec>, string, string, readonly string[]]>([
    ['without a move: the one of its address', {}, CRM, CRM, []],
    ["in the letters of EspoCRM's own address", {}, 'https://CRM.example.com', 'https://CRM.example.com', []],
    ['before EspoCRM has moved: the new one, and no other is dropped', movedAgo(100), OLD, CRM, []],
    ['just moved: the former address stays', movedAgo(0), CRM, CRM, []],
    ['a moment before the overlap is over: the former address stays', movedAgo(7 - MS), CRM, CRM, []],
    ['the overlap is over: the former address goes', movedAgo(7), CRM, CRM, [OLD]],
    [
      'every former address goes',
      movedAgo(7, [OLD, 'https://older.example.com']),
      CRM,
      CRM,
      [OLD, 'https://older.example.com'],
    ],
    ['never the one that is in use', movedAgo(7, [CRM, OLD]), CRM, CRM, [OLD]],
  ])('%s', (_what, spec, siteUrl, wanted, unwanted) => {
    expect(redirectUris(aSpec(spec), seen({ espocrm: anEspoCrm({ siteUrl }) }))).toEqual({
      wanted: uri(wanted),
      unwanted: unwanted.map(uri),
    });
  });
});
