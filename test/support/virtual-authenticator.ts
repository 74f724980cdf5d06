/** Chromium's own virtual authenticator (WebDriver WebAuthn, over CDP): what a phone's sensor is to a real page. */
import type { CDPSession, Page } from "playwright-core";

export interface VirtualAuthenticator {
  /** Whether the finger is the right one. */
  setVerified(isVerified: boolean): Promise<void>;
  /** How many passkeys it keeps. */
  count(): Promise<number>;
  /** Puts what it keeps into another page's: a passkey that its maker copies from phone to phone. */
  copyTo(other: VirtualAuthenticator): Promise<void>;
  readonly session: CDPSession;
  readonly id: string;
}

export async function addVirtualAuthenticator(
  page: Page,
  { hasPrf = true }: { readonly hasPrf?: boolean } = {},
): Promise<VirtualAuthenticator> {
  const session = await page.context().newCDPSession(page);
  await session.send("WebAuthn.enable");
  const { authenticatorId: id } = await session.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      ctap2Version: "ctap2_1",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
      hasPrf,
    },
  });
  const kept = async () =>
    (await session.send("WebAuthn.getCredentials", { authenticatorId: id })).credentials;
  return {
    session,
    id,
    setVerified: async (isUserVerified) =>
      void (await session.send("WebAuthn.setUserVerified", { authenticatorId: id, isUserVerified })),
    count: async () => (await kept()).length,
    async copyTo(other) {
      for (const credential of await kept())
        await other.session.send("WebAuthn.addCredential", { authenticatorId: other.id, credential });
    },
  };
}

/** Keeps in `prfOutputs`, as hex, all that the PRF ever gave this page. Runs before the page does. */
export function keepPrfOutputs(): void {
  const prfOutputs: string[] = [];
  Object.assign(globalThis, { prfOutputs });
  const { credentials } = navigator;
  for (const verb of ["get", "create"] as const) {
    const before = credentials[verb].bind(credentials) as (options: object) => Promise<Credential | null>;
    Object.assign(credentials, {
      [verb]: async (options: object) => {
        const credential = await before(options);
        const results = (
          credential as PublicKeyCredential | null
        )?.getClientExtensionResults() as unknown as {
          prf?: { results?: { first?: ArrayBuffer } };
        };
        const first = results?.prf?.results?.first;
        if (first !== undefined)
          prfOutputs.push([...new Uint8Array(first)].map((b) => b.toString(16).padStart(2, "0")).join(""));
        return credential;
      },
    });
  }
}
