// The second chunk: what most visits never open.
export { Audit } from "./audit";
export { Deletions } from "./deletions";
export { Invite } from "./invite";
export { Jobs } from "./jobs";
export { Requests } from "./requests";
export { SeeAs } from "./see-as";
export { Sites } from "./sites";
export { Tokens } from "./tokens";
