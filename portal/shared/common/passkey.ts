import { type Schemas, api, body } from "./api";
import { Refused } from "./problem";

/** Whether this browser can be asked for a passkey in the way the API words it. */
export function canUsePasskeys(): boolean {
  return "PublicKeyCredential" in window && "parseRequestOptionsFromJSON" in PublicKeyCredential;
}

/** Asks the browser for a passkey: the proof of who it is. Rejects with `Refused` when it gives none. */
export async function askForPasskey(): Promise<Pick<Schemas["Verification"], "passkey">> {
  const { options } = await body(api.POST("/v1/session/passkey-challenge"));
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(
    options as unknown as PublicKeyCredentialRequestOptionsJSON,
  );
  const why = "You said no, it took too long, or this device does not hold it. Try again, or choose another way.";
  return { passkey: await given(navigator.credentials.get({ publicKey }), why) };
}

/** Has the browser make a passkey for what the service asks. Rejects with `Refused` when it makes none. */
export async function newPasskey(options: Record<string, never>): Promise<Record<string, never>> {
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(
    options as unknown as PublicKeyCredentialCreationOptionsJSON,
  );
  const why = "You said no, it took too long, or this device holds one for this account already. Try again.";
  return given(navigator.credentials.create({ publicKey }), why);
}

async function given(asked: Promise<Credential | null>, why: string): Promise<Record<string, never>> {
  const credential = await asked.catch((thrown: unknown) => {
    // The browser does not tell apart who said no, waited too long or has no such passkey here.
    if (thrown instanceof DOMException) return null;
    throw thrown;
  });
  if (credential instanceof PublicKeyCredential) return credential.toJSON() as Record<string, never>;
  throw new Refused({
    type: "/problems/portal.no-passkey",
    title: "The browser gave no passkey",
    detail: why,
    status: 0,
  });
}
