import { signal } from "@preact/signals";

let ahead = 0;

/** The server's time of now, in milliseconds: what dates are told against. */
export const now = signal(Date.now());

/** Takes the server's clock for ours where the two differ by over a minute. */
export function heardServerTime(header: string | null): void {
  const told = header ? Date.parse(header) : NaN;
  if (Number.isNaN(told)) return;
  const difference = told - Date.now();
  const corrected = Math.abs(difference) > 60_000 ? difference : 0;
  if (Math.abs(corrected - ahead) > 30_000) {
    ahead = corrected;
    tick();
  }
}

function tick(): void {
  now.value = Date.now() + ahead;
}

setInterval(tick, 60_000);
