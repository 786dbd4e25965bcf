/** The parts of a Markdown document that a machine can hold to something: fenced blocks, and comments that stand by themselves. */

export interface Block {
  /** `sh`, `json`, …; empty when the fence names none. */
  readonly language: string;
  readonly text: string;
  /** Of the opening fence, from 1. */
  readonly line: number;
}

/** `<!-- … -->` on a line of its own. */
export interface Comment {
  readonly comment: string;
  readonly line: number;
}

const FENCE = /^(\s*)```(\w*)\s*$/;
const COMMENT = /^<!--\s*(.*?)\s*-->\s*$/;

/** In the order of the document. A block in a list is without its indentation. Throws an Error for a fence that is not closed. */
export function partsOf(markdown: string): readonly (Block | Comment)[] {
  const lines = markdown.split('\n');
  const parts: (Block | Comment)[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const comment = COMMENT.exec(lines[at]?.trim() ?? '')?.[1];
    if (comment !== undefined) parts.push({ comment, line: at + 1 });
    const fence = FENCE.exec(lines[at] ?? '');
    if (!fence) continue;
    const [, indent = '', language = ''] = fence;
    const end = lines.findIndex((line, index) => index > at && line.trim() === '```');
    if (end < 0) throw new Error(`The block that begins in line ${at + 1} has no end.`);
    const text = lines.slice(at + 1, end).map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line));
    parts.push({ language, text: text.join('\n'), line: at + 1 });
    at = end;
  }
  return parts;
}
