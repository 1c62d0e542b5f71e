// Reads what was pasted: one person a line, in the spellings that lists come in.

export interface Line {
  number: number;
  email: string;
  name: string;
}

export const atMost = 500;

/** "ana@x.test", "Ana <ana@x.test>", "Ana, ana@x.test", "ana@x.test; Ana" or with a tab between. */
export function readLines(text: string): Line[] {
  const lines: Line[] = [];
  for (const raw of text.split(/\r?\n/)) {
    const line = raw.trim();
    if (line) lines.push({ number: lines.length + 1, ...readLine(line) });
  }
  return lines;
}

function readLine(line: string): { email: string; name: string } {
  const bracketed = /^(.*?)<([^<>]*)>\s*[,;]?$/.exec(line);
  if (bracketed) return named(bracketed[2] ?? "", bracketed[1] ?? "");
  const parts = line.split(/[\t;,]/).map((part) => part.trim()).filter(Boolean);
  const at = parts.findIndex((part) => part.includes("@"));
  if (at < 0) return named(line, "");
  return named(parts[at] ?? "", parts.filter((_, i) => i !== at).join(" "));
}

/** Without a name, the part before the @ stands in; it can be changed at any time. */
function named(email: string, name: string): { email: string; name: string } {
  const address = email.trim();
  const given = name.trim().replace(/^"(.*)"$/, "$1");
  return { email: address, name: given || address.split("@")[0] || address };
}
