const address = /[^\s,;<>"]+@[^\s,;<>"]+/g;

/**
 * Finds the addresses in a pasted list, in order: "ana@x.test", "Ana <ana@x.test>", "ana@x.test; bo@x.test".
 * A line without any stays as it is, so that the preview can say what is wrong with it.
 */
export function readAddresses(text: string): string[] {
  return text.split(/\r?\n/).flatMap((raw) => {
    const line = raw.trim();
    if (!line) return [];
    return line.match(address) ?? [line];
  });
}
