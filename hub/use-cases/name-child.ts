import type { PublicId } from "../contract/public-id.ts";
import { isSameName } from "../domain/same-name.ts";
import type { Session } from "../ports/household.ts";
import { RequestRefused } from "./errors.ts";
import type { House } from "./house.ts";
import { tellChildren } from "./tell-children.ts";

/** More than any house; a bound on what one session can fill the hub with. */
const MOST_CHILDREN = 32;

/**
 * A child of the family, with or without a toy.
 * @param id of a child who is to be called something else; somebody new without it
 * @throws RequestRefused `child.unknown`, `child.name-taken`, `child.too-many`
 */
export async function nameChild(house: House, asking: Session, name: string, id?: PublicId): Promise<void> {
  const { household, clock } = house;
  await house.inTurn(async () => {
    const children = household.children();
    if (id !== undefined && !children.some((one) => one.id === id))
      throw new RequestRefused("child.unknown", "no such child");
    if (children.some((one) => one.id !== id && isSameName(one.name, name)))
      throw new RequestRefused("child.name-taken", "another child is called that");
    if (id === undefined && children.length >= MOST_CHILDREN)
      throw new RequestRefused("child.too-many", `${children.length} children`);
    const known = children.find((one) => one.id === id);
    const child = { ...(known ?? { id: house.newId() }), name };
    await household.change({ children: [child] }, [
      { at: clock.now(), kind: "child-named", person: asking.person, subject: child.id },
    ]);
  });
  tellChildren(house);
}
