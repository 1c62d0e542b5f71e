// What tabs of one browser tell each other: ids, and that somebody signed out.
// Nothing personal travels here.
interface News {
  changed?: string;
  deleted?: string;
  /** A bulk job ended: any customer may have changed. */
  many?: boolean;
  signedOut?: boolean;
}

const channel = new BroadcastChannel("gatehouse");

export function tell(news: News): void {
  channel.postMessage(news);
}

export function whenTold(listen: (news: News) => void): () => void {
  const heard = (event: MessageEvent) => listen(event.data as News);
  channel.addEventListener("message", heard);
  return () => channel.removeEventListener("message", heard);
}
