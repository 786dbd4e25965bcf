import { CONNECTIONS_CONTAINER, CONNECTIONS_QUEUE, DELIVERIES } from '../../src/adapters/storage/storageNames';
import { adminSecretName, clientSecretName } from '../../src/core/ownership';
import { readVaultEvent } from '../../src/core/vaultEvent';
import { blockAfter, jsonOf, quotedIn, textOf } from './repository';

const storage = textOf('infra/app/storage.bicep');
const subscription = textOf('infra/events/subscription.bicep');
const listIn = (text: string, start: string) => quotedIn(blockAfter(text, start));
const wordAfter = (text: string, start: string) => new RegExp(`${start}\\s*'([^']+)'`).exec(text)?.[1] ?? '';

describe('The names of the deployment are those of the code:', () => {
  test('the container of the connections', () => {
    expect(listIn(storage, 'var containers =')).toContain(CONNECTIONS_CONTAINER);
  });

  test('the work queue, and the one to which the platform moves what keeps failing', () => {
    expect(listIn(storage, 'var queues =')).toEqual([CONNECTIONS_QUEUE, `${CONNECTIONS_QUEUE}-poison`]);
  });

  test('the containers for the package and for undelivered events', () => {
    const containers = listIn(storage, 'var containers =');
    expect(containers).toContain(wordAfter(subscription, 'blobContainerName:'));
    expect(containers).toContain(/\$\{blobUri\}([\w-]+)/.exec(textOf('infra/app/functionApp.bicep'))?.[1]);
    expect(textOf('infra/app/deadLetterAccess.bicep')).toContain(
      `/default/${wordAfter(subscription, 'blobContainerName:')}'`,
    );
  });

  test('the function that takes the events', () => {
    const name = wordAfter(subscription, 'existing = \\{ name:');
    expect(textOf('src/functions/vaultEvent.ts')).toContain(`app.eventGrid('${name}'`);
  });

  test('the kinds of event, each of which the app takes', () => {
    const types = listIn(subscription, 'includedEventTypes:');
    const kindOf = (eventType: string) =>
      readVaultEvent({ eventType, data: { Id: `https://v/secrets/${clientSecretName('acme')}/1` } }, 'https://v').kind;
    expect(types.map(kindOf).sort()).toEqual(['expired', 'nearExpiry']);
  });

  test('the beginning of the secrets, which both of ours have', () => {
    const prefix = wordAfter(subscription, 'subjectBeginsWith:');
    expect(clientSecretName('acme').startsWith(prefix)).toBe(true);
    expect(adminSecretName('acme').startsWith(prefix)).toBe(true);
  });

  test('how often a message is tried', () => {
    expect(jsonOf('host.json')).toMatchObject({ extensions: { queues: { maxDequeueCount: DELIVERIES } } });
  });

  test('the roles, by their ids (Microsoft, Azure built-in roles)', () => {
    const permissions = /## Permissions\n([\s\S]*?)\n## /.exec(textOf('docs/deploy.md'))?.[1] ?? '';
    for (const role of Object.keys(jsonOf('infra/roles.json'))) expect(permissions).toContain(role);
    expect(jsonOf('infra/roles.json')).toEqual({
      'Key Vault Secrets Officer': 'b86a8fe4-44ce-4948-aee5-eccb2c155cd7',
      'Log Analytics Reader': '73c42c96-874c-492b-b04d-ab87d138a893',
      'Monitoring Metrics Publisher': '3913510d-42f4-4e42-8a64-420c390055eb',
      'Storage Blob Data Contributor': 'ba92f5b4-2d11-453d-a403-e96b0029c9fe',
      'Storage Blob Data Owner': 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b',
      'Storage Queue Data Contributor': '974c5e8b-45b9-4653-ba55-5f855dd0fb88',
    });
  });
});
