/** Creating, reading, changing, listing and removing records of one kind, all of it for administrators only. */
import type { Random } from '../kit/random';
import type { Caller } from './authenticate';
import { type Call, type EspoAction, json, requireAdmin } from './espoAction';
import { invalidField, notFound } from './espoRefusal';
import { brokenRule } from './fieldRules';
import { listed } from './recordQuery';
import type { Entities, EntityRecord } from './records';
import type { Fields } from './settingsFields';
import { newId } from './users';

type Values = Readonly<Record<string, unknown>>;

export interface RecordKind {
  /** As in paths, for example `Team`. */
  readonly name: string;
  readonly entities: Entities;
  /** What can be stored; all other keys are dropped. */
  readonly fields: Fields;
  /** What it looks like from outside. */
  view(record: EntityRecord): Values;
}

/** The names under which a field's value is stored. */
const keysOf = (fields: Fields) =>
  Object.entries(fields).map(([name, { type }]) => (type === 'linkMultiple' ? `${name}Ids` : name));

const defaultsOf = (fields: Fields): Values =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([name, field]) => ('default' in field ? [[name, field.default]] : [])),
  );

export function createRecordActions(random: Random, kind: RecordKind): readonly EspoAction[] {
  const { name, entities, fields, view } = kind;
  const one = `${name}/(?<id>[^/]+)`;
  const admit = (caller: Caller) => requireAdmin(caller, `No access to '${name}'.`);
  const storable = (body: Values, isNew: boolean): Values => {
    const keys = keysOf(fields);
    const values = Object.fromEntries(Object.entries(body).filter(([key]) => keys.includes(key)));
    const broken = brokenRule(fields, values, isNew);
    if (broken) throw invalidField(name, broken);
    return values;
  };
  const find = (id = '', wording = 'not found') => {
    const found = entities.get(id);
    if (!found) throw notFound(`Record ${id} ${wording}.`);
    return found;
  };
  const change = ({ caller, params, body }: Call & { readonly caller: Caller }) => {
    admit(caller);
    const found = find(params['id']);
    const next = { ...found, values: { ...found.values, ...storable(body, false) } };
    entities.set(next.id, next);
    return json(view(next));
  };

  return [
    {
      operation: `list${name}s`,
      method: 'GET',
      path: name,
      handle({ caller, request }) {
        admit(caller);
        return json(listed(request, [...entities.values()].map(view)));
      },
    },
    {
      operation: `create${name}`,
      method: 'POST',
      path: name,
      handle({ caller, body }) {
        admit(caller);
        const made = { id: newId(random), values: { ...defaultsOf(fields), ...storable(body, true) } };
        entities.set(made.id, made);
        return json(view(made));
      },
    },
    {
      operation: `get${name}`,
      method: 'GET',
      path: one,
      handle({ caller, params }) {
        admit(caller);
        return json(view(find(params['id'], 'does not exist')));
      },
    },
    { operation: `put${name}`, method: 'PUT', path: one, handle: change },
    { operation: `patch${name}`, method: 'PATCH', path: one, handle: change },
    {
      operation: `delete${name}`,
      method: 'DELETE',
      path: one,
      handle({ caller, params }) {
        admit(caller);
        entities.delete(find(params['id']).id);
        return json(true);
      },
    },
  ];
}
