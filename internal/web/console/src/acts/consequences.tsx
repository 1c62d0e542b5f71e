import { DeletionImpactDocument, PageLocationDocument } from "../generated/graphql";
import visibility from "../generated/visibility.json";
import { ask } from "../kit/api";
import { now } from "../kit/clock";
import { count, oneDay, plural } from "../kit/format";
import { useLoad } from "../kit/load";
import type { Person } from "../kit/people";
import { Moment } from "../widgets/time";
import { Notice } from "../widgets/notice";

const former = visibility.fieldLabel.deleted;

/** What a delete will do, told before it: all of it, in the order of what it costs. */
export function Consequences({ who, site }: { who: Person; site: { key: string; name: string } }) {
  const impact = useLoad(`impact|${who.id}`, async (abandon) => {
    const { customer } = await ask(DeletionImpactDocument, { id: who.id }, abandon);
    return customer?.deletionImpact;
  });
  const hold = useLoad(`hold|${site.key}`, async (abandon) => {
    const { organization } = await ask(PageLocationDocument, { key: site.key }, abandon);
    return organization?.reinviteHoldDays;
  });
  const days = hold.data;
  const list = `/sites/${site.key}`;
  return (
    <>
      <Notice tone="danger">
        <p>This cannot be undone. No admin and no support can bring the account back or hurry anything.</p>
      </Notice>
      <h3>Erased now</h3>
      <p>Name, e-mail address, password, sessions, invitations and noted reasons.</p>
      <h3>What others see</h3>
      <p>
        <Impact loaded={impact} /> No picker, filter or search finds this person again, by anything.
      </p>
      <h3>What stays</h3>
      <p>
        Text written inside requests is not searched or changed. If it names this person, it still will.{" "}
        {impact.data && impact.data.requestsReported + impact.data.requestsParticipated > 0 && (
          <a href={`${list}/requests?customer=${who.id}`}>See the requests</a>
        )}
      </p>
      <h3>{days ? count(days, "day") : "Inviting the address again"}</h3>
      <p>
        {days ? (
          <>Until <Moment at={new Date(now.value + days * oneDay).toISOString()} utc /> the</>
        ) : (
          "For the time that this deployment's settings say, the"
        )}{" "}
        address can't be invited to {site.name}, and nothing shortens this. Invited after that, it is a new, empty
        account with no tie to this one.
      </p>
      {who.status === "ACTIVE" && (
        <p>
          Only want to lock the door? <a href={`${list}/customers/${who.id}/revoke`}>Revoke access instead</a>
        </p>
      )}
    </>
  );
}

function Impact({ loaded }: { loaded: ReturnType<typeof useLoad<{ requestsReported: number; requestsParticipated: number } | undefined>> }) {
  if (loaded.failure) {
    return (
      <>
        The requests could not be counted.{" "}
        <button type="button" class="link" onClick={loaded.reload}>Count again</button>
      </>
    );
  }
  if (!loaded.data) return <>Counting the requests…</>;
  const { requestsReported: reported, requestsParticipated: taking } = loaded.data;
  if (reported + taking === 0) return <>No request holds this person.</>;
  const parts = [
    reported > 0 && `${count(reported, "request")} that this person reported`,
    taking > 0 && `${count(taking, "request")} with this person as participant`,
  ];
  return (
    <>
      {parts.filter(Boolean).join(" and ")} {plural(reported + taking, "stays and reads", "stay and read")} “<bdi>{former}</bdi>”.
    </>
  );
}
