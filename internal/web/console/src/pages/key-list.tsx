import { keyList } from "../kit/keys";
import { singleKeys } from "../kit/prefs";
import { Dialog } from "../widgets/dialog";

export function KeyList({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title="Keys" onClose={onClose} foot={<button type="button" class="button" onClick={onClose}>Close</button>}>
      {!singleKeys.value && <p>Single keys are switched off in your menu.</p>}
      <dl class="keys">
        {keyList.map(([keys, meaning]) => (
          <div key={keys}>
            <dt><kbd>{keys}</kbd></dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
