import { invisible, pieces } from "../kit/text";

/** A name or label of a stranger: text only, and it turns nothing but itself. */
export function Name({ text }: { text: string }) {
  if (invisible(text)) return <bdi class="name muted">(no visible name)</bdi>;
  return (
    <bdi class="name">
      {pieces(text).map((piece) => ("mark" in piece ? <span class="mark">{piece.mark}</span> : piece.text))}
    </bdi>
  );
}

export function Address({ text }: { text: string }) {
  return <bdi class="address">{text}</bdi>;
}
