import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { CreatePasswordResetDocument, type LinkFragment, ResendInvitationDocument } from "../generated/graphql";
import { ask } from "../kit/api";
import { changed, person } from "../kit/people";
import { isolated } from "../kit/text";
import { Dialog } from "../widgets/dialog";
import { OnceLink } from "../widgets/once";
import { ActFrame, Whose } from "./frame";

interface Props {
  id: string;
  site: string;
  onClose: () => void;
}

const unseen = {
  unknown: "It isn't known whether a link was made. If one was, nobody holds it; a new one ends it.",
  yes: "It was made.",
  no: "No link was seen. Try again: a new one ends it.",
};

/** The dialog after a link was made: it alone has it. */
function Made({ id, site, title, link, children, onClose }: Props & { title: string; link: LinkFragment; children: ComponentChildren }) {
  const who = person(id);
  return (
    <Dialog title={title} onClose={onClose} foot={<button type="button" class="primary" onClick={onClose}>Done</button>}>
      {who && <Whose who={who} site={site} />}
      {children}
      <OnceLink link={link} of={who ? isolated(who.displayName) : "this customer"} />
    </Dialog>
  );
}

export function ResetPassword(props: Props) {
  const { id, site, onClose } = props;
  const [link, setLink] = useState<LinkFragment>();
  if (link) {
    return (
      <Made {...props} title="The link was made" link={link}>
        <p>Pass it on yourself, to nobody but this customer: whoever opens it sets the password.</p>
      </Made>
    );
  }
  return (
    <ActFrame
      id={id}
      action="RESET_PASSWORD"
      site={site}
      title={() => "Reset the password?"}
      keep="Cancel"
      act="Make a link"
      doing="Making…"
      words={unseen}
      send={async () => (await ask(CreatePasswordResetDocument, { input: { customerId: id } })).createPasswordReset}
      look={() => false}
      done={({ customer, passwordReset }) => {
        if (customer) changed(customer);
        if (passwordReset) setLink(passwordReset);
      }}
      onClose={onClose}
      body={() => (
        <>
          <p>Makes a link that works once, within 24 hours. The old password works until it is used.</p>
          <p>Setting a new password ends every session. An earlier link ends now.</p>
          <p>Pass the link on yourself. Where Gatehouse sends mail, the customer is sent it, too.</p>
        </>
      )}
    />
  );
}

export function Resend(props: Props) {
  const { id, site, onClose } = props;
  const [link, setLink] = useState<LinkFragment>();
  if (link) {
    return (
      <Made {...props} title="The invitation was made" link={link}>
        <p>Pass it on yourself, to nobody but this customer.</p>
      </Made>
    );
  }
  return (
    <ActFrame
      id={id}
      site={site}
      title={() => "Make a new invitation?"}
      keep="Cancel"
      act="Make an invitation"
      doing="Making…"
      words={unseen}
      send={async () => (await ask(ResendInvitationDocument, { input: { customerId: id } })).resendInvitation}
      look={() => false}
      done={({ customer, invitation }) => {
        if (customer) changed(customer);
        if (invitation) setLink(invitation);
      }}
      onClose={onClose}
      body={() => (
        <>
          <p>Makes a link by which the customer sets the first password. It works once, within 7 days.</p>
          <p>An earlier invitation ends now.</p>
        </>
      )}
    />
  );
}
