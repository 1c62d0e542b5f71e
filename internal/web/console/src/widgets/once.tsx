import { useRef } from "preact/hooks";
import type { LinkFragment } from "../generated/graphql";
import { moment } from "../kit/format";
import { CopyButton } from "./copy";

/** A link that is shown this once. It is kept in no store, address or title. */
export function OnceLink({ link, of }: { link: LinkFragment; of: string }) {
  const shown = useRef<HTMLElement>(null);
  return (
    <div class="once-link">
      <p class="once"><code ref={shown}>{link.url}</code></p>
      <CopyButton text={link.url} label={`Copy the link for ${of}`} of={() => shown.current}>Copy link</CopyButton>
      <p class="hint">Shown once. It works until {moment(link.expiresAt)}.</p>
    </div>
  );
}
