import { isolated } from "../kit/text";
import { person, type Person } from "../kit/people";
import { StatusChip, Chip } from "../widgets/chip";
import { Icon } from "../widgets/icon";
import { Menu } from "../widgets/menu";
import { Address, Name } from "../widgets/name";
import { Ago } from "../widgets/time";
import type { Filters } from "./customer-filters";
import { customerMenu } from "./customer-menu";
import type { Selection } from "./customer-selection";

interface Props {
  ids: string[];
  base: string;
  filters: Filters;
  /** The chosen rows, where the reader may do something to many. */
  selection: Selection | undefined;
}

/** Explicit roles: at 360 the rows are drawn as cards, and would lose their meaning. */
export function CustomersTable({ ids, base, filters, selection }: Props) {
  return (
    <table role="table" class="rows customers">
      <caption class="hidden">Portal-only customers</caption>
      <thead role="rowgroup">
        <tr role="row">
          {selection && <th role="columnheader" scope="col" class="pick"><span class="hidden">Select</span></th>}
          <th role="columnheader" scope="col" class="who">Name</th>
          <th role="columnheader" scope="col" class="mail">E-mail</th>
          <th role="columnheader" scope="col" class="state">Status</th>
          <th role="columnheader" scope="col" class="seen">Last activity</th>
          <th role="columnheader" scope="col" class="made">Created</th>
          <th role="columnheader" scope="col" class="more"><span class="hidden">Actions</span></th>
        </tr>
      </thead>
      <tbody role="rowgroup">
        {ids.map((id) => {
          const who = person(id);
          return who && <Row key={id} who={who} base={base} filters={filters} selection={selection} />;
        })}
      </tbody>
    </table>
  );
}

function Row({ who, base, filters, selection }: Omit<Props, "ids"> & { who: Person }) {
  // A row that an act moved out of the filter stays until the list is read anew.
  const left = filters.status !== "" && filters.status !== who.status;
  return (
    <tr role="row" class={left ? "left" : undefined}>
      {selection && (
        <td role="cell" class="pick">
          <label>
            <input
              type="checkbox"
              id={`select-${who.id}`}
              checked={selection.has(who.id)}
              onClick={(event) => selection.turn(who.id, event.shiftKey)}
            />
            <span class="hidden">Select {isolated(who.displayName)}</span>
          </label>
        </td>
      )}
      <td role="cell" class="who">
        <a id={`open-${who.id}`} href={`${base}/${who.id}${location.search}`}>
          <Name text={who.displayName} />
        </a>
      </td>
      <td role="cell" class="mail"><Address text={who.email} /></td>
      <td role="cell" class="state">
        <StatusChip status={who.status} />
        {who.status === "ACTIVE" && !who.lastSignInAt && <Chip tone="notice" icon="mail">Invited</Chip>}
      </td>
      <td role="cell" class="seen">
        {who.lastSignInAt ? <><span class="narrow">Last seen </span><Ago at={who.lastSignInAt} /></> : "Never signed in"}
      </td>
      <td role="cell" class="made"><Ago at={who.createdAt} /></td>
      <td role="cell" class="more">
        <Menu id={`actions-${who.id}`} label={`Actions for ${isolated(who.displayName)}`} items={customerMenu(who, base, false)}>
          <Icon name="ellipsis" />
          <span class="hidden">Actions for {isolated(who.displayName)}</span>
        </Menu>
      </td>
    </tr>
  );
}
