/** What an organization writes to people in one language, instead of what the server would: the document of a record (contract §17.13). */
export interface NotificationTemplateDocument {
  readonly channel: NotificationChannel;
  /** The display name of its type, as `AccountConfirmation`. */
  readonly type: string;
  /** As `en_US`. */
  readonly locale: string;
  /** The application, by the id that administrators know it by, whose users are written to; undefined: those of all. */
  readonly applicationId?: string | undefined;
  readonly content: NotificationContent;
}

export type NotificationChannel = "email" | "sms";

/** A message with placeholders in it, as `{{user-name}}`. One by SMS has a body alone. */
export interface NotificationContent {
  readonly contentType?: string | undefined;
  readonly subject?: string | undefined;
  readonly body: string;
  readonly footer?: string | undefined;
}

/** A type of messages that an organization has of its own: the document of a record. */
export interface NotificationTypeDocument {
  readonly channel: NotificationChannel;
  readonly displayName: string;
}

/** By what an organization's messages go out: the document of a record (contract §17.13). */
export interface NotificationSenderDocument {
  readonly channel: NotificationChannel;
  readonly name: string;
  /** `SMTP` or `HTTP` for e-mail; for SMS as `Twilio`, `Vonage`, `Custom`. */
  readonly provider: string;
  readonly providerUrl?: string | undefined;
  readonly smtpHost?: string | undefined;
  readonly smtpPort?: number | undefined;
  readonly fromAddress?: string | undefined;
  /** As `BASIC` or `CLIENT_CREDENTIAL`: how the server shows who it is; undefined: by what the provider's own way is. */
  readonly authenticationType?: string | undefined;
  readonly userName?: string | undefined;
  /** The account's name with an SMS provider, and the number or name that its messages come from. */
  readonly key?: string | undefined;
  readonly sender?: string | undefined;
  readonly contentType?: "JSON" | "FORM" | undefined;
  /** By Asgardeo's keys, as `mail.smtp.starttls.enable` and `body`. */
  readonly properties: Readonly<Record<string, string>>;
  /** What the authentication needs and is no secret. */
  readonly authentication: Readonly<Record<string, string>>;
  /** Sealed: `password`, `secret`, and by `property …` and `authentication …` the properties that are secret. */
  readonly sealed: Readonly<Record<string, string>>;
}
