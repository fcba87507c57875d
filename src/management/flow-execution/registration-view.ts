/** What of a person is entered, by the names that it is sent under (contract §20.3). */
export const USER_NAME = "http://wso2.org/claims/username";
export const PASSWORD = "password";

const FIELDS = [
  { identifier: USER_NAME, label: "Username", variant: "TEXT", type: "text", required: true },
  { identifier: PASSWORD, label: "Password", variant: "PASSWORD", type: "password", required: true },
  {
    identifier: "http://wso2.org/claims/emailaddress",
    label: "Email",
    variant: "EMAIL",
    type: "email",
    required: true,
  },
  { identifier: "http://wso2.org/claims/givenname", label: "First name", variant: "TEXT", type: "text" },
  { identifier: "http://wso2.org/claims/lastname", label: "Last name", variant: "TEXT", type: "text" },
];

/** The form as components that an application draws. SDKs go by `name` where others go by `identifier`. */
export function registrationView(): Record<string, unknown>[] {
  const inputs = FIELDS.map(({ identifier, label, variant, type, required = false }, index) => ({
    id: `input_${index + 1}`,
    type: "INPUT",
    variant,
    components: [],
    config: { identifier, name: identifier, label, placeholder: "", type, required, validations: [] },
  }));
  const button = {
    id: "button_register",
    actionId: "button_register",
    type: "BUTTON",
    variant: "PRIMARY",
    components: [],
    config: { type: "submit", text: "Sign Up" },
  };
  return [
    { id: "heading", type: "TYPOGRAPHY", variant: "H3", components: [], config: { text: "Sign Up" } },
    { id: "form_registration", type: "FORM", components: [...inputs, button], config: {} },
  ];
}
