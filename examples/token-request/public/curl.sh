#!/bin/sh
# A public client trades its authorization code for tokens, with the verifier of the code challenge it began with (PKCE).
# Run it within a minute of signing in: CODE=… CODE_VERIFIER=… sh examples/token-request/public/curl.sh
curl --location --request POST "${BASE_URL:-http://localhost:9763}/t/bifrost/oauth2/token" \
  --header 'Content-Type: application/x-www-form-urlencoded' \
  --data-urlencode "code=${CODE:?the code from the address bar}" \
  --data-urlencode 'grant_type=authorization_code' \
  --data-urlencode 'redirect_uri=http://localhost:5000' \
  --data-urlencode "code_verifier=${CODE_VERIFIER:?the verifier that the sign-in began with}" \
  --data-urlencode 'client_id=fv_LScHaB83PN4VPX1cHufphtHQa'
