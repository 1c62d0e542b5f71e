// A typed text on its way from one page to the next. In memory, once: an address
// bar, a history or a storage would keep it.
let carried = "";

export function handOver(text: string): void {
  carried = text;
}

export function takeOver(): string {
  const text = carried;
  carried = "";
  return text;
}
