/** Who vouches for applications on their devices, and where they are asked. */
export interface AttestationAuthorities {
  /** PEM: whom App Attest's certificates come from. */
  readonly appAttestRoot: string;
  /** Where integrity tokens are decoded, without a slash at the end. */
  readonly playIntegrityUrl: string;
  /** Where service accounts get their access tokens. */
  readonly googleTokenUrl: string;
}

/** Apple and Google. */
export const ATTESTATION_AUTHORITIES: AttestationAuthorities = {
  /*
   * Apple App Attestation Root CA, 2020-03-18 to 2045-03-15, from
   * https://www.apple.com/certificateauthority/Apple_App_Attestation_Root_CA.pem; SHA-256
   * 1CB9823BA28BA6AD2D33A006941DE2AE4F513EF1D4E831B9F7E0FA7B6242C932.
   */
  appAttestRoot: `-----BEGIN CERTIFICATE-----
MIICITCCAaegAwIBAgIQC/O+DvHN0uD7jG5yH2IXmDAKBggqhkjOPQQDAzBSMSYw
JAYDVQQDDB1BcHBsZSBBcHAgQXR0ZXN0YXRpb24gUm9vdCBDQTETMBEGA1UECgwK
QXBwbGUgSW5jLjETMBEGA1UECAwKQ2FsaWZvcm5pYTAeFw0yMDAzMTgxODMyNTNa
Fw00NTAzMTUwMDAwMDBaMFIxJjAkBgNVBAMMHUFwcGxlIEFwcCBBdHRlc3RhdGlv
biBSb290IENBMRMwEQYDVQQKDApBcHBsZSBJbmMuMRMwEQYDVQQIDApDYWxpZm9y
bmlhMHYwEAYHKoZIzj0CAQYFK4EEACIDYgAERTHhmLW07ATaFQIEVwTtT4dyctdh
NbJhFs/Ii2FdCgAHGbpphY3+d8qjuDngIN3WVhQUBHAoMeQ/cLiP1sOUtgjqK9au
Yen1mMEvRq9Sk3Jm5X8U62H+xTD3FE9TgS41o0IwQDAPBgNVHRMBAf8EBTADAQH/
MB0GA1UdDgQWBBSskRBTM72+aEH/pwyp5frq5eWKoTAOBgNVHQ8BAf8EBAMCAQYw
CgYIKoZIzj0EAwMDaAAwZQIwQgFGnByvsiVbpTKwSga0kP0e8EeDS4+sQmTvb7vn
53O5+FRXgeLhpJ06ysC5PrOyAjEAp5U4xDgEgllF7En3VcE3iexZZtKeYnpqtijV
oyFraWVIyd/dganmrduC1bmTBGwD
-----END CERTIFICATE-----
`,
  playIntegrityUrl: "https://playintegrity.googleapis.com",
  googleTokenUrl: "https://oauth2.googleapis.com/token",
};
