import { registered } from '../../../src/reconcile/actions/doing';
import { portsWith } from '../../support/portsWith';
import { aRegistration, aSpec, NOW } from '../../support/seen';

describe('an action that needs a registration', () => {
  const doing = { spec: aSpec(), ports: portsWith({}) };

  test('is carried out with everything it was given where there is one', () => {
    const seen = { at: NOW, registration: aRegistration() };
    expect(registered({ ...doing, seen })).toEqual({ ...doing, seen });
  });

  test('is a mistake of ours where there is none', () => {
    expect(() => registered({ ...doing, seen: { registration: undefined } })).toThrow(
      new TypeError('The action needs a registration.'),
    );
  });
});
