// A confidential client trades its authorization code for tokens; its secret travels in the request's body.
// Run it within a minute of signing in: CODE=… node examples/token-request/confidential/node-axios.cjs
const axios = require("axios");
const qs = require("qs");

const baseUrl = process.env.BASE_URL ?? "http://localhost:9763";

const data = qs.stringify({
  code: process.env.CODE,
  grant_type: "authorization_code",
  redirect_uri: "http://localhost:5000",
  client_id: "bifrost-web",
  client_secret: "bifrost-web-secret",
});

const config = {
  method: "post",
  url: `${baseUrl}/t/bifrost/oauth2/token`,
  headers: { "Content-Type": "application/x-www-form-urlencoded" },
  data,
};

axios(config)
  .then((response) => {
    console.log(JSON.stringify(response.data));
  })
  .catch((error) => {
    console.error(error.response?.data ?? error.message);
    process.exitCode = 1;
  });
