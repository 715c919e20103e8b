/* Every format accepts and refuses what its specification says. One case is one test, named
 * after what it promises. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "schema/format.h"

struct sample {
	const char *format, *name;
	bool holds;
	struct text t;
};

/* clang-format off */
#define TAKES(format, name, text) {format, name, true, TEXT(text)}
#define REFUSES(format, name, text) {format, name, false, TEXT(text)}

static const struct sample samples[] = {
	TAKES("date", "the last day of a leap February", "2020-02-29"),
	TAKES("date", "29 February of a year divisible by 400", "2000-02-29"),
	TAKES("date", "year 0000, which RFC 3339 has", "0000-02-29"),
	REFUSES("date", "29 February of another year", "2021-02-29"),
	REFUSES("date", "29 February of 1900", "1900-02-29"),
	REFUSES("date", "a day that April has not", "2020-04-31"),
	REFUSES("date", "month 13", "2020-13-01"),
	REFUSES("date", "day 0", "2020-01-00"),
	REFUSES("date", "a month of one digit", "2020-1-01"),
	REFUSES("date", "no hyphens", "20200101"),
	REFUSES("date", "a week", "2020-W01-1"),
	REFUSES("date", "an ordinal day", "2020-350"),
	REFUSES("date", "a fullwidth digit", "2020-01-0\uFF11"),
	REFUSES("date", "an Arabic-Indic digit", "2020-01-0\u0661"),
	REFUSES("date", "a NUL behind it", "2020-01-01\0"),
	REFUSES("date", "a line feed behind it", "2020-01-01\n"),
	REFUSES("date", "a time behind it", "2020-01-01T00:00:00Z"),
	REFUSES("date", "nothing", ""),

	TAKES("time", "UTC", "08:30:06Z"),
	TAKES("time", "a small z", "08:30:06z"),
	TAKES("time", "any number of decimals", "08:30:06.2831853071795864769Z"),
	TAKES("time", "an offset", "08:30:06+08:00"),
	TAKES("time", "the offset -00:00", "08:30:06-00:00"),
	TAKES("time", "a leap second at UTC", "23:59:60Z"),
	TAKES("time", "a leap second east of UTC, after midnight", "07:59:60+08:00"),
	TAKES("time", "a leap second west of UTC", "18:29:60-05:30"),
	TAKES("time", "a leap second with decimals", "23:59:60.9Z"),
	REFUSES("time", "a leap second at local midnight", "23:59:60+08:00"),
	REFUSES("time", "a leap second in another minute", "23:58:60Z"),
	REFUSES("time", "second 61", "23:59:61Z"),
	REFUSES("time", "hour 24", "24:00:00Z"),
	REFUSES("time", "minute 60", "00:60:00Z"),
	REFUSES("time", "no offset", "08:30:06"),
	REFUSES("time", "two offsets", "08:30:06Z+08:00"),
	REFUSES("time", "an offset without minutes", "08:30:06+08"),
	REFUSES("time", "an offset without colon", "08:30:06+0800"),
	REFUSES("time", "an offset of 24 hours", "08:30:06+24:00"),
	REFUSES("time", "an offset of 60 minutes", "08:30:06+00:60"),
	REFUSES("time", "a point without decimals", "08:30:06.Z"),
	REFUSES("time", "a decimal comma", "08:30:06,5Z"),
	REFUSES("time", "no seconds", "08:30Z"),
	REFUSES("time", "a Bengali digit", "0\u09EA:30:06Z"),
	REFUSES("time", "a minus sign that is not ASCII", "08:30:06\u221208:00"),

	TAKES("date-time", "UTC", "2020-03-18T09:30:00Z"),
	TAKES("date-time", "small letters", "2020-03-18t09:30:00z"),
	TAKES("date-time", "an offset and decimals", "2020-03-18T09:30:00.123+08:00"),
	TAKES("date-time", "a leap second", "2016-12-31T23:59:60Z"),
	TAKES("date-time", "a leap second on the next local day", "2017-01-01T07:59:60+08:00"),
	TAKES("date-time", "a leap second on the day before", "2015-06-30T18:59:60-05:00"),
	REFUSES("date-time", "a leap second within a month", "2016-12-30T23:59:60Z"),
	REFUSES("date-time", "a leap second a day late", "2017-01-02T07:59:60+08:00"),
	REFUSES("date-time", "a leap second west, a day late", "2016-01-01T15:59:60-08:00"),
	REFUSES("date-time", "a day that does not exist", "1990-02-31T15:59:59Z"),
	REFUSES("date-time", "a space between", "2020-03-18 09:30:00Z"),
	REFUSES("date-time", "only a date", "2020-03-18"),
	REFUSES("date-time", "only a date and T", "2020-03-18T"),
	REFUSES("date-time", "no offset", "2020-03-18T09:30:00"),
	REFUSES("date-time", "a sign before the year", "+2020-03-18T09:30:00Z"),
	REFUSES("date-time", "an ordinal day", "2013-350T01:01:01Z"),
	REFUSES("date-time", "a space behind", "2020-03-18T09:30:00Z "),

	TAKES("duration", "every unit", "P4Y1M3DT12H30M5S"),
	TAKES("duration", "days and time", "P4DT12H30M5S"),
	TAKES("duration", "years", "P4Y"),
	TAKES("duration", "no time at all, in seconds", "PT0S"),
	TAKES("duration", "no time at all, in days", "P0D"),
	TAKES("duration", "a month", "P1M"),
	TAKES("duration", "a minute", "PT1M"),
	TAKES("duration", "more hours than a day has", "PT36H"),
	TAKES("duration", "a day and hours", "P1DT12H"),
	TAKES("duration", "weeks", "P2W"),
	TAKES("duration", "minutes and seconds", "PT5M3S"),
	TAKES("duration", "months and days", "P2M10D"),
	TAKES("duration", "numbers of any length", "P123456789012345678901234567890D"),
	TAKES("duration", "small letters, as ABNF has no case", "p1dt2h"),
	REFUSES("duration", "nothing", ""),
	REFUSES("duration", "no P", "4DT12H30M5S"),
	REFUSES("duration", "a T without P", "T1H"),
	REFUSES("duration", "only P", "P"),
	REFUSES("duration", "only PT", "PT"),
	REFUSES("duration", "T without a time", "P1YT"),
	REFUSES("duration", "a day after T", "PT1D"),
	REFUSES("duration", "an hour before T", "P2H"),
	REFUSES("duration", "seconds before T", "P2S"),
	REFUSES("duration", "hours without T", "P1D2H"),
	REFUSES("duration", "days before years", "P2D1Y"),
	REFUSES("duration", "minutes before hours", "PT1M2H"),
	REFUSES("duration", "a unit twice", "P1D1D"),
	REFUSES("duration", "T twice", "PT1HT1M"),
	REFUSES("duration", "years and days without months", "P1Y1D"),
	REFUSES("duration", "hours and seconds without minutes", "PT1H1S"),
	REFUSES("duration", "a number without unit", "P1"),
	REFUSES("duration", "a unit without number", "PY"),
	REFUSES("duration", "a number without unit at the end", "P1Y1"),
	REFUSES("duration", "a time without unit", "PT1"),
	REFUSES("duration", "weeks and years", "P1Y2W"),
	REFUSES("duration", "weeks and days", "P1W2D"),
	REFUSES("duration", "weeks and a time", "P1WT1H"),
	REFUSES("duration", "weeks after T", "PT1W"),
	REFUSES("duration", "a fraction", "PT0.5S"),
	REFUSES("duration", "a fraction by comma", "PT0,5S"),
	REFUSES("duration", "a sign", "-P1D"),
	REFUSES("duration", "a signed number", "P-1D"),
	REFUSES("duration", "the alternative format", "P0004-01-03T12:30:05"),
	REFUSES("duration", "a Bengali digit", "P\u09E8Y"),
	REFUSES("duration", "a space before it", " P1D"),
	REFUSES("duration", "a line feed behind it", "P1D\n"),
	REFUSES("duration", "a NUL behind it", "P1D\0"),

	TAKES("email", "dots between", "li.wei.2@example.com"),
	TAKES("email", "every sign of atext", "!#$%&'*+-/=?^_`{|}~@example.com"),
	TAKES("email", "a domain of one label", "root@localhost"),
	TAKES("email", "a quoted space", "\"li wei\"@example.com"),
	TAKES("email", "a quoted at-sign and dots", "\"a@b..c.\"@example.com"),
	TAKES("email", "a quoted quote and backslash", "\"a\\\"b\\\\\"@example.com"),
	TAKES("email", "an empty quoted string, as the grammar has it", "\"\"@example.com"),
	TAKES("email", "an IPv4 literal", "a@[192.0.2.1]"),
	TAKES("email", "an IPv6 literal", "a@[IPv6:2001:db8::1]"),
	TAKES("email", "an IPv6 literal with a small tag", "a@[ipv6:::]"),
	TAKES("email", "64 octets before the at-sign",
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@b.c"),
	REFUSES("email", "65 octets before the at-sign",
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@b.c"),
	REFUSES("email", "no at-sign", "2962"),
	REFUSES("email", "nothing", ""),
	REFUSES("email", "an at-sign alone", "@"),
	REFUSES("email", "nothing before the at-sign", "@example.com"),
	REFUSES("email", "nothing after it", "a@"),
	REFUSES("email", "two at-signs", "a@b@example.com"),
	REFUSES("email", "a dot at the beginning", ".a@example.com"),
	REFUSES("email", "a dot at the end", "a.@example.com"),
	REFUSES("email", "two dots", "a..b@example.com"),
	REFUSES("email", "a quote left open", "\"a@example.com"),
	REFUSES("email", "a backslash before the closing quote", "\"a\\\"@example.com"),
	REFUSES("email", "text after the quotes", "\"a\"b@example.com"),
	REFUSES("email", "quotes within a word", "a\"b\"@example.com"),
	REFUSES("email", "a quoted control character", "\"a\tb\"@example.com"),
	REFUSES("email", "a domain with underscore", "a@ex_ample.com"),
	REFUSES("email", "a domain that begins with a hyphen", "a@-example.com"),
	REFUSES("email", "a domain that ends with a dot", "a@example.com."),
	REFUSES("email", "a bracket left open", "a@[192.0.2.1"),
	REFUSES("email", "an IPv4 literal out of range", "a@[192.0.2.256]"),
	REFUSES("email", "an IPv6 literal without its tag", "a@[2001:db8::1]"),
	REFUSES("email", "an IPv6 literal too short", "a@[IPv6:2001:db8]"),
	REFUSES("email", "an IPv6 literal whose gap is of one group", "a@[IPv6:1:2:3:4:5:6:7::]"),
	REFUSES("email", "another tag", "a@[IPv7:::1]"),
	REFUSES("email", "a tag with a control character for the 6", "a@[IPv\x16:::1]"),
	REFUSES("email", "empty brackets", "a@[]"),
	REFUSES("email", "a comment", "a(b)@example.com"),
	REFUSES("email", "a name with the address in brackets", "Li <li@example.com>"),
	REFUSES("email", "other scripts", "\u674E@example.com"),
	REFUSES("email", "a domain in another script", "li@\u4F8B\u5B50.com"),
	REFUSES("email", "a NUL", "a\0@example.com"),
	REFUSES("email", "a line feed behind it", "a@example.com\n"),

	TAKES("idn-email", "Hangul on both sides", "\uC2E4\uB840@\uC2E4\uB840.\uD14C\uC2A4\uD2B8"),
	TAKES("idn-email", "an ASCII address", "li.wei@example.com"),
	TAKES("idn-email", "Han before the at-sign only", "\u674E.\u4F1F@example.com"),
	TAKES("idn-email", "Han in quotes, after an escaped backslash",
		"\"\\\\\u674E \"@example.com"),
	TAKES("idn-email", "a literal address", "\u674E@[192.0.2.1]"),
	TAKES("idn-email", "an A-label", "\u674E@xn--fsqu00a.com"),
	REFUSES("idn-email", "no at-sign", "2962"),
	REFUSES("idn-email", "nothing after the at-sign", "\u674E@"),
	REFUSES("idn-email", "nothing before the at-sign", "@\u4F8B\u5B50.com"),
	REFUSES("idn-email", "a dot at the beginning", ".\u674E@example.com"),
	REFUSES("idn-email", "two dots", "\u674E..\u4F1F@example.com"),
	REFUSES("idn-email", "an escaped character of another script", "\"\\\u674E\"@example.com"),
	REFUSES("idn-email", "a domain with what IDNA disallows", "a@\u2603.com"),
	REFUSES("idn-email", "an ideographic full stop between labels", "a@\u4F8B\u3002com"),
	REFUSES("idn-email", "a space", "\u674E \u4F1F@example.com"),

	TAKES("hostname", "labels of one character", "a.b.c"),
	TAKES("hostname", "a label of digits", "1.2.3"),
	TAKES("hostname", "capital letters", "WWW.Example.COM"),
	TAKES("hostname", "an A-label", "xn--fsqu00a.xn--0zwm56d"),
	TAKES("hostname", "an A-label in capitals", "XN--FSQU00A.com"),
	TAKES("hostname", "a label of 63 octets",
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"),
	REFUSES("hostname", "a label of 64 octets",
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"),
	REFUSES("hostname", "nothing", ""),
	REFUSES("hostname", "a dot at the end", "example.com."),
	REFUSES("hostname", "two dots", "a..b"),
	REFUSES("hostname", "a hyphen at the end of a label", "a-.b"),
	REFUSES("hostname", "a NUL", "a\0b"),
	REFUSES("hostname", "a space", "a b"),
	REFUSES("hostname", "another script", "\u4F8B\u5B50.com"),
	REFUSES("hostname", "an A-label with nothing in it", "xn--"),
	REFUSES("hostname", "an A-label of plain ASCII", "xn--abc-"),
	REFUSES("hostname", "an A-label that is no Punycode", "xn--999999999"),
	REFUSES("hostname", "an A-label of a symbol (U+2603)", "xn--n3h"),
	REFUSES("hostname", "an A-label of a surrogate", "xn--0c1g"),
	REFUSES("hostname", "an A-label that says it in a longer way", "xn---fsqu00a"),

	TAKES("idn-hostname", "Han", "\u4F8B\u5B50.\u6D4B\u8BD5"),
	TAKES("idn-hostname", "ASCII and capitals", "WWW.Example.com"),
	TAKES("idn-hostname", "a sharp s", "stra\u00DFe.de"),
	TAKES("idn-hostname", "Hebrew with a number behind", "\u05D01.\u05D0"),
	TAKES("idn-hostname", "Hebrew below a Latin label", "a.\u05D0"),
	REFUSES("idn-hostname", "a capital letter beyond ASCII", "\u00C9cole.fr"),
	REFUSES("idn-hostname", "a decomposed letter", "e\u0301cole.fr"),
	REFUSES("idn-hostname", "fullwidth letters", "\uFF41\uFF42"),
	REFUSES("idn-hostname", "an emoji", "\U0001F600.com"),
	REFUSES("idn-hostname", "a space", "a b"),
	REFUSES("idn-hostname", "a NUL in a U-label", "\u00E9\0b"),
	REFUSES("idn-hostname", "an underscore in a U-label", "\u00E9_b"),
	REFUSES("idn-hostname", "a U-label that ends with a hyphen", "\u00E9-"),
	REFUSES("idn-hostname", "hyphens third and fourth in a U-label", "ab--\u00E9"),
	REFUSES("idn-hostname", "a number in front of Hebrew", "1\u05D0"),
	REFUSES("idn-hostname", "Latin after Hebrew in one label", "\u05D0a"),
	REFUSES("idn-hostname", "both kinds of digits with Hebrew", "\u05D01\u0661"),
	REFUSES("idn-hostname", "a number first beside a Hebrew label", "1a.\u05D0"),
	REFUSES("idn-hostname", "the same with the A-label of the Hebrew one", "1a.xn--4db"),
	REFUSES("idn-hostname", "two separators of different kinds", "a.\u3002b"),

	TAKES("ipv4", "the documentation's", "192.0.2.1"),
	REFUSES("ipv4", "a leading zero", "192.0.2.01"),
	REFUSES("ipv4", "a leading zero that makes it octal", "087.10.0.1"),
	REFUSES("ipv4", "256", "256.0.0.1"),
	REFUSES("ipv4", "four digits", "1920.0.2.1"),
	REFUSES("ipv4", "three octets", "192.0.2"),
	REFUSES("ipv4", "five octets", "192.0.2.1.1"),
	REFUSES("ipv4", "hexadecimal", "0x7f.0.0.1"),
	REFUSES("ipv4", "fullwidth digits", "\uFF11.1.1.1"),
	REFUSES("ipv4", "a NUL behind it", "192.0.2.1\0"),

	TAKES("ipv6", "the documentation's", "2001:db8::1"),
	TAKES("ipv6", "capital letters", "2001:DB8::ABCD"),
	TAKES("ipv6", "all zero", "::"),
	TAKES("ipv6", "eight groups", "1:2:3:4:5:6:7:8"),
	TAKES("ipv6", "a gap of one group", "1:2:3:4:5:6:7::"),
	TAKES("ipv6", "a gap at the beginning", "::2:3:4:5:6:7:8"),
	TAKES("ipv6", "an IPv4 tail", "64:ff9b::192.0.2.33"),
	TAKES("ipv6", "six groups and an IPv4 tail", "1:2:3:4:5:6:192.0.2.33"),
	REFUSES("ipv6", "nothing", ""),
	REFUSES("ipv6", "one colon", ":"),
	REFUSES("ipv6", "three colons", ":::"),
	REFUSES("ipv6", "eight groups and a gap", "1:2:3:4::5:6:7:8"),
	REFUSES("ipv6", "two gaps", "1::2::3"),
	REFUSES("ipv6", "seven groups and an IPv4 tail", "1:2:3:4:5:6:7:192.0.2.33"),
	REFUSES("ipv6", "an IPv4 address in the middle", "::192.0.2.33:1"),
	REFUSES("ipv6", "only an IPv4 address", "192.0.2.33"),
	REFUSES("ipv6", "five digits", "::12345"),
	REFUSES("ipv6", "a colon at the end", "1:2:3:4:5:6:7:8:"),
	REFUSES("ipv6", "a zone", "fe80::1%eth0"),
	REFUSES("ipv6", "a prefix length", "2001:db8::/32"),
	REFUSES("ipv6", "a letter beyond f", "::g"),
	REFUSES("ipv6", "a NUL behind it", "::1\0"),

	TAKES("uri", "every part", "http://u:p@example.com:80/a/b;c?d=e/?#f/?"),
	TAKES("uri", "empty parts", "a://@:/?#"),
	TAKES("uri", "a scheme alone", "a:"),
	TAKES("uri", "an empty first segment after an authority", "file:////etc"),
	TAKES("uri", "an IPv6 host", "http://[2001:db8::1]:80/"),
	TAKES("uri", "a host of the future", "http://[v1F.a:b]/"),
	TAKES("uri", "a host that is %XX", "http://%41/"),
	REFUSES("uri", "a relative reference", "//example.com/a"),
	REFUSES("uri", "nothing", ""),
	REFUSES("uri", "an empty scheme", "://a"),
	REFUSES("uri", "brackets in the user's name", "https://[@example.org/a"),
	REFUSES("uri", "two at-signs", "http://a@b@c/"),
	REFUSES("uri", "a backslash", "http://a/b\\c"),
	REFUSES("uri", "a backslash for slashes", "http:\\\\a"),
	REFUSES("uri", "% and one digit", "http://a/%4"),
	REFUSES("uri", "% and no digits", "http://a/%zz"),
	REFUSES("uri", "% in a fragment", "http://a/#%"),
	REFUSES("uri", "two fragments", "http://a/#b#c"),
	REFUSES("uri", "a port of letters", "http://a:b/"),
	REFUSES("uri", "an IPv6 host without brackets", "http://2001:db8::1/"),
	REFUSES("uri", "an open bracket", "http://[::1/"),
	REFUSES("uri", "text after the bracket", "http://[::1]a/"),
	REFUSES("uri", "an IPv6 host with a zone", "http://[fe80::1%25en0]/"),
	REFUSES("uri", "a host of the future without version", "http://[v.a]/"),
	REFUSES("uri", "a host of the future without address", "http://[v1.]/"),
	REFUSES("uri", "a bracket in the path", "http://a/[b]"),
	REFUSES("uri", "other scripts", "http://\u4F8B\u5B50.com/"),
	REFUSES("uri", "a space", "http://a/b c"),
	REFUSES("uri", "a NUL", "http://a/\0"),
	REFUSES("uri", "a line feed behind it", "http://a/\n"),

	TAKES("uri-reference", "nothing", ""),
	TAKES("uri-reference", "dots", "../a?b#c"),
	TAKES("uri-reference", "a colon after the first slash", "a/b:c"),
	TAKES("uri-reference", "a colon in a query", "?a:b"),
	TAKES("uri-reference", "an authority with a port", "//a:80"),
	REFUSES("uri-reference", "a colon in the first segment", "1a:b"),
	REFUSES("uri-reference", "a leading colon", ":a"),
	REFUSES("uri-reference", "a caret", "^"),

	TAKES("iri", "Han everywhere", "http://\u4F8B.\u6D4B/\u8DEF?\u952E=\u503C#\u7247"),
	TAKES("iri", "a private character in the query", "http://a/?\uE000"),
	REFUSES("iri", "a private character in the path", "http://a/\uE000"),
	REFUSES("iri", "a private character in the fragment", "http://a/#\uE000"),
	REFUSES("iri", "a noncharacter", "http://a/\uFDD0"),
	REFUSES("iri", "a noncharacter of plane 1", "http://a/\U0001FFFE"),
	REFUSES("iri", "a tag of plane 14", "http://a/\U000E0041"),
	REFUSES("iri", "a C1 control", "http://a/\xC2\x85"),
	REFUSES("iri", "a bidi override", "http://a/\u202Egpj"),
	REFUSES("iri", "Han in the scheme", "\u4F8B:a"),
	REFUSES("iri", "Han in a bracket", "http://[v1.\u4F8B]/"),
	REFUSES("iri", "a relative reference", "/\u4F8B"),
	TAKES("iri-reference", "a relative reference", "\u4F8B/\u5B50"),
	REFUSES("iri-reference", "a fullwidth colon is none, an ASCII one is", "\u4F8B:\u5B50"),

	TAKES("uuid", "capitals", "2EB8AA08-AA98-11EA-B4AA-73B441D16380"),
	TAKES("uuid", "small letters", "2eb8aa08-aa98-11ea-b4aa-73b441d16380"),
	TAKES("uuid", "both", "2eb8aa08-AA98-11ea-B4Aa-73B441D16380"),
	TAKES("uuid", "nil", "00000000-0000-0000-0000-000000000000"),
	TAKES("uuid", "all ones", "ffffffff-ffff-ffff-ffff-ffffffffffff"),
	TAKES("uuid", "a version to come", "99c17cbb-656f-f64a-940f-1a4568f03487"),
	REFUSES("uuid", "a digit too few", "2eb8aa08-aa98-11ea-b4aa-73b441d1638"),
	REFUSES("uuid", "a digit too many", "2eb8aa08-aa98-11ea-b4aa-73b441d163800"),
	REFUSES("uuid", "a section missing", "2eb8aa08-aa98-11ea-73b441d16380"),
	REFUSES("uuid", "letters beyond f", "2eb8aa08-aa98-11ea-b4ga-73b441d16380"),
	REFUSES("uuid", "no hyphens", "2eb8aa08aa9811eab4aa73b441d16380"),
	REFUSES("uuid", "too few hyphens", "2eb8aa08aa98-11ea-b4aa73b441d16380"),
	REFUSES("uuid", "too many hyphens", "2eb8-aa08-aa98-11ea-b4aa73b44-1d16380"),
	REFUSES("uuid", "four hyphens in the wrong places", "2eb8aa08aa9811eab4aa73b441d16380----"),
	REFUSES("uuid", "a hyphen one place on", "2eb8aa08a-a98-11ea-b4aa-73b441d16380"),
	REFUSES("uuid", "braces", "{2eb8aa08-aa98-11ea-b4aa-73b441d16380}"),
	REFUSES("uuid", "a URN", "urn:uuid:2eb8aa08-aa98-11ea-b4aa-73b441d16380"),
	REFUSES("uuid", "a fullwidth digit", "\uFF12eb8aa08-aa98-11ea-b4aa-73b441d163"),

	TAKES("uri-template", "Han in a literal", "/\u6751/{id}"),
	TAKES("uri-template", "several variables", "/{a,b*,c:3}"),
	TAKES("uri-template", "an operator", "{?x,y}"),
	TAKES("uri-template", "an operator kept for later", "{=x}"),
	REFUSES("uri-template", "an open brace", "/{a"),
	REFUSES("uri-template", "a closing brace", "/a}"),
	REFUSES("uri-template", "braces in braces", "{{a}}"),
	REFUSES("uri-template", "two operators", "{+?a}"),
	REFUSES("uri-template", "an operator alone", "{?}"),
	REFUSES("uri-template", "both modifiers", "{a:3*}"),
	REFUSES("uri-template", "a modifier without number", "{a:}"),
	REFUSES("uri-template", "a dot at the end of a name", "{a.}"),
	REFUSES("uri-template", "a hyphen in a name", "{a-b}"),
	REFUSES("uri-template", "Han in a name", "{\u6751}"),
	REFUSES("uri-template", "a bare percent sign", "a%b"),
	REFUSES("uri-template", "a NUL", "a\0b"),

	TAKES("json-pointer", "the whole document", ""),
	TAKES("json-pointer", "escapes", "/a~1b/~0"),
	REFUSES("json-pointer", "no slash in front", "a/b"),
	REFUSES("json-pointer", "a tilde at the end", "/a~"),
	REFUSES("json-pointer", "another escape", "/~2"),
	REFUSES("json-pointer", "a fragment", "#/a"),

	TAKES("relative-json-pointer", "an item further on", "0+1/name"),
	TAKES("relative-json-pointer", "the index of the one before", "1-2#"),
	REFUSES("relative-json-pointer", "no item on", "0+0"),
	REFUSES("relative-json-pointer", "a sign without number", "0+/a"),
	REFUSES("relative-json-pointer", "a leading zero", "01"),
	REFUSES("relative-json-pointer", "text after #", "0#a"),
	REFUSES("relative-json-pointer", "a sign first", "-1"),

	TAKES("regex", "a plain one", "^[0-9]{4}$"),
	TAKES("regex", "a lookbehind", "(?<=a)b"),
	TAKES("regex", "a Unicode property", "^\\p{Script=Han}+$"),
	REFUSES("regex", "an open parenthesis", "^(abc]"),
	REFUSES("regex", "Perl's anchor", "^\\S(|(.|\\n)*\\S)\\Z"),
	REFUSES("regex", "nothing to repeat", "*a"),

	TAKES("cn-resident-id", "the standard's example that ends in X", "11010519491231002X"),
	TAKES("cn-resident-id", "the standard's other example", "440524188001010014"),
	TAKES("cn-resident-id", "an invented one", "99010219630619005X"),
	REFUSES("cn-resident-id", "a small x", "11010519491231002x"),
	REFUSES("cn-resident-id", "another check character", "110105194912310021"),
	REFUSES("cn-resident-id", "two digits changed over", "10110519491231002X"),
	REFUSES("cn-resident-id", "the older 15 digits", "110105491231002"),
	REFUSES("cn-resident-id", "19 characters", "11010519491231002XX"),
	REFUSES("cn-resident-id", "X in the middle", "1101051949123100X2"),
	REFUSES("cn-resident-id", "a birth date that does not exist", "990102199902290015"),
	REFUSES("cn-resident-id", "month 13", "990102199913010012"),
	REFUSES("cn-resident-id", "a space behind it", "11010519491231002X "),
	REFUSES("cn-resident-id", "fullwidth digits", "\uFF11\uFF11\uFF10\uFF11\uFF10\uFF15"),
	REFUSES("cn-resident-id", "nothing", ""),

	TAKES("cn-division-code", "a village", "990102003004"),
	TAKES("cn-division-code", "a prefecture", "990100000000"),
	TAKES("cn-division-code", "a township right under a prefecture", "990100003000"),
	REFUSES("cn-division-code", "no province", "000102003004"),
	REFUSES("cn-division-code", "six digits", "990102"),
	REFUSES("cn-division-code", "13 digits", "9901020030040"),
	REFUSES("cn-division-code", "a letter", "99010200300A"),

	TAKES("cn-uscc", "a published one", "91350100M000100Y43"),
	TAKES("cn-uscc", "an invented one", "93990102MA99000104"),
	REFUSES("cn-uscc", "another check character", "91350100M000100Y44"),
	REFUSES("cn-uscc", "the letter I", "91350100I000100Y43"),
	REFUSES("cn-uscc", "the letter O for the check", "91350100M000100Y4O"),
	REFUSES("cn-uscc", "small letters", "91350100m000100y43"),
	REFUSES("cn-uscc", "17 characters", "91350100M000100Y4"),
	REFUSES("cn-uscc", "a NUL", "91350100M000100Y4\0"),

	TAKES("cn-mobile", "11 digits", "13800001234"),
	REFUSES("cn-mobile", "12 as a beginning", "12800001234"),
	REFUSES("cn-mobile", "10 digits", "1380000123"),
	REFUSES("cn-mobile", "a country code", "+8613800001234"),
	REFUSES("cn-mobile", "hyphens", "138-0000-123"),
	REFUSES("cn-mobile", "a line feed behind it", "13800001234\n"),

	TAKES("cn-disability-id", "20 characters", "99010219630619005X42"),
	TAKES("cn-disability-id", "22 when issued again", "99010219630619005X4201"),
	TAKES("cn-disability-id", "22 with B and a digit", "99010219630619005X42B1"),
	REFUSES("cn-disability-id", "type 8", "99010219630619005X82"),
	REFUSES("cn-disability-id", "type 0", "99010219630619005X02"),
	REFUSES("cn-disability-id", "grade 5", "99010219630619005X45"),
	REFUSES("cn-disability-id", "21 characters", "99010219630619005X421"),
	REFUSES("cn-disability-id", "letters at the end", "99010219630619005X42AA"),
	REFUSES("cn-disability-id", "a document number that is wrong", "99010219630619005942"),
	REFUSES("cn-disability-id", "only a document number", "99010219630619005X"),

	TAKES("luhn", "the example in every textbook", "79927398713"),
	TAKES("luhn", "16 digits", "9999000000000004"),
	TAKES("luhn", "19 digits", "9999012345678901231"),
	REFUSES("luhn", "another check digit", "79927398710"),
	REFUSES("luhn", "two digits changed over", "79927398731"),
	REFUSES("luhn", "spaces", "9999 0000 0000 0004"),
	REFUSES("luhn", "one digit", "0"),
	REFUSES("luhn", "20 digits", "00000000000000000000"),
	REFUSES("luhn", "nothing", ""),
};
/* clang-format on */

enum { SAMPLES = sizeof samples / sizeof samples[0] };

static void says_so(void **state)
{
	const struct sample *s = *state;
	const struct format *f = format_find(text_of(s->format));
	char *copy = malloc(s->t.n ? s->t.n : 1); /* so that a sanitizer sees a read too far */
	bool holds;

	assert_non_null(f);
	assert_non_null(copy);
	memcpy(copy, s->t.p, s->t.n);
	holds = f->holds((struct text){copy, s->t.n});
	free(copy);
	assert_int_equal(holds, s->holds);
}

static void every_format_has_samples_of_both_kinds(void **state)
{
	const struct format *f;
	size_t i;
	int kinds;

	(void)state;
	for (f = formats; f->name; f++) {
		for (kinds = 0, i = 0; i < SAMPLES; i++) {
			if (text_is(text_of(samples[i].format), f->name))
				kinds |= samples[i].holds ? 1 : 2;
		}
		if (kinds != 3)
			fail_msg("%s lacks samples", f->name);
	}
}

static void the_examples_it_names_hold(void **state)
{
	const struct format *f;
	const char *at;
	struct text t;

	(void)state;
	for (f = formats; f->name; f++) {
		at = strstr(f->wants, "such as ");
		if (!at)
			fail_msg("%s names no example", f->name);
		t = text_of(at + strlen("such as "));
		if (strpbrk(t.p, " ,"))
			t.n = (size_t)(strpbrk(t.p, " ,") - t.p);
		if (!f->holds(t))
			fail_msg("%s: %.*s", f->name, (int)t.n, t.p);
	}
}

static void unknown_formats_are_not_found(void **state)
{
	(void)state;
	assert_null(format_find(TEXT("")));
	assert_null(format_find(TEXT("dat")));
	assert_null(format_find(TEXT("dates")));
	assert_null(format_find(TEXT("Date")));
	assert_null(format_find(TEXT("date\0")));
}

static void only_numbers_that_may_be_real_all_the_same_warn(void **state)
{
	const struct format *f;
	size_t warnings = 0;

	(void)state;
	for (f = formats; f->name; f++)
		warnings += f->warning;
	assert_int_equal(warnings, 3);
	assert_true(format_find(TEXT("cn-uscc"))->warning);
	assert_true(format_find(TEXT("cn-mobile"))->warning);
	assert_true(format_find(TEXT("luhn"))->warning);
}

/* A megabyte of what each grammar loops over; were a test quadratic, this would take hours. */
static void a_megabyte_is_borne(void **state)
{
	static const char *const pieces[] = {"a",
					     "a.",
					     "0",
					     "1:",
					     "%41",
					     "{a}",
					     "{a,",
					     "/~0",
					     "\xE4\xBE\x8B",
					     "\xE4\xBE\x8B.",
					     "P1",
					     "\"",
					     "\\",
					     "a@",
					     "xn--",
					     "::",
					     "-",
					     "[",
					     "("};
	const struct format *f;
	struct buf b = {0};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
		buf_clear(&b);
		while (b.n < 1 << 20)
			buf_adds(&b, pieces[i]);
		for (f = formats; f->name; f++) {
			if (!strcmp(f->name, "hostname") || !strcmp(f->name, "email") ||
			    !strcmp(f->name, "idn-hostname"))
				assert_false(f->holds(buf_text(&b)));
			else
				f->holds(buf_text(&b));
		}
	}
	buf_free(&b);
}

int main(void)
{
	static char names[SAMPLES][160];
	struct CMUnitTest tests[SAMPLES + 5] = {
		cmocka_unit_test(every_format_has_samples_of_both_kinds),
		cmocka_unit_test(the_examples_it_names_hold),
		cmocka_unit_test(unknown_formats_are_not_found),
		cmocka_unit_test(only_numbers_that_may_be_real_all_the_same_warn),
		cmocka_unit_test(a_megabyte_is_borne),
	};
	size_t i;

	for (i = 0; i < SAMPLES; i++) {
		const struct sample *s = &samples[i];

		snprintf(names[i], sizeof names[i], "%s %s %s", s->format,
			 s->holds ? "takes" : "refuses", s->name);
		tests[5 + i] = (struct CMUnitTest){.name = names[i],
						   .test_func = says_so,
						   .initial_state = (void *)s};
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
