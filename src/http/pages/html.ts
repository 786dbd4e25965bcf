/** HTML that escapes by default: whatever is put into a template is text, unless a template made it. */

const MARK = Symbol('html');

/** Only `html` makes it, so nothing that was parsed or typed in can pass for it. */
export type Html = { readonly [MARK]: string };

type Value = Html | string | number | undefined | readonly Html[];

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const isHtml = (value: Html | readonly Html[]): value is Html => MARK in value;

function textOf(value: Value): string {
  if (value === undefined) return '';
  if (typeof value === 'object') return isHtml(value) ? value[MARK] : value.map((each) => each[MARK]).join('');
  return String(value).replace(/[&<>"']/g, (character) => ESCAPES[character] ?? '');
}

/** Values may stand in text and in quoted attributes, nowhere else. */
export function html(strings: TemplateStringsArray, ...values: readonly Value[]): Html {
  const text = strings.reduce((made, string, index) => made + textOf(values[index - 1]) + string);
  // Indentation is for whoever reads the source.
  return { [MARK]: text.replace(/\n\s*/g, '\n') };
}

export const toText = (page: Html): string => page[MARK];
