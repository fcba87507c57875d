// A public client trades its authorization code for tokens, with the verifier of the code challenge it began with (PKCE).
// Run it within a minute of signing in: CODE=… CODE_VERIFIER=… node examples/token-request/public/node-axios.cjs
const axios = require("axios");
const qs = require("qs");

const baseUrl = process.env.BASE_URL ?? "http://localhost:9763";

const data = qs.stringify({
  code: process.env.CODE,
  grant_type: "authorization_code",
  redirect_uri: "http://localhost:5000",
  code_verifier: process.env.CODE_VERIFIER,
  client_id: "fv_LScHaB83PN4VPX1cHufphtHQa",
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
