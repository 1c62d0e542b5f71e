// Reading for a page: what was read before stays, dimmed, until the new is there.
import { useEffect, useRef, useState } from "preact/hooks";
import { NoAnswer, NotSent, Refused } from "./api";

interface Kept {
  data: unknown;
  at: number;
}

// Visited pages by their key, so that Back shows at once what was there. In memory only.
const kept = new Map<string, Kept>();
const keepAtMost = 60;

/** Drops what was kept under keys that begin so. */
export function dropKept(prefix: string): void {
  for (const key of kept.keys()) if (key.startsWith(prefix)) kept.delete(key);
}

export interface Loaded<T> {
  data: T | undefined;
  /** When the data was read, in milliseconds. */
  at: number;
  /** The data answers this key; else it is what was there before. */
  current: boolean;
  /** The data is of another key: the new is on its way. */
  stale: boolean;
  failure: Refused | NoAnswer | NotSent | undefined;
  reload: () => void;
}

/** Loads when the key changes; a null key loads nothing. */
export function useLoad<T>(key: string | null, load: (abandon: AbortSignal) => Promise<T>): Loaded<T> {
  const [round, setRound] = useState(0);
  const [held, setHeld] = useState<{ key: string | null; data?: T; at: number }>({ key: null, at: 0 });
  const [failed, setFailed] = useState<{ key: string; failure: Loaded<T>["failure"] }>();
  const loading = useRef(load);
  loading.current = load;

  useEffect(() => {
    if (key === null) {
      setHeld({ key: null, at: 0 });
      return;
    }
    const before = kept.get(key);
    if (before) setHeld({ key, data: before.data as T, at: before.at });
    const abandon = new AbortController();
    loading.current(abandon.signal).then(
      (data) => {
        if (abandon.signal.aborted) return;
        const at = Date.now();
        kept.delete(key);
        kept.set(key, { data, at });
        for (const oldest of kept.keys()) if (kept.size > keepAtMost) kept.delete(oldest);
        setHeld({ key, data, at });
        setFailed(undefined);
      },
      (error) => {
        if (abandon.signal.aborted) return;
        setFailed({ key, failure: asFailure(error) });
      },
    );
    return () => abandon.abort();
  }, [key, round]);

  const failure = failed && failed.key === key ? failed.failure : undefined;
  return {
    data: key === null ? undefined : held.data,
    at: held.at,
    current: held.key === key,
    stale: held.key !== key && !failure,
    failure,
    reload: () => setRound((n) => n + 1),
  };
}

export function asFailure(error: unknown): Refused | NoAnswer | NotSent {
  if (error instanceof Refused || error instanceof NoAnswer || error instanceof NotSent) return error;
  throw error;
}

/** True once it has lasted 150 ms: shorter waits are not worth a word. */
export function useLasting(waiting: boolean): boolean {
  const [lasting, setLasting] = useState(false);
  useEffect(() => {
    if (!waiting) {
      setLasting(false);
      return;
    }
    const timer = setTimeout(() => setLasting(true), 150);
    return () => clearTimeout(timer);
  }, [waiting]);
  return waiting && lasting;
}

/** Calls each minute while the tab is looked at, and when it is looked at again. */
export function useLook(callback: () => void): void {
  const latest = useRef(callback);
  latest.current = callback;
  useEffect(() => {
    const look = () => {
      if (document.visibilityState === "visible") latest.current();
    };
    const timer = setInterval(look, 60_000);
    document.addEventListener("visibilitychange", look);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", look);
    };
  }, []);
}
