#!/bin/sh
# A confidential client trades its authorization code for tokens; its id and secret travel in the Authorization header.
# Run it within a minute of signing in: CODE=… sh examples/token-request/confidential/curl-basic.sh
CREDENTIALS=$(printf '%s' 'bifrost-web:bifrost-web-secret' | base64)

curl --location --request POST "${BASE_URL:-http://localhost:9763}/t/bifrost/oauth2/token" \
  --header "Authorization: Basic $CREDENTIALS" \
  --header 'Content-Type: application/x-www-form-urlencoded' \
  --data-urlencode "code=${CODE:?the code from the address bar}" \
  --data-urlencode 'grant_type=authorization_code' \
  --data-urlencode 'redirect_uri=http://localhost:5000'
