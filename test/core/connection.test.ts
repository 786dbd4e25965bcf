import { asWantedNow, type ConnectionSpec } from '../../src/core/connection';
import { aSpec, day, NOW } from '../support/seen';

const OLD = 'https://old.example.com';
const CRM = 'https://crm.example.com';
const NEW = 'https://new.example.com';
const rotation = { requestedAt: day(-1), reason: 'leaked', revoke: 'immediately', replaces: ['key-1'] } as const;
const removal = { keepRegistration: false, keepSecrets: false, espocrmIsGone: false };

describe('what a request wants replaces what was wanted before, but', () => {
  test.each<[string, Partial<ConnectionSpec>, Partial<ConnectionSpec>, Partial<ConnectionSpec>]>([
    ['the name people see is the new one', { displayName: 'Old' }, { displayName: 'New' }, { displayName: 'New' }],
    ['a rotation that is under way goes on', { rotation }, {}, { rotation }],
    [
      'a rotation goes on through a move too',
      { rotation },
      { espocrmUrl: NEW },
      { rotation, moved: { at: NOW, from: [CRM] } },
    ],
    ['a removal that was given up does not', { removal }, {}, { removal: undefined }],
    ['the address stays: nothing has moved', {}, {}, { moved: undefined }],
    [
      'another address is a move from the one before, now',
      {},
      { espocrmUrl: NEW },
      { moved: { at: NOW, from: [CRM] } },
    ],
    [
      'a move that is under way goes on, from when it began',
      { moved: { at: day(-3), from: [OLD] } },
      {},
      { moved: { at: day(-3), from: [OLD] } },
    ],
    [
      'a second move begins now, and remembers the first',
      { moved: { at: day(-3), from: [OLD] } },
      { espocrmUrl: NEW },
      { moved: { at: NOW, from: [OLD, CRM] } },
    ],
    [
      'a move back leaves the address that was tried, not the one returned to',
      { moved: { at: day(-3), from: [OLD] } },
      { espocrmUrl: OLD },
      { moved: { at: NOW, from: [CRM] } },
    ],
    [
      'an address that was left twice is remembered once',
      { moved: { at: day(-3), from: [CRM, OLD] } },
      { espocrmUrl: NEW },
      { moved: { at: NOW, from: [CRM, OLD] } },
    ],
  ])('%s', (_what, before, request, expected) => {
    expect(asWantedNow(aSpec(request), aSpec(before), NOW)).toEqual(aSpec({ ...request, ...expected }));
  });
});
