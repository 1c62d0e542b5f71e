import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { count } from "../kit/format";
import { say } from "./announce";
import { putBeside } from "./menu";

export interface Option {
  id: string;
  shown: ComponentChildren;
}

interface Props {
  id: string;
  label: string;
  hint?: ComponentChildren;
  /** Finds options for a typed text; an older question is abandoned when a newer comes. */
  find: (text: string, abandon: AbortSignal) => Promise<Option[]>;
  onChoose: (id: string) => void;
  /** Enter on a text that no option is chosen for. */
  onText?: (text: string) => void;
}

/** An input with a list of finds: arrows move in the list while the focus stays in the input. */
export function Combobox({ id, label, hint, find, onChoose, onText }: Props) {
  const [text, setText] = useState("");
  const [options, setOptions] = useState<Option[]>([]);
  const [failed, setFailed] = useState(false);
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const input = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLDivElement>(null);

  useEffect(() => {
    if (!text.trim()) {
      setOptions([]);
      setOpen(false);
      return;
    }
    const abandon = new AbortController();
    const asking = setTimeout(() => {
      find(text, abandon.signal).then(
        (found) => {
          setOptions(found);
          setFailed(false);
          setActive(-1);
          setOpen(true);
        },
        () => {
          if (abandon.signal.aborted) return;
          setOptions([]);
          setFailed(true);
          setOpen(true);
        },
      );
    }, 150);
    return () => {
      clearTimeout(asking);
      abandon.abort();
    };
  }, [text]);

  useEffect(() => {
    if (!list.current || !input.current) return;
    if (!open) return list.current.hidePopover();
    list.current.showPopover();
    list.current.style.width = `${input.current.offsetWidth}px`;
    putBeside(list.current, input.current);
    const telling = setTimeout(() => say(failed ? "The search did not answer." : count(options.length, "find")), 500);
    return () => clearTimeout(telling);
  }, [open, options, failed]);

  const choose = (option: Option) => {
    setText("");
    setOpen(false);
    onChoose(option.id);
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (options.length === 0) return;
      event.preventDefault();
      setOpen(true);
      const step = event.key === "ArrowDown" ? 1 : -1;
      setActive((at) => (at + step + options.length + (at < 0 && step < 0 ? 1 : 0)) % options.length);
    } else if (event.key === "Enter") {
      event.preventDefault();
      const chosen = open ? options[active] : undefined;
      if (chosen) choose(chosen);
      else onText?.(text.trim());
    } else if (event.key === "Escape" && (open || text)) {
      event.preventDefault();
      event.stopPropagation();
      if (open) setOpen(false);
      else setText("");
    }
  };

  return (
    <div class="field">
      <label for={id}>{label}</label>
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      <input
        ref={input}
        id={id}
        type="text"
        role="combobox"
        aria-expanded={open}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={open && active >= 0 ? `${id}-${active}` : undefined}
        aria-describedby={hint ? `${id}-hint` : undefined}
        autocomplete="off"
        autocapitalize="none"
        spellcheck={false}
        dir="auto"
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={onKey}
        onBlur={() => setOpen(false)}
      />
      <div ref={list} class="menu finds" popover="manual" onMouseDown={(event) => event.preventDefault()}>
        <div id={`${id}-list`} role="listbox" aria-label={label}>
          {options.map((option, i) => (
            <div key={option.id} id={`${id}-${i}`} role="option" aria-selected={i === active} onClick={() => choose(option)}>
              {option.shown}
            </div>
          ))}
        </div>
        {options.length === 0 && <p class="hint">{failed ? "The search did not answer. Type on to ask again." : "Nobody is found by this."}</p>}
      </div>
    </div>
  );
}
