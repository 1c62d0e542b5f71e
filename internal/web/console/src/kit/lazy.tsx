import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";

/** A page of the second chunk, read when it is first opened. */
export function lazy<Props extends object>(read: () => Promise<ComponentType<Props>>): ComponentType<Props> {
  let known: ComponentType<Props> | undefined;
  return function Lazy(props: Props) {
    const [, setReady] = useState(false);
    const [failed, setFailed] = useState(false);
    useEffect(() => {
      if (known) return;
      read().then(
        (page) => {
          known = page;
          setReady(true);
        },
        () => setFailed(true),
      );
    }, []);
    if (known) {
      const Known = known;
      return <Known {...props} />;
    }
    return failed ? (
      <p class="empty">
        This page could not be loaded.{" "}
        <button type="button" class="link" onClick={() => location.reload()}>Try again</button>
      </p>
    ) : null;
  };
}
