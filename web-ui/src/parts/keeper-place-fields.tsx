import { words } from "../words.ts";
import { TextField } from "./text-field.tsx";

interface KeeperPlaceFieldsProps {
  readonly address: string;
  readonly code: string;
  readonly onAddress: (text: string) => void;
  readonly onCode: (text: string) => void;
}

/** Longer than either: ten groups of four letters, or an address of IPv6 with its port. */
const MOST_LETTERS = 64;

/** Where another hub is, and the code that was made there. */
export const KeeperPlaceFields = ({ address, code, onAddress, onCode }: KeeperPlaceFieldsProps) => (
  <>
    <TextField
      id="keeper-address"
      label={words.secondHub.address}
      value={address}
      onValue={onAddress}
      autocomplete="off"
      most={MOST_LETTERS}
      input={{ autocapitalize: "none", spellcheck: false }}
    />
    <TextField
      id="keeper-code"
      label={words.secondHub.code}
      value={code}
      onValue={onCode}
      autocomplete="one-time-code"
      most={MOST_LETTERS}
      input={{ class: "code", autocapitalize: "characters", spellcheck: false }}
    />
  </>
);
