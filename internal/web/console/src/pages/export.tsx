import { useState } from "preact/hooks";
import { count } from "../kit/format";
import type { Site } from "../kit/session";
import { Dialog } from "../widgets/dialog";
import { Icon } from "../widgets/icon";

/** A secondary button, and a dialog that says what the file holds before there is one. */
export function Export({ site, total }: { site: Site; total: number | undefined }) {
  const [open, setOpen] = useState(false);
  const close = () => setOpen(false);
  return (
    <>
      <button type="button" class="button" id="export" onClick={() => setOpen(true)}>
        <Icon name="download" /> Export
      </button>
      {open && (
        <Dialog
          title={<>Export the customers of <bdi>{site.name}</bdi>?</>}
          onClose={close}
          foot={
            <>
              <button type="button" class="button" onClick={close}>Cancel</button>
              <a class="primary" href={`/export?site=${site.key}&format=csv`} download onClick={close}>
                Download CSV
              </a>
            </>
          }
        >
          <p>
            The file holds id, name, e-mail address, status and dates of {total === undefined ? "every account" : `all ${count(total, "customer")}`},
            whatever the filters show. Deleted accounts are not in it.
          </p>
          <p>The audit log notes who exported, when and how many. A delete here doesn't reach a file that has left: keep it no longer than you need it.</p>
        </Dialog>
      )}
    </>
  );
}
