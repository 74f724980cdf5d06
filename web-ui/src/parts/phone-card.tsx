import { useEffect, useState } from "preact/hooks";
import { phoneNumber } from "../../../hub/contract/phone-number.ts";
import { fetchPeople } from "../actions/fetch-people.ts";
import { choosePhone } from "../actions/people.ts";
import { usePage } from "../page-context.ts";
import { words } from "../words.ts";
import { PhoneLinks, phonesOf } from "./phone-links.tsx";
import { RenameForm } from "./rename-form.tsx";
import { TroubleNote } from "./trouble-note.tsx";
import { useWork } from "./use-work.ts";

/** Whom to ring when something does not work; a guardian may give a number here, for the others and for relatives. */
export function PhoneCard() {
  const page = usePage();
  const work = useWork();
  const [isOpen, setOpen] = useState(false);
  useEffect(() => void fetchPeople(page), [page]);
  const people = page.people.value;
  if (people === undefined) return null;
  const own = people.guardians.find(({ id }) => id === page.session.value?.info.person.id)?.phone ?? null;
  const keep = async (phone: string | null) => {
    await choosePhone(page, phone);
    setOpen(false);
    page.said.value = phone === null ? words.phone.gone : words.phone.kept;
  };
  const phones = phonesOf(people);
  return (
    <section class="about" aria-labelledby="phone-title">
      <h2 id="phone-title">{words.phone.title}</h2>
      {phones.length === 0 && <p>{words.phone.none}</p>}
      <PhoneLinks phones={phones} />
      {work.trouble !== undefined && <TroubleNote trouble={work.trouble} />}
      {isOpen ? (
        <RenameForm
          id="phone"
          label={words.phone.own}
          name={own ?? ""}
          hint={words.phone.whoSees}
          autocomplete="tel"
          fits={(text) => phoneNumber.safeParse(text).success}
          submit={words.phone.save}
          onName={keep}
          onCancel={() => setOpen(false)}
        />
      ) : (
        <div class="row">
          <button type="button" onClick={() => setOpen(true)}>
            {own === null ? words.phone.give : words.phone.change}
          </button>
          {own !== null && (
            <button
              type="button"
              class="quiet"
              disabled={work.isBusy}
              onClick={() => work.run(() => keep(null))}
            >
              {words.phone.remove}
            </button>
          )}
        </div>
      )}
    </section>
  );
}
