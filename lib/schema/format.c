/* The formats by name: JSON Schema 2020-12 validation, section 7.3, and hearth's own. */
#include "schema/format.h"

#include "schema/format_tests.h"

const struct format formats[] = {
	{"date-time", format_date_time, "a date and time such as 2020-03-18T09:30:00+08:00", false},
	{"date", format_date, "a date such as 2020-03-18", false},
	{"time", format_time, "a time with its offset from UTC, such as 09:30:00+08:00", false},
	{"duration", format_duration, "a duration such as P1Y6M or PT36H", false},
	{"email", format_email, "an e-mail address such as zhang@example.com", false},
	{"idn-email", format_idn_email, "an e-mail address such as zhang@example.com", false},
	{"hostname", format_hostname, "a host name such as www.example.com", false},
	{"idn-hostname", format_idn_hostname, "a host name such as www.example.com, in any script",
	 false},
	{"ipv4", format_ipv4, "an IPv4 address such as 192.0.2.1", false},
	{"ipv6", format_ipv6, "an IPv6 address such as 2001:db8::1", false},
	{"uri", format_uri, "a URI such as https://example.com/a", false},
	{"uri-reference", format_uri_reference, "a URI or a relative reference, such as ../a?b#c",
	 false},
	{"iri", format_iri, "a URI such as https://example.com/a, in any script", false},
	{"iri-reference", format_iri_reference,
	 "a URI or a relative reference, such as ../a?b#c, in any script", false},
	{"uuid", format_uuid, "a UUID such as 99010200-0000-4000-8000-000000000000", false},
	{"uri-template", format_uri_template,
	 "a URI template such as https://example.com/{village}", false},
	{"json-pointer", format_json_pointer, "a JSON pointer such as /members/0/name", false},
	{"relative-json-pointer", format_relative_json_pointer,
	 "a relative JSON pointer such as 1/name", false},
	{"regex", format_regex, "a regular expression (ECMA-262) such as ^[0-9]{4}$", false},
	{"cn-resident-id", format_resident_id,
	 "a resident document number: 17 digits that hold a birth date, then a check "
	 "character (0-9 or X), such as 99010219630619005X",
	 false},
	{"cn-division-code", format_division_code,
	 "a division code: 12 digits, such as 990102003004", false},
	{"cn-uscc", format_credit_code,
	 "a unified social credit code: 18 digits and capital letters (no I, O, S, V, Z), "
	 "the last of them a check, such as 93990102MA99000104",
	 true},
	{"cn-mobile", format_mobile,
	 "a mobile number: 11 digits that begin with 13 to 19, such as 19900001234", true},
	{"cn-disability-id", format_disability_id,
	 "a disability certificate number: a resident document number, the type (1-7) and "
	 "the grade (1-4), then two more characters if issued again, such as "
	 "99010219630619005X42",
	 false},
	{"luhn", format_luhn,
	 "a card number: digits, the last of them a check, such as 9999000000000004", true},
	{NULL, NULL, NULL, false},
};

const struct format *format_find(struct text name)
{
	const struct format *f;

	for (f = formats; f->name; f++) {
		if (text_is(name, f->name))
			return f;
	}
	return NULL;
}
