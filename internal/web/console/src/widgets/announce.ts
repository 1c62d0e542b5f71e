// The two live regions stand in the page from the start; here they are filled.

let clearing: ReturnType<typeof setTimeout> | undefined;

/** Tells a screen reader in its own time: counts, "Copied", what was done. */
export function say(text: string): void {
  fill("status", text);
  clearTimeout(clearing);
  // Else the same words twice in a row would be told once only.
  clearing = setTimeout(() => fill("status", ""), 4_000);
}

/** Tells a screen reader at once. For failures only. */
export function alarm(text: string): void {
  fill("alert", text);
}

function fill(id: string, text: string): void {
  const region = document.getElementById(id);
  if (region) region.textContent = text;
}
