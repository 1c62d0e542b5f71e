import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Icon } from "./icon";

interface Props {
  title: ComponentChildren;
  children: ComponentChildren;
  /** The buttons: keep first, act last. */
  foot: ComponentChildren;
  /** Esc, × and the keep button; absent while an answer is awaited that must be seen. */
  onClose: () => void;
}

/** A modal dialog of the platform: it holds Tab, dims the page and closes by Esc. */
export function Dialog({ title, children, foot, onClose }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    const way = wayBack();
    dialog.current?.showModal();
    heading.current?.focus();
    return () => {
      dialog.current?.close();
      // What to focus may be drawn only after the dialog has gone.
      setTimeout(() => giveBack(way));
    };
  }, []);
  useEffect(() => {
    // What had the focus may be gone with the state that showed it.
    if (!dialog.current?.contains(document.activeElement)) heading.current?.focus();
  });
  return (
    <dialog
      ref={dialog}
      aria-labelledby="dialog-title"
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <header>
        <h2 id="dialog-title" ref={heading} tabIndex={-1}>
          {title}
        </h2>
        <button type="button" class="ghost" onClick={onClose}>
          <Icon name="x" />
          <span class="hidden">Close</span>
        </button>
      </header>
      <div class="body">{children}</div>
      <footer>{foot}</footer>
    </dialog>
  );
}

/** Where the focus may go afterwards, best first: the opener, then its row's neighbours. */
function wayBack(): string[] {
  const opener = document.activeElement?.id ?? "";
  const rows = [...document.querySelectorAll<HTMLElement>("[id^=actions-cus_]:not([role])")].map((element) => element.id);
  const here = rows.indexOf(opener);
  if (here < 0) return opener ? [opener] : [];
  return [opener, ...rows.slice(here + 1), ...rows.slice(0, here).reverse()];
}

function giveBack(way: string[]): void {
  if (document.querySelector("dialog[open]")) return;
  for (const id of way) {
    const target = document.getElementById(id);
    if (target) return target.focus();
  }
  const panel = document.querySelector<HTMLElement>(".panel h2, .panel h1");
  (panel ?? document.querySelector<HTMLElement>("h1"))?.focus();
}
