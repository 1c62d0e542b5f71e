import { useState } from "preact/hooks";
import { RevokeTokenDocument, type TokenRowFragment, TokensDocument } from "../generated/graphql";
import { ask } from "../kit/api";
import { now } from "../kit/clock";
import { count } from "../kit/format";
import { useLoad } from "../kit/load";
import { roleName, viewer } from "../kit/session";
import { Skeleton, ActButton } from "../widgets/busy";
import { Chip } from "../widgets/chip";
import { Id } from "../widgets/copy";
import { Dialog } from "../widgets/dialog";
import { raise } from "../widgets/flag";
import { Icon } from "../widgets/icon";
import { Failing } from "../widgets/notice";
import { pageArguments, Paging } from "../widgets/paging";
import { Ago, Moment } from "../widgets/time";
import { useAct } from "../acts/act";
import { Outcome } from "../acts/outcome";
import { NewToken } from "./token-new";

type Token = TokenRowFragment;

/** The access tokens of the deployment. A secret is shown once, when it is made. */
export function Tokens() {
  const [making, setMaking] = useState(false);
  const [revoking, setRevoking] = useState<Token>();
  const list = useLoad(`tokens|${JSON.stringify(pageArguments())}`, async (abandon) => {
    return (await ask(TokensDocument, pageArguments(), abandon)).organization?.accessTokens;
  });
  return (
    <div class="page">
      <div class="heading">
        <h1 tabIndex={-1}>Access tokens</h1>
        <button type="button" class="primary" id="new-token" onClick={() => setMaking(true)}>
          <Icon name="key" /> Make a token
        </button>
      </div>
      <Failing what="The tokens" loaded={list} />
      <div class="filters"><span class="spring" /><span class="count">{list.data ? count(list.data.totalCount, "token") : ""}</span></div>
      {list.data ? (
        <div class={list.stale ? "stale" : undefined}>
          <table role="table" class="rows tokens">
            <caption class="hidden">Access tokens</caption>
            <thead role="rowgroup">
              <tr role="row">
                <th role="columnheader" scope="col">What for</th>
                <th role="columnheader" scope="col">Role</th>
                <th role="columnheader" scope="col">State</th>
                <th role="columnheader" scope="col">Last used</th>
                <th role="columnheader" scope="col">Made</th>
                <th role="columnheader" scope="col"><span class="hidden">Actions</span></th>
              </tr>
            </thead>
            <tbody role="rowgroup">
              {list.data.nodes.map((token) => <Row key={token.id} token={token} onRevoke={() => setRevoking(token)} />)}
            </tbody>
          </table>
          <Paging info={list.data.pageInfo} noun="Tokens" />
        </div>
      ) : (
        !list.failure && <Skeleton rows={6} waiting />
      )}
      {making && <NewToken onMade={list.reload} onClose={() => setMaking(false)} />}
      {revoking && <RevokeToken token={revoking} onDone={list.reload} onClose={() => setRevoking(undefined)} />}
    </div>
  );
}

function Row({ token, onRevoke }: { token: Token; onRevoke: () => void }) {
  const own = token.id === viewer.value?.actorId;
  return (
    <tr role="row">
      <td role="cell"><bdi>{token.name || "(no name)"}</bdi>{own && <small> yours</small>}<div><Id id={token.id} /></div></td>
      <td role="cell">{roleName(token.role)}{token.site && <small> of <bdi>{token.site.name}</bdi></small>}</td>
      <td role="cell"><State token={token} /></td>
      <td role="cell" data-label="Last used">{token.lastUsedAt ? <Ago at={token.lastUsedAt} /> : "Never"}</td>
      <td role="cell" data-label="Made"><Ago at={token.createdAt} /></td>
      <td role="cell">
        {!token.revokedAt && (
          <button type="button" class="button" id={`revoke-${token.id}`} onClick={onRevoke}>
            Revoke<span class="hidden"> token {token.name || token.id}</span>
          </button>
        )}
      </td>
    </tr>
  );
}

function State({ token }: { token: Token }) {
  if (token.revokedAt) return <><Chip tone="revoked" icon="x">Revoked</Chip> <Ago at={token.revokedAt} /></>;
  if (!token.expiresAt) return <Chip tone="active" icon="check">Works</Chip>;
  if (Date.parse(token.expiresAt) <= now.value) return <Chip tone="revoked" icon="clock">Expired</Chip>;
  return <><Chip tone="active" icon="check">Works</Chip> until <Moment at={token.expiresAt} /></>;
}

const words = {
  unknown: "It isn't known yet whether the token was revoked. Close this and look at the list; revoking twice does no harm.",
  yes: "It was revoked.",
  no: "It was not revoked.",
};

function RevokeToken({ token, onDone, onClose }: { token: Token; onDone: () => void; onClose: () => void }) {
  const act = useAct({
    send: async () => (await ask(RevokeTokenDocument, { input: { accessTokenId: token.id } })).revokeAccessToken,
    done: () => {
      raise("The token was revoked.");
      onDone();
      onClose();
    },
    look: async () => false,
    lookAtOnce: false,
  });
  const { phase } = act;
  const close = () => {
    if (phase.at === "unknown") onDone();
    onClose();
  };
  const own = token.id === viewer.value?.actorId;
  return (
    <Dialog
      title={<>Revoke the token <bdi>{token.name || token.id}</bdi>?</>}
      onClose={close}
      foot={
        <>
          <button type="button" class="button" onClick={close}>{phase.at === "unknown" ? "Close" : "Keep the token"}</button>
          {phase.at !== "unknown" && (
            <ActButton id="dialog-act" kind="danger" busy={phase.at === "busy"} label="Revoke token" doing="Revoking…" onPress={act.press} />
          )}
        </>
      }
    >
      <p>From its next call on, whoever uses it is refused. This cannot be undone: make a new token instead.</p>
      {own && <p>It is the token that you are signed in with: you will be signed out.</p>}
      <Outcome phase={phase} words={words} />
    </Dialog>
  );
}
