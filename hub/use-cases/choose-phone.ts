import { type Session, withoutPhone } from "../ports/household.ts";
import type { House } from "./house.ts";
import { tellPeople } from "./list-people.ts";

/**
 * The number by which the family reaches a guardian when something does not work: guardians see it under Help, relatives on their page.
 * Who rings it believes who answers, so that the route asks first who is there.
 * @param phone `undefined`: none any more
 */
export async function choosePhone(house: House, asking: Session, phone: string | undefined): Promise<void> {
  const { person: id, device } = asking;
  await house.household.changePerson(
    id,
    (person) => {
      if (person.role !== "guardian") return undefined;
      return phone === undefined ? withoutPhone(person) : { ...person, phone };
    },
    [{ at: house.clock.now(), kind: "phone-changed", person: id, subject: null, device }],
  );
  tellPeople(house);
}
