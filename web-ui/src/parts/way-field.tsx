import { useState } from "preact/hooks";
import type { Way } from "../actions/open-keys.ts";
import { passkeysHere } from "../actions/passkeys-here.ts";
import { usePage } from "../page-context.ts";
import { words } from "../words.ts";
import { PassphraseField } from "./passphrase-field.tsx";

interface WayChoice {
  /** `undefined` until something was typed. */
  readonly way: Way | undefined;
  readonly isPasskey: boolean;
  readonly passphrase: string;
  /** There are both, so one may change one's mind. */
  readonly hasChoice: boolean;
  setPassphrase(text: string): void;
  change(): void;
}

/** With what the person opens their keys in a form: a passkey for this address, where there is one, or the passphrase. */
export function useWay(): WayChoice {
  const page = usePage();
  const session = page.session.value;
  const hasPasskey = session !== undefined && passkeysHere(page, session).length > 0;
  const hasPassphrase = session?.info.slots.some(({ kind }) => kind === "passphrase") ?? false;
  const [wantsPassphrase, setWants] = useState(false);
  const [passphrase, setPassphrase] = useState("");
  const isPasskey = hasPasskey && !(wantsPassphrase && hasPassphrase);
  const typed = passphrase === "" ? undefined : ({ by: "passphrase", passphrase } as const);
  return {
    way: isPasskey ? { by: "passkey" } : typed,
    isPasskey,
    passphrase,
    hasChoice: hasPasskey && hasPassphrase,
    setPassphrase,
    change: () => setWants(isPasskey),
  };
}

/** The field that goes with it, and the way to the other. */
export function WayField({ choice, id }: { choice: WayChoice; id?: string }) {
  return (
    <>
      {choice.isPasskey ? (
        <p class="small">{words.passkey.willAsk}</p>
      ) : (
        <PassphraseField
          value={choice.passphrase}
          onValue={choice.setPassphrase}
          {...(id === undefined ? {} : { id })}
        />
      )}
      {choice.hasChoice && (
        <button type="button" class="quiet small other-way" onClick={choice.change}>
          {choice.isPasskey ? words.passkey.typeInstead : words.passkey.passkeyInstead}
        </button>
      )}
    </>
  );
}
