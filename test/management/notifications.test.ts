import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { createServerKeys } from "../../src/crypto/sealing.ts";
import { findTemplate } from "../../src/notifications/find-template.ts";
import { findSender, openSenderSecrets } from "../../src/notifications/sender.ts";
import { systemTemplate } from "../../src/notifications/system-templates.ts";
import { startServer, TEST_KEY, type TestServer } from "../server.ts";
import { organizationsWith, tenantStore } from "../tenant-data.ts";
import { type ApiClient, adminApplication, apiClient } from "./api-client.ts";

const V1 = "/api/server/v1";
const SCOPES = [
  ...["create", "view", "update", "delete"].flatMap((verb) => [
    `internal_template_mgt_${verb}`,
    `internal_email_mgt_${verb}`,
  ]),
  ...["add", "view", "update", "delete"].map((verb) => `internal_config_mgt_${verb}`),
  "internal_application_mgt_create",
  "internal_application_mgt_delete",
  "internal_audit_log_view",
];
const idOf = (name: string) => Buffer.from(name).toString("base64url");
const CONFIRMATION = idOf("AccountConfirmation");

const CONTENT = {
  email: { contentType: "text/plain", subject: "Ours", body: "Hello {{user-name}}", footer: "Bye" },
  sms: { body: "Your code: {{confirmation-code}}" },
};

describe("what is written to people, and by what it goes out", () => {
  let server: TestServer;
  let api: ApiClient;
  let applicationId: string;
  before(async () => {
    server = await startServer({ organizations: organizationsWith(adminApplication) });
    api = await apiClient(server, SCOPES);
    const { body } = await api.call("POST", `${V1}/applications`, { name: "Written to" });
    applicationId = body.id;
  });
  after(() => server.stop());

  const code = async (method: string, path: string, body?: unknown) => {
    const answer = await api.call(method, path, body);
    return [answer.status, answer.body?.code];
  };
  const localesOf = async (path: string) => {
    const { body } = await api.call("GET", path);
    return body.map(({ locale, id }: { locale?: string; id?: string }) => locale ?? id);
  };

  const apis = [
    [
      "e-mail",
      `${V1}/notification/email`,
      "email",
      "AccountConfirmation",
      "NTM-65001",
      "NTM-65002",
      "NTM-65003",
      "NTM-65004",
    ],
    ["SMS", `${V1}/notification/sms`, "sms", "passwordReset", "NTM-65001", "NTM-65002", "NTM-65003", "NTM-65004"],
    ["e-mail (v2)", "/api/server/v2/email", "email", "EmailOTP", "ETM-50005", "ETM-50002", "ETM-50004", "ETM-50003"],
  ] as const;
  for (const [what, base, channel, standard, typeExists, noType, exists, absent] of apis) {
    describe(`templates for ${what} (contract §17.13)`, () => {
      const types = `${base}/template-types`;
      const one = `${types}/${idOf(standard)}`;
      const content = CONTENT[channel];

      it("have types: the server's own, and the organization's", async () => {
        const displayName = `Own type ${what}`;
        const created = await api.call("POST", types, { displayName });
        const id = idOf(displayName);
        assert.deepEqual(created.body, { id, displayName, self: `/t/acme${types}/${id}` });
        assert.deepEqual([created.status, created.headers.get("location")], [201, `/t/acme${types}/${id}`]);
        const names = (await api.call("GET", types)).body.map((type: { displayName: string }) => type.displayName);
        assert.ok(names.includes(displayName) && names.includes(standard));
        assert.equal((await api.call("GET", `${types}?limit=2&offset=1`)).body.length, 2);
        assert.equal((await api.call("GET", `${types}?sortBy=displayName`)).status, 501);
        assert.equal((await api.call("GET", `${types}?limit=two`)).status, 400);
        assert.deepEqual((await api.call("GET", `${types}/${id}`)).body, created.body);
        assert.deepEqual(await code("POST", types, { displayName }), [409, typeExists]);
        assert.deepEqual(await code("POST", types, { displayName: standard.toUpperCase() }), [409, typeExists]);
        assert.equal((await api.call("POST", types, {})).status, 400);
        await api.call("POST", `${types}/${id}/org-templates`, { ...content, locale: "en_US" });
        assert.equal((await api.call("DELETE", `${types}/${id}`)).status, 204);
        for (const method of ["GET", "DELETE"]) {
          assert.deepEqual(await code(method, `${types}/${id}`), [404, noType]);
        }
        assert.equal((await api.call("DELETE", one)).status, 403);
        await api.call("POST", types, { displayName });
        assert.deepEqual(await localesOf(`${types}/${id}/org-templates`), []);
      });

      it("are found by ids in which case means nothing", async () => {
        assert.equal((await api.call("GET", `${types}/${idOf(standard.toLowerCase())}`)).body.displayName, standard);
      });

      for (const owner of ["org-templates", "app-templates"] as const) {
        it(`are the organization's or an application's own: ${owner}`, async () => {
          const all = `${one}/${owner}${owner === "app-templates" ? `/${applicationId}` : ""}`;
          assert.deepEqual(await localesOf(all), []);
          assert.deepEqual(await localesOf(`${all}?resolve=true`), [
            "ar_AE",
            "de_DE",
            "en_US",
            "es_ES",
            "fr_FR",
            "ja_JP",
          ]);
          assert.deepEqual(await code("GET", `${all}/da_DK`), [404, absent]);
          assert.deepEqual(await code("PUT", `${all}/da_DK`, content), [404, absent]);
          const created = await api.call("POST", all, { ...content, locale: "da-DK" });
          const self = `/t/acme${all}/da_DK`;
          assert.deepEqual([created.status, created.body], [201, { locale: "da_DK", self }]);
          assert.equal(created.headers.get("location"), self);
          assert.deepEqual(await code("POST", all, { ...content, locale: "da_DK" }), [409, exists]);
          assert.deepEqual((await api.call("GET", `${all}/da_DK`)).body, { ...content, locale: "da_DK" });
          assert.deepEqual(await localesOf(all), ["da_DK"]);
          const changed = { ...content, body: "Changed" };
          assert.equal((await api.call("PUT", `${all}/da_DK`, { ...changed, locale: "da_DK" })).status, 200);
          assert.equal((await api.call("GET", `${all}/da_DK?resolve=true`)).body.body, "Changed");
          assert.equal((await api.call("PUT", `${all}/da_DK`, { ...changed, locale: "sv_SE" })).status, 400);
          assert.equal((await api.call("PUT", `${all}/da_DK`, { subject: "No body" })).status, 400);
          assert.equal((await api.call("POST", all, { ...content, locale: "not a locale" })).status, 400);
          assert.equal((await api.call("GET", `${all}/en_US`)).status, 404);
          const resolved = await api.call("GET", `${all}/en_US?resolve=true`);
          assert.deepEqual(resolved.body, { locale: "en_US", ...systemTemplate(channel, standard, "en_US") });
          assert.equal((await api.call("DELETE", `${all}/da_DK`)).status, 204);
          assert.deepEqual(await code("DELETE", `${all}/da_DK`), [404, absent]);
          const unknown = all.replace(idOf(standard), idOf("none"));
          for (const [method, path, body] of [
            ["GET", unknown],
            ["POST", unknown, { ...content, locale: "da_DK" }],
            ["GET", `${unknown}/da_DK`],
            ["PUT", `${unknown}/da_DK`, content],
            ["DELETE", `${unknown}/da_DK`],
          ] as const) {
            assert.deepEqual(await code(method, path, body), [404, noType]);
          }
        });
      }

      it("are of no application that there is not", async () => {
        const path = `${one}/app-templates/none`;
        assert.deepEqual(await code("GET", path), [404, "APP-60006"]);
        assert.deepEqual(await code("POST", path, { ...content, locale: "da_DK" }), [404, "APP-60006"]);
      });
    });
  }

  describe("the server's own templates (contract §17.13)", () => {
    it("can be read in each language", async () => {
      const path = `${V1}/notification/email/template-types/${CONFIRMATION}/system-templates`;
      assert.deepEqual(await localesOf(path), ["en_US", "de_DE", "es_ES", "fr_FR", "ja_JP", "ar_AE"]);
      const { body } = await api.call("GET", `${path}/de-DE`);
      assert.match(body.subject, /Bestätigen/);
      assert.match(body.body, /\{\{user-name\}\}/);
      assert.deepEqual(await code("GET", `${path}/da_DK`), [404, "NTM-65004"]);
      assert.deepEqual(await code("GET", path.replace(CONFIRMATION, idOf("none"))), [404, "NTM-65002"]);
      const sms = `${V1}/notification/sms/template-types/${idOf("SMSOTP")}/system-templates/en_US`;
      assert.match((await api.call("GET", sms)).body.body, /\{\{confirmation-code\}\}/);
    });

    it("count again for an application that is deleted, whose own go with it", async () => {
      const { body } = await api.call("POST", `${V1}/applications`, { name: "Goes" });
      const all = `${V1}/notification/email/template-types/${CONFIRMATION}/app-templates/${body.id}`;
      assert.equal((await api.call("POST", all, { ...CONTENT.email, locale: "en_US" })).status, 201);
      assert.equal((await api.call("DELETE", `${V1}/applications/${body.id}`)).status, 204);
      const left = await (await tenantStore(server)).records.list<{ applicationId?: string }>("notification template");
      assert.ok(left.every(({ document }) => document.applicationId !== body.id));
    });

    it("count where an organization and its applications say nothing, in the nearest language", async () => {
      const { records } = await tenantStore(server);
      const find = async (locale: string, ofApplication?: string) => {
        const key = { channel: "email", type: "AccountConfirmation", locale, applicationId: ofApplication } as const;
        return (await findTemplate([records], key))?.subject;
      };
      const own = `${V1}/notification/email/template-types/${CONFIRMATION}`;
      assert.match((await find("de_CH")) ?? "", /Bestätigen/);
      assert.match((await find("fi_FI")) ?? "", /Confirm/);
      const write = (path: string, subject: string, locale: string) =>
        api.call("POST", path, { ...CONTENT.email, subject, locale });
      await write(`${own}/org-templates`, "The organization's", "fi_FI");
      await write(`${own}/app-templates/${applicationId}`, "The application's", "fi_FI");
      await write(`${own}/org-templates`, "In English", "en_US");
      assert.equal(await find("fi_FI"), "The organization's");
      assert.equal(await find("fi_FI", applicationId), "The application's");
      assert.equal(await find("ko_KR", applicationId), "In English");
      const reset = { templateTypeId: CONFIRMATION, channel: "EMAIL" };
      assert.equal((await api.call("POST", `${V1}/notification/reset-template-type`, reset)).status, 204);
      assert.match((await find("fi_FI", applicationId)) ?? "", /Confirm/);
      const none = { ...reset, templateTypeId: "none" };
      assert.deepEqual(await code("POST", `${V1}/notification/reset-template-type`, none), [404, "NTM-65002"]);
      const pigeon = { ...reset, channel: "pigeon" };
      assert.equal((await api.call("POST", `${V1}/notification/reset-template-type`, pigeon)).status, 400);
    });
  });

  describe("the first API for e-mails (contract §17.13)", () => {
    const types = `${V1}/email/template-types`;
    const one = `${types}/${idOf("PasswordReset")}`;
    const template = (id: string, subject = "Ours") => ({ id, ...CONTENT.email, subject });

    it("changes the server's own in place, and puts them back", async () => {
      const path = `${one}/templates/en_US`;
      const system = (await api.call("GET", path)).body;
      assert.equal(system.id, "en_US");
      assert.equal((await api.call("PUT", path, template("en_US"))).status, 200);
      assert.deepEqual((await api.call("GET", path)).body, template("en_US"));
      assert.equal((await api.call("PUT", path, template("de_DE"))).status, 400);
      assert.equal((await api.call("DELETE", path)).status, 204);
      assert.deepEqual((await api.call("GET", path)).body, system);
      assert.deepEqual(await code("DELETE", path), [404, "ETM-50003"]);
      assert.deepEqual(await code("GET", `${one}/templates/da_DK`), [404, "ETM-50003"]);
      assert.deepEqual(await code("PUT", `${one}/templates/da_DK`, template("da_DK")), [404, "ETM-50003"]);
    });

    it("adds and replaces templates of a type", async () => {
      const added = await api.call("POST", one, template("da_DK"));
      const self = `/t/acme${one}/templates/da_DK`;
      assert.deepEqual([added.status, added.body], [201, { id: "da_DK", self }]);
      assert.deepEqual(await code("POST", one, template("da_DK")), [409, "ETM-50004"]);
      assert.deepEqual(await code("POST", one, template("en_US")), [409, "ETM-50004"]);
      assert.equal((await api.call("POST", one, { id: "da_DK" })).status, 400);
      assert.ok((await localesOf(`${one}/templates`)).includes("da_DK"));
      assert.equal((await api.call("PUT", one, [template("sv_SE")])).status, 200);
      const { body } = await api.call("GET", one);
      assert.deepEqual([body.id, body.displayName], [idOf("PasswordReset"), "PasswordReset"]);
      assert.deepEqual(
        body.templates.map(({ id }: { id: string }) => id),
        ["ar_AE", "de_DE", "en_US", "es_ES", "fr_FR", "ja_JP", "sv_SE"],
      );
      assert.equal((await api.call("PUT", one, [template("sv_SE"), template("sv-SE")])).status, 400);
      for (const [method, path, sent] of [
        ["GET", `${types}/none`],
        ["POST", `${types}/none`, template("da_DK")],
        ["PUT", `${types}/none`, []],
        ["DELETE", `${types}/none`],
        ["GET", `${types}/none/templates`],
        ["DELETE", `${types}/none/templates/en_US`],
      ] as const) {
        assert.deepEqual(await code(method, path, sent), [404, "ETM-50002"], path);
      }
    });

    it("adds, lists and deletes types with their templates", async () => {
      const displayName = "Own with templates";
      const created = await api.call("POST", types, { displayName, templates: [template("en_US")] });
      assert.equal(created.status, 201);
      const path = `${types}/${created.body.id}`;
      assert.deepEqual((await api.call("GET", path)).body.templates, [template("en_US")]);
      assert.deepEqual(await code("POST", types, { displayName, templates: [] }), [409, "ETM-50005"]);
      assert.equal((await api.call("POST", types, { displayName: "None" })).status, 400);
      const all = (await api.call("GET", `${types}?requiredAttributes=templates`)).body;
      const found = all.find((type: { displayName: string }) => type.displayName === displayName);
      assert.deepEqual(found.templates, [template("en_US")]);
      assert.equal((await api.call("GET", types)).body[0].templates, undefined);
      assert.deepEqual(await code("GET", `${types}?requiredAttributes=colour`), [400, "ETM-50006"]);
      assert.equal((await api.call("DELETE", path)).status, 204);
      assert.equal((await api.call("DELETE", one)).status, 403);
    });
  });

  describe("senders (contract §17.13)", () => {
    const SECRET = "the password of the sender";
    const smtp = {
      smtpServerHost: "smtp.example",
      smtpPort: 587,
      fromAddress: "iam@acme.example",
      properties: [{ key: "mail.smtp.starttls.enable", value: "true" }],
    };
    const twilio = { provider: "Twilio", key: "AC1", secret: SECRET, sender: "+4512345678", contentType: "FORM" };
    const secretsOf = async (channel: "email" | "sms") => {
      const tenant = await server.store.tenants.find("acme");
      const sender = await findSender([(await tenantStore(server)).records], channel);
      assert.ok(tenant && sender);
      assert.ok(!JSON.stringify(sender).includes(SECRET));
      return Object.fromEntries(openSenderSecrets(sender, tenant.id, createServerKeys(TEST_KEY)));
    };

    it("for e-mail keep their passwords sealed, and tell them nobody", async () => {
      const [v1, v2] = ["v1", "v2"].map((version) => `/api/server/${version}/notification-senders/email`) as [
        string,
        string,
      ];
      assert.equal(await findSender([(await tenantStore(server)).records], "email"), undefined);
      const created = await api.call("POST", v1, { ...smtp, userName: "iam", password: SECRET });
      assert.equal(created.status, 201, JSON.stringify(created.body));
      assert.equal(created.headers.get("location"), `/t/acme${v1}/EmailPublisher`);
      const told = { name: "EmailPublisher", ...smtp, userName: "iam", password: "[masked]" };
      assert.deepEqual(created.body, told);
      assert.deepEqual((await api.call("GET", v1)).body, [told]);
      assert.deepEqual(await code("POST", v1, smtp), [409, "NSC-60002"]);
      assert.deepEqual(await secretsOf("email"), { password: SECRET });

      const one = `${v2}/EmailPublisher`;
      const { body } = await api.call("GET", one);
      assert.deepEqual([body.provider, body.smtpServerHost], ["SMTP", "smtp.example"]);
      assert.deepEqual(body.properties.slice(1), [
        { key: "userName", value: "iam" },
        { key: "password", value: "[masked]" },
      ]);
      const { name: _, ...again } = body;
      const replaced = await api.call("PUT", one, { ...again, smtpPort: 25 });
      assert.deepEqual([replaced.status, replaced.body.smtpPort], [200, 25]);
      assert.deepEqual(await secretsOf("email"), { password: SECRET });
      const elsewhere = { ...again, smtpServerHost: "evil.example" };
      assert.equal((await api.call("PUT", one, elsewhere)).status, 200);
      assert.deepEqual(await secretsOf("email"), {}, "the secret is for the server that it was given for");
      await api.call("PUT", one, { ...again, properties: [{ key: "password", value: SECRET }] });
      assert.deepEqual(await secretsOf("email"), { password: SECRET });
      const emptied = [...smtp.properties, { key: "password", value: "" }];
      await api.call("PUT", one, { ...smtp, properties: emptied });
      assert.deepEqual(await secretsOf("email"), {});
      const log = JSON.stringify((await api.call("GET", `${V1}/audit-logs?action=notification-sender.create`)).body);
      assert.ok(log.includes("EmailPublisher") && !log.includes(SECRET));
      assert.equal((await api.call("DELETE", one)).status, 204);
      for (const [method, sent] of [["GET"], ["PUT", smtp], ["DELETE"]] as const) {
        assert.deepEqual(await code(method, one, sent), [404, "NSC-60001"]);
        assert.deepEqual(await code(method, `${v1}/EmailPublisher`, sent), [404, "NSC-60001"]);
      }
    });

    it("for e-mail go by HTTP too, whose headers are secrets", async () => {
      const path = "/api/server/v2/notification-senders/email";
      const http = {
        name: "By HTTP",
        provider: "HTTP",
        providerURL: "https://mail.example/send",
        fromAddress: "iam@acme.example",
        authType: "CLIENT_CREDENTIAL",
        properties: [
          { key: "http.headers", value: `Authorization: Bearer ${SECRET}` },
          { key: "clientId", value: "c" },
          { key: "clientSecret", value: SECRET },
          { key: "mail.smtp.starttls.enable", value: true },
        ],
      };
      const created = await api.call("POST", path, http);
      assert.equal(created.status, 201, JSON.stringify(created.body));
      assert.deepEqual(await secretsOf("email"), {
        "property http.headers": `Authorization: Bearer ${SECRET}`,
        "property clientSecret": SECRET,
      });
      assert.deepEqual(await code("POST", path, { ...http, name: "X", providerURL: undefined }), [400, "NSC-60005"]);
      await api.call("DELETE", `${path}/By%20HTTP`);
    });

    it("for SMS know where Twilio and Vonage are, and are told where others are", async () => {
      const [v1, v2] = ["v1", "v2"].map((version) => `/api/server/${version}/notification-senders/sms`) as [
        string,
        string,
      ];
      const created = await api.call("POST", v1, twilio);
      assert.equal(created.status, 201, JSON.stringify(created.body));
      assert.deepEqual(created.body, {
        name: "SMSPublisher",
        ...twilio,
        secret: "[masked]",
        providerURL: "https://api.twilio.com/2010-04-01/Accounts/AC1/Messages.json",
        properties: [],
      });
      assert.deepEqual(await secretsOf("sms"), { secret: SECRET });
      assert.deepEqual(await code("POST", v2, twilio), [409, "NSC-60002"]);
      const { secret: _, ...without } = twilio;
      assert.equal((await api.call("PUT", `${v1}/SMSPublisher`, { ...without, key: "AC2" })).body.key, "AC2");
      assert.deepEqual(await secretsOf("sms"), { secret: SECRET });
      assert.deepEqual(await code("PUT", `${v1}/SMSPublisher`, { ...without, provider: "Vonage" }), [400, "NSC-60005"]);

      const custom = {
        provider: "Custom",
        providerURL: "https://sms.example/send",
        contentType: "JSON",
        authentication: { type: "BASIC", properties: { username: "iam", password: SECRET } },
        properties: [{ key: "body", value: '{"to":"{{mobile}}","text":"{{body}}"}' }],
      };
      const { status, body } = await api.call("PUT", `${v2}/SMSPublisher`, custom);
      assert.equal(status, 200, JSON.stringify(body));
      assert.deepEqual(body.authentication, { type: "BASIC", properties: { username: "iam", password: "[masked]" } });
      assert.deepEqual(await secretsOf("sms"), { "authentication password": SECRET });
      const granted = (tokenEndpoint: string, clientSecret: string) => ({
        ...custom,
        authentication: { type: "CLIENT_CREDENTIAL", properties: { clientId: "iam", clientSecret, tokenEndpoint } },
      });
      await api.call("PUT", `${v2}/SMSPublisher`, granted("https://sms.example/token", SECRET));
      await api.call("PUT", `${v2}/SMSPublisher`, granted("https://sms.example/token?v=2", "[masked]"));
      assert.deepEqual(await secretsOf("sms"), { "authentication clientSecret": SECRET });
      await api.call("PUT", `${v2}/SMSPublisher`, granted("https://evil.example/token", "[masked]"));
      assert.deepEqual(await secretsOf("sms"), {}, "nor is it sent to another authorization server");
      await api.call("PUT", `${v2}/SMSPublisher`, custom);
      const masked = { ...custom.authentication, properties: { username: "iam", password: "[masked]" } };
      const other = { ...custom, authentication: masked, providerURL: "https://evil.example/send" };
      assert.equal((await api.call("PUT", `${v2}/SMSPublisher`, other)).status, 200);
      assert.deepEqual(await secretsOf("sms"), {}, "the secret is for the server that it was given for");
      assert.deepEqual(await code("POST", v2, { ...custom, name: "X", properties: [] }), [400, "NSC-60004"]);
      assert.deepEqual(await code("POST", v2, { ...custom, name: "X", providerURL: undefined }), [400, "NSC-60005"]);
      assert.equal((await api.call("GET", `${v1}/SMSPublisher`)).body.authentication, undefined);
      assert.equal((await api.call("GET", v2)).body.length, 1);
      for (const path of [`${v1}/SMSPublisher`, `${v2}/None`]) {
        assert.equal((await api.call("DELETE", path)).status, path.endsWith("None") ? 404 : 204);
      }
      assert.deepEqual(await code("GET", `${v1}/None`), [404, "NSC-60001"]);
      assert.deepEqual(await code("PUT", `${v2}/None`, custom), [404, "NSC-60001"]);
    });

    const refusals = [
      ["email", { ...smtp, fromAddress: "nobody" }],
      ["email", { ...smtp, fromAddress: "a@b.example\r\nBcc: c@d.example" }],
      ["email", { ...smtp, smtpPort: 0 }],
      ["email", { ...smtp, colour: "red" }],
      ["email", { ...smtp, name: "a/b" }],
      ["sms", { ...twilio, contentType: "XML" }],
      ["sms", { ...twilio, providerURL: "file:///etc" }],
      ["sms", { ...twilio, sender: "a\r\nb" }],
    ] as const;
    for (const [channel, body] of refusals) {
      it(`for ${channel} are refused: ${JSON.stringify(body).slice(0, 120)}: 400`, async () => {
        for (const version of ["v1", "v2"]) {
          assert.equal(
            (await api.call("POST", `/api/server/${version}/notification-senders/${channel}`, body)).status,
            400,
          );
        }
      });
    }
  });
});
