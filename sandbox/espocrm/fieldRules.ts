/** Holds values to EspoCRM's field rules, which are loose: booleans and unlisted enumerations take anything. */
import type { Field, Fields } from './settingsFields';

type Values = Readonly<Record<string, unknown>>;

/** A rule by the name under which EspoCRM reports it. */
interface Rule {
  readonly type: string;
  holds(value: unknown, field: Field): boolean;
}

const MAX_LENGTH = 255;

/** Characters, not bytes or UTF-16 units. */
const maxLength: Rule = {
  type: 'maxLength',
  holds: (value) => typeof value !== 'string' || [...value].length <= MAX_LENGTH,
};

/**
 * The scheme may be missing; a dot is needed somewhere, so that of loopback addresses only those with one pass
 * (EspoCRM source, metadata/app/regExpPatterns.json, uriOptionalProtocol).
 */
const isUrl = (text: string) =>
  /^(https?:\/\/)?[\w%./?:@\-=#$!+*()',&~]*\.[\w%./?:@\-=#$!+*()',&~]*$/i.test(text) &&
  !/^(?!https?:)\w+:\/\//i.test(text);

const RULES: Readonly<Record<Field['type'], readonly Rule[]>> = {
  bool: [],
  varchar: [maxLength],
  password: [{ type: 'valid', holds: (value) => value === null || typeof value === 'string' }, maxLength],
  url: [maxLength, { type: 'valid', holds: (value) => value === null || isUrl(String(value)) }],
  enum: [
    { type: 'valid', holds: (value, { options }) => !options || options.some((option) => option === value) },
    maxLength,
  ],
  multiEnum: [
    { type: 'array', holds: (value) => value === null || Array.isArray(value) },
    {
      type: 'arrayOfString',
      holds: (value) => !Array.isArray(value) || value.every((item) => typeof item === 'string'),
    },
    {
      type: 'valid',
      holds: (value, { options, allowCustomOptions }) =>
        !options || allowCustomOptions || !Array.isArray(value) || value.every((item) => options.includes(item)),
    },
  ],
  linkMultiple: [
    {
      type: 'pattern',
      holds: (value) =>
        !Array.isArray(value) || value.every((id) => typeof id === 'string' && /^[A-Za-z0-9_=.-]+$/.test(id)),
    },
  ],
};

export interface BrokenRule {
  readonly field: string;
  readonly type: string;
}

/** The first rule that a value breaks; only fields that are there are looked at, and all required ones of new records. */
export function brokenRule(fields: Fields, values: Values, isNew: boolean): BrokenRule | undefined {
  for (const [name, field] of Object.entries(fields)) {
    const value = values[field.type === 'linkMultiple' ? `${name}Ids` : name];
    const missing = value === undefined || value === null || value === '';
    if (field.required && missing && (isNew || value !== undefined)) return { field: name, type: 'required' };
    if (value === undefined) continue;
    const broken = RULES[field.type].find((rule) => !rule.holds(value, field));
    if (broken) return { field: name, type: broken.type };
  }
  return undefined;
}
