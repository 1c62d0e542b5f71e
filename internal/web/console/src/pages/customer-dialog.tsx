import { Grant, Revoke } from "../acts/access";
import { Delete } from "../acts/delete";
import { Resend, ResetPassword } from "../acts/links";
import { Rename } from "../acts/rename";
import type { Site } from "../kit/session";

interface Props {
  id: string;
  act: string;
  site: Site;
  onClose: (deleted?: boolean) => void;
}

/** The dialog that the address names. Opening it shows it, and never acts. */
export function CustomerDialog({ id, act, site, onClose }: Props) {
  const close = () => onClose();
  switch (act) {
    case "revoke":
      return <Revoke id={id} site={site.name} onClose={close} />;
    case "grant":
      return <Grant id={id} site={site.name} onClose={close} />;
    case "rename":
      return <Rename id={id} site={site.name} onClose={close} />;
    case "reset-password":
      return <ResetPassword id={id} site={site.name} onClose={close} />;
    case "resend":
      return <Resend id={id} site={site.name} onClose={close} />;
    case "delete":
      return <Delete id={id} site={site} onClose={onClose} />;
    default:
      return null;
  }
}
