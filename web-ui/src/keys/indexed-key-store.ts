import type { PublicId } from "../../../hub/contract/public-id.ts";
import { changeStore, openDatabase, readStore } from "../browser-database.ts";
import { type Hidden, openLocalCipher } from "../local-cipher.ts";
import type { KeptInvitation, KeptJoining, KeptSession, KeyStore } from "./key-store.ts";
import type { KnownLedger } from "./known-ledger.ts";
import type { OwnKeys } from "./own-keys.ts";
import type { KnownRoster } from "./roster-pin.ts";
import type { DeviceKey } from "./signing-key.ts";

const NAME = "pawpost";
const KEYS = "keys";
const VIEW = "last-view";
/** What goes when a session ends. */
const SESSIONS = ["session", "vault", VIEW];

/** All keys that begin with the word and a slash. */
const within = (word: string) => IDBKeyRange.bound(`${word}/`, `${word}0`, false, true);

/** @throws DOMException where the browser keeps nothing (some private windows) */
export async function openKeyStore(): Promise<KeyStore> {
  const database = await openDatabase(NAME, [KEYS]);
  const cipher = await openLocalCipher(database, KEYS);

  const get = <T>(key: string): Promise<T | undefined> =>
    readStore<T | undefined>(database, KEYS, (keys) => keys.get(key));

  const write = (change: (keys: IDBObjectStore) => void) => changeStore(database, KEYS, change);

  /** Where the system has cleared the store meanwhile nothing is offered: a "no" could not be remembered. */
  const hasDeclined = (name: string): Promise<boolean> =>
    get<true>(name).then(
      (declined) => declined === true,
      () => true,
    );
  return {
    device: () => get<DeviceKey>("device"),
    putDevice: (device) => write((keys) => keys.put(device, "device")),
    session: () => get<KeptSession>("session"),
    async vaults() {
      const kept = await get<unknown>("vault");
      // An older page kept one key there, without its number: the passphrase is asked for once more.
      return kept instanceof Map ? kept : new Map();
    },
    putSession: (session, vaults) =>
      write((keys) => {
        keys.put(session, "session");
        keys.put(new Map(vaults), "vault");
      }),
    async lastView() {
      const kept = await get<Hidden>(VIEW);
      return kept === undefined ? undefined : cipher.show(kept, VIEW);
    },
    async putLastView(view) {
      const kept = await cipher.hide(view, VIEW);
      await write((keys) => {
        const session = keys.count("session");
        session.onsuccess = () => {
          if (session.result > 0) keys.put(kept, VIEW);
        };
      });
    },
    endSession: () =>
      write((keys) => {
        for (const key of SESSIONS) keys.delete(key);
        keys.delete(within("invitation"));
      }),
    invitation: (id) => get<KeptInvitation>(`invitation/${id}`),
    putInvitation: (id, kept) => write((keys) => keys.put(kept, `invitation/${id}`)),
    dropInvitation: (id) => write((keys) => keys.delete(`invitation/${id}`)),
    joining: () => get<KeptJoining>("joining"),
    putJoining: (joining) =>
      write((keys) => {
        if (joining === undefined) keys.delete("joining");
        else keys.put(joining, "joining");
      }),
    ownKeys: (hub) => get<OwnKeys>(`own/${hub}`),
    putOwnKeys: (hub, own) => write((keys) => keys.put(own, `own/${hub}`)),
    roster: (hub: PublicId) => get<KnownRoster>(`roster/${hub}`),
    knowsAnyHub: async () => (await readStore(database, KEYS, (keys) => keys.count(within("roster")))) > 0,
    hasDeclinedSecondWay: (hub) => hasDeclined(`second-way-declined/${hub}`),
    declineSecondWay: (hub) => write((keys) => keys.put(true, `second-way-declined/${hub}`)),
    hasDeclinedInstall: () => hasDeclined("install-declined"),
    declineInstall: () => write((keys) => keys.put(true, "install-declined")),
    putRoster: (hub, roster) => write((keys) => keys.put(roster, `roster/${hub}`)),
    forgetFamily: (hub) =>
      write((keys) => {
        for (const word of ["roster", "own", "second-way-declined"]) keys.delete(`${word}/${hub}`);
        for (const key of [...SESSIONS, "joining"]) keys.delete(key);
        keys.delete(within("invitation"));
      }),
    ledger: (hub) => get<KnownLedger>(`ledger/${hub}`),
    putLedger: (hub, ledger) =>
      write((keys) => {
        if (ledger === undefined) keys.delete(`ledger/${hub}`);
        else keys.put(ledger, `ledger/${hub}`);
      }),
  };
}
