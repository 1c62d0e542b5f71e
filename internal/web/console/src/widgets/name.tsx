import { cut, invisible, type Part, pieces } from "../kit/text";

/** A name or label of a stranger: text only, and it turns nothing but itself. */
export function Name({ text, matched = [] }: { text: string; matched?: readonly Part[] }) {
  if (invisible(text)) return <bdi class="name muted">(no visible name)</bdi>;
  return (
    <bdi class="name">
      {cut(text, matched).map((part) => (part.matched ? <b class="matched"><Plain text={part.text} /></b> : <Plain text={part.text} />))}
    </bdi>
  );
}

function Plain({ text }: { text: string }) {
  return <>{pieces(text).map((piece) => ("mark" in piece ? <span class="mark">{piece.mark}</span> : piece.text))}</>;
}

export function Address({ text, matched = [] }: { text: string; matched?: readonly Part[] }) {
  return <bdi class="address">{cut(text, matched).map((part) => (part.matched ? <b class="matched">{part.text}</b> : part.text))}</bdi>;
}
