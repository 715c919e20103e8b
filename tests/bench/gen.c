/*
 * Writes registries of any size for the bench, in the shape of records/, and the faults planted in
 * them. It stands in one file and on the C library alone, so that one call of cc builds it.
 *
 *	gen -n HOUSEHOLDS -r RECORDS -o DIR [-s SEED] [-f SHARE] [-l FILE] [-v VILLAGES]
 *	    [-p PROBLEMS] [-b BYTES]
 *	gen -n RECORDS --plain -o DIR [-s SEED] [-f SHARE] [-l FILE] [-b BYTES]
 *
 * The first copies registry.yaml, the schemas, rules, standards, policies and whatever else does
 * not grow with the households out of RECORDS, and writes townships, villages, households and
 * projects of its own. A household keeps every rule that the sample keeps, unless a fault is
 * planted in it. PROBLEMS is the number of problems for each 100 households; BYTES is the least
 * size of a household's file.
 *
 * The second writes flat records DIR/records/NNNNN.yaml of about BYTES (900) and their schema
 * DIR/schema.yaml.
 *
 * SHARE, from 0 to 1, of the records carries one planted fault each; FILE lists them, one a line:
 * path, line, kind. The same arguments give the same bytes on every machine: every number comes
 * from SEED and the record's own number.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define COUNT(a) (sizeof(a) / sizeof *(a))
#define TOWNSHIP_VILLAGES 20
#define PREFIX "990102"

struct options {
	uint64_t households, seed, villages, problems, bytes;
	double faults;
	const char *out, *records, *list;
	bool plain;
};

struct out {
	char *p;
	size_t n, cap;
};

struct rng {
	uint64_t state;
};

struct member {
	const char *relation;
	bool male, works, chronic;
	int year, month, day, number; /* number: within the household, from 1 */
	int grade;                    /* of the nine years of school; 0: not at school */
	char name[32], document[24];
};

struct household {
	uint64_t index;           /* within the registry, from 0 */
	uint64_t number, village; /* within the village, from 1; within the registry, from 0 */
	const char *status;
	int persons, problems;
	bool poor, at_risk, forest; /* at_risk: its first problem is about income */
	int64_t arable;             /* tenths of a mu */
	struct member members[6];
};

static void die(const char *what)
{
	fprintf(stderr, "gen: %s: %s\n", what, strerror(errno));
	exit(2);
}

/* --- numbers: splitmix64, seeded anew for every record, so that none depends on another --- */

static uint64_t mix(uint64_t x)
{
	x += 0x9e3779b97f4a7c15u;
	x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
	x = (x ^ x >> 27) * 0x94d049bb133111ebu;
	return x ^ x >> 31;
}

static uint64_t next(struct rng *r)
{
	r->state += 0x9e3779b97f4a7c15u;
	return mix(r->state);
}

static int between(struct rng *r, int least, int most)
{
	return least + (int)(next(r) % (uint64_t)(most - least + 1));
}

static bool chance(struct rng *r, int percent)
{
	return between(r, 0, 99) < percent;
}

#define PICK(r, list) ((list)[between((r), 0, (int)COUNT(list) - 1)])

/* --- text --- */

static void room(struct out *o, size_t more)
{
	if (o->n + more < o->cap)
		return;
	o->cap = (o->n + more) * 2;
	o->p = realloc(o->p, o->cap);
	if (!o->p)
		die("memory");
}

__attribute__((format(printf, 2, 3))) static void put(struct out *o, const char *format, ...)
{
	va_list args;
	int n;

	room(o, 512);
	va_start(args, format);
	n = vsnprintf(o->p + o->n, o->cap - o->n, format, args);
	va_end(args);
	if (n < 0)
		die("format");
	if ((size_t)n >= o->cap - o->n) {
		room(o, (size_t)n + 1);
		va_start(args, format);
		vsnprintf(o->p + o->n, o->cap - o->n, format, args);
		va_end(args);
	}
	o->n += (size_t)n;
}

/* An amount in fen as yuan. */
static void put_money(struct out *o, const char *before, int64_t fen)
{
	put(o, "%s%s%" PRId64 ".%02d", before, fen < 0 ? "-" : "", (fen < 0 ? -fen : fen) / 100,
	    (int)((fen < 0 ? -fen : fen) % 100));
}

/* --- files --- */

static void make_folder(const char *path)
{
	if (mkdir(path, 0777) < 0 && errno != EEXIST)
		die(path);
}

static void write_file(const char *path, const struct out *o)
{
	size_t done = 0;
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0666);

	if (fd < 0)
		die(path);
	while (done < o->n) {
		ssize_t n = write(fd, o->p + done, o->n - done);
		if (n < 0 && errno != EINTR)
			die(path);
		if (n > 0)
			done += (size_t)n;
	}
	if (close(fd) < 0)
		die(path);
}

static void read_file(const char *path, struct out *o)
{
	ssize_t n;
	int fd = open(path, O_RDONLY);

	if (fd < 0)
		die(path);
	o->n = 0;
	do {
		room(o, 65536);
		n = read(fd, o->p + o->n, 65535);
		if (n < 0 && errno != EINTR)
			die(path);
		if (n > 0)
			o->n += (size_t)n;
	} while (n != 0);
	close(fd);
}

static char *join(const char *folder, const char *name)
{
	size_t n = strlen(folder) + strlen(name) + 2;
	char *path = malloc(n);

	if (!path)
		die("memory");
	snprintf(path, n, "%s/%s", folder, name);
	return path;
}

static bool is_folder(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* Copies a file or a folder with all that is in it; what is not there is left out. */
static void copy(const char *from, const char *to, struct out *o)
{
	DIR *d;
	struct dirent *e;

	if (access(from, F_OK) < 0)
		return;
	if (!is_folder(from)) {
		read_file(from, o);
		write_file(to, o);
		return;
	}
	make_folder(to);
	d = opendir(from);
	if (!d)
		die(from);
	while ((e = readdir(d))) {
		char *a, *b;
		if (e->d_name[0] == '.')
			continue;
		a = join(from, e->d_name);
		b = join(to, e->d_name);
		copy(a, b, o);
		free(a);
		free(b);
	}
	closedir(d);
}

/* --- people --- */

static const char *const surnames[] = {"柳", "覃", "彭", "田", "向", "符", "瞿", "阳", "龚", "谌",
				       "舒", "滕", "佘", "宋", "颜", "邹", "欧", "蒲", "米", "莫",
				       "廖", "贺", "庹", "卓", "严", "鲁", "尹", "邱", "黎", "涂"};
static const char *const men[] = {"山", "林", "田", "生", "富", "才", "贵", "海", "清", "平",
				  "军", "华", "强", "波", "明", "刚", "松", "杰", "航", "凯"};
static const char *const women[] = {"兰", "莲", "香", "英", "珍", "花", "娥", "梅", "桃", "芳",
				    "霞", "琴", "娟", "燕", "萍", "玲", "婷", "怡", "悦", "晴"};
static const char *const middles[] = {"德", "建", "永", "正", "明", "昌", "世", "忠", "先",
				      "开", "秀", "桂", "玉", "春", "冬", "小", "文", "晓",
				      "立", "新", "水", "红", "思", "雨", "子"};
static const char *const places[] = {"水井湾", "石桥边", "后山", "三岔口", "中院子",
				     "背阴冲", "塘边",   "老街", "学堂坪", "油坊",
				     "栗子坳", "桥头",   "滩头", "杨柳堤", "大田坝",
				     "岔河",   "龙洞",   "老寨", "杉树堡", "马鞍丘"};
static const char *const units[] = {"区水务局", "区财政局",           "区教育局", "区农业农村局",
				    "区林业局", "区住房和城乡建设局", "区民政局", "区交通运输局"};

static void person(struct rng *r, char name[32], const char *surname, bool male)
{
	snprintf(name, 32, "%s%s%s", surname, PICK(r, middles),
		 male ? PICK(r, men) : PICK(r, women));
}

/* The same office-holder wherever the village is named; nobody's namesake in a household. */
static void officer(const struct options *o, char name[32], uint64_t office)
{
	static const char *const surnames[] = {"苏", "陶", "钟", "侯", "姚", "邵", "白", "钱",
					       "段", "孟", "史", "尚", "汪", "裴", "季", "文"};
	struct rng r = {mix(o->seed ^ mix(office + 0x5eed))};

	person(&r, name, PICK(&r, surnames), chance(&r, 60));
}

/*
 * A number of one's own: `unique` is spread over areas, days and sequence numbers by a permutation,
 * so that no two are alike whatever the years of birth. GB 11643: the check digit follows from the
 * first 17. 7919 is prime and too great to divide `all`.
 */
static void document(const struct options *o, struct member *m, uint64_t unique)
{
	static const int weights[] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
	const uint64_t each = 336 * 500;
	uint64_t areas = o->households * 8 / each + 1, all = areas * each;
	uint64_t at = (unique * 7919 + mix(o->seed) % all) % all;
	uint64_t area = at / each, day = at % each / 500,
		 sequence = at % 500 * 2 + (m->male ? 1 : 0);
	int sum = 0;

	m->month = (int)(day / 28) + 1;
	m->day = (int)(day % 28) + 1;
	snprintf(m->document, sizeof m->document, "99%04u%04d%02d%02d%03u",
		 (unsigned)(102 + area) % 10000, m->year, m->month, m->day,
		 (unsigned)sequence % 1000);
	for (int i = 0; i < 17; i++)
		sum += (m->document[i] - '0') * weights[i];
	m->document[17] = "10X98765432"[sum % 11];
	m->document[18] = '\0';
}

/* Whole years on 20 April 2020, the day on which the sample stands. */
static int age(const struct member *m)
{
	return 2020 - m->year - (m->month > 4 || (m->month == 4 && m->day > 20));
}

static void add_member(const struct options *o, struct household *h, struct rng *r,
		       const char *relation, bool male, int year)
{
	struct member *m = &h->members[h->persons++];

	if (year >= 1959 &&
	    year <= 1961) /* nobody near 60: the pension would hang on the day that is asked */
		year = 1962;
	*m = (struct member){
		.relation = relation, .male = male, .year = year, .number = h->persons};
	if (year >= 2005)
		m->grade = 2014 - year;
	person(r, m->name, PICK(r, surnames), male);
	if (m->grade) /* a Chinese character is three bytes of UTF-8 */
		memcpy(m->name, h->members[0].name, 3);
	document(o, m, h->index * 8 + (uint64_t)h->persons);
	m->chronic = age(m) >= 50 && chance(r, 35);
	if (!h->poor && m->grade == 0 && age(m) < 60)
		m->works = chance(r, 70);
}

/* The same household whenever it is asked for: a village is counted before it is written. */
static void household(const struct options *o, struct household *h, struct rng *r, uint64_t index,
		      uint64_t village, uint64_t number)
{
	int year, n;

	*h = (struct household){.index = index, .number = number, .village = village};
	*r = (struct rng){mix(o->seed ^ mix(index))};
	n = between(r, 0, 99);
	h->status = "exited";
	if (n < 22)
		h->status = n < 4    ? "poor"
			    : n < 8  ? "exited-unstable"
			    : n < 12 ? "marginal"
				     : "exited-ended";
	h->poor = n < 4;
	h->at_risk = n < 12;
	h->arable = between(r, 0, 55);
	h->forest = chance(r, 30);
	year = between(r, 1950, 1984);
	add_member(o, h, r, "head", true, year);
	if (chance(r, 80))
		add_member(o, h, r, "spouse", false, year + between(r, -2, 4));
	if (year >= 1972)
		for (int i = between(r, 0, 2); i > 0; i--) {
			bool boy = chance(r, 52);
			add_member(o, h, r, boy ? "son" : "daughter", boy, between(r, 2005, 2012));
		}
	if (year >= 1962 && chance(r, 40))
		add_member(o, h, r, "mother", false, year - between(r, 20, 28));
	h->problems = (int)(o->problems / 100) + (chance(r, (int)(o->problems % 100)) ? 1 : 0);
	if (h->at_risk && h->problems == 0)
		h->problems = 1;
}

/* From 300 on, clear of the villages that the sample's county once had. */
static void village_code(char code[16], uint64_t village)
{
	snprintf(code, 16, PREFIX "%03u%03u", (unsigned)(100 + village / TOWNSHIP_VILLAGES) % 1000,
		 (unsigned)(300 + village % TOWNSHIP_VILLAGES) % 1000);
}

static void township_code(char code[16], uint64_t village)
{
	snprintf(code, 16, PREFIX "%03u000", (unsigned)(100 + village / TOWNSHIP_VILLAGES) % 1000);
}

/* --- a household's file --- */

static int64_t put_benefit(struct out *o, const char *in, const char *kind, int64_t fen)
{
	put(o, "%s- {kind: %s, year: 2019, ", in, kind);
	put_money(o, "amount: ", fen);
	put(o, "}\n");
	return fen;
}

/* Returns the wages of the year, in fen; *transfers grows by the benefits. */
static int64_t put_member(struct out *o, const struct household *h, const struct member *m,
			  struct rng *r, int64_t *transfers)
{
	static const char *const jobs[] = {"装配工", "缝纫", "泥瓦工", "保洁", "分拣员", "厨工"};
	static const char *const cities[] = {"东莞", "温州", "宁波", "厦门", "苏州"};
	bool registered = strcmp(h->status, "marginal") != 0 &&
			  strcmp(h->status, "exited-ended") != 0;
	bool away = m->works && chance(r, 50);
	int64_t wages = 0, monthly = between(r, 3000, 5200) * 100;
	int months = between(r, 6, 11), from = between(r, 2005, 2018);

	put(o, "  - id: m%d\n    name: %s\n    relation: %s\n", m->number, m->name, m->relation);
	put(o, "    document: '%s'\n    sex: %s\n", m->document, m->male ? "male" : "female");
	put(o, "    born: %04d-%02d-%02d\n    ethnicity: han\n", m->year, m->month, m->day);
	if (m->grade)
		put(o, "    schooling: {stage: %s, grade: %d, school: 青溪镇中心校, mode: day}\n",
		    m->grade > 6 ? "junior" : "primary", m->grade > 6 ? m->grade - 6 : m->grade);
	else
		put(o, "    education: %s\n", chance(r, 50) ? "primary" : "junior");
	if (m->chronic)
		put(o,
		    "    health: [chronic]\n    illness: 高血压\n"
		    "    family_doctor: 2019-11-%02d\n",
		    between(r, 1, 28));
	else
		put(o, "    health: [healthy]\n");
	put(o, "    labour: %s\n",
	    m->grade || age(m) >= 76 ? "none"
	    : age(m) >= 60           ? "weak"
				     : "able");
	put(o, "    insurance: [resident, serious-illness%s]\n", m->grade ? "" : ", pension");
	if (m->works) {
		put(o, "    work:\n      place: %s\n", away ? "outside" : "county");
		if (away)
			put(o, "      city: %s\n", PICK(r, cities));
		put(o,
		    "      employer: %s\n      job: %s\n      kind: employee\n"
		    "      channel: kin\n",
		    away ? "电子元件厂" : "城关建筑队", PICK(r, jobs));
		put(o, "      months: %d\n", months);
		put_money(o, "      monthly: ", monthly);
		put(o, "\n      from: %d-03-%02d\n", from, between(r, 1, 28));
		wages = months * monthly;
	}
	if (age(m) >= 60 || (m->grade && registered) || (away && registered))
		put(o, "    benefits:\n");
	if (age(m) >= 60)
		*transfers += put_benefit(o, "      ", "pension", 123600);
	if (m->grade && registered)
		*transfers += put_benefit(o, "      ", "school-aid", m->grade > 6 ? 62500 : 50000);
	if (away && registered)
		*transfers += put_benefit(o, "      ", "travel", 30000);
	return wages;
}

static void put_year(struct out *o, int year, int64_t wages, int64_t business, int64_t transfers,
		     int64_t expenses, int persons)
{
	int64_t net = wages + business + transfers - expenses;

	put(o, "  - {year: %d", year);
	put_money(o, ", wages: ", wages);
	put_money(o, ", business: ", business);
	put(o, ", property: 0");
	put_money(o, ", transfers: ", transfers);
	put_money(o, ", expenses: ", expenses);
	put_money(o, ", net: ", net);
	put(o, ", persons: %d", persons);
	put_money(o, ", per_capita: ", (net * 2 + persons) / (persons * 2));
	put(o, "}\n");
}

/* The years on record. `wages` and `transfers` are sums that the members' lines bear out. */
static void put_income(struct out *o, const struct household *h, struct rng *r, int64_t wages,
		       int64_t transfers, int64_t business)
{
	bool steady = !h->at_risk;
	int64_t expenses = business * 3 / 10;
	int64_t least = (h->poor  ? between(r, 2000, 3000)
			 : steady ? between(r, 6000, 9000)
				  : between(r, 4750, 5400)) *
			100;
	int64_t net = wages + business + transfers - expenses, want = least * h->persons;

	if (net < want) /* what the grown-up children send home */
		transfers += want - net;
	put(o, "income:\n");
	if (h->poor)
		put_year(o, 2018, 0, 0, transfers * 85 / 100, 0, h->persons);
	else
		put_year(o, 2018, wages * 94 / 100, business * 94 / 100, transfers * 94 / 100,
			 business * 27 / 100, h->persons);
	put_year(o, 2019, wages, business, transfers, expenses, h->persons);
}

struct signer {
	const char *role;
	char name[32];
};

static void put_signatures(struct out *o, const struct signer signers[4], int n, int day)
{
	if (n > 0)
		put(o, "    signed:\n");
	for (int i = 0; i < n; i++)
		put(o,
		    "      - {role: %s, name: %s, on: 2020-04-%02d, attests: [policy, problem, "
		    "measure]}\n",
		    signers[i].role, signers[i].name, day + i / 2);
}

static void put_problem(struct out *o, const struct household *h, struct rng *r, int number,
			const struct signer signers[4], const char *unit, const char *code,
			int swept)
{
	static const char *const indicators[] = {"water", "housing", "power", "broadcast"};
	static const char *const leads[] = {"区水务局", "区住房和城乡建设局", "区供电公司",
					    "区文化旅游广电局"};
	static const char *const what[] = {"水管冻裂，停水%d天", "屋面漏雨%d处", "电压低，跳闸%d次",
					   "电视只能收%d个台"};
	static const char *const measures[] = {"更换保温管%d米，加装闸阀", "换瓦%d张，补防水",
					       "换进户线%d米", "换皮线%d米"};
	static const char *const states[] = {"closed", "closed",    "accepted",
					     "fixed",  "remedying", "confirmed"};
	bool income = number == 1 && h->at_risk;
	const char *state = income ? "remedying" : PICK(r, states);
	int i = between(r, 0, 3);
	bool accepted = state[0] == 'c' && state[1] == 'l' ? true : state[0] == 'a',
	     done = accepted || state[0] == 'f';

	put(o, "  - id: p%d\n    state: %s\n    basis: standard\n", number, state);
	put(o, "    indicator: %s\n    what: ", income ? "income" : indicators[i]);
	if (income)
		put(o, "%s的工地停工，零工难找，每月少收%d元", PICK(r, places),
		    between(r, 6, 30) * 100);
	else
		put(o, what[i], between(r, 2, 19));
	put(o,
	    "\n    found: {on: 2020-03-%02d, by: %s, source: sweep}\n    remedy: improve\n"
	    "    measure: ",
	    swept, signers[0].name);
	if (income)
		put(o, "安排%s公益岗过渡，每月%d元，同时联系返岗", PICK(r, places),
		    between(r, 5, 9) * 100);
	else
		put(o, measures[i], between(r, 20, 90));
	put(o, "\n    owner: {unit: %s, name: %s}\n", unit, signers[0].name);
	put(o, "    lead: %s\n    due: 2020-05-31\n", income ? "区扶贫开发办公室" : leads[i]);
	put(o, "    reported: {on: 2020-03-%02d, by: 村党支部}\n", swept + 1);
	put(o, "    confirmed: {on: 2020-03-%02d, by: 区指挥部办公室}\n", between(r, 24, 29));
	if (done)
		put(o,
		    "    fixed: {on: 2020-04-%02d, evidence: [photos/%s-%04" PRIu64 "-p%d.jpg]}\n",
		    between(r, 1, 8), code, h->number, number);
	if (accepted)
		put(o, "    accepted: {on: 2020-04-12, by: 镇验收组}\n");
	if (accepted && state[0] == 'c')
		put(o, "    closed: {on: 2020-04-%02d, by: 区指挥部办公室}\n", between(r, 13, 18));
	if (done)
		put_signatures(o, signers, accepted ? 4 : 1, 9);
}

static void village_officers(const struct options *o, struct signer signers[4], uint64_t village,
			     uint64_t helper)
{
	static const char *const roles[] = {"helper", "first-secretary", "village-secretary",
					    "township-secretary"};
	uint64_t offices[4] = {village << 16 | 0x8000 | helper, village << 16 | 1,
			       village << 16 | 2, (village / TOWNSHIP_VILLAGES) << 16 | 3};

	for (int i = 0; i < 4; i++) {
		signers[i].role = roles[i];
		do { /* four different people */
			officer(o, signers[i].name, offices[i]);
			offices[i] += (uint64_t)1 << 48;
			for (int j = 0; j < i; j++)
				if (strcmp(signers[j].name, signers[i].name) == 0)
					signers[i].name[0] = '\0';
		} while (!signers[i].name[0]);
	}
}

static void put_home(struct out *o, const struct household *h, struct rng *r)
{
	if (h->arable || h->forest) {
		put(o, "land: {");
		if (h->arable)
			put(o, "arable: %d.%d%s", (int)h->arable / 10, (int)h->arable % 10,
			    h->forest ? ", " : "");
		put(o, "%s}\n", h->forest ? "forest: 12" : "");
	}
	put(o, "food: {secure: true, how: %s}\nclothing: {secure: true, how: purchase}\n",
	    h->arable ? "own-grown" : "purchase");
	put(o, "housing: {grade: %s, assessed: 2019-%02d-%02d, area: %d}\n",
	    chance(r, 40) ? "A" : "B", between(r, 4, 12), between(r, 1, 28), between(r, 60, 140));
	put(o, "water: {source: piped, litres: %d, minutes: 0, days_without: %d, ",
	    between(r, 6, 10) * 10, between(r, 0, 9));
	put(o, "quality: {passed: true, report: 2020-W-%04d}}\npower: true\nbroadcast: true\n",
	    between(r, 1, 699));
}

static void put_help(struct out *o, const struct household *h, struct rng *r, uint64_t bytes)
{
	static const char *const kinds[] = {"industry", "health", "ecology", "finance",
					    "motivation"};
	static const char *const what[] = {"补助茶叶种苗%d亩", "家庭医生随访%d次", "退耕还林%d亩",
					   "小额信贷%d万元", "院坝会发言%d次"};
	size_t n = 0;

	if (strcmp(h->status, "marginal") == 0)
		return;
	put(o, "help:\n");
	do {
		int i = between(r, 0, (int)COUNT(kinds) - 1);
		put(o, "  - {year: %d, kind: %s, what: ", n ? between(r, 2015, 2019) : 2015,
		    kinds[i]);
		put(o, what[i], between(r, 1, 9));
		put(o, "}\n");
	} while (++n < 2 || o->n + 200 < bytes);
}

static void put_household(const struct options *o, struct out *out, const struct household *h,
			  struct rng *r)
{
	struct signer signers[4];
	const char *unit = units[(h->village + h->number / 8) % COUNT(units)];
	bool marginal = strcmp(h->status, "marginal") == 0,
	     exited = strncmp(h->status, "exited", 6) == 0;
	int swept = between(r, 9, 20);
	int64_t wages = 0, transfers = 0,
		business = !h->poor && chance(r, 60)
				   ? between(r, 1500, 9000) * 100 + between(r, 0, 99)
				   : 0;
	char code[16];

	village_officers(o, signers, h->village, h->number / 8);
	village_code(code, h->village);
	put(out, "# yaml-language-server: $schema=../../../schema/household.yaml\n");
	put(out,
	    "id: %s-%04" PRIu64 "\nvillage: '%s'\ngroup: %d\nstatus: %s\nattribute: ordinary\n",
	    code, h->number, code, between(r, 1, 8), h->status);
	if (!marginal)
		put(out, "registered: 2014\n");
	if (exited)
		put(out, "exited: {year: 2018, on: 2018-12-%02d}\n", between(r, 8, 28));
	put(out, "causes: {main: %s}\n", chance(r, 50) ? "skills" : "funds");
	put(out, "helper: {name: %s, unit: %s, since: 2018-03-01}\n", signers[0].name, unit);
	put(out, "phone: '16%09" PRIu64 "'\nsize: %d\nmembers:\n",
	    (h->index * 7919 + o->seed % 1000) % 1000000000, h->persons);
	for (int i = 0; i < h->persons; i++)
		wages += put_member(out, h, &h->members[i], r, &transfers);
	transfers += h->arable * 954 + (h->forest ? 17400 : 0) + (business && exited ? 50000 : 0);
	put_income(out, h, r, wages, transfers, business);
	if (h->arable || h->forest || (business && exited))
		put(out, "benefits:\n");
	if (h->arable)
		put_benefit(out, "  ", "farmland", h->arable * 954);
	if (h->forest)
		put_benefit(out, "  ", "forest", 17400);
	if (business && exited)
		put_benefit(out, "  ", "industry-grant", 50000);
	put_home(out, h, r);
	if (business) {
		put(out,
		    "industry:\n  - id: i1\n    kind: tea\n    what: 良种茶园\n    scale: %d\n"
		    "    unit: 亩\n    gain: own\n",
		    between(r, 1, 8));
		put_money(out, "    actual: ", business);
		put(out, "\n    insured: true\n");
	}
	put_help(out, h, r, o->bytes);
	put(out, "sweep: {on: 2020-03-%02d, by: %s, result: %s}\n", swept, signers[0].name,
	    h->problems ? "problems" : "clean");
	if (h->problems)
		put(out, "problems:\n");
	for (int i = 1; i <= h->problems; i++)
		put_problem(out, h, r, i, signers, unit, code, swept);
}

/* --- faults: each changes one line of a finished file --- */

struct fault {
	const char *kind;
	const char *line;          /* in the first line that begins so ... */
	const char *was, *becomes; /* ... this becomes that; or NULL: see plant() */
	bool plain;                /* a plain record's schema finds it too */
};

static const struct fault faults[] = {
	{"unquoted-number", "    document: '", "'", "", true},
	{"wrong-checksum", "    document: '", NULL, NULL, false}, /* the last digit but one */
	{"missing-field", "size: ", NULL, NULL, true},            /* the line goes */
	{"misspelt-key", "attribute: ", "attribute", "atribute", true},
	{"bad-date", "    born: ", "-", "-x", true},
	{"bad-value", "status: ", "status: ", "status: un", true},
	{"wrong-type", "power: ", "true", "'yes'", true},
	{"below-minimum", "group: ", "group: ", "group: -", true},
	{"duplicate-key", "attribute: ", NULL, NULL, true}, /* the line stands twice */
	{"tab-indent", "    sex: ", "    ", "\t", true},
	{"open-quote", "clothing: ", "purchase", "'purchase", true},
	{"conflict-marker", "food: ", NULL, NULL, true}, /* a marker stands before the line */
};

/* Puts `text` in the place of the `gone` bytes at `at`. */
static void splice(struct out *o, size_t at, size_t gone, const char *text, size_t n)
{
	room(o, n);
	memmove(o->p + at + n, o->p + at + gone, o->n - at - gone);
	memcpy(o->p + at, text, n);
	o->n += n - gone;
}

/* Every occurrence within the line, since a number left half in quotes would be another fault. */
static void replace(struct out *o, size_t at, const char *was, const char *becomes)
{
	size_t w = strlen(was), b = strlen(becomes);
	bool all = b == 0;

	for (size_t i = at; o->p[i] != '\n'; i++)
		if (o->n - i >= w && memcmp(o->p + i, was, w) == 0) {
			splice(o, i, w, becomes, b);
			if (!all)
				return;
			i--;
		}
}

static size_t find_line(const struct out *o, const char *start, int *line)
{
	size_t n = strlen(start);

	*line = 1;
	for (size_t i = 0; i + n <= o->n; (*line)++) {
		const char *end = memchr(o->p + i, '\n', o->n - i);
		if (memcmp(o->p + i, start, n) == 0)
			return i;
		if (!end)
			break;
		i = (size_t)(end - o->p) + 1;
	}
	fprintf(stderr, "gen: no line begins with: %s\n", start);
	exit(2);
}

/* A number that ends with X is a string with or without its quotes. */
static bool applies(const struct out *o, const struct fault *f)
{
	int line;

	if (strcmp(f->kind, "unquoted-number") != 0)
		return true;
	return o->p[find_line(o, f->line, &line) + strlen(f->line) + 17] != 'X';
}

static void plant(struct out *o, const struct fault *f, const char *path, FILE *list)
{
	static const char marker[] = "<<<<<<< HEAD\n";
	int line;
	size_t at = find_line(o, f->line, &line);
	size_t n = (size_t)((char *)memchr(o->p + at, '\n', o->n - at) - o->p) + 1 - at;

	if (f->was) {
		replace(o, at, f->was, f->becomes);
	} else if (strcmp(f->kind, "missing-field") == 0) {
		splice(o, at, n, "", 0);
	} else if (strcmp(f->kind, "duplicate-key") == 0) {
		room(o, n);
		splice(o, at, 0, o->p + at, n);
		line++;
	} else if (strcmp(f->kind, "conflict-marker") == 0) {
		splice(o, at, 0, marker, sizeof marker - 1);
	} else { /* the digit before the check digit: any other breaks the sum */
		char *digit = o->p + at + strlen(f->line) + 16;
		*digit = (char)('0' +
				(*digit - '0' + 2) % 10); /* still odd or even, as the sex is */
	}
	if (list)
		fprintf(list, "%s\t%d\t%s\n", path, line, f->kind);
}

static void maybe_plant(const struct options *o, struct out *out, uint64_t index, const char *path,
			FILE *list)
{
	struct rng r = {mix(~o->seed ^ mix(index))};
	const struct fault *f;

	if ((double)(next(&r) >> 11) / 9007199254740992.0 >= o->faults)
		return;
	do
		f = &PICK(&r, faults);
	while ((o->plain && !f->plain) || !applies(out, f));
	plant(out, f, path, list);
}

/* --- the registry around the households --- */

static void put_village(const struct options *o, struct out *out, uint64_t village, int households,
			int persons, int poor, int poor_persons)
{
	struct signer signers[4];
	char code[16], township[16];
	struct rng r = {mix(o->seed ^ mix(village ^ 0x7111a6e))};
	int rural = persons * 4 + poor_persons * 60 +
		    300; /* a village exits below three in a hundred */

	village_code(code, village);
	township_code(township, village);
	village_officers(o, signers, village, 0);
	out->n = 0;
	put(out,
	    "# yaml-language-server: $schema=../../schema/village.yaml\nid: '%s'\n"
	    "township: '%s'\n",
	    code, township);
	put(out, "name: %s%" PRIu64 "村\npoor: %s\n", PICK(&r, places), village + 1,
	    village % 2 ? "false" : "true");
	if (village % 2 == 0)
		put(out, "exited: {year: 2018, on: 2018-12-20}\n");
	put(out, "groups: 8\npopulation: {households: %d, rural: %d}\nroll:\n", households + 200,
	    rural);
	put(out, "  households: %d\n  persons: %d\n  poor_households: %d\n  poor_persons: %d\n",
	    households, persons, poor, poor_persons);
	put(out, "secretary: %s\nfirst_secretary: {name: %s, unit: %s, since: 2018-04-11}\n",
	    signers[2].name, signers[1].name, PICK(&r, units));
	put(out, "economy:\n  - {year: 2019, amount: %d.00, from: 光伏电站}\n",
	    between(&r, 40000, 120000));
	put(out, "culture: {room: true, area: 120, books: 1500}\n"
		 "clinic: {qualified: true, area: 80, certified: true}\n");
	put(out, "road: {hardened: true, surface: concrete, width: 5}\n"
		 "telecom: {broadband: true, signal: true}\n");
	put(out, "sweep:\n  on: 2020-03-12\n  by: %s\n  result: clean\n  signed:\n",
	    signers[1].name);
	for (int i = 0; i < 4; i++)
		put(out,
		    "    - {role: %s, name: %s, on: 2020-03-%d, attests: [policy, problem, measure]}\n",
		    signers[i].role, signers[i].name, 13 + i);
}

static void write_village(const struct options *o, struct out *out, uint64_t village,
			  uint64_t first, uint64_t last, FILE *list)
{
	struct household h;
	struct rng r;
	char path[4096], code[16];
	int persons = 0, poor = 0, poor_persons = 0;
	size_t root = strlen(o->out) + 1;

	village_code(code, village);
	snprintf(path, sizeof path, "%s/villages/%s", o->out, code);
	make_folder(path);
	snprintf(path, sizeof path, "%s/villages/%s/households", o->out, code);
	make_folder(path);
	for (uint64_t i = first; i < last; i++) {
		household(o, &h, &r, i, village, i - first + 1);
		persons += h.persons;
		poor += h.poor;
		poor_persons += h.poor ? h.persons : 0;
		out->n = 0;
		put_household(o, out, &h, &r);
		snprintf(path, sizeof path, "%s/villages/%s/households/%04" PRIu64 ".yaml", o->out,
			 code, h.number);
		maybe_plant(o, out, i, path + root, list);
		write_file(path, out);
	}
	put_village(o, out, village, (int)(last - first), persons, poor, poor_persons);
	snprintf(path, sizeof path, "%s/villages/%s/village.yaml", o->out, code);
	write_file(path, out);
}

static void write_township(const struct options *o, struct out *out, uint64_t village)
{
	struct signer signers[4];
	char path[4096], code[16];

	township_code(code, village);
	village_officers(o, signers, village, 0);
	out->n = 0;
	put(out,
	    "# yaml-language-server: $schema=../schema/township.yaml\nid: '%s'\n"
	    "county: '" PREFIX "000000'\n",
	    code);
	put(out, "name: 第%" PRIu64 "镇\nsecretary: %s\n", village / TOWNSHIP_VILLAGES + 1,
	    signers[3].name);
	put(out, "health_centre: {qualified: true, name: 镇卫生院, doctors: 9}\n");
	put(out, "school: {qualified: true, name: 镇中心校, teachers: 52}\n"
		 "service_centre: {qualified: true, windows: 7}\n");
	snprintf(path, sizeof path, "%s/townships/%s.yaml", o->out, code);
	write_file(path, out);
}

/* One a village; 40 000 yuan each, so that the pot of 93 million lasts for 2 300 villages. */
static void write_project(const struct options *o, struct out *out, uint64_t village)
{
	char path[4096], code[16];

	village_code(code, village);
	out->n = 0;
	put(out,
	    "# yaml-language-server: $schema=../../schema/project.yaml\nid: 2020-%03" PRIu64
	    "\nyear: 2020\n",
	    village + 1);
	put(out, "name: %s饮水巩固\ncategory: infrastructure\nstate: building\nvillages: ['%s']\n",
	    places[village % COUNT(places)], code);
	put(out, "owner: 区水务局\ntask: 蓄水池一口，主管八百米\ngoal: 断水天数降到五天以内\n");
	put(out, "funds:\n  - {fund: 2020-integrated, allocated: 40000.00, paid: 12000.00}\n");
	put(out, "planned: {start: 2020-03-18, finish: 2020-06-20}\nactual: {start: 2020-03-20}\n");
	put(out, "approved: {on: 2020-03-05, by: 区脱贫攻坚领导小组}\n");
	snprintf(path, sizeof path, "%s/projects/2020/%03" PRIu64 ".yaml", o->out, village + 1);
	write_file(path, out);
}

static void write_registry(const struct options *o, FILE *list)
{
	static const char *const copied[] = {"registry.yaml", "schema",   "rules",
					     "standards",     "policies", "county.yaml",
					     "people.yaml",   "funds",    "common"};
	static const char *const folders[] = {"", "townships", "villages", "projects",
					      "projects/2020"};
	uint64_t v = o->villages ? o->villages : o->households / 100 + 1;
	struct out out = {0};

	for (size_t i = 0; i < COUNT(folders); i++) {
		char *path = join(o->out, folders[i]);
		make_folder(path);
		free(path);
	}
	for (size_t i = 0; i < COUNT(copied); i++) {
		char *from = join(o->records, copied[i]), *to = join(o->out, copied[i]);
		copy(from, to, &out);
		free(from);
		free(to);
	}
	for (uint64_t i = 0; i < v; i++) {
		if (i % TOWNSHIP_VILLAGES == 0)
			write_township(o, &out, i);
		write_village(o, &out, i, o->households * i / v, o->households * (i + 1) / v, list);
		if (i < 2300)
			write_project(o, &out, i);
	}
	free(out.p);
}

/* --- plain records: one file after another, one schema, no registry --- */

static const char plain_schema[] =
	"$schema: https://json-schema.org/draft/2020-12/schema\n"
	"title: 户 (简)\n"
	"type: object\n"
	"required:\n"
	"  [id, village, group, status, attribute, size, head, income, food, clothing, housing,\n"
	"  water, power, sweep]\n"
	"additionalProperties: false\n"
	"properties:\n"
	"  id: {type: string, pattern: '^[0-9]{12}-[0-9]{4,7}$'}\n"
	"  village: {type: string, pattern: '^[0-9]{12}$'}\n"
	"  group: {type: integer, minimum: 1, maximum: 40}\n"
	"  status: {enum: [poor, exited, exited-ended, returned, exited-unstable, marginal]}\n"
	"  attribute: {enum: [ordinary, allowance, destitute]}\n"
	"  registered: {type: integer, minimum: 2013, maximum: 2020}\n"
	"  size: {type: integer, minimum: 1, maximum: 20}\n"
	"  phone: {type: string, pattern: '^1[3-9][0-9]{9}$'}\n"
	"  head:\n"
	"    type: object\n"
	"    required: [name, document, sex, born, health, labour, insurance]\n"
	"    additionalProperties: false\n"
	"    properties:\n"
	"      name: {type: string, minLength: 1, maxLength: 30}\n"
	"      document: {type: string, pattern: '^99[0-9]{15}[0-9X]$'}\n"
	"      sex: {enum: [male, female]}\n"
	"      born: {type: string, format: date, pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$'}\n"
	"      health: {type: array, minItems: 1, uniqueItems: true, items: {$ref: "
	"'#/$defs/ill'}}\n"
	"      labour: {enum: [able, skilled, weak, none]}\n"
	"      insurance: {type: array, uniqueItems: true, items: {$ref: '#/$defs/insured'}}\n"
	"  income:\n"
	"    type: array\n"
	"    minItems: 1\n"
	"    items: {$ref: '#/$defs/year'}\n"
	"  food: {$ref: '#/$defs/need'}\n"
	"  clothing: {$ref: '#/$defs/need'}\n"
	"  housing:\n"
	"    type: object\n"
	"    required: [grade, assessed]\n"
	"    properties:\n"
	"      grade: {enum: [A, B, C, D]}\n"
	"      assessed: {type: string, format: date}\n"
	"      area: {type: number, exclusiveMinimum: 0}\n"
	"  water:\n"
	"    type: object\n"
	"    required: [source, litres, days_without]\n"
	"    properties:\n"
	"      source: {enum: [piped, spring, well, tank]}\n"
	"      litres: {type: number, minimum: 0}\n"
	"      days_without: {type: integer, minimum: 0, maximum: 366}\n"
	"  power: {type: boolean}\n"
	"  sweep:\n"
	"    type: object\n"
	"    required: [on, by, result]\n"
	"    properties:\n"
	"      on: {type: string, format: date}\n"
	"      by: {type: string, minLength: 2}\n"
	"      result: {enum: [problems, clean]}\n"
	"  note: {type: string, minLength: 1}\n"
	"$defs:\n"
	"  ill: {enum: [healthy, chronic, serious, disabled]}\n"
	"  insured: {enum: [resident, employee, serious-illness, pension]}\n"
	"  need:\n"
	"    type: object\n"
	"    required: [secure, how]\n"
	"    properties:\n"
	"      secure: {type: boolean}\n"
	"      how: {enum: [own-grown, purchase, both, relatives, relief]}\n"
	"  year:\n"
	"    type: object\n"
	"    required: [year, wages, transfers, persons, per_capita]\n"
	"    properties:\n"
	"      year: {type: integer, minimum: 2013, maximum: 2020}\n"
	"      wages: {type: number, minimum: 0}\n"
	"      transfers: {type: number, minimum: 0}\n"
	"      persons: {type: integer, minimum: 1}\n"
	"      per_capita: {type: number}\n";

static void put_plain(const struct options *o, struct out *out, const struct household *h,
		      struct rng *r)
{
	static const char *const notes[] = {"想在家门口上班", "茶园已除草",     "户主愿意学电焊",
					    "院坝已硬化",     "孩子在镇上寄宿", "水表已换新"};
	const struct member *m = &h->members[0];
	char code[16], helper[32];

	village_code(code, h->village);
	officer(o, helper, h->village << 16 | 0x8000);
	put(out, "id: %s-%05" PRIu64 "\nvillage: '%s'\ngroup: %d\nstatus: %s\n", code, h->index,
	    code, between(r, 1, 12), h->status);
	put(out, "attribute: ordinary\nregistered: 2014\nsize: %d\nphone: '16%09d'\nhead:\n",
	    h->persons, between(r, 0, 999999999));
	put(out, "    name: %s\n    document: '%s'\n    sex: male\n    born: %04d-%02d-%02d\n",
	    m->name, m->document, m->year, m->month, m->day);
	put(out,
	    "    health: [%s]\n    labour: able\n"
	    "    insurance: [resident, serious-illness, pension]\nincome:\n",
	    m->chronic ? "chronic" : "healthy");
	for (int year = 2018; year <= 2019; year++) {
		int64_t wages = between(r, 0, 400) * 5000, transfers = between(r, 1000, 900000);
		put(out, "  - {year: %d", year);
		put_money(out, ", wages: ", wages);
		put_money(out, ", transfers: ", transfers);
		put(out, ", persons: %d", h->persons);
		put_money(out, ", per_capita: ", (wages + transfers) / h->persons);
		put(out, "}\n");
	}
	put(out, "food: {secure: true, how: own-grown}\nclothing: {secure: true, how: purchase}\n");
	put(out, "housing: {grade: B, assessed: 2019-06-%02d, area: %d}\n", between(r, 1, 28),
	    between(r, 50, 140));
	put(out, "water: {source: piped, litres: %d, days_without: %d}\npower: true\n",
	    between(r, 40, 90), between(r, 0, 20));
	put(out, "sweep: {on: 2020-03-%02d, by: %s, result: clean}\nnote: %s", between(r, 9, 20),
	    helper, PICK(r, notes));
	while (out->n + 24 < o->bytes)
		put(out, "，%s", PICK(r, notes));
	put(out, "\n");
}

static void write_plain(const struct options *o, FILE *list)
{
	struct out out = {0};
	struct household h;
	struct rng r;
	char path[4096];
	size_t root = strlen(o->out) + 1;

	make_folder(o->out);
	snprintf(path, sizeof path, "%s/records", o->out);
	make_folder(path);
	put(&out, "%s", plain_schema);
	snprintf(path, sizeof path, "%s/schema.yaml", o->out);
	write_file(path, &out);
	for (uint64_t i = 0; i < o->households; i++) {
		household(o, &h, &r, i, i / 100, i % 100 + 1);
		out.n = 0;
		put_plain(o, &out, &h, &r);
		snprintf(path, sizeof path, "%s/records/%05" PRIu64 ".yaml", o->out, i);
		maybe_plant(o, &out, i, path + root, list);
		write_file(path, &out);
	}
	free(out.p);
}

/* --- the command --- */

static void usage(void)
{
	fputs("usage: gen -n HOUSEHOLDS -r RECORDS -o DIR [-s SEED] [-f SHARE] [-l FILE]\n"
	      "           [-v VILLAGES] [-p PROBLEMS] [-b BYTES]\n"
	      "       gen -n RECORDS --plain -o DIR [-s SEED] [-f SHARE] [-l FILE] [-b BYTES]\n",
	      stderr);
	exit(2);
}

static uint64_t number(const char *s, uint64_t most)
{
	char *end;
	unsigned long long n;

	errno = 0;
	n = strtoull(s, &end, 10);
	if (*s < '0' || *s > '9' || *end || errno || n > most) {
		fprintf(stderr, "gen: not a number up to %" PRIu64 ": %s\n", most, s);
		exit(2);
	}
	return n;
}

static double share(const char *s)
{
	char *end;
	double f = strtod(s, &end);

	if (end == s || *end || !(f >= 0 && f <= 1)) {
		fprintf(stderr, "gen: not a share from 0 to 1: %s\n", s);
		exit(2);
	}
	return f;
}

static struct options options(int argc, char **argv)
{
	static const struct option names[] = {{"plain", no_argument, NULL, 'P'}, {0}};
	struct options o = {.seed = 1, .problems = 60};
	int c;

	while ((c = getopt_long(argc, argv, "n:s:f:o:r:l:v:p:b:", names, NULL)) != -1)
		switch (c) {
		case 'n': o.households = number(optarg, 10000000); break;
		case 's': o.seed = number(optarg, UINT64_MAX); break;
		case 'f': o.faults = share(optarg); break;
		case 'o': o.out = optarg; break;
		case 'r': o.records = optarg; break;
		case 'l': o.list = optarg; break;
		case 'v': o.villages = number(optarg, 17000); break;
		case 'p': o.problems = number(optarg, 2000); break;
		case 'b': o.bytes = number(optarg, 1 << 20); break;
		case 'P': o.plain = true; break;
		default: usage();
		}
	if (optind < argc || !o.out || !*o.out || !o.households || (!o.plain && !o.records))
		usage();
	if (o.plain && !o.bytes)
		o.bytes = 900;
	if (!o.plain && !o.villages && o.households / 100 + 1 > 17000)
		o.villages = 17000;
	return o;
}

int main(int argc, char **argv)
{
	struct options o = options(argc, argv);
	FILE *list = NULL;

	if (o.list && !(list = fopen(o.list, "w")))
		die(o.list);
	if (list)
		fputs("path\tline\tfault\n", list);
	if (o.plain)
		write_plain(&o, list);
	else
		write_registry(&o, list);
	if (list && fclose(list) == EOF)
		die(o.list);
	return 0;
}
