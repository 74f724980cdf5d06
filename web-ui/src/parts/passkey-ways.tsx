import { openAnew } from "../actions/open-keys.ts";
import { addPasskey, removePasskey } from "../actions/passkeys.ts";
import type { PasskeySlot } from "../actions/passkeys-here.ts";
import { sayMoment } from "../moments.ts";
import { usePage } from "../page-context.ts";
import { words } from "../words.ts";
import { SureForm } from "./sure-form.tsx";
import type { WaysProps } from "./ways-props.ts";

/** The passkeys, those for another address of the hub too, and what can be done with one. */
export function PasskeyWays({ asked, onAsk, onDone }: WaysProps) {
  const page = usePage();
  const { authenticator } = page;
  const slots = (page.session.value?.info.slots ?? []).filter((slot) => slot.kind === "passkey");
  return (
    <section class="ways">
      <h2>{words.passkey.title}</h2>
      <p class="small soft">{words.passkey.lead}</p>
      {slots.length === 0 && <p class="small">{words.passkey.none}</p>}
      <ul class="messages" hidden={slots.length === 0}>
        {slots.map((slot) => (
          <li class="message passkey" key={slot.id}>
            <p class="who">{nameOf(slot)}</p>
            {!authenticator.isFor(slot.rpId) && <p class="small">{words.passkey.otherAddress(slot.rpId)}</p>}
            <p class="small soft">{words.passkey.used(sayMoment(slot.lastUsedAt, Date.now()))}</p>
            {slot.fadesIn !== null && <p class="small strength">{words.passkey.fades(slot.fadesIn)}</p>}
            {asked === slot.id ? (
              <SureForm
                title={words.passkey.sureRemove(nameOf(slot))}
                what={words.passkey.whatRemove}
                needsKeys
                submit={words.recovery.remove}
                busy={words.passkey.removing}
                onSure={async (way) => removePasskey(page, ...(await openAnew(page, way)), slot)}
                onDone={() => onDone(words.passkey.removed)}
                onCancel={() => onAsk(undefined)}
              />
            ) : (
              <div class="row">
                <button
                  type="button"
                  class="quiet"
                  aria-label={words.verbOf(words.recovery.remove, nameOf(slot))}
                  onClick={() => onAsk(slot.id)}
                >
                  {words.recovery.remove}
                </button>
              </div>
            )}
          </li>
        ))}
      </ul>
      {!authenticator.isThere && <p class="small">{words.passkey.notHere}</p>}
      {authenticator.isThere && asked === "make-passkey" && (
        <SureForm
          title={words.passkey.sureAdd}
          what={words.passkey.whatAdd}
          needsKeys
          submit={words.passkey.add}
          busy={words.passkeyWay.waiting}
          onSure={async (way) => addPasskey(page, ...(await openAnew(page, way)))}
          onDone={() => onDone(words.passkey.added)}
          onCancel={() => onAsk(undefined)}
        />
      )}
      {authenticator.isThere && asked !== "make-passkey" && (
        <button type="button" onClick={() => onAsk("make-passkey")}>
          {words.passkey.add}
        </button>
      )}
    </section>
  );
}

const nameOf = ({ label, madeAt }: PasskeySlot): string =>
  words.passkey.name(label, sayMoment(madeAt, Date.now()));
