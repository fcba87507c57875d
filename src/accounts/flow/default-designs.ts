import type { FlowComponent, FlowDesign, FlowStep, FlowType } from "./flow-design.ts";
import { PASSWORD, SHORT_CODE, USER_NAME } from "./flow-inputs.ts";

const EMAIL = "http://wso2.org/claims/emailaddress";

/** What a tenant begins with. */
export const DEFAULT_DESIGNS: Readonly<Record<FlowType, FlowDesign>> = {
  REGISTRATION: {
    steps: [
      view("registration", "Sign Up", [
        field(USER_NAME, "Username", "TEXT"),
        field(PASSWORD, "Password", "PASSWORD"),
        field(EMAIL, "Email", "EMAIL"),
        field("http://wso2.org/claims/givenname", "First name", "TEXT", false),
        field("http://wso2.org/claims/lastname", "Last name", "TEXT", false),
        button("button_register", "Sign Up", "PasswordProvisioningExecutor", "COMPLETE"),
      ]),
    ],
  },
  PASSWORD_RECOVERY: {
    steps: [
      view("account", "Reset your password", [
        field(USER_NAME, "Username", "TEXT"),
        button("button_account", "Continue", "UserResolveExecutor", "code"),
      ]),
      view("code", "Enter the code", [
        field(SHORT_CODE, "Code", "OTP"),
        button("button_code", "Continue", "EmailOTPExecutor", "password"),
      ]),
      newPassword(),
    ],
  },
  ASK_PASSWORD: {
    steps: [
      {
        id: "invitation",
        type: "EXECUTION",
        data: {
          action: { type: "EXECUTOR", executor: { name: "ConfirmationCodeValidationExecutor" }, next: "password" },
        },
      },
      newPassword(),
    ],
  },
};

function newPassword(): FlowStep {
  return view("password", "Choose a password", [
    field(PASSWORD, "New password", "PASSWORD"),
    button("button_password", "Save", "PasswordProvisioningExecutor", "COMPLETE"),
  ]);
}

function view(id: string, heading: string, fields: readonly FlowComponent[]): FlowStep {
  const components = [
    { id: `${id}_heading`, category: "DISPLAY", type: "TYPOGRAPHY", variant: "H3", config: { text: heading } },
    { id: `${id}_form`, category: "BLOCK", type: "FORM", config: {}, components: fields },
  ];
  return { id, type: "VIEW", data: { components } };
}

/** SDKs go by `name` where others go by `identifier`. */
function field(identifier: string, label: string, variant: string, required = true): FlowComponent {
  const type = variant === "PASSWORD" || variant === "EMAIL" ? variant.toLowerCase() : "text";
  const config = { identifier, name: identifier, label, placeholder: "", type, required, validations: [] };
  const id = `input_${identifier.slice(identifier.lastIndexOf("/") + 1)}`;
  return { id, ...{ category: "FIELD" }, type: "INPUT", variant, config };
}

function button(id: string, text: string, executor: string, next: string): FlowComponent {
  const action = { type: "EXECUTOR", executor: { name: executor }, next } as const;
  return {
    id,
    ...{ category: "ACTION" },
    type: "BUTTON",
    variant: "PRIMARY",
    action,
    config: { type: "submit", text },
  };
}
