import { useState } from "preact/hooks";
import type { DeviceView } from "../../../hub/contract/devices.ts";
import { homeAuthorityFingerprint } from "../actions/home-page.ts";
import type { Way } from "../actions/open-keys.ts";
import { listDevices, signOutDevices } from "../actions/sign-out-devices.ts";
import { sayMoment } from "../moments.ts";
import { usePage } from "../page-context.ts";
import type { Page } from "../page-state.ts";
import { BackButton } from "../parts/back-button.tsx";
import { focusTitle } from "../parts/focus-title.ts";
import { HomePageCard } from "../parts/home-page-card.tsx";
import { ScreenTitle } from "../parts/screen-title.tsx";
import { SureForm } from "../parts/sure-form.tsx";
import { TroubleNote } from "../parts/trouble-note.tsx";
import { useShown } from "../parts/use-shown.ts";
import { words } from "../words.ts";

/** Which device is about to be signed out; nobody is by one press. */
type Asked = DeviceView["key"] | "others" | undefined;

/** Where this guardian is signed in, and the way to end it elsewhere. */
export function DevicesScreen({ onBack, onHandOver }: { onBack: () => void; onHandOver: () => void }) {
  const page = usePage();
  const { value, trouble, reload: load } = useShown(() => lookAround(page));
  const { devices, away, home } = value ?? {};
  const [asked, setAsked] = useState<Asked>();
  const others = devices?.filter(({ isThis }) => !isThis) ?? [];

  const done = (said: string) => {
    page.said.value = said;
    setAsked(undefined);
    focusTitle();
    load();
  };

  return (
    <section class="screen">
      <header>
        <ScreenTitle title={words.devices.title} />
        <p class="soft">{words.devices.lead}</p>
      </header>
      {trouble !== undefined && <TroubleNote trouble={trouble} />}
      <ul class="messages">
        {devices?.map((device) => (
          <li class="message device" key={device.key}>
            <p class="head">
              <span class="who">{nameOf(device)}</span>
              <span class="when">{sayUse(device)}</span>
            </p>
            {device.isThis && <p class="small">{words.devices.thisOne}</p>}
            {device.signedInAt === null && <p class="small soft">{words.devices.mayStillSend}</p>}
            {!device.isThis && asked !== device.key && (
              <div class="row">
                <button
                  type="button"
                  aria-label={words.verbOf(verb(device), nameOf(device))}
                  onClick={() => setAsked(device.key)}
                >
                  {verb(device)}
                </button>
              </div>
            )}
            {asked === device.key && (
              <SureForm
                title={words.devices.sure(nameOf(device))}
                what={words.devices.what}
                busy={words.devices.busy}
                submit={verb(device)}
                {...sureOf(device.mayApprove, (way) => signOutDevices(page, { one: device }, way))}
                onDone={() => done(words.devices.done(nameOf(device)))}
                onCancel={() => setAsked(undefined)}
              />
            )}
          </li>
        ))}
      </ul>
      {others.length > 1 && asked !== "others" && (
        <button type="button" onClick={() => setAsked("others")}>
          {words.devices.signOutOthers}
        </button>
      )}
      {asked === "others" && (
        <SureForm
          title={words.devices.sureOthers}
          what={words.devices.what}
          busy={words.devices.busy}
          submit={words.devices.signOutOthers}
          {...sureOf(
            others.some(({ mayApprove }) => mayApprove),
            (way) => signOutDevices(page, { others }, way),
          )}
          onDone={() => done(words.devices.doneOthers)}
          onCancel={() => setAsked(undefined)}
        />
      )}
      {away != null && (
        <p>
          {away.state === "up" ? words.devices.away.up(away.milliseconds) : words.devices.away[away.state]}
        </p>
      )}
      {home !== undefined && <HomePageCard {...home} />}
      <div class="row">
        <button type="button" onClick={onHandOver}>
          {words.handOver.open}
        </button>
      </div>
      <BackButton onBack={onBack} />
    </section>
  );
}

/** Together, so that nothing moves when the second is there. @throws HubRefusal, HubUnreachable */
async function lookAround(page: Page) {
  const list = await listDevices(page);
  const { home } = list;
  if (home === null) return { ...list, home: undefined };
  return { ...list, home: { ...home, fingerprint: await homeAuthorityFingerprint(page) } };
}

/** The person's own keys are needed for devices that the roster names. */
const sureOf = (needsKeys: boolean, act: (way?: Way) => Promise<void>) =>
  needsKeys ? ({ needsKeys, onSure: act } as const) : ({ needsKeys, onSure: () => act() } as const);
const nameOf = ({ label }: DeviceView): string => label || words.devices.nameless;
const verb = ({ signedInAt }: DeviceView): string =>
  signedInAt === null ? words.devices.takeOff : words.devices.signOut;

function sayUse({ isOpen, isThis, signedInAt, lastUsedAt }: DeviceView): string {
  if (signedInAt === null) return words.devices.signedOut;
  if (isOpen || isThis || lastUsedAt === null) return words.devices.openNow;
  return words.devices.used(sayMoment(lastUsedAt, Date.now()));
}
