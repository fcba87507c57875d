const WSO2 = "urn:scim:wso2:schema";

/**
 * Where SCIM has the value of a claim (contract §7.6, §18.2; RFC 7643 §4.1): the path of an attribute, with its schema's URN in front
 * unless it is of the core.
 */
export const ATTRIBUTE_OF_CLAIM: Readonly<Record<string, string>> = {
  name: "name.formatted",
  given_name: "name.givenName",
  family_name: "name.familyName",
  middle_name: "name.middleName",
  nickname: "nickName",
  preferred_username: "displayName",
  profile: "profileUrl",
  zoneinfo: "timezone",
  locale: "locale",
  email: "emails.value",
  phone_number: "phoneNumbers.value",
  street_address: "addresses.streetAddress",
  locality: "addresses.locality",
  region: "addresses.region",
  postal_code: "addresses.postalCode",
  country: `${WSO2}:country`,
  website: `${WSO2}:website`,
  picture: `${WSO2}:photoUrl`,
  gender: `${WSO2}:gender`,
  birthdate: `${WSO2}:dateOfBirth`,
  email_verified: `${WSO2}:emailVerified`,
  phone_number_verified: `${WSO2}:phoneVerified`,
};
