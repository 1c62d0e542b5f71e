import { useEffect, useState } from "preact/hooks";
import { DeletionByIdDocument, type DeletionRowFragment } from "../generated/graphql";
import { ask } from "../kit/api";
import { Moment } from "../widgets/time";
import { Icon } from "../widgets/icon";

export type Deletion = DeletionRowFragment;

export const deletionId = (customerId: string): string => customerId.replace(/^cus_/, "del_");

export async function readDeletion(customerId: string): Promise<Deletion | undefined> {
  const { node } = await ask(DeletionByIdDocument, { id: deletionId(customerId) });
  return node?.__typename === "Deletion" ? node : undefined;
}

const oneSecond = 1_000;

/** The deletion as of now; asked for each second until the files are verified. */
export function useErasure(first: Deletion | undefined): Deletion | undefined {
  const [latest, setLatest] = useState<Deletion>();
  const [round, setRound] = useState(0);
  const deletion = latest ?? first;
  const waiting = deletion?.erasedAt === null;
  useEffect(() => {
    if (!deletion || !waiting) return;
    const timer = setTimeout(async () => {
      // A read that fails is asked again with the next second; nothing depends on it.
      const now = await readDeletion(deletion.customerId).catch(() => undefined);
      if (now) setLatest(now);
      setRound(round + 1);
    }, oneSecond);
    return () => clearTimeout(timer);
  }, [round, waiting]);
  return deletion;
}

/** "Erasing…" until the files are verified, then since when they are clean. */
export function Erasure({ deletion }: { deletion: Deletion }) {
  if (deletion.erasedAt === null) {
    return <span class="muted" role="status">Erasing… the account is gone already; its last traces are being removed from the files.</span>;
  }
  return <span>Verified in the files <Moment at={deletion.erasedAt} />.</span>;
}

export function ReceiptButton({ deletion, short }: { deletion: Deletion; short?: boolean }) {
  const { receipt } = deletion;
  if (!receipt) return null;
  const save = () => {
    const address = URL.createObjectURL(new Blob([receipt], { type: "application/json" }));
    const link = document.createElement("a");
    link.href = address;
    link.download = `receipt-${deletion.id}.json`;
    link.click();
    URL.revokeObjectURL(address);
  };
  return (
    <button type="button" class="button" onClick={save}>
      <Icon name="download" /> {short ? "Receipt" : "Download receipt"}
    </button>
  );
}
