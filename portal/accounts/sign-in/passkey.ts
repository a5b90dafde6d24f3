import { type Schemas, api, body } from "../../shared/common/api";

/** Whether this browser can be asked for a passkey in the way the API words it. */
export function canUsePasskeys(): boolean {
  return "PublicKeyCredential" in window && "parseRequestOptionsFromJSON" in PublicKeyCredential;
}

/** Asks the browser for a passkey: the proof, or in words why there is none. */
export async function askForPasskey(): Promise<Pick<Schemas["Verification"], "passkey"> | string> {
  const { options } = await body(api.POST("/v1/session/passkey-challenge"));
  try {
    const credential = await navigator.credentials.get({
      publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(
        options as unknown as PublicKeyCredentialRequestOptionsJSON,
      ),
    });
    if (!(credential instanceof PublicKeyCredential)) return "The browser gave no answer. Try again.";
    return { passkey: credential.toJSON() as Record<string, never> };
  } catch (thrown) {
    if (!(thrown instanceof DOMException)) throw thrown;
    // The browser does not tell apart who said no, waited too long or has no such passkey here.
    return "You said no, it took too long, or this device does not hold it. Try again, or choose another way.";
  }
}
