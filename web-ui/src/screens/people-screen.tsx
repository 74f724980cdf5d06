import { useEffect, useState } from "preact/hooks";
import { fetchPeople } from "../actions/fetch-people.ts";
import type { RelativeView } from "../actions/people.ts";
import { usePage } from "../page-context.ts";
import { BackButton } from "../parts/back-button.tsx";
import { ChildrenList } from "../parts/children-list.tsx";
import { focusTitle } from "../parts/focus-title.ts";
import { GuardianRow } from "../parts/guardian-row.tsx";
import { InvitationRow } from "../parts/invitation-row.tsx";
import { InviteForm } from "../parts/invite-form.tsx";
import { LinkCard } from "../parts/link-card.tsx";
import { RelativeRow } from "../parts/relative-row.tsx";
import { ScreenTitle } from "../parts/screen-title.tsx";
import { words } from "../words.ts";

type Open =
  | { readonly kind: "list" }
  | { readonly kind: "form"; readonly anew: RelativeView | undefined }
  | { readonly kind: "link"; readonly link: string; readonly name: string };

/** Who belongs to the family, what each may do, and how somebody joins. */
export function PeopleScreen({ onBack, onTimes }: { onBack: () => void; onTimes: () => void }) {
  const page = usePage();
  const children = page.house.value?.children ?? [];
  const [open, setOpen] = useState<Open>({ kind: "list" });
  useEffect(() => void fetchPeople(page), [page]);
  const people = page.people.value;
  const list = () => setOpen({ kind: "list" });
  const said = (text: string) => {
    page.said.value = text;
    focusTitle();
  };

  return (
    <section class="screen">
      <header>
        <ScreenTitle title={words.people.title} />
        <p class="soft">{words.people.lead}</p>
      </header>
      {open.kind === "list" && (
        <button type="button" class="main wide" onClick={() => setOpen({ kind: "form", anew: undefined })}>
          {words.people.invite}
        </button>
      )}
      {open.kind === "form" && (
        <InviteForm
          children={children}
          {...(open.anew === undefined ? {} : { anew: open.anew })}
          onLink={(made) => setOpen({ kind: "link", ...made })}
          onCancel={list}
        />
      )}
      {open.kind === "link" && <LinkCard link={open.link} name={open.name} onDone={list} />}
      {people !== undefined && (
        <>
          {people.invitations.length > 0 && (
            <>
              <h2>{words.people.invited}</h2>
              <ul class="messages">
                {people.invitations.map((one) => (
                  <InvitationRow key={one.id} invitation={one} children={children} onSaid={said} />
                ))}
              </ul>
            </>
          )}
          <h2>{words.people.guardians}</h2>
          <p class="small soft">{words.guardians.lead}</p>
          <ul class="messages">
            {people.guardians.map((guardian) => (
              <GuardianRow key={guardian.id} guardian={guardian} onSaid={said} />
            ))}
          </ul>
          {people.guardians.length === 1 && <p class="small soft">{words.guardians.alone}</p>}
          <h2>{words.people.relatives}</h2>
          {people.relatives.length === 0 && <p class="soft">{words.people.noRelatives}</p>}
          <ul class="messages">
            {people.relatives.map((relative) => (
              <RelativeRow
                key={relative.id}
                relative={relative}
                children={children}
                onSaid={said}
                onAnew={() => {
                  setOpen({ kind: "form", anew: relative });
                  scrollTo({ top: 0 });
                }}
              />
            ))}
          </ul>
        </>
      )}
      <h2>{words.people.children}</h2>
      <ChildrenList children={children} onTimes={onTimes} />
      <BackButton onBack={onBack} />
    </section>
  );
}
