import type { ChangeVaultRequest } from "../contract/vault-change.ts";
import type { Access } from "../ports/access.ts";
import type { Session } from "../ports/household.ts";
import { changeVault } from "./change-vault.ts";
import type { House } from "./house.ts";
import { tellPeople, withdrawnFor } from "./list-people.ts";

interface Panic {
  readonly house: House;
  readonly access: Access;
  readonly asking: Session;
}

/**
 * Every door that somebody may have got in by, in one place. Another door (Home Assistant) is another name here, and says how it
 * is shut. Each at once, without waiting for the others; invitations and the lock are one durable step with the entry in the ledger.
 */
const DOORS: Readonly<
  Record<"sessions" | "remoteNames" | "resealing" | "rooms" | "keepers", (panic: Panic) => Promise<void>>
> = {
  async sessions({ house, access, asking }) {
    const others = house.household.sessions().filter(({ id }) => id !== asking.id);
    const devices = Map.groupBy(others, ({ person }) => person);
    await Promise.all(
      [...devices].map(([person, sessions]) =>
        access.revoke([...new Set(sessions.map(({ device }) => device))], person, asking.person),
      ),
    );
  },
  async remoteNames({ house, asking }) {
    house.remoteNames.dropOthers(asking.device);
  },
  /** Those that joined stay, as toys do; a code that somebody may have read is worth nothing. */
  async rooms({ house }) {
    house.rooms.withdraw();
  },
  /** What is kept, here and elsewhere, stays as well. */
  async keepers({ house }) {
    house.keepers.withdraw();
  },
  async resealing({ house, asking }) {
    for (const session of house.live.resealing.keys())
      if (session !== asking.id) house.live.resealing.delete(session);
  },
};

/**
 * "Somebody may have got in": everybody is signed out but who asks, no invitation leads anywhere any more, and the lock is changed. Removes nobody, and
 * toys keep working: who may come back does, by their own passphrase, sheet or device.
 * @throws RequestRefused `roster.refused`, `vault.not-for-all`: then nothing was changed
 */
export async function endEverything(
  house: House,
  access: Access,
  asking: Session,
  change: ChangeVaultRequest,
): Promise<void> {
  const panic = { house, access, asking };
  const shut = async () => void (await Promise.all(Object.values(DOORS).map((door) => door(panic))));
  await changeVault(house, asking, change, {
    entries: [],
    before: shut,
    change: () => ({ invitations: withdrawnFor(house, "anybody") }),
    ledger: [
      {
        at: house.clock.now(),
        kind: "panic",
        person: asking.person,
        subject: null,
        device: asking.device,
      },
    ],
  });
  // Whoever came in between.
  await shut();
  tellPeople(house);
}
