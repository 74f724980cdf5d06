import type { FormerGuardian } from "../contract/former.ts";
import { verifyRoster } from "../contract/roster.ts";
import type { FormerDoor } from "../ports/former-door.ts";
import type { GuardianPerson, Session } from "../ports/household.ts";
import { RequestRefused } from "./errors.ts";
import type { House } from "./house.ts";
import { dropOldBoxes, guardians, tellVault } from "./older-clips.ts";

/** Guardians of families that were, the newest family first. */
export const listFormer = ({ household }: Pick<House, "household">): readonly FormerGuardian[] =>
  household
    .former()
    .toReversed()
    .flatMap(({ endedAt, people }) =>
      people.flatMap(({ id, name, role, slots }) => {
        if (role !== "guardian") return [];
        const passphrase = slots.find((slot) => slot.kind === "passphrase");
        const hasSheet = slots.some((slot) => slot.kind === "recovery-sheet");
        const until = new Date(endedAt).toISOString();
        return [{ id, name, until, salt: passphrase?.salt ?? null, hasSheet }];
      }),
    );

interface BoxedTo {
  readonly number: number;
  readonly person: string;
  readonly box: string;
}

/**
 * The vaults of a family that was, boxed to every guardian of now. What is sealed to them is an older clip of this family's from here on.
 * @throws RequestRefused `vault.not-for-all`, AccessRefused `former.refused`
 */
export async function openFormer(
  house: House,
  door: FormerDoor,
  by: Session,
  former: string,
  boxes: readonly BoxedTo[],
): Promise<void> {
  await house.inTurn(async () => {
    const { person } = door.assertShown(by, former);
    const { guardians: counted } = await verifyRoster(house.household.roster());
    const now = guardians(house).filter(({ id }) => counted.has(id));
    const find = (id: string, number: number) =>
      boxes.filter((one) => one.person === id && one.number === number && house.vault.isBox(one.box));
    const isForAll =
      boxes.length === now.length * person.vaults.length &&
      now.every(({ id }) => person.vaults.every(({ number }) => find(id, number).length === 1));
    if (!isForAll)
      throw new RequestRefused("vault.not-for-all", "not one box of each vault for each guardian");
    const people = now.map((one): GuardianPerson => {
      const old = person.vaults.flatMap(({ number, recipient }) =>
        find(one.id, number).map(({ box }) => ({ number, recipient, box })),
      );
      const others = one.vaults.filter(({ number }) => old.every((vault) => vault.number !== number));
      return { ...one, vaults: [...old, ...others].toSorted((a, b) => a.number - b.number) };
    });
    const { person: id, device } = by;
    await house.household.change({ people }, [
      { at: house.clock.now(), kind: "former-opened", person: id, subject: former, device },
    ]);
  });
  house.live.older = undefined;
  // Where nothing is sealed to them any more, nobody needs their keys.
  await dropOldBoxes(house);
  tellVault(house);
}
