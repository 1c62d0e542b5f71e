// Names come from strangers. Nothing here builds or reads a label: status is data.

const marks: Record<string, string> = {
  "\u200e": "LRM", "\u200f": "RLM", "\u061c": "ALM", "\u202a": "LRE", "\u202b": "RLE", "\u202c": "PDF",
  "\u202d": "LRO", "\u202e": "RLO", "\u2066": "LRI", "\u2067": "RLI", "\u2068": "FSI", "\u2069": "PDI",
};

const bidi = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

export type Piece = { text: string } | { mark: string };

/** A part of a text, half open, as a search tells what matched. */
export interface Part {
  start: number;
  end: number;
}

/** Splits a text at the characters that would turn its direction. */
export function pieces(text: string): Piece[] {
  return text
    .split(new RegExp(`(${bidi.source})`))
    .filter((part) => part !== "")
    .map((part) => (marks[part] ? { mark: marks[part] } : { text: part }));
}

/** Cuts a text into what matched and what did not. */
export function cut(text: string, parts: readonly Part[]): { text: string; matched: boolean }[] {
  const all: { text: string; matched: boolean }[] = [];
  let at = 0;
  for (const { start, end } of parts) {
    all.push({ text: text.slice(at, start), matched: false }, { text: text.slice(start, end), matched: true });
    at = end;
  }
  all.push({ text: text.slice(at), matched: false });
  return all.filter((one) => one.text !== "");
}

/** Whether a reader would see nothing at all. */
export function invisible(text: string): boolean {
  return !/[^\s\p{Cf}\p{Cc}\p{Zs}\u115f\u1160\u3164\uffa0\u2800]/u.test(text);
}

/** For attributes, titles and status lines: the text keeps its direction to itself. */
export function isolated(text: string): string {
  const plain = pieces(text).map((piece) => ("mark" in piece ? `[${piece.mark}]` : piece.text)).join("");
  return `\u2068${invisible(text) ? "(no visible name)" : plain}\u2069`;
}
