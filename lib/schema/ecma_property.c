/* Unicode properties in ECMA-262 patterns: \p{...} and \P{...}. ECMA-262 takes the names in
 * these tables and no other spelling, where PCRE2 is lax. An entry is the names of one value;
 * PCRE2 is told the first. */
#include "schema/ecma_internal.h"

/* General_Category (Unicode PropertyValueAliases.txt) */
static const char categories[] =
	"C Other;Cc Control cntrl;Cf Format;Cn Unassigned;Co Private_Use;Cs Surrogate;L Letter;"
	"LC Cased_Letter;Ll Lowercase_Letter;Lm Modifier_Letter;Lo Other_Letter;"
	"Lt Titlecase_Letter;Lu Uppercase_Letter;M Mark Combining_Mark;Mc Spacing_Mark;"
	"Me Enclosing_Mark;Mn Nonspacing_Mark;N Number;Nd Decimal_Number digit;"
	"Nl Letter_Number;No Other_Number;P Punctuation punct;Pc Connector_Punctuation;"
	"Pd Dash_Punctuation;Pe Close_Punctuation;Pf Final_Punctuation;Pi Initial_Punctuation;"
	"Po Other_Punctuation;Ps Open_Punctuation;S Symbol;Sc Currency_Symbol;"
	"Sk Modifier_Symbol;Sm Math_Symbol;So Other_Symbol;Z Separator;Zl Line_Separator;"
	"Zp Paragraph_Separator;Zs Space_Separator;";

/* The binary properties of ECMA-262 22.2.1, tables 68 and 69 */
static const char binaries[] =
	"ASCII;Assigned;Any;AHex ASCII_Hex_Digit;Alpha Alphabetic;Bidi_C Bidi_Control;"
	"Bidi_M Bidi_Mirrored;CI Case_Ignorable;Cased;CWCF Changes_When_Casefolded;"
	"CWCM Changes_When_Casemapped;CWL Changes_When_Lowercased;"
	"CWKCF Changes_When_NFKC_Casefolded;CWT Changes_When_Titlecased;"
	"CWU Changes_When_Uppercased;Dash;DI Default_Ignorable_Code_Point;Dep Deprecated;"
	"Dia Diacritic;Emoji;EComp Emoji_Component;EMod Emoji_Modifier;"
	"EBase Emoji_Modifier_Base;EPres Emoji_Presentation;ExtPict Extended_Pictographic;"
	"Ext Extender;Gr_Base Grapheme_Base;Gr_Ext Grapheme_Extend;Hex Hex_Digit;"
	"IDSB IDS_Binary_Operator;IDST IDS_Trinary_Operator;IDC ID_Continue;IDS ID_Start;"
	"Ideo Ideographic;Join_C Join_Control;LOE Logical_Order_Exception;Lower Lowercase;Math;"
	"NChar Noncharacter_Code_Point;Pat_Syn Pattern_Syntax;Pat_WS Pattern_White_Space;"
	"QMark Quotation_Mark;Radical;RI Regional_Indicator;STerm Sentence_Terminal;"
	"SD Soft_Dotted;Term Terminal_Punctuation;UIdeo Unified_Ideograph;Upper Uppercase;"
	"VS Variation_Selector;space White_Space;XIDC XID_Continue;XIDS XID_Start;";

/* Script (Unicode PropertyValueAliases.txt) */
static const char scripts[] =
	"Adlm Adlam;Aghb Caucasian_Albanian;Ahom;Arab Arabic;Armi Imperial_Aramaic;"
	"Armn Armenian;Avst Avestan;Bali Balinese;Bamu Bamum;Bass Bassa_Vah;Batk Batak;"
	"Beng Bengali;Bhks Bhaiksuki;Bopo Bopomofo;Brah Brahmi;Brai Braille;Bugi Buginese;"
	"Buhd Buhid;Cakm Chakma;Cans Canadian_Aboriginal;Cari Carian;Cham;Cher Cherokee;"
	"Chrs Chorasmian;Copt Coptic Qaac;Cpmn Cypro_Minoan;Cprt Cypriot;Cyrl Cyrillic;"
	"Deva Devanagari;Diak Dives_Akuru;Dogr Dogra;Dsrt Deseret;Dupl Duployan;"
	"Egyp Egyptian_Hieroglyphs;Elba Elbasan;Elym Elymaic;Ethi Ethiopic;Geor Georgian;"
	"Glag Glagolitic;Gong Gunjala_Gondi;Gonm Masaram_Gondi;Goth Gothic;Gran Grantha;"
	"Grek Greek;Gujr Gujarati;Guru Gurmukhi;Hang Hangul;Hani Han;Hano Hanunoo;Hatr Hatran;"
	"Hebr Hebrew;Hira Hiragana;Hluw Anatolian_Hieroglyphs;Hmng Pahawh_Hmong;"
	"Hmnp Nyiakeng_Puachue_Hmong;Hung Old_Hungarian;Ital Old_Italic;Java Javanese;"
	"Kali Kayah_Li;Kana Katakana;Khar Kharoshthi;Khmr Khmer;Khoj Khojki;"
	"Kits Khitan_Small_Script;Knda Kannada;Kthi Kaithi;Lana Tai_Tham;Laoo Lao;Latn Latin;"
	"Lepc Lepcha;Limb Limbu;Lina Linear_A;Linb Linear_B;Lisu;Lyci Lycian;Lydi Lydian;"
	"Mahj Mahajani;Maka Makasar;Mand Mandaic;Mani Manichaean;Marc Marchen;Medf Medefaidrin;"
	"Mend Mende_Kikakui;Merc Meroitic_Cursive;Mero Meroitic_Hieroglyphs;Mlym Malayalam;"
	"Modi;Mong Mongolian;Mroo Mro;Mtei Meetei_Mayek;Mult Multani;Mymr Myanmar;"
	"Nand Nandinagari;Narb Old_North_Arabian;Nbat Nabataean;Newa;Nkoo Nko;Nshu Nushu;"
	"Ogam Ogham;Olck Ol_Chiki;Orkh Old_Turkic;Orya Oriya;Osge Osage;Osma Osmanya;"
	"Ougr Old_Uyghur;Palm Palmyrene;Pauc Pau_Cin_Hau;Perm Old_Permic;Phag Phags_Pa;"
	"Phli Inscriptional_Pahlavi;Phlp Psalter_Pahlavi;Phnx Phoenician;Plrd Miao;"
	"Prti Inscriptional_Parthian;Rjng Rejang;Rohg Hanifi_Rohingya;Runr Runic;"
	"Samr Samaritan;Sarb Old_South_Arabian;Saur Saurashtra;Sgnw SignWriting;Shaw Shavian;"
	"Shrd Sharada;Sidd Siddham;Sind Khudawadi;Sinh Sinhala;Sogd Sogdian;Sogo Old_Sogdian;"
	"Sora Sora_Sompeng;Soyo Soyombo;Sund Sundanese;Sylo Syloti_Nagri;Syrc Syriac;"
	"Tagb Tagbanwa;Takr Takri;Tale Tai_Le;Talu New_Tai_Lue;Taml Tamil;Tang Tangut;"
	"Tavt Tai_Viet;Telu Telugu;Tfng Tifinagh;Tglg Tagalog;Thaa Thaana;Thai;Tibt Tibetan;"
	"Tirh Tirhuta;Tnsa Tangsa;Toto;Ugar Ugaritic;Vaii Vai;Vith Vithkuqi;Wara Warang_Citi;"
	"Wcho Wancho;Xpeo Old_Persian;Xsux Cuneiform;Yezi Yezidi;Yiii Yi;Zanb Zanabazar_Square;"
	"Zinh Inherited Qaai;Zyyy Common;Zzzz Unknown;Kawi;Nagm Nag_Mundari;";

/* The first name of the entry of `table` that holds `name`; p is NULL if none does. */
static struct text find(const char *table, struct text name)
{
	struct text first = {NULL, 0}, word;
	const char *p;

	for (p = table; *p; p = word.p + word.n + 1) {
		word = (struct text){p, strcspn(p, " ;")};
		if (p == table || p[-1] == ';')
			first = word;
		if (text_equal(word, name))
			return first;
	}
	return (struct text){NULL, 0};
}

static bool in_word(char c)
{
	return c == '_' || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
	       (c >= 'a' && c <= 'z');
}

static struct text read_word(struct ecma *e)
{
	struct text word = {e->in.p + e->at, 0};

	while (e->at < e->in.n && in_word(e->in.p[e->at])) {
		word.n++;
		e->at++;
	}
	return word;
}

static void put(struct ecma *e, const char *prefix, struct text name, bool negated)
{
	buf_adds(&e->out, negated ? "\\P{" : "\\p{");
	buf_adds(&e->out, prefix);
	buf_addt(&e->out, name);
	buf_addc(&e->out, '}');
}

static bool put_category(struct ecma *e, struct text name, bool negated)
{
	struct text found = find(categories, name);

	if (found.p)
		put(e, "", text_is(found, "LC") ? TEXT("L&") : found, negated);
	return found.p != NULL;
}

static bool put_binary(struct ecma *e, struct text name, bool negated, size_t start)
{
	struct text found = find(binaries, name);

	if (!found.p)
		return false;
	if (text_is(found, "ASCII"))
		buf_adds(&e->out, negated ? "\\x{80}-\\x{10ffff}" : "\\x{0}-\\x{7f}");
	else if (text_is(found, "Assigned"))
		put(e, "", TEXT("Cn"), !negated);
	else if (text_is(found, "CWKCF"))
		ecma_refuse(e, "the property Changes_When_NFKC_Casefolded is not supported", start);
	else
		put(e, "", found, negated);
	return true;
}

static bool put_valued(struct ecma *e, struct text property, struct text value, bool negated)
{
	struct text found;

	if (text_is(property, "General_Category") || text_is(property, "gc"))
		return put_category(e, value, negated);
	found = find(scripts, value);
	if (!found.p)
		return false;
	if (text_is(property, "Script") || text_is(property, "sc"))
		put(e, "sc:", found, negated);
	else if (text_is(property, "Script_Extensions") || text_is(property, "scx"))
		put(e, "scx:", found, negated);
	else
		return false;
	return true;
}

bool ecma_property(struct ecma *e, size_t start, bool negated)
{
	struct text name, value = {NULL, 0};
	bool ok;

	if (!ecma_accept(e, "{"))
		return ecma_fail(e, "a property must be named, as in \\p{Letter}", start);
	name = read_word(e);
	if (ecma_accept(e, "="))
		value = read_word(e);
	if (!ecma_accept(e, "}"))
		return ecma_fail(e, "a property must be named, as in \\p{Letter}", start);
	if (value.p)
		ok = put_valued(e, name, value, negated);
	else
		ok = put_category(e, name, negated) || put_binary(e, name, negated, start);
	return ok || ecma_fail(e, "there is no property of this name", start);
}
