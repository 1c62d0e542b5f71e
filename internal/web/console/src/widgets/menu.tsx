import type { ComponentChildren } from "preact";
import { useRef, useState } from "preact/hooks";
import { Icon, type IconName } from "./icon";

export interface MenuItem {
  key: string;
  label: string;
  icon?: IconName;
  /** Why it can't be chosen; it stays reachable, so that the reason can be read. */
  reason?: string;
  /** One of several, ticked or not; with toggle a switch of its own. */
  checked?: boolean;
  toggle?: boolean;
  separated?: boolean;
  run: () => void;
}

interface Props {
  id: string;
  label: string;
  items: MenuItem[];
  class?: string;
  children: ComponentChildren;
}

/** A menu button after the ARIA practices: arrows wrap, letters jump, Esc and Tab give the focus back. */
export function Menu({ id, label, items, class: kind = "ghost", children }: Props) {
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const entries = () => [...(list.current?.querySelectorAll<HTMLElement>("[role^=menuitem]") ?? [])];

  const show = (at: 0 | -1) => {
    if (!list.current || !button.current) return;
    list.current.showPopover();
    putBeside(list.current, button.current);
    entries().at(at)?.focus();
  };
  const hide = () => {
    list.current?.hidePopover();
    button.current?.focus();
  };
  const choose = (item: MenuItem) => {
    if (item.reason) return;
    hide();
    item.run();
  };
  const move = (event: KeyboardEvent) => {
    const all = entries();
    const here = all.indexOf(document.activeElement as HTMLElement);
    let next: number | undefined;
    if (event.key === "ArrowDown") next = (here + 1) % all.length;
    else if (event.key === "ArrowUp") next = (here - 1 + all.length) % all.length;
    else if (event.key === "Home") next = 0;
    else if (event.key === "End") next = all.length - 1;
    else if (event.key === "Escape" || event.key === "Tab") {
      event.preventDefault();
      event.stopPropagation();
      hide();
      return;
    } else if (event.key.length === 1) {
      const letter = event.key.toLowerCase();
      const turned = [...items.keys()].map((i) => (here + 1 + i) % items.length);
      next = turned.find((i) => items[i]?.label.toLowerCase().startsWith(letter));
    }
    if (next === undefined) return;
    event.preventDefault();
    all[next]?.focus();
  };

  return (
    <>
      <button
        ref={button}
        id={id}
        type="button"
        class={kind}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-controls={`${id}-menu`}
        onClick={() => (open ? hide() : show(0))}
        onKeyDown={(event) => {
          if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
          event.preventDefault();
          show(event.key === "ArrowDown" ? 0 : -1);
        }}
      >
        {children}
      </button>
      <div
        ref={list}
        id={`${id}-menu`}
        class="menu"
        role="menu"
        aria-label={label}
        popover="auto"
        onToggle={(event) => setOpen(event.newState === "open")}
        onKeyDown={move}
      >
        {items.map((item) => (
          <div
            key={item.key}
            role={item.checked === undefined ? "menuitem" : item.toggle ? "menuitemcheckbox" : "menuitemradio"}
            aria-checked={item.checked}
            tabIndex={-1}
            class={item.separated ? "separated" : undefined}
            aria-disabled={item.reason ? true : undefined}
            aria-describedby={item.reason ? `${id}-${item.key}-reason` : undefined}
            onClick={() => choose(item)}
            onKeyDown={(event) => {
              if (event.key !== "Enter" && event.key !== " ") return;
              event.preventDefault();
              choose(item);
            }}
          >
            {item.checked !== undefined ? <span class="tick">{item.checked && <Icon name="check" />}</span> : item.icon && <Icon name={item.icon} />}
            <span>
              {item.label}
              {item.reason && (
                <small id={`${id}-${item.key}-reason`} aria-hidden="true">
                  {item.reason}
                </small>
              )}
            </span>
          </div>
        ))}
      </div>
    </>
  );
}

/** Below the button, ends aligned; above it, or shifted, where the window ends. */
export function putBeside(floating: HTMLElement, anchor: HTMLElement): void {
  const at = anchor.getBoundingClientRect();
  const size = floating.getBoundingClientRect();
  const below = at.bottom + 4 + size.height <= innerHeight;
  const start = getComputedStyle(anchor).direction === "rtl" ? at.left : at.right - size.width;
  floating.style.top = `${Math.max(8, below ? at.bottom + 4 : at.top - 4 - size.height)}px`;
  floating.style.left = `${Math.min(Math.max(8, start), innerWidth - size.width - 8)}px`;
}
