import type { ComponentChildren, Ref } from "preact";
import { Icon } from "./icon";

interface Props {
  id: string;
  label: ComponentChildren;
  hint?: ComponentChildren;
  error?: string;
  value: string;
  onInput: (value: string) => void;
  /** Typed text may be personal: nothing of it is kept by the browser. The input has no name. */
  mode?: "text" | "email" | "numeric";
  /** Drawn as dots, yet no password box: the browser would offer to keep it. */
  secret?: boolean;
  field?: Ref<HTMLInputElement>;
}

/** A labelled box. Its error says what went wrong and what mends it, in the words of the label. */
export function Field({ id, label, hint, error, value, onInput, mode = "text", secret, field }: Props) {
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ");
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      <input
        id={id}
        ref={field}
        type="text"
        class={secret ? "secret" : undefined}
        inputMode={mode}
        autocomplete="off"
        autocapitalize="none"
        spellcheck={false}
        dir="auto"
        value={value}
        aria-invalid={error ? true : undefined}
        aria-describedby={described || undefined}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
      {error && (
        <p class="error" id={`${id}-error`}>
          <Icon name="triangle-alert" />
          <span>{error}</span>
        </p>
      )}
    </div>
  );
}
