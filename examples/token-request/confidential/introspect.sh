#!/bin/sh
# A confidential client asks whether an access token is good, and what it stands for (RFC 7662).
# Run it: TOKEN=… sh examples/token-request/confidential/introspect.sh
CREDENTIALS=$(printf '%s' 'bifrost-web:bifrost-web-secret' | base64)

curl --location --request POST "${BASE_URL:-http://localhost:9763}/t/bifrost/oauth2/introspect" \
  --header "Authorization: Basic $CREDENTIALS" \
  --header 'Content-Type: application/x-www-form-urlencoded' \
  --data-urlencode "token=${TOKEN:?an access token}"
