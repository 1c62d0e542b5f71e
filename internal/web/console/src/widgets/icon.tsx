import ArrowUpRight from "lucide/dist/esm/icons/arrow-up-right.mjs";
import Check from "lucide/dist/esm/icons/check.mjs";
import ChevronDown from "lucide/dist/esm/icons/chevron-down.mjs";
import ChevronLeft from "lucide/dist/esm/icons/chevron-left.mjs";
import ChevronRight from "lucide/dist/esm/icons/chevron-right.mjs";
import CircleUser from "lucide/dist/esm/icons/circle-user.mjs";
import Clock from "lucide/dist/esm/icons/clock.mjs";
import Copy from "lucide/dist/esm/icons/copy.mjs";
import Download from "lucide/dist/esm/icons/download.mjs";
import Ellipsis from "lucide/dist/esm/icons/ellipsis.mjs";
import Eye from "lucide/dist/esm/icons/eye.mjs";
import Info from "lucide/dist/esm/icons/info.mjs";
import KeyRound from "lucide/dist/esm/icons/key-round.mjs";
import ListChecks from "lucide/dist/esm/icons/list-checks.mjs";
import Mail from "lucide/dist/esm/icons/mail.mjs";
import Menu from "lucide/dist/esm/icons/menu.mjs";
import MessageSquare from "lucide/dist/esm/icons/message-square.mjs";
import Pencil from "lucide/dist/esm/icons/pencil.mjs";
import ScrollText from "lucide/dist/esm/icons/scroll-text.mjs";
import Search from "lucide/dist/esm/icons/search.mjs";
import Settings from "lucide/dist/esm/icons/settings.mjs";
import Trash from "lucide/dist/esm/icons/trash.mjs";
import TriangleAlert from "lucide/dist/esm/icons/triangle-alert.mjs";
import UserCheck from "lucide/dist/esm/icons/user-check.mjs";
import UserPlus from "lucide/dist/esm/icons/user-plus.mjs";
import UserX from "lucide/dist/esm/icons/user-x.mjs";
import Users from "lucide/dist/esm/icons/users.mjs";
import X from "lucide/dist/esm/icons/x.mjs";
import { h } from "preact";

const icons = {
  check: Check, "chevron-down": ChevronDown, "chevron-left": ChevronLeft, "chevron-right": ChevronRight,
  clock: Clock, copy: Copy, download: Download, ellipsis: Ellipsis, eye: Eye, info: Info, key: KeyRound, list: ListChecks, mail: Mail,
  menu: Menu, message: MessageSquare, open: ArrowUpRight, pencil: Pencil, scroll: ScrollText, search: Search,
  settings: Settings, trash: Trash, user: CircleUser, "triangle-alert": TriangleAlert, "user-check": UserCheck,
  "user-plus": UserPlus, "user-x": UserX, users: Users, x: X,
};

export type IconName = keyof typeof icons;

/** An icon beside a word; it says nothing by itself. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      {icons[name].map(([tag, attributes]) => h(tag, attributes))}
    </svg>
  );
}
