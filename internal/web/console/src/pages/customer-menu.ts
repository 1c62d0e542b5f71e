import type { CustomerAction } from "../generated/graphql";
import type { Person } from "../kit/people";
import { go } from "../kit/router";
import type { IconName } from "../widgets/icon";
import type { MenuItem } from "../widgets/menu";

interface Entry {
  action: CustomerAction;
  label: string;
  icon: IconName;
  /** The dialog's address below the customer's; the console has none for a change of address. */
  dialog?: string;
}

const order: Entry[] = [
  { action: "RENAME_CUSTOMER", label: "Change name", icon: "pencil", dialog: "rename" },
  { action: "RESET_PASSWORD", label: "Reset password", icon: "key", dialog: "reset-password" },
  { action: "UPDATE_EMAIL", label: "Change e-mail address", icon: "mail" },
  { action: "REVOKE_ACCESS", label: "Revoke access", icon: "user-x", dialog: "revoke" },
  { action: "GRANT_ACCESS", label: "Grant access", icon: "user-check", dialog: "grant" },
  { action: "DELETE_CUSTOMER", label: "Delete customer", icon: "trash", dialog: "delete" },
];

/** The menu of a customer: what the server lists, in the order of the page. */
export function customerMenu(who: Person, base: string, panel: boolean): MenuItem[] {
  return order.flatMap(({ action, label, icon, dialog }) => {
    const available = who.availableActions.find((one) => one.action === action);
    if (!available) return [];
    return {
      key: action,
      label,
      icon,
      separated: action === "DELETE_CUSTOMER",
      reason: available.allowed && dialog ? undefined : (available.reason?.message ?? "This is done elsewhere."),
      run: () => go(`${base}/${who.id}/${dialog}${location.search}`, { panel }),
    };
  });
}
