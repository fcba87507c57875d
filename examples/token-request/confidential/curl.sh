#!/bin/sh
# A confidential client trades its authorization code for tokens; its secret travels in the request's body.
# Run it within a minute of signing in: CODE=… sh examples/token-request/confidential/curl.sh
curl --location --request POST "${BASE_URL:-http://localhost:9763}/t/bifrost/oauth2/token" \
  --header 'Content-Type: application/x-www-form-urlencoded' \
  --data-urlencode "code=${CODE:?the code from the address bar}" \
  --data-urlencode 'grant_type=authorization_code' \
  --data-urlencode 'redirect_uri=http://localhost:5000' \
  --data-urlencode 'client_id=bifrost-web' \
  --data-urlencode 'client_secret=bifrost-web-secret'
