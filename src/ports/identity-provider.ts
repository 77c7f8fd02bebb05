import type { JsonObject } from '#domain/json.ts';

/** An OpenID Connect provider that tells who somebody is. */
export interface IdentityProvider {
  /** For the button. */
  readonly name: string;
  /** Where to send the browser, and what to remember until it comes back. */
  start(redirectUri: string): Promise<ProviderStart | { readonly problem: string }>;
  /** Checks what the browser came back with. `problem` is for the log. */
  finish(
    callback: URL,
    expected: { readonly state: string; readonly nonce: string; readonly verifier: string },
  ): Promise<{ readonly claims: ProvenClaims } | { readonly problem: string }>;
}

export interface ProviderStart {
  readonly url: string;
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

/** Of a token whose signature, issuer, audience, time and nonce are right. */
export interface ProvenClaims {
  readonly issuer: string;
  readonly subject: string;
  readonly all: JsonObject;
}
